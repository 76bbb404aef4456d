#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Records read from files: forged, broken, doubled and missing ones
# Copyright (C) 2026 The edgesec authors
set -u
cd "$(dirname "$0")" || exit 1
. ./tap.sh

script='edgesec: op=script seq=1 time=1764504000.250 verdict=deny mode=enforce gen=1 rule=executables.scripts reason=starter-not-listed uid=0 pid=94 auid=4294967295 ses=4294967295 comm="x" exe="/bin/x" path="/t.sh" dev=00:02 ino=5 res=0'
hostile='edgesec: op=script seq=2 time=1764504000.250 verdict=deny mode=audit gen=1 rule=executables.scripts reason=starter-not-listed uid=0 pid=94 auid=0 ses=1 comm="x" exe="/bin/x" path=2F746D702F1B5B333X dev=00:02 ino=5 res=1'
hostile=${hostile/333X/33316DFF}
bind='edgesec: op=bind seq=3 time=1764504000.250 verdict=deny mode=enforce gen=1 rule=ports[0] reason=port-not-listed proto=udp family=inet port=5000 scope=container netns=4026532166 uid=0 pid=1 auid=0 ses=1 comm="b" exe="/bin/b" res=0'
modbus='edgesec: op=modbus seq=4 time=1764504000.250 verdict=deny mode=enforce gen=1 rule=modbus.plc reason=function src=10.0.0.1 dst=10.0.0.2 sport=4000 dport=502 unit=1 function=17 transaction=5 netns=1 res=0'
policy='edgesec: op=policy seq=5 time=1764504000.250 verdict=allow action=commit gen=1 name="p" version=3 uid=0 pid=1 auid=0 ses=1 comm="e" exe="/e" res=1'

file=$work/dmesg
put() { printf '%s\n' "$@" > "$file"; }
log() { "$EDGESEC" log --file "$file" "$@"; }

put "[    1.0] Linux version" "[    5.1] $script" "[    5.2] $hostile" \
	"Nov 23 18:00:00 host kernel: $bind" "$modbus" \
	"type=KERNEL_OTHER msg=audit(1.2:3): ${policy/edgesec:/edgesec}"
gives 0 '^[0-9: -]+ script denied +/bin/x, uid 0 +/t.sh ' "a script" log
gives 0 'would deny .*/tmp/\\x1b\[31m\\xff ' \
	"hostile bytes are escaped, audit mode is told apart" log
gives 0 'bind +denied .*udp port 5000, container' "a port" log
gives 0 'modbus +denied +10.0.0.1 port 4000 +10.0.0.2 port 502, unit 1, function 0x11' \
	"a request" log
gives 0 'policy +allowed .*commit p, version 3' "a commit, as audit has it" log
if command -v script > /dev/null; then
	equals "$(log)" "$(script -qec "stty cols 300; '$EDGESEC' log --file '$file'" \
		/dev/null < /dev/null | tr -d '\r' | sed 's/ *$//')" \
		"a terminal shows the same table as a pipe"
else
	echo "ok - a terminal shows the same table as a pipe # SKIP no script(1)"
fi
gives 0 '"path-hex": "2f746d702f1b5b33316dff"' "JSON has bytes exactly" \
	log --json
gives 0 '^5 3 deny 4$' "JSON is well-formed, numbers are numbers" \
	bash -c "'$EDGESEC' -j log --file '$file' | python3 -c '
