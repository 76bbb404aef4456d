#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Turns what the port bench printed into bench.json and a table
# Copyright (C) 2026 The edgesec authors
#
# usage: port-report.py LOG NATIVE-LOG BENCH.JSON
"""Instructions and nanoseconds of each call, and how they compare.

A thousandth of a microsecond of the machine is an instruction.
"""

import sys

from figures import merge, print_ratios, read_log

CASES = ["bind", "connect", "sendto"]
CONTENDERS = ["none", "edgesec", "edgesec_bind_only"]
LIMIT = 1.02


def key(case, contender):
    """Where the instructions of a call are kept."""
    return f"port.{case}_instructions.{contender}"


def counted_ratios(counted):
    """Yields what is compared, the ratio, and the bar."""
    for case in CASES:
        yield (f"{case}() under 10,000 rules / none, instructions",
               counted[key(case, "edgesec")] / counted[key(case, "none")],
               LIMIT)
    yield ("sendto() under rules on bind() / none, instructions",
           counted[key("sendto", "edgesec_bind_only")] /
           counted[key("sendto", "none")], LIMIT)


def timed_ratios(timed):
    """The same by time, on this host."""
    for case in CASES:
        call = timed[f"port.{case}_call_ns"]
        yield (f"{case}() under 10,000 rules / none, time",
               (call + timed[f"port.{case}_added_ns"]) / call, LIMIT)


def print_counted(counted):
    """One line for each call."""
    print(f"{'instructions':14}" + "".join(f"{c:>20}" for c in CONTENDERS))
    for case in CASES:
        print(f"{case:14}" + "".join(
            f"{counted[key(case, c)]:20}" for c in CONTENDERS))


def print_timed(timed):
    """One line for each call."""
    print(f"\n{'nanoseconds':14}{'call':>20}{'added':>20}")
    for case in CASES:
        print(f"{case:14}{timed[f'port.{case}_call_ns']:20.1f}"
              f"{timed[f'port.{case}_added_ns']:20.1f}")


def main():
    counted = {key: round(1000 * value)
               for key, value in read_log(sys.argv[1], "port.").items()}
    timed = read_log(sys.argv[2], "port.")
    print_counted(counted)
    ratios = list(counted_ratios(counted))
    if timed:
        print_timed(timed)
        ratios += timed_ratios(timed)
    print_ratios(ratios)
    merge(sys.argv[3], "port.", {**counted, **timed})


main()
