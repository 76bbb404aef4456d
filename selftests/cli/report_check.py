#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Is what `edgesec report` printed of the format that it claims?
# Copyright (C) 2026 The edgesec authors
"""Usage: report_check.py html|csv|oscal FILE [TEXT...]

Each TEXT has to be in it, as a reader sees it. Prints "good", or says what is
wrong and exits with 1.
"""
import csv
import html.parser
import json
import re
import sys

VOID = {"meta", "link", "br", "img", "hr", "input"}


class Page(html.parser.HTMLParser):
    """Well-formed, with nothing that acts or refers to the outside."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = []
        self.text = []
        self.tags = set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag in {"script", "iframe", "object", "embed", "link", "img", "base", "form"}:
            raise ValueError(f"<{tag}> in line {self.getpos()[0]}")
        for name, value in attrs:
            if name.startswith("on") or name in {"src", "href", "style"}:
                raise ValueError(f"attribute {name} in line {self.getpos()[0]}")
            if value is None:
                raise ValueError(f"attribute {name} without a value")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            raise ValueError(f"</{tag}> in line {self.getpos()[0]}")

    def handle_data(self, data):
        if "<" in data and "style" not in self.open and not self.escaped(data):
            raise ValueError(f"a bare < in line {self.getpos()[0]}")
        self.text.append(data)

    def escaped(self, data):
        return self.raw.count("&lt;") >= data.count("<")


def check_html(raw):
    page = Page()
    page.raw = raw
    if not raw.startswith("<!DOCTYPE html>"):
        raise ValueError("no document type")
    page.feed(raw)
    page.close()
    if page.open:
        raise ValueError(f"not closed: {page.open}")
    missing = {"html", "head", "title", "body", "h1", "table"} - page.tags
    if missing:
        raise ValueError(f"not there: {missing}")
    style = raw[raw.index("<style>"):raw.index("</style>")]
    if re.search(r"url\(|@import|expression", style):
        raise ValueError("the style refers to something")
    if "default-src 'none'" not in raw or "width=device-width" not in raw:
        raise ValueError("no policy of its own, or none for small screens")
    return " ".join("".join(page.text).split())


def check_csv(raw):
    lines = raw.split("\r\n")
    if lines.pop() or any("\r" in line for line in lines):
        raise ValueError("lines do not end in CR LF")
    rows = list(csv.reader(raw.splitlines(keepends=True), strict=True))
    width = {len(row) for row in rows}
    if len(width) != 1 or len(rows) < 2:
        raise ValueError(f"rows of {width} fields")
    if len(set(rows[0])) != len(rows[0]):
        raise ValueError("two columns of one name")
    for row in rows:
        for field in row:
            if field[:1] in set("=+-@\t\r\n"):
                raise ValueError(f"a formula: {field}")
    return " ".join(field for row in rows for field in row)


UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
TOKEN = r"[A-Za-z_][A-Za-z0-9_.-]*"
STRING = r"\S(.*\S)?"
ANY = r"(?s).*"

# What OSCAL 1.1 requires, and of the rest what edgesec writes: a pattern for
# text, one member for lists (never empty), members for objects ("?": optional).
PROP = {"name": TOKEN, "ns?": r"https?://\S+", "value": STRING}
OSCAL = {"assessment-results": {
    "uuid": UUID,
    "metadata": {"title": STRING, "last-modified": TIME, "version": STRING,
                 "oscal-version": r"1\.1\.\d", "props?": [PROP]},
    "import-ap": {"href": r"#" + UUID},
    "results": [{
        "uuid": UUID, "title": STRING, "description": ANY, "start": TIME,
        "reviewed-controls": {"control-selections": [
            {"include-controls?": [{"control-id": TOKEN}]}]},
        "observations?": [{
            "uuid": UUID, "title?": STRING, "description": ANY,
            "props?": [PROP],
            "methods": ["EXAMINE|INTERVIEW|TEST|UNKNOWN"], "collected": TIME}],
        "findings?": [{
            "uuid": UUID, "title": STRING, "description": ANY,
            "target": {"type": "statement-id|objective-id", "target-id": TOKEN,
                       "status": {"state": "satisfied|not-satisfied",
                                  "reason?": "pass|fail|other"}},
            "related-observations?": [{"observation-uuid": UUID}]}]}],
    "back-matter?": {"resources": [
        {"uuid": UUID, "title?": STRING, "description?": ANY}]}}}


def check_shape(value, shape, place):
    if isinstance(shape, str):
        if not isinstance(value, str) or not re.fullmatch(shape, value):
            raise ValueError(f"{place}: {value!r} is not {shape}")
    elif isinstance(shape, list):
        if not isinstance(value, list) or not value:
            raise ValueError(f"{place}: no list, or an empty one")
        for i, member in enumerate(value):
            check_shape(member, shape[0], f"{place}[{i}]")
    else:
        check_object(value, shape, place)


def check_object(value, shape, place):
    if not isinstance(value, dict):
        raise ValueError(f"{place}: no object")
    known = {key.rstrip("?") for key in shape}
    if set(value) - known:
        raise ValueError(f"{place}: unknown {set(value) - known}")
    for key, inner in shape.items():
        name = key.rstrip("?")
        if name in value:
            check_shape(value[name], inner, f"{place}.{name}")
        elif not key.endswith("?"):
            raise ValueError(f"{place}: no {name}")


def strings(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return " ".join(strings(member) for member in value)
    return str(value)


def uuids(value):
    """Yields each identifier that something in @value has."""
    if isinstance(value, dict):
        if "uuid" in value:
            yield value["uuid"]
        value = list(value.values())
    if isinstance(value, list):
        for member in value:
            yield from uuids(member)


def check_statuses(result):
    for finding in result.get("findings", []):
        status = finding["target"]["status"]
        good = status["state"] == "satisfied"
        if good != (status.get("reason", "pass" if good else "fail") == "pass"):
            raise ValueError(f"the reason denies the state: {finding['title']}")


def check_props(value):
    if isinstance(value, dict):
        names = [(p["name"], p.get("ns"), p["value"])
                 for p in value.get("props", [])]
        if len(names) != len(set(names)):
            raise ValueError(f"told twice: {names}")
        value = list(value.values())
    if isinstance(value, list):
        for member in value:
            check_props(member)


def check_references(results):
    found = list(uuids(results))
    if len(found) != len(set(found)):
        raise ValueError("one identifier for two things")
    resources = {r["uuid"] for r in results["back-matter"]["resources"]}
    if results["import-ap"]["href"][1:] not in resources:
        raise ValueError("the plan is nowhere")
    for result in results["results"]:
        observations = {o["uuid"] for o in result.get("observations", [])}
        reviewed = result["reviewed-controls"]["control-selections"][0]
        reviewed = [c["control-id"] for c in reviewed.get("include-controls", [])]
        if len(reviewed) != len(set(reviewed)):
            raise ValueError("two requirements of one name")
        for finding in result.get("findings", []):
            if finding["target"]["target-id"] not in reviewed:
                raise ValueError(f"not reviewed: {finding['title']}")
            for related in finding["related-observations"]:
                if related["observation-uuid"] not in observations:
                    raise ValueError(f"no observation of {finding['title']}")
        check_statuses(result)
    check_props(results)


def check_oscal(raw):
    document = json.loads(raw)
    check_shape(document, OSCAL, "")
    check_references(document["assessment-results"])
    return strings(document)


def main():
    kinds = {"html": check_html, "csv": check_csv, "oscal": check_oscal}
    with open(sys.argv[2], encoding="utf-8", newline="") as source:
        raw = source.read()
    try:
        text = kinds[sys.argv[1]](raw)
    except (ValueError, csv.Error) as error:
        sys.exit(f"{sys.argv[2]}: {error}")
    for wanted in sys.argv[3:]:
        if wanted not in text:
            sys.exit(f"{sys.argv[2]}: not there: {wanted}")
    print("good")


main()
