#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - What a report says of given facts, in each format
# Copyright (C) 2026 The edgesec authors
set -u
cd "$(dirname "$0")" || exit 1
. ./tap.sh

controls=$work/controls.yaml
cat > "$controls" <<'YAML'
profile: iec62443-4-2
controls:
  - {id: CR 2.1, level: 1, title: "programs & <b>scripts</b>", status: enforced,
     mechanism: "it's \"held\"", keys: [executables.mode, executables.scripts],
     tests: [{suite: exec/vm, name: "a script is denied"}]}
  - {id: CR 2.1 RE(1), level: 2, title: "=1+cmd|' /C calc'!A0", status: enforced,
     keys: [executables.identify-by]}
  - {id: CR 2.8, level: 1, title: records, status: enforced}
  - {id: CR 2.9, level: 1, title: bounded log, status: evidence}
  - {id: CR 2.11, level: 1, title: time, status: evidence, facts: [clock]}
  - {id: CR 3.4, level: 1, title: integrity, status: partial,
     keys: [executables.allow]}
  - {id: CR 3.9, level: 2, title: protected log, status: enforced, facts: [lock]}
  - {id: NDR 5.2, level: 1, title: zone border, status: enforced,
     keys: [modbus.servers.allow]}
  - {id: CR 7.7, level: 1, title: ports, status: enforced, keys: [ports, ports.listen]}
  - {id: CR 7.1, level: 3, title: floods, status: enforced,
     keys: [modbus.servers.in-flight]}
  - {id: CR 1.1, level: 1, title: people, status: not-covered}
  - {id: CR 7.9, level: 3, title: to come, status: enforced, keys: [unheard.of]}
YAML

digest=$(printf 'ab%.0s' {1..32})
facts() { # MODE PORT-MODE LOCK [MORE OF STATUS]
	cat > "$work/facts.json" <<JSON
{"status": {"module": "1", "abi": 1, "lock": "$3", ${4-}
  "policy": {"generation": 5, "name": "plant", "version": 3, "mode": "enforce",
    "digest": "$digest", "executables-mode": "$1", "scripts-mode": "enforce"},
  "counters": {"record-lost": 2, "event-lost": 0},
  "hooks": [{"name": "bprm_check_security", "attached": true, "live": ${LIVE-true}},
    {"name": "socket_listen", "attached": true, "live": true}]},
 "policy": {"generation": 5, "programs": [
    {"identify-by": "digest", "may": ["run"], "path": "/a"},
    {"identify-by": "${BY-digest}", "may": ["run"], "path": "/b"}],
  "ports": [{"mode": "$2", "default": "deny", "listen": [22]},
    {"mode": "enforce", "default": "deny", "listen": [443]}],
  "servers": [{"name": "plc", "mode": "enforce", "in-flight": 1,
    "allow": [{"functions": []}]}
    ${REST-}]},
 "host": {"name": "host<&\"'>", "kernel": "6.1", "machine": "x86_64",
  "lockdown": "none", "secure-boot": false, "clock-synchronised": true}}
JSON
}
render() { "$REPORT_RENDER" "$controls" "$work/facts.json" "$@"; }

# row ID KEY [LEVEL]: a member of a requirement.
row() {
	render "${3-1}" json | python3 -c '
import json, sys
for row in json.load(sys.stdin)["requirements"]:
    if row["id"] == sys.argv[1]:
        print(row[sys.argv[2]])' "$1" "$2"
}
result() { # WANTED ID DESCRIPTION
	equals "$1" "$(row "$2" result)" "$3"
}

facts enforce enforce versioned
gives 0 'level 2 of what edgesec can do is reached' "what is enforced is met" \
	render 2 table
result met "CR 2.1" "a rule that denies meets its requirement"
result met "CR 2.1 RE(1)" "so do programs by content"
result met "CR 2.8" "so does what the module always does"
result partly "CR 2.9" "evidence that nobody looked at does not"
result met "CR 2.11" "but what was looked at does"
result met "CR 3.9" "so does a lock"
result partly "CR 3.4" "what is covered in part is never met"
equals True "$(row "CR 3.4" complete)" "but nothing is left to do for it"
result out-of-scope "CR 1.1" "what is not covered is out of scope"
result not-met "CR 7.9" "a key that nobody knows is not met"
gives 1 'level 3 of what edgesec can do is not reached \(it is at 2\)' \
	"so that level is not reached" render 3 table

