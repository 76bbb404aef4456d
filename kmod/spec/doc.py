#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# Prints the netlink spec as a page of Markdown.
import sys

import yaml


def fold(text):
    return " ".join(str(text or "").split())


def cell(text):
    return fold(text).replace("|", "\\|")


def limits(attr):
    words = []
    if "enum" in attr:
        words.append(f"enum {attr['enum']}")
    if "nested-attributes" in attr:
        words.append(f"see {attr['nested-attributes']}")
    if attr.get("multi-attr"):
        words.append("may repeat")
    words += [f"{k} {v}" for k, v in attr.get("checks", {}).items()]
    return ", ".join(words)


def definitions(spec, out):
    out.append("## Constants and enums\n")
    for d in spec["definitions"]:
        if d["type"] == "const":
            out.append(f"- **{d['name']}** = {d['value']}. {fold(d.get('doc'))}")
    for d in spec["definitions"]:
        if d["type"] == "const":
            continue
        out.append(f"\n### {d['name']} ({d['type']})\n\n{fold(d.get('doc'))}\n")
        out.append("| value | name | meaning |\n|---|---|---|")
        for i, e in enumerate(d["entries"]):
            value = 1 << i if d["type"] == "flags" else i
            e = e if isinstance(e, dict) else {"name": e}
            out.append(f"| {value} | {e['name']} | {cell(e.get('doc'))} |")


def attributes(spec, out):
    out.append("\n## Attribute sets\n")
    for s in spec["attribute-sets"]:
        out.append(f"### {s['name']}\n")
        out.append("| id | name | type | limits | meaning |\n|---|---|---|---|---|")
        for i, a in enumerate(s["attributes"], 1):
            out.append(f"| {i} | {a['name']} | {a['type']} | {cell(limits(a))} "
                       f"| {cell(a.get('doc'))} |")
        out.append("")


def operations(spec, out):
    out.append("## Operations\n")
    for i, op in enumerate(spec["operations"]["list"], 1):
        out.append(f"### {op['name']} ({i})\n\n{fold(op['doc'])}\n")
        for kind in ("do", "dump"):
            for side in ("request", "reply"):
                if side in op.get(kind, {}):
                    names = ", ".join(op[kind][side]["attributes"]) or "nothing"
                    out.append(f"- {kind} {side}: {names}")
        if "event" in op:
            names = ", ".join(op["event"]["attributes"])
            out.append(f"- event to the group {op['mcgrp']}: {names}")
        out.append(f"- attribute set: {op['attribute-set']}\n")


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        spec = yaml.safe_load(f)
    out = [f"# The netlink family {spec['name']}\n",
           "Generated from kmod/spec/edgesec.yaml; do not edit.\n",
           fold(spec["doc"]) + "\n"]
    definitions(spec, out)
    attributes(spec, out)
    operations(spec, out)
    print("\n".join(out).rstrip())


main()
