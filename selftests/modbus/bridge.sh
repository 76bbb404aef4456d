#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Modbus through a bridge, in a virtual machine
# Copyright (C) 2026 The edgesec authors
#
#	cl 10.1.0.1 ---- b1 +----+ b2 ---- 10.1.0.2 sv
#	   fd01::1          | br |            fd01::2
#	attacker ------- ba +----+ b3 ---- ot, which listens
#
# The bridge has no address and no route. VLAN 5, and VLAN 7 in 5, are networks of
# their own: 10.5.0.0/24 and 10.7.0.0/24, fd05:: and fd07::.

# modules: veth tun bridge 8021q br_netfilter
# files: suite-lib.sh
# time: 500
. /usr/lib/tap.sh
# shellcheck source=selftests/modbus/suite-lib.sh
. /usr/bin/suite-lib.sh

station=020000000002
line='
'

use() { # ON-DENY [SEGMENTS]
	cat >"$work/policy.yaml" <<-END
	edgesec: 1
	name: modbus-bridge
	mode: enforce
	modbus:
	  servers:
	    - name: plc
	      address: any
	      port: 502
	      units: [1]
	      functions: [{code: [3, 16]}]
	      on-deny: $1
	      segments: ${2-strict}
	END
	edgesec apply --force "$work/policy.yaml"
}

address() { # NS DEVICE IPV4 IPV6
	ip -n "$1" address add "$3" dev "$2" &&
		ip -n "$1" address add "$4" dev "$2" nodad &&
		ip -n "$1" link set "$2" up
}

port() { # DEVICE
	ip -n br link set "$1" master b0 && ip -n br link set "$1" up
}

vlans() { # NS DEVICE LAST
	ip -n "$1" link add link "$2" name v5 type vlan id 5 &&
		address "$1" v5 "10.5.0.$3/24" "fd05::$3/64" &&
		ip -n "$1" link add link v5 name v57 type vlan id 7 &&
		address "$1" v57 "10.7.0.$3/24" "fd07::$3/64"
}

# The attacker's station is known beforehand: it answers no question for it.
neighbours() {
	ip -n sv neighbour add 10.1.0.9 lladdr 02:00:00:00:01:02 dev s0 &&
		ip -n sv neighbour add fd01::9 lladdr 02:00:00:00:01:02 dev s0
}

make_network() {
	for ns in cl br sv ot; do
		ip netns add $ns && ip -n $ns link set lo up || return 1
	done
	ip link add c0 netns cl type veth peer name b1 netns br &&
		ip link add s0 netns sv type veth peer name b2 netns br &&
		ip link add o0 netns ot type veth peer name b3 netns br &&
		ip -n br tuntap add dev ba mode tap &&
		ip -n br link add b0 type bridge forward_delay 0 || return 1
	br sh -c 'echo 0 >/proc/sys/net/bridge/bridge-nf-call-iptables &&
		echo 0 >/proc/sys/net/bridge/bridge-nf-call-ip6tables' || return 1
	ip -n sv link set s0 address 02:00:00:00:00:02
	for device in b1 b2 b3 ba; do
		port $device || return 1
	done
	ip -n br link set b0 up && ip -n ot link set o0 up &&
		address cl c0 10.1.0.1/24 fd01::1/64 &&
		address sv s0 10.1.0.2/24 fd01::2/64 &&
		vlans cl c0 1 && vlans sv s0 2 && neighbours
}

start_server() {
	/usr/bin/ip netns exec sv modbus-server :: 502 "$work/counts" \
		>/dev/null 2>&1 &
	echo $! >"$work/server"
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		[ -e "$work/counts" ] && return 0
		sleep 1
	done
	return 1
}

reads_and_writes() { # ADDRESS
	before=$(count_records)
	cl modbus-client "$1" 502 write 10 17 4242 9 || return 1
	is registers "1009 17 4242 9 1013" \
		"$(cl modbus-client "$1" 502 read 9 5)" || return 1
	is "count of records" "$before" "$(count_records)"
}

never_arrives() { # ADDRESS
	before=$(count_records function)
	is "answer to a report" reset \
		"$(cl modbus-client "$1" 502 send $report)" || return 1
	is "answer to a report split at 7" reset \
		"$(cl modbus-client "$1" 502 split 7 $report)" || return 1
	is "count of reports" 0 "$(seen 17)" || return 1
	is "count of records" $((before + 1)) "$(count_records function)"
}

suite() { # HOW ADDRESS...
	how=$1
	shift
	for to; do
		succeeds "requests pass to $to, $how" reads_and_writes "$to"
		succeeds "what is denied never gets to $to, $how" \
			never_arrives "$to"
	done
}

exception() { # ADDRESS
	is answer "answer 00010000000501030203e8${line}answer 000400000003019101
closed" "$(cl modbus-client "$1" 502 send $read0 $report)" || return 1
	is "count of reports" 0 "$(seen 17)"
}

attack() { # OWN SERVER STEP...
	own=$1
	to=$2
	shift 2
	br modbus-attacker ba=$station "$own" "$to" 502 "$@"
}

# Pieces of a request wait for the rest, and then arrive at once.
pieces() { # OWN SERVER TYPE
	for tag in '' 81000000; do
		is "what comes" "syn-ack${line}ack 12
answer 00010000000501030203e8" "$(attack "$1" "$2" open "wrap $tag$3" \
			"data 0 000100000006" wait \
			"data 6 010300000001" wait)" || return 1
	done
}

