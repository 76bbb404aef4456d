#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Denials of a log that another policy would not make, or otherwise
# Copyright (C) 2026 The edgesec authors
set -u
cd "$(dirname "$0")" || exit 1
. ./tap.sh

export TZ=UTC
work=$(realpath "$work")
mkdir "$work/bin"
echo one > "$work/bin/one"
echo two > "$work/bin/two"
echo sh > "$work/bin/sh"
digest() { sha256sum < "$1" | cut -c 1-64; }

policy=$work/new.yaml
log=$work/log
seq=0 at=1764504000 # 2025-11-30 12:00
# record OP RULE REASON FIELDS...: a denial, in the log; MODE says which.
record() {
	seq=$((seq + 1))
	printf '[    1.0] edgesec: op=%s seq=%d time=%d.000 verdict=deny mode=%s gen=1 rule=%s reason=%s %s res=0\n' \
		"$1" $seq "$at" "${MODE-enforce}" "$2" "$3" "${*:4}" >> "$log"
}
program() { # OP RULE REASON EXE PATH [DIGEST]
	record "$1" "executables.$2" "$3" 'uid=0 pid=9 auid=0 ses=1 comm="x"' \
		"exe=\"$4\" path=\"$5\" dev=00:02 ino=5${6:+ sha256=$6}"
}
port() { # OP PROTO PORT SCOPE EXE
	record "$1" 'ports[0]' port-not-listed "proto=$2 family=inet port=$3" \
		"scope=$4 netns=1 uid=0 pid=9 auid=0 ses=1 comm=\"x\" exe=\"$5\""
}
new() { # the policy, but for its head, is standard input
	{ printf 'edgesec: 1\nname: new\nmode: enforce\n'; cat; } > "$policy"
	: > "$log"
}
impact() { "$EDGESEC" diff --impact --file "$log" "$policy" "$@"; }
differs() { # OP OUTCOME RULE-OR-WHY DESCRIPTION
	gives 1 "^1 +$1 .* denied +$2 +$3 *$" "$4" impact
}
same() { # DESCRIPTION
	gives 0 '0 denials would have been something else, 0 can' "$1" impact
	equals "" "$(impact --quiet)" "and nothing is shown"
}
untold() { # OP WHY DESCRIPTION
	gives 0 "^1 +$1 .* denied +\? +.*$2" "$3" impact
	gives 0 '0 denials would have been something else, 1 can' \
		"and it counts apart" impact
}

by_digest() {
	new <<END
executables:
  default: deny
  allow: [{path: $work/bin/one}]
END
}
by_digest
program exec allow not-listed /x /elsewhere "$(digest "$work/bin/one")"
differs exec allowed executables.allow "what is listed by digest now"
by_digest
program exec allow not-listed /x "$work/bin/two" "$(digest "$work/bin/two")"
same "what is not is denied again"
by_digest
program exec allow not-listed /x "$work/bin/one"
untold exec 'digest is not recorded' "a record without a digest"
new < /dev/null
program exec allow not-listed /x "$work/bin/two"
differs exec allowed '' "a policy without the rule"
new <<END
executables:
  default: deny
  allow:
    - {directory: $work/bin, identify-by: path}
END
program exec allow not-listed /x "$work/bin/two"
differs exec allowed executables.allow "what is below a listed folder"
: > "$log"
program exec allow not-listed /x "$work/bin2/two"
same "a folder of a longer name"
: > "$log"
hex=$(printf '%s (deleted)' "$work/bin/two" | od -An -tx1 | tr -d ' \n')
record exec executables.allow not-listed "uid=0 exe=\"/x\" path=${hex^^}"
differs exec allowed executables.allow "a file that was replaced meanwhile"
: > "$log"
record exec executables.allow not-listed 'uid=0 exe="/x" path=?'
untold exec 'not recorded' "a record without a path"

sed -i 's/^mode: enforce/mode: audit/' "$policy"
: > "$log"
program exec allow not-listed /x /elsewhere
differs exec 'would deny' executables.allow "a policy that only records"
: > "$log"
MODE=audit program exec allow not-listed /x /elsewhere
same "as the one before did"

