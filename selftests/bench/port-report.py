#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Turns what the port bench printed into bench.json and a table
# Copyright (C) 2026 The edgesec authors
#
# usage: port-report.py LOG BENCH.JSON
"""Medians of all rounds, in microseconds, and the ratios that are aimed at."""

import sys

from figures import merge, print_ratios, read_log

CASES = ["bind", "connect", "sendto"]
CONTENDERS = ["none", "edgesec", "edgesec_bind_only"]


def ratios(figures):
    """Yields what is compared, the ratio, and the bar."""
    for case in CASES:
        yield (f"{case}() under 10,000 rules / none",
               figures[f"port.{case}.edgesec"] / figures[f"port.{case}.none"],
               1.02)
    yield ("sendto() under rules on bind() alone / none",
           figures["port.sendto.edgesec_bind_only"] /
           figures["port.sendto.none"], 1.02)


def main():
    figures = read_log(sys.argv[1], "port.")
    print(f"{'microseconds':14}" + "".join(f"{c:>20}" for c in CONTENDERS))
    for case in CASES:
        print(f"{case:14}" + "".join(
            f"{figures[f'port.{case}.{c}']:20.3f}" for c in CONTENDERS))
    print_ratios(ratios(figures))
    merge(sys.argv[2], "port.", figures)


main()
