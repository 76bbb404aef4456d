# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Figures that a bench in a machine printed
# Copyright (C) 2026 The edgesec authors
"""Reads what a machine printed, and keeps it in bench.json."""

import json
import os
import re
import statistics


def read_log(name, prefix):
    """Returns {key: median of its figures}."""
    figures = {}
    pattern = re.compile(rf"bench: ({re.escape(prefix)}\S+) (\d+\.\d+)")
    with open(name, encoding="utf-8", errors="replace") as log:
        for line in log:
            match = pattern.search(line)
            if match:
                figures.setdefault(match[1], []).append(float(match[2]))
    return {key: statistics.median(values) for key, values in figures.items()}


def print_ratios(ratios):
    """Prints what is compared, the ratio, and the bar."""
    print(f"\n{'ratio':52} {'is':>7} {'bar':>6}")
    for what, ratio, limit in ratios:
        print(f"{what:52} {ratio:7.3f} {limit:6.2f}" +
              ("  missed" if ratio > limit else ""))


def merge(name, prefix, figures):
    """Other benches keep their figures in the same file."""
    old = {}
    if os.path.exists(name):
        with open(name, encoding="utf-8") as file:
            old = json.load(file)
    old = {k: v for k, v in old.items() if not k.startswith(prefix)}
    with open(name, "w", encoding="utf-8") as file:
        json.dump({**old, **figures}, file, indent=1, sort_keys=True)
        file.write("\n")
