#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: policies that the command learns from Modbus traffic
# Copyright (C) 2026 The edgesec authors
#
# 32 masters poll from namespace a; what comes once comes from there and from b:
#
#	a 10.1.0.11-42 --- 10.1.0.2 sv 10.2.0.2 --- 10.2.0.1 b
#	                   fd01::2     fd02::2      fd02::1
#
# What was seen passes when the learned policy is enforced. Beside each of it
# stands what differs in one thing: the client, the unit, the function, the
# sub-function, an address, the server.

# modules: veth
# files: masters.py
# packages: python3 python3-pymodbus python3-serial-asyncio
# package-programs: python3.11
# time: 420
. /usr/lib/tap.sh

work=$(mktemp -d) || exit 1
exec 3>&1
clients=$(seq 11 42 | sed 's,^,10.1.0.,' | tr '\n' ' ')

make_network() {
	for ns in a b sv; do
		ip netns add $ns && ip -n $ns link set lo up || return 1
	done
	for ns in a b; do
		ip link add ${ns}0 netns $ns type veth peer name ${ns}1 \
			netns sv && ip -n $ns link set ${ns}0 up &&
			ip -n sv link set ${ns}1 up || return 1
	done
	for client in $clients; do
		ip -n a address add "$client/24" dev a0 || return 1
	done
	ip -n sv address add 10.1.0.2/24 dev a1 &&
		ip -n sv address add 10.1.0.3/24 dev a1 &&
		ip -n sv address add 10.2.0.2/24 dev b1 &&
		ip -n sv address add fd02::2/64 dev b1 nodad &&
		ip -n b address add 10.2.0.1/24 dev b0 &&
		ip -n b address add fd02::1/64 dev b0 nodad &&
		ip -n b route add 10.1.0.0/24 via 10.2.0.2
}

start_server() { # PORT
	/usr/bin/ip netns exec sv modbus-server :: "$1" "$work/counts$1" \
		>/dev/null 2>&1 &
	echo $! >"$work/server$1"
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		[ -e "$work/counts$1" ] && return 0
		sleep 1
	done
	return 1
}

# Sends the PDU $3 to unit $4 of server $2 from namespace $1.
ask() {
	ask_pdu=$(echo "$3" | tr -d ' ')
	ip netns exec "$1" modbus-client "$2" "${5-502}" send \
		"$(printf '00070000%04x%02x%s' \
			$((${#ask_pdu} / 2 + 1)) "${4-1}" "$ask_pdu")" 2>&1
}

# passes WHAT NAMESPACE SERVER PDU [UNIT]: an answer comes.
passes() {
	passes_what=$1
	shift
	passes_out=$(ask "$@")
	case $passes_out in
	answer*) pass "$passes_what" ;;
	*) fail "$passes_what" "to $* came: $passes_out" ;;
	esac
}

# denied REASON WHAT NAMESPACE SERVER PDU [UNIT]: the record says why.
denied() {
	denied_reason=$1
	denied_what=$2
	shift 2
	denied_out=$(ask "$@")
	case $denied_out in
	answer*)
		fail "$denied_what" "to $* came: $denied_out"
		return
		;;
	esac
	if dmesg | tail -n 3 | grep -q "op=modbus .* reason=$denied_reason "; then
		pass "$denied_what"
	else
		fail "$denied_what" "no record with reason $denied_reason:" \
			"$(dmesg | tail -n 3)"
	fi
}

start_learning() { # FILE [POLICY]
	edgesec learn --output "$@" >/dev/null 2>"$work/told" &
	echo $! >"$work/learner"	# this may be a subshell
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		grep -q '^edgesec: learning' "$work/told" && return 0
		sleep 1
	done
	cat "$work/told"
	return 1
}

stop_learning() {
	kill -INT "$(cat "$work/learner")"
	while kill -0 "$(cat "$work/learner")" 2>/dev/null; do
		sleep 1
	done
}

masters() { # SECONDS
	# shellcheck disable=SC2086 # a word each
	/usr/bin/ip netns exec a python3.11 /usr/bin/masters.py 10.1.0.2 "$1" \
		"$work/go" $clients >"$work/masters" 2>&1
}

# Each of the masters' requests is answered, and so was the last time told.
all_answered() {
	sed 's/^/# masters: /' "$work/masters" >&3
	grep -q ' answered, 0 not' "$work/masters"
}

