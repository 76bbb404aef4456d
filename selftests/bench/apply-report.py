# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Prints and keeps what the apply bench measured
# Copyright (C) 2026 The edgesec authors
"""usage: apply-report.py LOG BENCH.JSON"""

import sys

from figures import merge, print_ratios, read_log

CONTENDERS = ["edgesec", "ipset", "nft"]


def main():
    seconds = read_log(sys.argv[1], "apply.")
    print("seconds for 100,000 elements")
    for contender in CONTENDERS:
        print(f"{contender:14}{seconds[f'apply.{contender}']:10.2f}")
    edgesec = seconds["apply.edgesec"]
    print_ratios([
        ("edgesec apply / ipset restore", edgesec / seconds["apply.ipset"], 1.0),
        ("edgesec apply / nft -f", edgesec / seconds["apply.nft"], 0.5),
    ])
    merge(sys.argv[2], "apply.", seconds)


main()
