#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - ways around the Modbus hooks, in a virtual machine
# Copyright (C) 2026 The edgesec authors
#
#	cl 10.1.0.1 ------- 10.1.0.2 gw 10.2.0.2 ------- 10.2.0.1 sv
#
# gw also has the TUN device ta, by which an attacker at 10.3.0.1 sends. Each way
# leads to the server while no policy is in force, or it would prove nothing.

# modules: veth tun nf_conntrack nft_ct nf_flow_table_inet nft_flow_offload
# modules: nft_numgen
# files: suite-lib.sh
# packages: nftables
# package-programs: nft
# time: 200
. /usr/lib/tap.sh
# shellcheck source=selftests/modbus/suite-lib.sh
. /usr/bin/suite-lib.sh

line='
'

cat >"$work/policy.yaml" <<END
edgesec: 1
name: modbus-ways
mode: enforce
modbus:
  servers:
    - name: plc
      address: 10.2.0.1
      port: 502
      functions: [{code: 3}]
      on-deny: drop
END

link() { # NS1 DEVICE1 IPV4 NS2 DEVICE2 IPV4
	ip link add "$2" netns "$1" type veth peer name "$5" netns "$4" &&
		ip -n "$1" address add "$3" dev "$2" &&
		ip -n "$4" address add "$6" dev "$5" &&
		ip -n "$1" link set "$2" up && ip -n "$4" link set "$5" up
}

# Fast open for every server: 0x402, and 0x602 for data without a cookie.
allow_fast_open() {
	sv sh -c "echo $1 >/proc/sys/net/ipv4/tcp_fastopen"
}

make_network() {
	for ns in cl gw sv; do
		ip netns add $ns && ip -n $ns link set lo up || return 1
	done
	link cl c0 10.1.0.1/24 gw g1 10.1.0.2/24 &&
		link gw g2 10.2.0.2/24 sv s0 10.2.0.1/24 || return 1
	gw sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward' || return 1
	ip -n gw tuntap add dev ta mode tun &&
		ip -n gw address add 10.3.0.2/24 dev ta &&
		ip -n gw link set ta up || return 1
	# A server offers what was allowed when it began to listen.
	allow_fast_open 1538 || return 1
	ip -n cl route add default via 10.1.0.2 &&
		ip -n sv route add default via 10.2.0.2
}

start_server() {
	/usr/bin/ip netns exec sv modbus-server 10.2.0.1 502 "$work/counts" \
		>/dev/null 2>&1 &
	echo $! >"$work/server"
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		[ -e "$work/counts" ] && return 0
		sleep 1
	done
	return 1
}

attack() { # STEP...
	gw modbus-attacker ta 10.3.0.1 10.2.0.1 502 "$@"
}

# $1 is whether the server must see a report that is sent on a SYN.
fast_open() { # yes|no
	allow_fast_open 1538 || return 1
	before=$(seen 17)
	attack "syn 0 $report" wait >/dev/null
	case $1 in
	yes) [ "$(seen 17)" -gt "$before" ] ;;
	no) is "count of reports" "$before" "$(seen 17)" ;;
	esac
}

options() { # WHAT COMES
	allow_fast_open 1026 || return 1
	is "what comes" "$1" "$(attack "options 22020101" open wait)"
}

flowtable() {
	/usr/bin/ip netns exec gw nft -f - <<-END
	table inet t {
		flowtable f { hook ingress priority 0; devices = { g1, g2 }; }
		chain c {
			type filter hook forward priority 0; policy accept;
			ct state established flow add @f
		}
	}
	END
}

# The second request comes when the connection has been taken over.
offloaded_report() {
	cl modbus-client 10.2.0.1 502 send $read0 $read0 $report
}

passes_by_flowtable() {
	before=$(seen 17)
	offloaded_report >/dev/null
	[ "$(seen 17)" -gt "$before" ]
}

refused_by_flowtable() {
	before=$(seen 17)
	heard=$(offloaded_report 2>/dev/null)
	# The reset meets a client that connects, or one that has just connected.
	[ -z "$heard" ] || is "what comes" reset "$heard" || return 1
	is "count of reports" "$before" "$(seen 17)" || return 1
	[ "$(count_records reason=offload)" -gt 0 ]
}

# Behind the hook every second segment with data gets lost, the first one too.
lose() {
	/usr/bin/ip netns exec gw nft -f - <<-END
	table ip l {
		chain c {
			type filter hook postrouting priority 200; policy accept;
			tcp dport 502 meta length > 40 numgen inc mod 2 0 drop
		}
	}
	END
}

# Both pieces went on as one request, which was lost; one of them is repeated.
lost_pieces() {
	lose || return 1
	is "what comes" "syn-ack${line}ack 12${line}answer 00010000000501030203e8" \
		"$(attack open "data 0 000100000006" "data 6 010300000001" wait \
			"data $1" wait)"
}

succeeds "namespaces, links and routes" make_network
succeeds "the server starts" start_server
succeeds "without a policy a request arrives on a SYN" fast_open yes
succeeds "and fast open is offered" options "syn-ack fast-open"
apply "$work/policy.yaml"
succeeds "with one no request arrives on a SYN" fast_open no
succeeds "and fast open is not offered" options syn-ack
edgesec disable >/dev/null
if [ -x /usr/bin/nft ]; then
	succeeds "a flowtable takes over connections" flowtable
	succeeds "without a policy requests arrive by it" passes_by_flowtable
	apply "$work/policy.yaml"
	succeeds "with one such a connection is ended" refused_by_flowtable
	gw nft flush ruleset
	succeeds "without the flowtable requests pass" \
		is register 1000 "$(cl modbus-client 10.2.0.1 502 read 0 1)"
	sed 's/^      on-deny: drop$/&\n      segments: coalesce/' \
		"$work/policy.yaml" >"$work/coalesce.yaml"
	apply "$work/coalesce.yaml"
	succeeds "a request whose first piece is repeated arrives" \
		lost_pieces "0 000100000006"
	gw nft flush ruleset
	succeeds "and one whose last piece is" lost_pieces "10 0001"
else
	skip "connections in a flowtable" "Debian's nftables can't be had"
	skip "pieces that get lost" "Debian's nftables can't be had"
fi
kill "$(cat "$work/server")"
for ns in cl gw sv; do
	ip netns delete $ns
done
rm -rf "$work"
tap_end
