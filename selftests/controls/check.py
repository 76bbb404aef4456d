#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Wants each claim of controls.yaml to have a test, and to have passed
# Copyright (C) 2026 The edgesec authors
"""usage: check.py written | ran LOG...

written: each row is complete, each test that it names stands in the sources,
and each key is one that the command reads from a policy.
ran: each of these tests printed "ok", without a skip, in one of the logs.
"""

import collections
import pathlib
import re
import sys

import yaml

TOP = pathlib.Path(__file__).resolve().parents[2]
CONTROLS = TOP / "policies/iec62443-4-2/controls.yaml"
STATUSES = {"enforced", "evidence", "partial", "not-covered"}
FIELDS = {"id", "level", "title", "status", "mechanism", "keys", "facts",
          "tests"}
ID = re.compile(r"(CCSC|CR|SAR|EDR|HDR|NDR) [0-9.]+( RE\([0-9]\))?$")


def load(path):
    """The rows of the mapping, and what is wrong with it as a whole."""
    whole = yaml.safe_load(path.read_text())
    if whole.get("profile") != "iec62443-4-2":
        sys.exit(f"{path}: no profile iec62443-4-2")
    return whole["controls"]


def source_of(suite):
    """The text of selftests/SUITE, whichever language it is in, and of what it
    shares with other suites."""
    for suffix in (".sh", ".c"):
        path = TOP / "selftests" / (suite + suffix)
        if path.is_file():
            text = path.read_text()
            return text + "".join(
                (path.parent / name).read_text()
                for name in re.findall(r"^# files:.*?(\S+-lib\.sh)", text,
                                       re.MULTILINE))
    return None


def known_keys():
    """Names of the keys in the tables of cli/schema*.c."""
    keys = set()
    for path in (TOP / "cli").glob("schema*.c"):
        keys.update(re.findall(r'\{ "([a-z-]+)", (?:\w+),', path.read_text()))
    return keys


def known_facts():
    """What `edgesec report` can look at besides a policy."""
    text = (TOP / "cli/checks.c").read_text()
    return set(re.findall(r'\{ "([a-z-]+)", judge_',
                          text.split("struct check states[]", 1)[1]))


def faults_of_shape(row):
    """What is wrong with the fields of a row."""
    if not ID.match(str(row.get("id"))):
        yield "this is no number of a requirement"
    if set(row) - FIELDS:
        yield f"unknown fields: {', '.join(sorted(set(row) - FIELDS))}"
    if row.get("level") not in (1, 2, 3, 4):
        yield "the level is from 1 to 4"
    if row.get("status") not in STATUSES:
        yield f"unknown status {row.get('status')}"
    if not row.get("title") or not row.get("mechanism"):
        yield "title and mechanism are needed"
    if row.get("status") == "enforced" and not row.get("tests"):
        yield "what is enforced needs a test"
    if row.get("status") == "not-covered" and (
            row.get("tests") or row.get("keys") or row.get("facts")):
        yield "what is not covered has neither tests nor keys nor facts"


def spellings(name):
    """How a source may have the name: the suites on IEC 62443 put the level
    before it, and behind it that the attack is denied."""
    short = re.sub(r"^SL [1-4]: ", "", name)
    return {name, short, short.removesuffix(" is denied"),
            "$at: " + short}


def faults_of_test(test):
    """Why the test is not one of the sources; None when it is."""
    text = source_of(test["suite"])
    if text is None:
        return f"no suite {test['suite']}"
    if not any(f'"{name}"' in text for name in spellings(test["name"])):
        return f"{test['suite']} has no test \"{test['name']}\""
    return None


def check_written(rows):
    """One result for each row, and one for all numbers together."""
    keys = known_keys()
    facts = known_facts()
    for row in rows:
        faults = list(faults_of_shape(row))
        faults += filter(None, map(faults_of_test, row.get("tests", [])))
        faults += [f"no policy has the key {key}"
                   for key in row.get("keys", [])
                   if not set(key.split(".")) <= keys]
        faults += [f"edgesec report does not know the fact {fact}"
                   for fact in row.get("facts", []) if fact not in facts]
        yield f"{row.get('id')} is written down well", faults
    counts = collections.Counter(row.get("id") for row in rows)
    yield "no requirement stands there twice", [
        name for name, count in counts.items() if count > 1]


def prefix_of(suite):
    """What selftests/vm/run.sh puts before the names of its tests."""
    return suite.removesuffix("/vm").replace("/", "-") + ": "


def passed_in(logs):
    """The names of all tests that passed, with what stands before them."""
    passed = set()
    for log in logs:
        for line in pathlib.Path(log).read_text(errors="replace").splitlines():
            found = re.match(r"ok\b(?: \d+)?(?: -)? (.*)", line)
            if found and "# SKIP" not in line:
                passed.add(found[1])
    return passed


def was_seen(test, passed):
    """Did the test pass? Suites say before or after a name what they tried."""
    before = prefix_of(test["suite"]) if in_machine(test["suite"]) else ""
    name = re.compile(re.escape(before) + r"(.*[:,] |without )?" +
                      re.escape(test["name"]) + r"($|[:,] )")
    return any(map(name.match, passed))


def check_ran(rows, logs):
    """One result for each row that names tests."""
    passed = passed_in(logs)
    for row in rows:
        tests = row.get("tests", [])
        if tests:
            yield f"{row['id']} was tried", [
                f"{test['suite']}: \"{test['name']}\" was not seen to pass"
                for test in tests if not was_seen(test, passed)]


def in_machine(suite):
    """Does the suite run in a test machine?"""
    return ". /usr/lib/tap.sh" in source_of(suite)


def tell(results):
    """Prints TAP. Returns an exit status."""
    failed = count = 0
    for count, (name, faults) in enumerate(results, 1):
        print(f"{'not ok' if faults else 'ok'} {count} - controls: {name}")
        for fault in faults:
            print(f"#   {fault}")
        failed |= bool(faults)
    print(f"1..{count}")
    return int(failed or not count)


def main(arguments):
    """Does what the first word says."""
    rows = load(CONTROLS)
    if arguments == ["written"]:
        return tell(check_written(rows))
    if len(arguments) > 1 and arguments[0] == "ran":
        return tell(check_ran(rows, arguments[1:]))
    print(__doc__, file=sys.stderr)
    return 64


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