masters_are_answered() {
	masters 8
	all_answered
}

# The policy in $1 without its rules on programs and ports, which the tests here
# would run into: $2, with the name $3.
only_modbus() {
	printf 'edgesec: 1\nname: %s\nmode: enforce\n' "$3" >"$2"
	sed -n '/^modbus:/,$p' "$1" >>"$2"
}

# The entry of "allow" in $1 that has the line $2.
entry() {
	awk -v wanted="$2" '
		/^        -$/ || /^    - / { if (hit) print entry; entry = ""; hit = 0 }
		{ entry = entry $0 "\n" }
		index($0, wanted) { hit = 1 }
		END { if (hit) print entry }' "$1"
}

succeeds "namespaces and links" make_network
succeeds "a server starts" start_server 502
if ! [ -x /usr/bin/python3.11 ]; then
	skip "a policy learned from 32 masters" \
		"Debian's packages of Python can't be had"
	tap_end
	exit
fi


# They have polled for a while when the learning begins.
masters 30 &
masters=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	grep -q connected "$work/masters" 2>/dev/null && break
	sleep 1
done
log_mark
succeeds "learning begins" start_learning "$work/learned.yaml"
: >"$work/go"
prints '^others .* audit, learns ' "a server that learns is in force" \
	edgesec show
passes "client b asks by IPv6, once" b fd02::2 "01 0000 0008" 7
passes "and twice for a sub-function" b fd02::2 "08 0000 1234"
passes "and twice for a sub-function" b fd02::2 "08 0000 5678"
passes "and another device" b 10.1.0.3 "03 0005 0001" 255
ask b 10.2.0.2 "5a 00 02" >/dev/null
ask b 10.2.0.2 "05 0000 1234" >/dev/null
wait $masters
succeeds "meanwhile all masters were answered" all_answered
dmesg | grep -c 'edgesec: op=modbus' | sed 's/^/# records: /'
prints '^([1-9]|[1-8][0-9])$' "the log holds a record of each open connection, and few more" \
	sh -c "dmesg | grep -c 'edgesec: op=modbus'"
prints '^0$' "and none of a request" \
	sh -c "dmesg | grep -c 'edgesec: op=modbus.*reason=function'"
stop_learning
grep -v '^+' "$work/told" | sed 's/^/# /'
prints '^\+ 10\.1\.0\.11 asks 10\.1\.0\.2 port 502: unit 1, read-holding-registers, reads holding-registers 0-9$' \
	"what was learned is told" cat "$work/told"
exits 1 "nothing is said to be lost" grep -E 'could not|too fast' "$work/told"
exits 0 "what it wrote has no mistake" edgesec check "$work/learned.yaml"
sed -n '/^modbus:/,$p' "$work/learned.yaml" | sed 's/^/# /'
only_modbus "$work/learned.yaml" "$work/modbus.yaml" learned
prints 'from: \["10.1.0.11/32", .*"10.1.0.42/32"\]$' \
	"clients that ask the same stand together" \
	entry "$work/modbus.yaml" "range: 0-19"
prints 'range: 30-34' "with what else they ask" \
	entry "$work/modbus.yaml" "range: 0-19"
prints '^ *from: \["10.1.0.17/32"\]$' "what one of them did once, among thousands, stands apart" \
	entry "$work/modbus.yaml" "range: 40-40"
prints '^# 10\.1\.0\.17 asks .* holding-registers 40, values 1234-1234 \([0-9]+ times\)$' \
	"values stand in comments" cat "$work/modbus.yaml"
prints '^# 10\.2\.0\.1 asks 10\.2\.0\.2 port 502: unit 1, umas, function \([0-9]+ times\)$' \
	"and what is not of the standard" cat "$work/modbus.yaml"
prints '^# 10\.2\.0\.1 asks .* write-single-coil, value \([0-9]+ times\)$' \
	"though its function may be" cat "$work/modbus.yaml"

apply "$work/modbus.yaml"
log_mark
succeeds "under the learned policy all masters are answered" \
	masters_are_answered
