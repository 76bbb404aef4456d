#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Turns what the bench printed into bench.json, a table and a picture
# Copyright (C) 2026 The edgesec authors
#
# usage: report.py BENCH.JSON PICTURE.SVG LOG...
"""Medians of all rounds; and the ratios that the table is held to."""

import json
import math
import os
import re
import statistics
import sys
from html import escape

SIZES = ["1k", "100k", "1M", "10M"]
CONTENDERS = ["edgesec", "rhashtable", "htab", "xarray_dense", "xarray_random",
              "rwlock_hash", "sharded_hash", "chase", "loop"]
METRICS = [("hit_ns", "hit, latency"), ("miss_ns", "miss, latency"),
           ("mixed_ns", "half of each, latency"),
           ("hit_tput_ns", "hit, throughput"),
           ("miss_tput_ns", "miss, throughput"),
           ("mixed_tput_ns", "half of each, thr."),
           ("hit_before_rehash_ns", "hit before a rehash"),
           ("hit_rehash_ns", "hit in a rehash"),
           ("hit_after_rehash_ns", "hit after it"),
           ("miss_before_rehash_ns", "miss before a rehash"),
           ("miss_rehash_ns", "miss in a rehash"),
           ("miss_after_rehash_ns", "miss after it"),
           ("hit_tput_before_rehash_ns", "hit, thr., before it"),
           ("hit_tput_rehash_ns", "hit, thr., in it"),
           ("hit_tput_after_rehash_ns", "hit, thr., after it"),
           ("miss_tput_before_rehash_ns", "miss, thr., before"),
           ("miss_tput_rehash_ns", "miss, thr., in it"),
           ("miss_tput_after_rehash_ns", "miss, thr., after"),
           ("insert_p50_ns", "insert, p50"), ("insert_p99_ns", "insert, p99"),
           ("insert_p999_ns", "insert, p99.9"),
           ("insert_p9999_ns", "insert, p99.99"),
           ("insert_max_ns", "insert, max"), ("delete_ns", "delete"),
           ("bytes_per_entry", "bytes per entry"),
           ("bytes_per_entry_best", "bytes, best"),
           ("bytes_per_entry_worst", "bytes, worst"),
           ("largest_allocation", "largest allocation"),
           ("readers1_ns", "1 reader"), ("readers2_ns", "2 readers"),
           ("readers1_writer_ns", "1 reader, writer"),
           ("readers2_writer_ns", "2 readers, writer"),
           ("readers1_writes_per_s", "1: writes per s"),
           ("readers2_writes_per_s", "2: writes per s")]

# What is compared, and the ratio that it shall not exceed.
BARS = [
    ("hit latency at 1M / pointer chase",
     "hit_ns.1M.edgesec", "hit_ns.1M.chase", 1.25),
    ("hit latency at 1M / rhashtable",
     "hit_ns.1M.edgesec", "hit_ns.1M.rhashtable", 0.55),
    ("hit throughput at 1M / rhashtable",
     "hit_tput_ns.1M.edgesec", "hit_tput_ns.1M.rhashtable", 0.65),
    ("miss latency at 1M / rhashtable",
     "miss_ns.1M.edgesec", "miss_ns.1M.rhashtable", 0.85),
    ("hit latency at 1k / rhashtable",
     "hit_ns.1k.edgesec", "hit_ns.1k.rhashtable", 1.10),
    ("hit latency in a rehash / before it, 1M",
     "hit_rehash_ns.1M.edgesec", "hit_before_rehash_ns.1M.edgesec", 1.10),
    ("hit latency in a rehash / after it, 1M",
     "hit_rehash_ns.1M.edgesec", "hit_after_rehash_ns.1M.edgesec", 1.10),
    ("insert p99.99 while growing to 1M / rhashtable",
     "insert_p9999_ns.1M.edgesec", "insert_p9999_ns.1M.rhashtable", 0.25),
]