import json, sys
r = json.load(sys.stdin)
denied = [x for x in r if x[\"verdict\"] == \"deny\"]
print(len(r), r[2][\"seq\"], r[0][\"verdict\"], len(denied))'"
gives 0 'bind' "--op" log --op bind
equals 2 "$(log --op bind | wc -l)" "--op shows nothing else"
equals 5 "$(log --denied | wc -l)" "--denied leaves out what was allowed"
gives 1 'no records' "nothing found is status 1" log --op lost

# What the module tells of a request, and what is made of forged numbers.
request='edgesec: op=modbus seq=4 time=1764504000.250 verdict=deny mode=enforce gen=1 rule=modbus.plc reason=value-limit src=10.0.0.1 dst=10.0.0.2 sport=4000 dport=502 unit=1 function=23 function_name=read-write-multiple-registers transaction=5 read=20 read_quantity=2 write=12 write_quantity=1 value=501 netns=1 res=0'
put "$request" "${modbus/function=17/function=8 sub=4}" \
	"${modbus/function=17/function=99999999999999999999 sub=x}"
gives 0 'function 0x17 read-write-multiple-registers, read 2 at 20, write 1 at 12, value 501 +modbus.plc +value-limit' \
	"a request in words" log
gives 0 'function 0x08 diagnostics, sub-function 4 force-listen-only ' \
	"a sub-function in words" log
gives 0 '"write_quantity": 1$' "and as numbers in JSON" log --json
gives 0 '"function_name": "read-write-multiple-registers"' \
	"the name of the function too" log --json
gives 0 'unit 1, function 0x[0-9a-f]+, sub-function x ' \
	"numbers that are none are shown" log

put "$script" "$script" "audit: type=1316 audit(1.2:3): ${script/edgesec:/edgesec}"
equals 2 "$(log | wc -l)" "a record in two logs is one"

put "$script" "$modbus"
gives 0 '2 records are missing here' "a gap is told" log
put "$script" "$hostile" "$bind" "$modbus"
equals "" "$(log 2>&1 > /dev/null)" "no gap is not told"

put "$script" 'edgesec: op=script' 'edgesec: op=x seq=1 time=1.000 a' \
	'edgesec: op=a  seq=1 time=1.000' \
	"edgesec: op=$(head -c 5000 /dev/zero | tr '\0' a) seq=1 time=1.000" \
	'edgesec: op=a seq=1 time=1.000 =b' 'edgesec: op=a seq=1 time=1.000 A=b' \
	'edgesec: op=a seq=1'
gives 0 '7 lines look like records but are none' "broken ones are counted" log

put "[ 1.0] something path=edgesec: op=exec seq=9 time=1.000 verdict=allow" \
	"[ 1.0] xedgesec: op=exec seq=9 time=1.000 verdict=allow"
gives 1 'no records' "text inside another line is no record" log
export TZ=UTC
put "${script/1764504000.250/1764500400.000}" "$hostile" \
	"2025-11-30T15:00:00,250000+00:00 ${bind/1764504000.250/1764507600.000}"
gives 0 '^11-30 11:00:00 script' "a record has a time" log
gives 0 '^11-30 13:00:00 bind' "which is not that of its line" log
gives 0 '"time": "2025-11-30T12:00:00\+0000"' "also for programs" log --json
ops() { log --quiet --json "$@" | sed -n 's/.*"seq": //p' | tr '\n' ' '; }
equals "2, 3, " "$(ops --since '2025-11-30 12:00')" "--since"
equals "1, " "$(ops --until '2025-11-30 12:00')" "--until"
equals "2, " "$(ops --since @1764504000 --until '2025-11-30 13:00:00')" "both"
equals "1, 2, 3, " "$(ops)" "neither"
gives 1 'no records' "and nothing where all is older" log --since -1s
equals "" "$(log --since '2025-11-30 12:00' 2>&1 > /dev/null)" \
	"records before are not missing"
for wrong in noon '' -2 '2025-11-31' '2025-11-30 25:00' @x; do
	gives 64 'is no moment like' "\"$wrong\" is no moment" \
		log --since "$wrong"
done
gives 64 'usage' "a file is not followed" log --follow
gives 64 'usage' "nor what has an end" "$EDGESEC" log --follow --until now
gives 66 'No such file' "a file that does not exist" \
	"$EDGESEC" log --file "$work/none"
for n in {1..2000}; do
	row=${script/seq=1/seq=$n}
	echo "${row/bin\/x/bin/x$n}"
done > "$file"
equals "2000 1" "$(log | awk '{ at[index($0, "executables")]++ }
	END { delete at[0]; for (i in at) { n++; rows = at[i] } print rows, n }')" \
	"two thousand rows stand in the same columns"
gives 64 'usage' "a file and the journal at once" log --journal
tap_end