passes "client b may ask by IPv6" b fd02::2 "01 0000 0008" 7
passes "and for the sub-function" b fd02::2 "08 0000 1234"
passes "and the other device" b 10.1.0.3 "03 0005 0001" 255
not_logged 'op=modbus' "and nothing is denied"
denied unit "another unit" b fd02::2 "01 0000 0008" 8
denied function "another function" b fd02::2 "02 0000 0008" 7
denied read-range "an address behind" b fd02::2 "01 0000 0009" 7
denied sub-function "another sub-function" b fd02::2 "08 0001 0000"
denied client "a client of another device" b 10.1.0.2 "03 0000 0001"
denied read-range "an address behind what two requests read" \
	a 10.1.0.2 "03 0013 0002"
denied function "the write of another master" a 10.1.0.2 "06 0028 04d2"
denied function "a device that nobody asked" b 10.2.0.2 "03 0000 0001"
denied function "UMAS" b 10.2.0.2 "5a 00 02"

# What is learned next is added to it, and to nothing else.
sed -i 's/^name: .*/name: second/' "$work/modbus.yaml"
apply "$work/modbus.yaml"
succeeds "learning goes on from the policy in force" start_learning "$work/more.yaml" \
	"$work/modbus.yaml"
passes "a client asks for more" b 10.1.0.3 "03 0006 0001" 255
passes "and for what it may" b 10.1.0.3 "03 0005 0001" 255
passes "and a device that is for others" b 10.1.0.2 "04 0000 0001" 9
stop_learning
prints 'policy +second' "the policy from before is in force again" \
	edgesec status
exits 0 "the longer one has no mistake" edgesec check "$work/more.yaml"
prints '^2$' "only what was new is learned" \
	sh -c "grep -c '^+ 10' $work/told"
only_modbus "$work/more.yaml" "$work/modbus2.yaml" longer
apply "$work/modbus2.yaml"
passes "the client may ask for more" b 10.1.0.3 "03 0006 0001" 255
passes "and the other device" b 10.1.0.2 "04 0000 0001" 9
denied unit "but nothing that others may" b 10.1.0.2 "03 0000 0001" 1
denied unit "nor may others" a 10.1.0.2 "04 0000 0001" 9
succeeds "who polled still may" masters_are_answered

# A server of the policy, for some clients and units.
cat >"$work/plc.yaml" <<-END
	edgesec: 1
	name: plc
	mode: enforce
	modbus:
	  servers:
	    - name: plc
	      address: 10.1.0.2
	      port: 1502
	      clients: [10.1.0.0/24]
	      units: [1-3]
	      in-flight: 2
	      functions: [3]
	      on-deny: exception
	    - {name: rest, address: any, port: 1502, functions: []}
	END
edgesec disable >/dev/null
succeeds "a server of another port starts" start_server 1502
succeeds "learning begins with a policy that is not in force" \
	start_learning "$work/plc2.yaml" "$work/plc.yaml"
passes "a client that it does not know asks its server" \
	b 10.1.0.2 "03 0000 0001" 9 1502
stop_learning
only_modbus "$work/plc2.yaml" "$work/plc3.yaml" plc3
sed -n '/^modbus:/,$p' "$work/plc3.yaml" | sed 's/^/# /'
apply "$work/plc3.yaml"
passes "the client may ask that" b 10.1.0.2 "03 0000 0001" 9 1502
prints '^answer .*8302' "and no other address" \
	ask b 10.1.0.2 "03 0001 0001" 9 1502
prints '^answer .*830a' "nor another unit" ask b 10.1.0.2 "03 0000 0001" 1 1502
passes "the clients of the policy may ask what they might" \
	a 10.1.0.2 "03 0001 0001" 3 1502
prints '^answer .*830a' "at their units" ask a 10.1.0.2 "03 0000 0001" 9 1502
prints 'in-flight: 2' "what else it says of the server stays" \
	cat "$work/plc3.yaml"
prints 'name: rest' "as do the others" cat "$work/plc3.yaml"
edgesec disable >/dev/null

# Without Modbus requests nothing is said of them.
succeeds "learning without requests" edgesec learn --quiet --seconds 1 \
	--output "$work/none.yaml"
exits 1 "writes no server" grep '^modbus:' "$work/none.yaml"

for port in 502 1502; do
	kill "$(cat "$work/server$port")"
done
for ns in a b sv; do
	ip netns delete $ns
done
rm -rf "$work"
tap_end