# The same for figures alone. A chunk has 64 KiB.
LIMITS = [
    ("largest allocation up to 1M, bytes",
     "largest_allocation.1M.edgesec", 65536),
    ("bytes per entry at 1M", "bytes_per_entry.1M.edgesec", 38),
]


def read_logs(names):
    """Returns {key: median of its figures}."""
    figures = {}
    for name in names:
        with open(name, encoding="utf-8", errors="replace") as log:
            for line in log:
                match = re.search(r"bench: ((?:table|modbus)\.\S+) (\d+\.\d+)", line)
                if match:
                    figures.setdefault(match[1], []).append(float(match[2]))
    return {key: statistics.median(values) for key, values in figures.items()}


def write_json(name, figures):
    """Figures of other benches in the file stay."""
    everything = {}
    if os.path.exists(name):
        with open(name, encoding="utf-8") as old:
            everything = json.load(old)
    benches = {key.split(".")[0] for key in figures}
    everything = {key: value for key, value in everything.items()
                  if key.split(".")[0] not in benches}
    everything.update(figures)
    with open(name, "w", encoding="utf-8") as new:
        json.dump(dict(sorted(everything.items())), new, indent=1)
        new.write("\n")


def print_table(figures):
    """One block for each size, one line for each metric."""
    for size in SIZES:
        rows = [(title, [figures.get(f"table.{metric}.{size}.{c}")
                         for c in CONTENDERS]) for metric, title in METRICS]
        rows = [row for row in rows if any(v is not None for v in row[1])]
        if not rows:
            continue
        print(f"\n{size + ' entries':<22}" +
              "".join(f"{c:>14}" for c in CONTENDERS))
        for title, values in rows:
            print(f"{title:<22}" + "".join(
                f"{'-' if v is None else format(v, '.1f'):>14}"
                for v in values))


def print_modbus(figures):
    """What a request costs, with few flows and with many, beside peers."""
    none, few, full, many = [figures.get("modbus." + key) for key in (
        "request_ns.none", "request_ns.edgesec",
        "request_ns_16k_flows.edgesec", "request_ns_100k_flows.edgesec")]
    if None in (none, few, full, many):
        return
    print(f"\nallowed request, ns: no hook {none:.1f}, edgesec {few:.1f}, "
          f"with 16,384 flows {full:.1f}, with 100,000 flows {many:.1f}")
    for peer in ("nft", "nfqueue"):
        if f"modbus.request_ns.{peer}" in figures:
            print(f"{peer} {figures['modbus.request_ns.' + peer]:.1f}")
    print_lines(figures, "16k", full - few)
    print_lines(figures, "100k", many - few)
    print_bar("allowed request, ns", few, 400)
    print_bar("with 100,000 flows / with 10", many / few, 1.3)


def print_lines(figures, flows, added):
    """What flows add, in lines of memory that only the one before names."""
    line = figures.get(f"modbus.request_ns_{flows}_flows.chase")
    if line:
        print(f"pointer chase over {flows} flows: {line:.1f} a line; "
              f"they add {added / line:.2f} lines")


def print_bar(title, value, bar):
    """One line; a bar that is missed says so."""
    print(f"{title:<50}{value:>10.2f}{bar:>10.2f}"
          f"{'' if value <= bar else '  missed'}")


def print_net(figures):
    """The loop makes a key and waits; that is no part of a lookup."""
    hit, loop, chase = [figures.get(f"table.hit_ns.1M.{c}")
                        for c in ("edgesec", "loop", "chase")]
    if None not in (hit, loop, chase):
        ratio = (hit - loop) / chase
        figures["table.ratio.hit_ns.1M.edgesec-loop/chase"] = round(ratio, 4)
        print_bar("hit latency at 1M less the loop / pointer chase", ratio, 1.25)


def print_bars(figures):
    """How the figures compare with what they are held to."""
    print(f"\n{'ratio':<50}{'is':>10}{'bar':>10}")
    for title, above, below, bar in BARS:
        values = [figures.get("table." + key) for key in (above, below)]
        if None not in values:
            ratio = values[0] / values[1]
            figures["table.ratio." + above + "/" + below] = round(ratio, 4)
            print_bar(title, ratio, bar)
    print_net(figures)
    for title, key, bar in LIMITS:
        if "table." + key in figures:
            print_bar(title, figures["table." + key], bar)