scripts() {
	new <<END
executables:
  scripts:
    identify-by: path
    allow-from: [$work/bin/one]
    interpreters: [$work/bin/sh]
END
}
scripts
program script scripts starter-not-listed "$work/bin/one" /s.sh
differs script allowed executables.scripts "who may start scripts now"
scripts
program script scripts starter-not-listed "$work/bin/two" "$work/bin/sh"
same "who may still not start an interpreter"
scripts
program script scripts starter-not-listed "$work/bin/two" /s.sh
untold script 'is not recorded' "what may have been no script"
scripts
program script scripts starter-not-listed kernel /s.sh
sed -i "s,allow-from: \[,&kernel\, ," "$policy"
sed -i 's/exe="kernel"/exe=kernel/' "$log"
differs script allowed executables.scripts "the kernel as a starter"

content() {
	new <<END
executables:
  scripts: {mode: disabled, allow-from: [], interpreters: [$work/bin/sh], identify-by: path}
  interpreted: {allow: [{path: $work/bin/one, identify-by: path}]}
END
}
content
program read interpreted not-listed "$work/bin/sh" "$work/bin/one"
differs read allowed executables.interpreted "what an interpreter may read now"
content
program read interpreted not-listed "$work/bin/sh" "$work/bin/two"
same "what it still may not"
content
program read interpreted not-listed "$work/bin/two" "$work/bin/two"
differs read allowed executables.interpreted "what is no interpreter any more"
content
program write interpreted used-as-code "$work/bin/two" "$work/bin/two"
untold write 'for no list' "a write to code that is used"

ports() {
	new <<END
ports:
  - {scope: host, protocol: tcp, listen: [22, 443], default: deny, identify-by: path, program: {443: $work/bin/one}}
  - {scope: container, protocol: udp, bind: [53], default: deny, mode: audit}
  - {scope: host, protocol: raw, default: deny}
END
}
ports
port listen tcp 22 host /x
differs listen allowed 'ports\[0\]' "a port that is listed now"
ports
port listen tcp 80 host /x
same "one that is not"
ports
port listen tcp 22 container /x
differs listen allowed '' "a scope without a rule"
ports
port bind tcp 80 host /x
differs bind allowed '' "a direction without a rule"
ports
port bind udp 54 container /x
differs bind 'would deny' 'ports\[1\]' "a rule that only records"
ports
port listen tcp 443 host "$work/bin/one"
differs listen allowed 'ports\[0\]' "a port of a program, by it"
ports
port listen tcp 443 host "$work/bin/two"
same "and by another one"
ports
record socket 'ports[0]' port-not-listed \
	'proto=raw family=inet scope=host netns=1 uid=0 exe="/x"'
same "a socket without ports"
ports
cat >> "$policy" <<END
  - {scope: {cgroup: /plant}, protocol: tcp, listen: [80], default: deny}
