#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Turns what the exec bench printed into bench.json and a table
# Copyright (C) 2026 The edgesec authors
#
# usage: exec-report.py LOG BENCH.JSON
"""Medians of all rounds, in microseconds, and the ratios that are aimed at."""

import json
import os
import re
import statistics
import sys

CASES = ["cached", "distinct", "open", "open_strict"]
CONTENDERS = ["none", "edgesec", "fapolicyd", "ima"]


def read_log(name):
    """Returns {key: median of its figures}."""
    figures = {}
    with open(name, encoding="utf-8", errors="replace") as log:
        for line in log:
            match = re.search(r"bench: (exec\.\S+) (\d+\.\d+)", line)
            if match:
                figures.setdefault(match[1], []).append(float(match[2]))
    return {key: statistics.median(values) for key, values in figures.items()}


def ratios(figures):
    """Yields what is compared, the ratio, and the bar."""
    def of(case, who):
        return figures[f"exec.{case}.{who}"]

    def added(case, who):
        return of(case, who) - of(case, "none")

    yield ("cached exec / none", of("cached", "edgesec") /
           of("cached", "none"), 1.02)
    yield ("2,000 different / none", of("distinct", "edgesec") /
           of("distinct", "none"), 1.02)
    yield ("open() / none", of("open", "edgesec") / of("open", "none"), 1.01)
    yield ("open() in strict mode / none", of("open_strict", "edgesec") /
           of("open_strict", "none"), 1.05)
    yield ("cost added to a cached exec / fapolicyd's",
           added("cached", "edgesec") / added("cached", "fapolicyd"), 0.05)
    yield ("cost added to open() / fapolicyd's",
           added("open", "edgesec") / added("open", "fapolicyd"), 0.05)
    yield ("cost added to open(), strict / fapolicyd's",
           added("open_strict", "edgesec") / added("open_strict", "fapolicyd"),
           0.05)
    yield ("first exec, added / read and hash by a program",
           (of("first", "edgesec") - of("distinct", "none")) /
           of("hash", "user"), 1.2)


def merge(name, figures):
    """Other benches keep their figures in the same file."""
    old = {}
    if os.path.exists(name):
        with open(name, encoding="utf-8") as file:
            old = json.load(file)
    old = {k: v for k, v in old.items() if not k.startswith("exec.")}
    with open(name, "w", encoding="utf-8") as file:
        json.dump({**old, **figures}, file, indent=1, sort_keys=True)
        file.write("\n")


def main():
    figures = read_log(sys.argv[1])
    print(f"{'microseconds':14}" + "".join(f"{c:>12}" for c in CONTENDERS))
    for case in CASES:
        print(f"{case:14}" + "".join(
            f"{figures[f'exec.{case}.{c}']:12.3f}" for c in CONTENDERS))
    print(f"\n{'ratio':52} {'is':>7} {'bar':>6}")
    for what, is_, bar in ratios(figures):
        print(f"{what:52} {is_:7.3f} {bar:6.2f}" +
              ("  missed" if is_ > bar else ""))
    merge(sys.argv[2], figures)


main()
