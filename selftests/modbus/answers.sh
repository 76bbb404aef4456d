#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: what a policy says of the answers of a Modbus server
# Copyright (C) 2026 The edgesec authors
#
#	cl 10.1.0.1 ------- 10.1.0.2 gw 10.2.0.2 ------- 10.2.0.1 sv
#	   fd01::1           fd01::2    fd02::2           fd02::1
#
# The server lies as the register says that is asked for (liar.c). Each lie that is
# denied stands beside what comes where it only counts. Answers are judged where
# they leave sv; so a lie that counts is counted in sv, in gw and in cl.

# modules: veth
# files: suite-lib.sh
# time: 600
. /usr/lib/tap.sh
# shellcheck source=selftests/modbus/suite-lib.sh
. /usr/bin/suite-lib.sh

server=10.2.0.1

address() { # NS DEVICE IPV4 IPV6
	ip -n "$1" address add "$3" dev "$2" &&
		ip -n "$1" address add "$4" dev "$2" nodad &&
		ip -n "$1" link set "$2" up
}

make_network() {
	for ns in cl gw sv; do
		ip netns add $ns && ip -n $ns link set lo up || return 1
	done
	ip link add c0 netns cl type veth peer name g1 netns gw &&
		ip link add g2 netns gw type veth peer name s0 netns sv ||
		return 1
	address cl c0 10.1.0.1/24 fd01::1/64 &&
		address gw g1 10.1.0.2/24 fd01::2/64 &&
		address gw g2 10.2.0.2/24 fd02::2/64 &&
		address sv s0 10.2.0.1/24 fd02::1/64 || return 1
	gw sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward &&
		echo 1 >/proc/sys/net/ipv6/conf/all/forwarding' || return 1
	ip -n cl route add default via 10.1.0.2 &&
		ip -n cl -6 route add default via fd01::2 &&
		ip -n sv route add default via 10.2.0.2 &&
		ip -n sv -6 route add default via fd02::2
}

start_server() {
	/usr/bin/ip netns exec sv modbus-liar 502 >/dev/null 2>&1 &
	echo $! >"$work/server"
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		[ "$(ask 0)" = "${right}open" ] && return 0
		sleep 1
	done
	return 1
}

# Puts the server "plc" in force whose keys are on standard input.
policy() {
	{
		printf '%s\n' "edgesec: 1" "name: modbus-answers" \
			"mode: enforce" "modbus:" "  servers:" \
			"    - name: plc" "      address: any" \
			"      functions: 3"
		sed 's/^/      /'
	} >"$work/policy.yaml"
	succeeds "$1: the policy is applied" \
		edgesec apply --force "$work/policy.yaml"
}

# What comes for a read of each of these registers, as one word.
ask() {
	ask_hex=
	for register; do
		ask_hex="$ask_hex $(printf '00070000000601030%03x0001' "$register")"
	done
	# shellcheck disable=SC2086 # one argument for each request
	cl modbus-client $server 502 send $ask_hex |
		sed 's/^answer //' | tr -d '\n'
}

right=0007000000050103021111

gives() { # WHAT WANTED REGISTER...
	gives_what=$1
	gives_wanted=$2
	shift 2
	succeeds "$gives_what" is "what comes" "$gives_wanted" "$(ask "$@")"
}

counter() {
	edgesec metrics | sed -n "s/^edgesec_modbus_$1_total //p"
}

records() { # PATTERN
	dmesg | grep -c "op=modbus .*$1"
}

# lie REGISTER WHAT REASON ANSWER: it arrives where $1 only counts.
lie() {
	case $mode in
	count)
		gives "$2 arrives" "$4" "$1"
		;;
	deny)
		lie_before=$(records "mode=enforce .*rule=modbus.plc reason=$3 ")
		gives "$2 does not arrive" "${5-reset}" "$1"
		succeeds "$2 stands in the log" is "count of records" \
			$((lie_before + 1)) \
			"$(records "mode=enforce .*rule=modbus.plc reason=$3 ")"
		;;
	esac
}

lies() {
	lie 3 "an answer that comes twice at once" unsolicited \
		"$right${right}open"
	lie 4 "an answer that comes twice" unsolicited "$right${right}open" \
		"${right}reset"
	lie 5 "an answer for another transaction" unsolicited \
		0008000000050103021111open
	lie 6 "an answer for another unit" unsolicited \
		0007000000050203021111open
	lie 7 "an answer for another function" unsolicited \
		0007000000050104021111open
	lie 8 "an answer of another length" answer-length \
		00070000000701030411111111open
	lie 9 "an answer of another protocol" answer-protocol-id \
		0007000100050103021111open
	lie 11 "an exception for another function" unsolicited \
		000700000003018402open
}

truths() {
	gives "an answer arrives" "${right}open" 0
	gives "an answer in pieces arrives" "${right}open" 1
	gives "answers in turn arrive" "$right$right${right}open" 0 1 0
	gives "an exception response arrives" 000700000003018302open 2
}

succeeds "namespaces, links and routes" make_network
succeeds "the server starts" start_server

for mode in count deny; do
	for server in 10.2.0.1 fd02::1; do
		policy "$mode, $server" <<-END
			responses: $mode
			END
		before=$(counter unsolicited)
		truths
		succeeds "none of these is unsolicited" is unsolicited \
			"$before" "$(counter unsolicited)"
		lies
		succeeds "lies are counted" [ "$(counter unsolicited)" -gt \
			$((before + 7)) ]
	done
done
prints 'mode=audit .*rule=modbus.plc reason=unsolicited src=10.1.0.1 dst=10.2.0.1 .*unit=1 function=3' \
	"what only counts is recorded as in audit mode" dmesg
server=10.2.0.1
mode=deny
lie 10 "urgent data" urgent-answer ""

policy "nothing is said of answers" </dev/null
gives "an answer that comes twice arrives" "$right${right}open" 3
prints '^plc .* count +strict *$' "and show says so" edgesec show

policy "drop" <<-END
	responses: deny
	on-deny: drop
	END
gives "an answer arrives" "${right}open" 0
gives "an answer that comes twice at once does not, and nothing ends" open 3

policy "audit" <<-END
	responses: deny
	mode: audit
	END
gives "in audit mode it arrives" "$right${right}open" 3

policy "exception responses" <<-END
	exceptions: {limit: 1/h, burst: 2}
	END
before=$(counter exceptions)
gives "a first and a second arrive" 000700000003018302000700000003018302open 2 2
succeeds "both are counted" [ "$(counter exceptions)" -gt $((before + 1)) ]
gives "a third does not" reset 2
prints 'rule=modbus.plc reason=exceptions src=10.1.0.1 ' "and the log says why" \
	sh -c 'dmesg | tail -n 3'
gives "answers do" "${right}open" 0
prints '^plc .* count, exceptions 1/h +strict *$' "show tells the limit" edgesec show
prints '"limit": "1/h"' "also as JSON" edgesec show --json

kill "$(cat "$work/server")"
for ns in cl gw sv; do
	ip netns delete $ns
done
rm -rf "$work"
tap_end