# Priority tags belong to no network.
priority_tags() { # OWN SERVER TYPE
	is "what comes" "syn-ack${line}ack 12
answer 00010000000501030203e8" "$(attack "$1" "$2" open "wrap 81000000$3" \
		"data 0 $read0" wait)" || return 1
	is "what comes" "syn-ack${line}rst" "$(attack "$1" "$2" open \
		"wrap 8100000081000000$3" "data 0 $report" wait)" || return 1
	is "count of reports" 0 "$(seen 17)"
}

# $3 stands in front of the packet.
wrapped() { # OWN SERVER HEX
	before=$(count_records encapsulation)
	is "what comes after $3" syn-ack \
		"$(attack "$1" "$2" open "wrap $3" "data 0 $report" wait)" ||
		return 1
	is "count of records" $((before + 1)) "$(count_records encapsulation)" ||
		return 1
	is "count of reports" 0 "$(seen 17)"
}

deep() { # OWN SERVER TYPE PPP
	tag=81000000
	wrapped "$1" "$2" "$tag$tag$tag$3" &&
		wrapped "$1" "$2" "88a80000${tag}88a80000${tag}$tag$3" &&
		wrapped "$1" "$2" "0000aaaa03000000$3" &&
		wrapped "$1" "$2" "${tag}0000aaaa030000f8$3" &&
		wrapped "$1" "$2" "886411000001ffff00$4" &&
		wrapped "$1" "$2" "886411000001ffff$4"
}

endless() { # OWN SERVER TYPE
	tags=
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do
		tags=81000000$tags
	done
	is "what comes" syn-ack "$(attack "$1" "$2" open "wrap $tags$tags" \
		"data 0 $report" wait)" || return 1
	is "count of reports" 0 "$(seen 17)"
}

# Without refusal a receiver finds the request behind any number of tags.
deep_without_policy() {
	edgesec disable >/dev/null || return 1
	attack 10.1.0.9 10.1.0.2 open "wrap 8100000081000000810000000800" \
		"data 0 $report" wait >/dev/null
	is "count of reports" 1 "$(seen 17)"
}

fragments() { # OWN SERVER
	attack "$1" "$2" open "frag 0 ${report}" wait >/dev/null
	attack "$1" "$2" open "frag 0 ${read0}${report}" wait >/dev/null
	is "count of reports" 0 "$(seen 17)"
}

other_ways() { # OWN SERVER
	is "what comes" rst "$(attack "$1" "$2" "data 0 $read0" wait)" ||
		return 1
	is "what comes" "syn-ack${line}rst" \
		"$(attack "$1" "$2" open "urg 0 $read0" wait)" || return 1
	is "what comes" syn-ack \
		"$(attack "$1" "$2" open "bad 0 $report" wait)" || return 1
	is "count of reports" 0 "$(seen 17)"
}

attacks() { # OWN SERVER TYPE PPP
	succeeds "tags of no network change nothing, $2" priority_tags "$@"
	succeeds "deep encapsulation is refused, $2" deep "$@"
	succeeds "endless encapsulation is dropped, $2" endless "$@"
	succeeds "no denied request in fragments, $2" fragments "$@"
	succeeds "other ways around are closed, $2" other_ways "$@"
}

# The bridge learns nothing and sends everything to all ports.
flood() {
	for device in b1 b2 b3 ba; do
		ip -n br link set $device type bridge_slave learning off ||
			return 1
	done
	ip -n br link set b0 type bridge fdb_flush
}

allowed() {
	# shellcheck disable=SC2020 # sets are wanted
	edgesec status --json | tr ',{}' '\n\n\n' |
		sed -n 's/.*"modbus-allowed": *\([0-9]*\).*/\1/p'
}

# Once where it leaves cl, once in the bridge, once where it enters sv: also when
# br_netfilter shows it to the hooks of IP.
counts_once() {
	before=$(allowed)
	cl modbus-client 10.1.0.2 502 read 9 5 >/dev/null || return 1
	is "count of allowed requests" $((before + 3)) "$(allowed)"
}

call_netfilter() {
	br sh -c 'echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables &&
		echo 1 >/proc/sys/net/bridge/bridge-nf-call-ip6tables &&
		echo 1 >/proc/sys/net/bridge/bridge-nf-filter-vlan-tagged'
}

succeeds "namespaces, links and a bridge" make_network
succeeds "the server starts" start_server
succeeds "the policy is applied" use reset
suite bridged 10.1.0.2 fd01::2
suite "in a VLAN" 10.5.0.2 fd05::2
suite "in a VLAN in a VLAN" 10.7.0.2 fd07::2
attacks 10.1.0.9 10.1.0.2 0800 21
attacks fd01::9 fd01::2 86dd 57
succeeds "coalesce: the policy is applied" use reset coalesce
succeeds "pieces are bridged as one" pieces 10.1.0.9 10.1.0.2 0800
succeeds "pieces are bridged as one, IPv6" pieces fd01::9 fd01::2 86dd
succeeds "exceptions: the policy is applied" use exception
succeeds "a denial can be an exception, bridged" exception 10.1.0.2
succeeds "a denial can be an exception, IPv6" exception fd01::2
succeeds "a denial can be an exception, in a VLAN in a VLAN" exception 10.7.0.2
succeeds "resets: the policy is applied" use reset
succeeds "a request counts once in the bridge" counts_once
succeeds "the bridge floods" flood
suite "flooded to all ports" 10.1.0.2 fd01::2
succeeds "br_netfilter is switched on" call_netfilter
suite "with br_netfilter" 10.1.0.2 fd01::2 10.5.0.2
succeeds "with br_netfilter it does so, too" counts_once
succeeds "without a policy a request arrives behind many tags" \
	deep_without_policy
kill "$(cat "$work/server")"
for ns in cl br sv ot; do
	ip netns delete $ns
done
rm -rf "$work"
tap_end
