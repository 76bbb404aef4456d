#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Turns what the exec bench printed into bench.json and a table
# Copyright (C) 2026 The edgesec authors
#
# usage: exec-report.py LOG BENCH.JSON
"""Medians of all rounds, in microseconds, and the ratios that are aimed at."""

import sys

from figures import merge, print_ratios, read_log

CASES = ["cached", "distinct", "open", "open_strict"]
CONTENDERS = ["none", "edgesec", "fapolicyd", "ima"]


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


def main():
    figures = read_log(sys.argv[1], "exec.")
    print(f"{'microseconds':14}" + "".join(f"{c:>12}" for c in CONTENDERS))
    for case in CASES:
        print(f"{case:14}" + "".join(
            f"{figures[f'exec.{case}.{c}']:12.3f}" for c in CONTENDERS))
    print_ratios(ratios(figures))
    merge(sys.argv[2], "exec.", figures)


main()