COLOURS = {"edgesec": "#0b6e4f", "rhashtable": "#c8553d", "htab": "#8d6a9f",
           "rwlock_hash": "#588b8b", "sharded_hash": "#b0a160",
           "chase": "#555555"}
LEGEND = {"chase": "pointer chase: the limit"}
WIDTH, TOP, BASE, LEFT, PANEL, BAR = 900, 90, 380, 50, 440, 13
LEAST, DECADE = 10, 140     # nanoseconds at the base; pixels for a factor of 10


def height(value):
    """The scale is logarithmic: 1k and 10M entries are far apart."""
    return max(1, math.log10(max(value, LEAST) / LEAST) * DECADE)


def grid(x):
    """Lines with their nanoseconds."""
    for value in (10, 20, 50, 100, 200, 500, 1000):
        y = BASE - math.log10(value / LEAST) * DECADE
        yield (f'<line x1="{x}" x2="{x + PANEL - 60}" y1="{y:.1f}" '
               f'y2="{y:.1f}" stroke="#dddddd"/>'
               f'<text x="{x - 6}" y="{y + 4:.1f}" text-anchor="end" '
               f'fill="#555555">{value}</text>')


def column(x, contender, size, value):
    """One bar, with its figure above."""
    top = BASE - height(value)
    yield (f'<rect x="{x}" y="{top:.1f}" width="{BAR - 2}" '
           f'height="{height(value):.1f}" fill="{COLOURS[contender]}">'
           f'<title>{escape(contender)}, {size}: {value:.1f} ns</title></rect>'
           f'<text transform="translate({x + 9} {top - 4:.1f}) rotate(-90)" '
           f'font-size="10">{value:.0f}</text>')


def panel(figures, metric, title, x):
    """A group of columns for each size."""
    yield f'<text x="{x}" y="{TOP - 18}" font-weight="bold">{title}</text>'
    yield from grid(x)
    for group, size in enumerate(SIZES):
        at = x + 10 + group * (len(COLOURS) * BAR + 14)
        yield (f'<text x="{at + len(COLOURS) * BAR / 2}" y="{BASE + 18}" '
               f'text-anchor="middle">{size}</text>')
        for contender in COLOURS:
            value = figures.get(f"table.{metric}.{size}.{contender}")
            if value is not None:
                yield from column(at, contender, size, value)
            at += BAR


def legend():
    """Which colour is whose."""
    x = LEFT
    for contender, colour in COLOURS.items():
        name = LEGEND.get(contender, contender)
        yield (f'<rect x="{x}" y="36" width="11" height="11" fill="{colour}"/>'
               f'<text x="{x + 16}" y="46">{escape(name)}</text>')
        x += 44 + 8 * len(name)


def write_picture(name, figures):
    """Latency of hits and misses."""
    if not any(key.startswith("table.hit_ns.") for key in figures):
        return
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
             f'height="{BASE + 40}" font-family="sans-serif" font-size="12">',
             f'<rect width="{WIDTH}" height="{BASE + 40}" fill="#ffffff"/>',
             f'<text x="{LEFT}" y="22" font-size="14">Nanoseconds for a lookup '
             'that waits for the one before, by the number of entries</text>']
    parts += legend()
    parts += panel(figures, "hit_ns", "Keys that are there", LEFT)
    parts += panel(figures, "miss_ns", "Keys that are not", LEFT + PANEL)
    parts.append("</svg>\n")
    with open(name, "w", encoding="utf-8") as picture:
        picture.write("\n".join(parts))


def main():
    target, picture, *logs = sys.argv[1:]
    figures = read_logs(logs)
    print_table(figures)
    if any(key.startswith("table.") for key in figures):
        print_bars(figures)
    print_modbus(figures)
    write_json(target, figures)
    write_picture(picture, figures)


main()