facts audit enforce open
result not-met "CR 3.4" "a rule that records only is not met"
result partly "CR 2.1" "with another that denies it is met in part"
result not-met "CR 3.9" "no lock is not met"
gives 1 '^CR 2.1: executables.mode: enforce$' "what to do is told" render 1 table
gives 1 '^losses +record-lost 2$' "what was lost is told" render 1 table

facts enforce audit versioned
result partly "CR 7.7" "one of two rules on ports is a part"
BY=path facts enforce enforce versioned
result partly "CR 2.1 RE(1)" "so is one of two programs by content"
gives 0 'is reached' "the level below is reached all the same" render 1 table
gives 1 'is not reached' "this one is not" render 2 table

# The last server of a list, as "show" has it.
REST=', {"name": "others", "mode": "enforce", "functions": []}' \
	facts enforce enforce versioned
result met "NDR 5.2" "a last server that lets nothing pass needs no clients"
REST=', {"name": "others", "mode": "audit", "functions": []}' \
	facts enforce enforce versioned
result partly "NDR 5.2" "unless it only records"
REST=', {"name": "others", "mode": "enforce", "functions": [{"code": 3}]}' \
	facts enforce enforce versioned
result partly "NDR 5.2" "or lets everybody ask for something"

# One request in flight is a limit, by whatever name.
flight() { # WANTED DESCRIPTION MEMBERS: of a server that lets something pass
	REST=', {"name": "others", "functions": [{"code": 3}], '"$3}" \
		facts enforce enforce versioned
	equals "$1" "$(row "CR 7.1" result 3)" "$2"
}
flight met "a server that limits requests in flight does" \
	'"mode": "enforce", "in-flight": 4'
flight met "one in lockstep does, too" \
	'"mode": "enforce", "segments": "lockstep"'
flight partly "not if it only records" '"mode": "audit", "segments": "lockstep"'
flight partly "nor otherwise" '"mode": "enforce", "segments": "coalesce"'

LIVE=false facts enforce enforce versioned
gives 1 'no call has arrived yet at bprm_check_security' \
	"a hook that gets no calls is told" render 1 table
result not-met "CR 2.8" "and without it nothing is met"
facts enforce enforce versioned '"pending": {"generation": 5, "seconds": 9},'
result not-met "CR 2.1" "nor by a policy that is on trial"
facts enforce enforce versioned '"override": {"seconds": 9},'
result not-met "CR 2.1" "nor by one that somebody overrides"
gives 1 '^not-overridden +overridden$' "which is told" render 1 table
sed -i 's/"policy": {"generation": 5, "name.*/"none": {/' "$work/facts.json"
gives 1 '^policy +none' "nor by none" render 1 table

facts audit audit open
check() { # FORMAT [TEXT...]
	render 2 "$1" > "$work/out.$1"
	./report_check.py "$1" "$work/out.$1" "${@:2}"
}
gives 0 '^good$' "the page is well-formed and refers to nothing" \
	check html "programs & <b>scripts</b>" 'host<&"'"'"'>' "not met" \
	"executables.mode: enforce" "record-lost: 2" "$digest"
gives 0 '^good$' "values are those of RFC 4180, without formulas" \
	check csv 'it'"'"'s "held"' "'=1+cmd"
gives 0 '^good$' "OSCAL has what it has to have" \
	check oscal satisfied not-satisfied cr-2.1-re-1 "exec/vm: a script is denied"
# shellcheck disable=SC2317 # gives calls it
found() { grep -A9 '"target"' "$work/out.oscal" | grep -q "\"title\": \"$1\""; }
gives 0 '' "what is enforced is found satisfied or not" found "CR 2.1"
gives 1 '' "what is covered in part is not" found "CR 3.4"
cp "$work/out.oscal" "$work/first"
check oscal > /dev/null
gives 0 '^$' "the same facts give the same document" \
	cmp "$work/first" "$work/out.oscal"

# The checker is one that finds things.
sed 's,&lt;b,<b,' "$work/out.html" > "$work/bad.html"
gives 1 '' "markup that came through is found" \
	./report_check.py html "$work/bad.html"
sed 's,^"iec,"=iec,' "$work/out.csv" > "$work/bad.csv"
gives 1 'formula' "so is a formula" ./report_check.py csv "$work/bad.csv"
grep -v '"href"' "$work/out.oscal" | sed 's/"import-ap": {/&"a":"b"/' \
	> "$work/bad.oscal"