END
port listen tcp 80 host /x
untold listen 'namespace and cgroup' "a rule for a cgroup"
modbus() { # REASON SRC UNIT FUNCTION [FIELDS]
	record modbus modbus.plc "$1" "src=$2 dst=10.0.0.2 sport=9 dport=502" \
		"unit=$3 function=$4 function_name=x transaction=1 ${5:+$5 }netns=1"
}
server() {
	new <<END
modbus:
  servers:
    - {name: off, address: 10.9.0.0/16, mode: disabled, functions: []}
    - name: plc
      address: 10.0.0.0/24
      units: [1-3]
      clients: [10.0.0.0/8]
      allow:
        - from: 10.1.0.0/23
          functions: [read-only, 6, 16, 22, {code: 8, sub-functions: [1]}, {code: 90, framing: mbap}]
          reads: {quantity: 10, holding-registers: [0-9, 10-19]}
          writes:
            holding-registers:
              - {range: 5-6, values: 0-100}
              - {range: 7, zero-bits: 1}
              - 8-9
        - {from: 10.2.0.1, functions: [6], rate: 1/s}
END
}
no_change() { # FIELDS DESCRIPTION: the request is denied again
	server
	# shellcheck disable=SC2086 # fields
	modbus $1
	same "$2"
}
change() { # FIELDS DESCRIPTION: it is allowed now
	server
	# shellcheck disable=SC2086
	modbus $1
	differs modbus allowed modbus.plc "$2"
}
no_answer() { # FIELDS WHY DESCRIPTION
	server
	# shellcheck disable=SC2086
	modbus $1
	untold modbus "$2" "$3"
}
server
modbus read-range 10.1.1.255 1 3 "read=5 read_quantity=5"
differs modbus allowed modbus.plc "a request for data that are listed now"
server
modbus read-range 10.1.0.1 1 3 "read=8 read_quantity=4"
differs modbus allowed modbus.plc "also in two lists that adjoin"
server
modbus read-range 10.1.0.1 1 3 "read=18 read_quantity=4"
same "but not beyond them"
server
modbus quantity-limit-reset 10.1.0.1 1 3 "read=0 read_quantity=11"
same "too much at once"
server
modbus read-range 10.1.0.1 1 4 "read=0 read_quantity=1"
same "other data than those that are listed"
server
modbus read-range 10.1.2.0 1 3 "read=0 read_quantity=1"
same "a client beyond the range"
server
modbus write-range 10.1.0.1 1 6 "write=6 write_quantity=1 value=100"
differs modbus allowed modbus.plc "a value that is listed now"
server
modbus value-limit 10.1.0.1 1 6 "write=6 write_quantity=1 value=101"
same "one that is not"
server
modbus value-limit 10.1.0.1 1 6 "write=7 write_quantity=1 value=3"
same "a bit that must be 0"
server
modbus write-range 10.1.0.1 1 16 "write=8 write_quantity=2 value=9"
differs modbus allowed modbus.plc "several values where all are allowed"
server
modbus write-range 10.1.0.1 1 16 "write=6 write_quantity=2 value=9"
untold modbus 'not all of the request' "several where not all are"
server
modbus write-range 10.1.0.1 1 22 "write=6 write_quantity=1 value=9 mask=1"
untold modbus 'not all of the request' "a mask"
no_change "unit 10.1.0.1 4 3" "a unit that is not listed"
no_change "function 10.1.0.1 1 5" "a function that is not"
no_change "function 10.1.0.1 1 200" "and one that is none"
no_change "client 11.0.0.1 1 3" "a client that is not"
server
modbus function 10.1.0.1 1 7
untold modbus 'well-formed' "what was not looked at before"
change "function 10.1.0.1 1 90" "what is not looked at at all"
server
modbus sub-function 10.1.0.1 1 8 sub=2
same "a sub-function"
no_answer "read-range 10.2.0.1 1 6" 'how often' "a rate"
no_answer "length 10.1.0.1 1 3" 'for no list' "a broken request"
server
record modbus modbus.plc client 'src=10.1.0.1 dst=10.0.0.2 sport=9 dport=502 netns=1'
differs modbus allowed modbus.plc "a connection of a client that is listed now"
server
record modbus modbus.plc client 'src=10.3.0.1 dst=10.0.0.2 sport=9 dport=502 netns=1'
same "of one for whom no entry is"
server
record modbus modbus.plc unit 'src=1.2.3.4 dst=10.9.0.1 sport=9 dport=502 unit=1 function=3'
differs modbus allowed '' "a server that is not judged any more"
server
record modbus modbus.plc unit 'src=1.2.3.4 dst=10.0.0.2 sport=9 dport=503 unit=1 function=3'
differs modbus allowed '' "a port that is no server's"
server
record modbus modbus.plc unit 'src=fd00::1 dst=10.0.0 sport=9 dport=502 unit=1 function=3'
untold modbus 'not all' "an address that is none"

# Many of a kind are one line; what is no denial is nothing.
ports
for _ in 1 2 3; do port listen tcp 22 host /x; done
port listen tcp 22 host /y
gives 1 '^3 +listen +/x, ' "the same decision three times" impact
equals 3 "$(impact 2> /dev/null | wc -l)" "another one is another line"
gives 1 '4 denials' "all are counted" impact
gives 1 '"would-be": "allowed"' "--json" impact --json
equals '[[1, "/y, uid 0"], [3, "/x, uid 0"]]' "$(impact --json 2> /dev/null |
	python3 -c 'import json, sys
print(json.dumps(sorted([x["count"], x["by"]] for x in json.load(sys.stdin))))')" \
	"is well-formed"
: > "$log"
record policy x y 'action=commit name="p" version=1'
sed -i 's/rule=x //; s/verdict=deny/verdict=allow/' "$log"
same "what was allowed is no denial"
ports
port listen tcp 22 host /x
gives 1 '1 denials' "--since a moment before" impact --since '2025-11-30 11:00'
gives 0 '0 denials' "and after" impact --since '2025-11-30 13:00'
gives 64 'usage: edgesec diff --impact' "two policies" impact "$policy"
gives 64 'is no moment' "no moment" impact --since noon
gives 66 'No such file' "no log" "$EDGESEC" diff --impact --file /none "$policy"
gives 65 'error' "a policy with mistakes" \
	"$EDGESEC" diff --impact --file "$log" "$log"
tap_end
