# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Prints and keeps what the Modbus bench with real programs measured
# Copyright (C) 2026 The edgesec authors
"""usage: modbus-report.py LOG BENCH.JSON"""

import sys

from figures import merge, print_ratios, read_log

CONTENDERS = ["none", "edgesec", "nft", "nfqueue"]


def main():
    figures = read_log(sys.argv[1], "modbus.vm_")
    print(f"{'by instructions':14}{'requests/s':>12}{'p99 us':>10}")
    for contender in CONTENDERS:
        rate, p99 = (figures[f"modbus.vm_{metric}.{contender}"]
                     for metric in ("rate", "p99_us"))
        print(f"{contender:14}{rate:12.1f}{p99:10.2f}")
    print_ratios([
        ("requests per second without edgesec / with it",
         figures["modbus.vm_rate.none"] / figures["modbus.vm_rate.edgesec"],
         1 / 0.95),
        ("p99 of the round trip with edgesec / without it",
         figures["modbus.vm_p99_us.edgesec"] / figures["modbus.vm_p99_us.none"],
         1.05),
    ])
    merge(sys.argv[2], "modbus.vm_", figures)


main()