gives 1 '' "so is a member that is missing" \
	./report_check.py oscal "$work/bad.oscal"
# What a schema can't say: broken DESCRIPTION WANTED PYTHON, which changes "r".
broken() {
	python3 -c '
import json, sys
document = json.load(open(sys.argv[1]))
whole = document["assessment-results"]
r = whole["results"][0]
exec(sys.argv[2])
json.dump(document, sys.stdout)' "$work/out.oscal" "$3" > "$work/bad.oscal"
	gives 1 "$2" "OSCAL: $1" ./report_check.py oscal "$work/bad.oscal"
}
broken "two observations of one identifier are found" 'one identifier' \
	'r["observations"][1]["uuid"] = r["observations"][0]["uuid"]'
broken "so is a plan with that of an observation" 'one identifier' \
	'whole["back-matter"]["resources"].append(dict(r["observations"][0], title="x", description="x")); [whole["back-matter"]["resources"][1].pop(k) for k in ("props", "methods", "collected")]'
broken "so is a finding without its observation" 'no observation' \
	'r["findings"][0]["related-observations"][0]["observation-uuid"] = r["uuid"]'
broken "so is one of what was not reviewed" 'not reviewed' \
	'r["findings"][0]["target"]["target-id"] = "cr-9.9"'
broken "so is a plan that is nowhere" 'the plan is nowhere' \
	'whole["import-ap"]["href"] = "#" + r["uuid"]'
broken "so is an identifier of another version" 'is not ' \
	'r["uuid"] = r["uuid"][:14] + "1" + r["uuid"][15:]'
broken "so is a time without a zone" 'is not ' \
	'r["start"] = r["start"].rstrip("Z")'
broken "so is a reason that OSCAL has not" 'is not ' \
	'r["findings"][0]["target"]["status"]["reason"] = "done"'
broken "so is a state that its reason denies" 'reason' \
	'r["findings"][0]["target"]["status"] = {"state": "satisfied", "reason": "fail"}'
broken "so is a record that tells one thing twice" 'twice' \
	'r["observations"][0]["props"] *= 2'

# All that is shipped, at all levels, in all states.
# shellcheck disable=SC2317 # gives calls it
oscal_of() {
	local level
	for level in 1 2 3 4; do
		"$REPORT_RENDER" ../../policies/iec62443-4-2/controls.yaml \
			"$work/facts.json" "$level" oscal > "$work/shipped"
		./report_check.py oscal "$work/shipped" > /dev/null ||
			return 1
	done
}
facts enforce enforce versioned
gives 0 '^$' "OSCAL: of a policy that is enforced, at each level" oscal_of
facts audit audit open
gives 0 '^$' "OSCAL: of one that records" oscal_of
LIVE=false facts enforce enforce open
gives 0 '^$' "OSCAL: of one whose hooks are dead" oscal_of
sed -i 's/"policy": {"generation": 5, "name.*/"none": {/' "$work/facts.json"
gives 0 '^$' "OSCAL: of none" oscal_of

bad() { # PATTERN DESCRIPTION TEXT
	printf 'profile: p\ncontrols:\n%s\n' "$3" > "$work/bad.yaml"
	gives 65 "$1" "$2" "$EDGESEC" report --profile p --controls "$work/bad.yaml"
}
bad ':3:5: error: a requirement needs the key "level"' "a level is missing" \
	'  - {id: A, title: t, status: partial}'
bad ':3:20: error: the level must be between 1 and 4' "there is no level 5" \
	'  - {id: A, level: 5, title: t, status: partial}'
bad ':3:41: error: "done" must be enforced' "there is no such status" \
	'  - {id: A, level: 1, title: t, status: done}'
bad ':4:5: error: "A" stands in line 3 already' "one number twice" \
	$'  - {id: A, level: 1, title: t, status: partial}\n  - {id: A, level: 1, title: t, status: partial}'
bad ':3:.*anchor' "an alias is refused, as in a policy" '  - &a {id: A}'
gives 65 'is about the profile "iec62443-4-2", not "other"' "another profile" \
	"$EDGESEC" report --profile other --controls "$controls"
gives 66 'No such file' "a profile that is not there" \
	"$EDGESEC" report --profile none
for wrong in '--profile ../../etc' '--level 5' '--level 0' '--format pdf' 'more'; do
	# shellcheck disable=SC2086 # words are wanted
	gives 64 'usage: edgesec report' "no good: report $wrong" \
		"$EDGESEC" report $wrong
done
tap_end
