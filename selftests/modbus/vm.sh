#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Modbus between network namespaces, in a virtual machine
# Copyright (C) 2026 The edgesec authors
#
# As root, with the module loaded, and on the PATH: edgesec, ip,
# modbus-server, modbus-client, modbus-attacker.
#
#	cl 10.1.0.1 ------- 10.1.0.2 gw 10.2.0.2 ------- 10.2.0.1 sv
#	   fd01::1           fd01::2    fd02::2           fd02::1
#
# The server listens in sv. Requests from cl are judged three times: where
# they leave cl, where gw forwards them, and where they enter sv. So a denial in
# cl hides the others; packets of modbus-attacker come out of the TUN devices
# ta (10.3.0.1, fd03::1) of gw and tb (10.4.0.1, fd04::1) of sv instead: the
# first judgement is that of a router, or of the server's host.

# modules: veth tun
# files: suite-lib.sh
# time: 300
. /usr/lib/tap.sh
# shellcheck source=selftests/modbus/suite-lib.sh
. /usr/bin/suite-lib.sh


# Two requests that pass, one with a byte count that is a lie, one denied.
read1=000200000006010300010001
write=00030000000b011000630002041111 # registers 99 and 100, two bytes short
line='
'

use() { # ON-DENY MODE [SEGMENTS]
	cat >"$work/policy.yaml" <<-END
	edgesec: 1
	name: modbus-suite
	mode: enforce
	modbus:
	  servers:
	    - name: line-3-plc
	      address: any
	      port: 502
	      units: [1, 2]
	      functions:
	        - {code: [1, 2, 3, 4, 15, 16]}
	      on-deny: $1
	      responses: deny
	      segments: ${3-strict}
	      mode: $2
	END
	edgesec apply --force "$work/policy.yaml"
}

# The last record, without what stands before it.
last_record() {
	dmesg | sed -n 's/.*edgesec: \(op=modbus .*\)/\1/p' | tail -n 1
}

has_words() { # TEXT WORD...
	text=" $1 "
	shift
	for word; do
		case $text in
		*" $word "*) ;;
		*)
			echo "no $word in: $text"
			return 1
			;;
		esac
	done
}

link() { # NS1 DEVICE1 NS2 DEVICE2
	ip link add "$2" netns "$1" type veth peer name "$4" netns "$3"
}

address() { # NS DEVICE IPV4 IPV6
	ip -n "$1" address add "$3" dev "$2" &&
		ip -n "$1" address add "$4" dev "$2" nodad &&
		ip -n "$1" link set "$2" up
}

make_tun() { # NS DEVICE IPV4 IPV6
	ip -n "$1" tuntap add dev "$2" mode tun && address "$@"
}

make_network() {
	for ns in cl gw sv; do
		ip netns add $ns && ip -n $ns link set lo up || return 1
	done
	link cl c0 gw g1 && link gw g2 sv s0 || return 1
	address cl c0 10.1.0.1/24 fd01::1/64 &&
		address gw g1 10.1.0.2/24 fd01::2/64 &&
		address gw g2 10.2.0.2/24 fd02::2/64 &&
		address sv s0 10.2.0.1/24 fd02::1/64 || return 1
	gw sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward &&
		echo 1 >/proc/sys/net/ipv6/conf/all/forwarding' || return 1
	make_tun gw ta 10.3.0.2/24 fd03::2/64 &&
		make_tun sv tb 10.4.0.2/24 fd04::2/64 || return 1
	ip -n cl route add default via 10.1.0.2 &&
		ip -n cl -6 route add default via fd01::2 &&
		ip -n sv route add default via 10.2.0.2 &&
		ip -n sv -6 route add default via fd02::2
}

# Its number goes into a file: succeeds runs what it tests in a subshell.
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

stop_server() {
	kill "$(cat "$work/server")"
}

restart_server() {
	stop_server
	rm -f "$work/counts"
	start_server
}

# ---- What is tested, each from namespace $1 to address $2 ----

reads_and_writes() {
	before=$(seen 16)
	"$1" modbus-client "$2" 502 write 10 17 4242 9 || return 1
	is registers "1009 17 4242 9 1013" \
		"$("$1" modbus-client "$2" 502 read 9 5)" || return 1
	is "count of writes" $((before + 1)) "$(seen 16)"
}

report_never_arrives() {
	before=$(count_records '')
	is answer "" "$("$1" modbus-client "$2" 502 report)" || return 1
	is "count of reports" 0 "$(seen 17)" || return 1
	is "count of records" $((before + 1)) "$(count_records '')"
}

record_names_it() { # SOURCE DESTINATION
	has_words "$(last_record)" op=modbus verdict=deny mode=enforce \
		rule=modbus.line-3-plc reason=function "src=$1" "dst=$2" \
		dport=502 unit=1 function=17
}

split_report_never_arrives() {
	for at in 1 6 7 8; do
		is "answer to a report split at $at" reset \
			"$("$1" modbus-client "$2" 502 \
				split $at 000100000003011100)" || return 1
	done
	is "answer to a report split at 7" reset \
		"$("$1" modbus-client "$2" 502 split 7 0001000000020111)" ||
		return 1
	is "answer behind a read" reset \
		"$("$1" modbus-client "$2" 502 \
			split 19 0001000000060103000000010002000000020111)" ||
		return 1
	is "count of reports" 0 "$(seen 17)"
}

suite() { # NAMESPACE ADDRESS SOURCE PATH
	succeeds "codes 3 and 16 pass and give right values, $4" \
		reads_and_writes "$1" "$2"
	succeeds "code 17 never reaches the server, $4" \
		report_never_arrives "$1" "$2"
	succeeds "the record names addresses, unit and code, $4" \
		record_names_it "$3" "$2"
	succeeds "code 17 never arrives when it is split, $4" \
		split_report_never_arrives "$1" "$2"
	succeeds "the next requests work, $4" reads_and_writes "$1" "$2"
}

# A transaction in two writes is one stream of whole requests: it passes.
packed_and_pipelined() {
	is answers "answer 00010000000501030203e8
answer 00020000000501030203e9${line}open" \
		"$(cl modbus-client 10.2.0.1 502 send $read0 $read1)" ||
		return 1
	cl modbus-client 10.2.0.1 502 send $read0$read1 >"$work/packed"
	is answers \
		"00010000000501030203e800020000000501030203e9" \
		"$(sed -n 's/^answer //p' "$work/packed" | tr -d '\n')"
}

broken_requests() {
	while read -r what hex; do
		is "answer to $what" reset \
			"$(cl modbus-client 10.2.0.1 502 send "$hex")" ||
			return 1
	done <<-END
	protocol 000100010006010300000001
	length-too-small 000100000002010300000001
	length-too-large 000100000009010300000001
	quantity 00010000000601030000007e
	byte-count 00010000000b0110000000010400000000
	unit 000100000006070300000001
	END
	is "count of reads" "$1" "$(seen 3)"
}

# ---- From the attacker, in namespace $1, by $2, with address $3, to $4 ----

attack() { # NS TUN OWN SERVER STEP...
	ns=$1
	tun=$2
	own=$3
	to=$4
	shift 4
	ip netns exec "$ns" modbus-attacker "$tun" "$own" "$to" 502 "$@"
}

attack_in_order() {
	is "what comes" "syn-ack${line}ack 12${line}answer 00010000000501030203e8
ack 24${line}answer 00020000000501030203e9" "$(attack "$@" open \
		"data 12 $read1" "data 0 $read0" wait "data 12 $read1" wait)"
}

# Pieces of a request wait for the rest, and then arrive at once.
attack_pieces() {
	is "what comes" "syn-ack${line}ack 12${line}answer 00010000000501030203e8
ack 24${line}answer 00020000000501030203e9" "$(attack "$@" open \
		"data 0 000100000006" wait "data 6 010300000001" wait \
		"data 12 00" "data 13 02000000" "data 12 $read1" wait)" || return 1
	before=$(cat "$work/counts")
	is "what comes after pieces" "syn-ack${line}rst" "$(attack "$@" open \
		"data 0 00040000" "data 4 00020111" wait)" || return 1
	is "what the server has seen" "$before" "$(cat "$work/counts")"
}

# Each must end with a RST, and nothing may have reached the server.
attack_reset() { # NS TUN OWN SERVER; reads a step a line
	before=$(cat "$work/counts")
	while read -r steps; do
		is "what comes after $steps" "syn-ack${line}rst" \
			"$(attack "$@" open "$steps" wait)" || return 1
	done <<-END
	data 0 $report
	data 0 ${report}${read0}
	data 0 0001000000
	data 0 00040000000201
	urg 0 $read0
	urg 0
	data 0 000100010006010300000001
	data 0 $write
	END
	is "what the server saw" "$before" "$(cat "$work/counts")"
}

# Nothing may come back, and nothing may have reached the server.
attack_silent() {
	before=$(cat "$work/counts")
	while read -r steps; do
		is "what comes after $steps" "syn-ack" \
			"$(attack "$@" open "$steps" wait)" || return 1
	done <<-END
	data 12 $read0
	bad 0 $read0
	bad 0 $report
	END
	is "what the server saw" "$before" "$(cat "$work/counts")"
}

attack_overlap() {
	before=$(seen 3)
	attack "$@" open "data 0 $read0" "data 0 $read1" "data 4 $report" \
		"data 6 010300010001$report" wait >/dev/null
	is "count of reads" $((before + 1)) "$(seen 3)" || return 1
	is "count of reports" 0 "$(seen 17)"
}

attack_without_handshake() {
	is "what comes" rst "$(attack "$@" "data 0 $read0" wait)" || return 1
	is "what comes" "" "$(attack "$@" "syn 0 $report" wait)" || return 1
	is "count of reports" 0 "$(seen 17)"
}

attack_fragments() {
	before=$(cat "$work/counts")
	attack "$@" open "frag 0 ${report}" wait >/dev/null
	attack "$@" open "frag 0 ${read0}${report}" wait >/dev/null
	is "what the server saw" "$before" "$(cat "$work/counts")"
}

attack_exception() {
	is "what comes" "syn-ack${line}answer 000400000003019101${line}fin" \
		"$(attack "$@" open "data 0 $report" wait |
			sed '/^ack 8$/d')" || return 1
	is "what comes after a read" "syn-ack${line}ack 12
answer 00010000000501030203e8${line}answer 000400000003019101${line}fin" \
		"$(attack "$@" open "data 0 $read0" wait "data 12 $report" \
			wait | sed '/^ack 20$/d')" || return 1
	is "count of reports" 0 "$(seen 17)"
}

attacks() { # NS TUN OWN SERVER PATH
	ns=$1 tun=$2 own=$3 to=$4 path=$5
	set -- "$ns" "$tun" "$own" "$to"
	succeeds "segments out of order wait, $path" attack_in_order "$@"
	succeeds "what is denied is reset, $path" attack_reset "$@"
	succeeds "gaps and bad checksums wait, $path" attack_silent "$@"
	succeeds "overlaps change nothing, $path" attack_overlap "$@"
	succeeds "no data without a handshake, $path" \
		attack_without_handshake "$@"
	succeeds "no denied request in fragments, $path" attack_fragments "$@"
}

exception_answers() {
	is answer "answer 000100000003019101${line}closed" \
		"$(cl modbus-client 10.2.0.1 502 send 0001000000020111)" ||
		return 1
	is "answer to the second request" \
		"answer 00010000000501030203e8${line}answer 000400000003019101
closed" "$(cl modbus-client 10.2.0.1 502 send $read0 $report)" || return 1
	is "answer for unit 7" "answer 00010000000307830a${line}closed" \
		"$(cl modbus-client 10.2.0.1 502 \
			send 000100000006070300000001)" || return 1
	is "count of reports" 0 "$(seen 17)"
}

dropped() {
	is answer open "$(cl modbus-client 10.2.0.1 502 \
		send 0001000000020111)" || return 1
	is "count of reports" 0 "$(seen 17)"
}

# TCP may still repeat the request that was dropped before: now it passes too.
audited() {
	cl modbus-client 10.2.0.1 502 report || return 1
	[ "$(seen 17)" -gt 0 ] || return 1
	has_words "$(last_record)" verdict=deny mode=audit reason=function
}

# A connection from before the policy is reset at its next request.
old_connection() {
	edgesec disable >/dev/null || return 1
	(cl modbus-client 10.2.0.1 502 send 000100000006010300000001 '' '' '' \
		'' '' '' '' '' '' 000200000006010300000001 >"$work/old") &
	sleep 1
	use reset enforce || return 1
	wait $!
	is answers "answer 00010000000501030203e8${line}reset" "$(cat "$work/old")" || return 1
	has_words "$(last_record)" reason=no-flow
}

# while_it_lives MODE: between two requests of a connection a policy in which the
# server has that mode is in force; what came of it goes to "old".
while_it_lives() {
	mode=$1
	use reset enforce >/dev/null || return 1
	set -- ''
	while [ $# -lt 30 ]; do set -- "$@" ''; done
	(cl modbus-client 10.2.0.1 502 send 000100000006010300000001 "$@" \
		000200000006010300000001 >"$work/old") &
	sleep 1
	use reset "$mode" >/dev/null || return 1
	use reset enforce >/dev/null || return 1
	wait $!
}

# What was sent meanwhile nobody has seen.
unjudged_meanwhile() {
	while_it_lives disabled || return 1
	is answers "answer 00010000000501030203e8${line}reset" "$(cat "$work/old")" || return 1
	has_words "$(last_record)" reason=no-flow
}
judged_meanwhile() {
	while_it_lives audit || return 1
	is answers "answer 00010000000501030203e8${line}answer 00020000000501030203e8${line}open" "$(cat "$work/old")"
}

# The first server that covers address and port decides; clients are prefixes.
addresses_and_clients() {
	cat >"$work/addresses.yaml" <<-END
	edgesec: 1
	name: addresses
	mode: enforce
	modbus:
	  servers:
	    - name: plc
	      address: [10.2.0.1, "fd02::/64"]
	      units: [1]
	      clients: [10.1.0.0/24, "fd01::1"]
	      functions: [{code: 3}]
	    - {name: others, address: any, functions: []}
	END
	edgesec apply --force "$work/addresses.yaml" >/dev/null || return 1
	is "answer to cl" 1000 \
		"$(cl modbus-client 10.2.0.1 502 read 0 1)" || return 1
	is "answer to cl, IPv6" 1000 \
		"$(cl modbus-client fd02::1 502 read 0 1)" || return 1
	is "answer to gw" "" "$(gw modbus-client 10.2.0.1 502 read 0 1)" ||
		return 1
	has_words "$(last_record)" rule=modbus.plc reason=client || return 1
	is "answer to gw, IPv6" "" \
		"$(gw modbus-client fd02::1 502 read 0 1)" || return 1
	is "answer by loopback" "" \
		"$(sv modbus-client 127.0.0.1 502 read 0 1)" || return 1
	has_words "$(last_record)" rule=modbus.others
}

many_connections() {
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		cl modbus-client 10.2.0.1 502 report 2>/dev/null && return 1
		is register 1000 "$(cl modbus-client 10.2.0.1 502 read 0 1)" ||
			return 1
	done
	is "count of reports" 0 "$(seen 17)"
}

other_ports_pass() {
	/usr/bin/ip netns exec sv modbus-server 10.2.0.1 5020 "$work/other" \
		>/dev/null 2>&1 &
	other=$!
	sleep 1
	cl modbus-client 10.2.0.1 5020 report
	status=$?
	kill $other
	return $status
}

succeeds "namespaces, links and routes" make_network
succeeds "the server starts" start_server
succeeds "the policy is applied" use reset enforce
suite cl 10.2.0.1 10.1.0.1 "IPv4 through a router"
suite cl fd02::1 fd01::1 "IPv6 through a router"
suite gw 10.2.0.1 10.2.0.2 "IPv4 over a link"
suite gw fd02::1 fd02::2 "IPv6 over a link"
suite sv 127.0.0.1 127.0.0.1 "IPv4 loopback"
suite sv ::1 ::1 "IPv6 loopback"
suite sv 10.2.0.1 10.2.0.1 "IPv4 to an own address"
succeeds "pipelined and packed requests pass" packed_and_pipelined
succeeds "broken requests never arrive" broken_requests "$(seen 3)"
attacks gw ta 10.3.0.1 10.2.0.1 "IPv4 in a router"
attacks gw ta fd03::1 fd02::1 "IPv6 in a router"
attacks sv tb 10.4.0.1 10.2.0.1 "IPv4 in the server's host"
attacks sv tb fd04::1 fd02::1 "IPv6 in the server's host"
succeeds "denials and requests in turn" many_connections
succeeds "other ports are not judged" other_ports_pass
succeeds "addresses and clients are told apart" addresses_and_clients
succeeds "coalesce: the policy is applied" use reset enforce coalesce
succeeds "pieces in a router" attack_pieces gw ta 10.3.0.1 10.2.0.1
succeeds "pieces in a router, IPv6" attack_pieces gw ta fd03::1 fd02::1
succeeds "pieces in the server's host" attack_pieces sv tb 10.4.0.1 10.2.0.1
succeeds "pieces in the server's host, IPv6" \
	attack_pieces sv tb fd04::1 fd02::1
succeeds "exceptions: the policy is applied" use exception enforce
succeeds "a denial can be an exception response" exception_answers
succeeds "exception response in a router" \
	attack_exception gw ta 10.3.0.1 10.2.0.1
succeeds "exception response in a router, IPv6" \
	attack_exception gw ta fd03::1 fd02::1
succeeds "exception response in the server's host" \
	attack_exception sv tb 10.4.0.1 10.2.0.1
succeeds "exception response in the server's host, IPv6" \
	attack_exception sv tb fd04::1 fd02::1
succeeds "reads and writes between them work" reads_and_writes cl fd02::1
succeeds "drop: the policy is applied" use drop enforce
succeeds "a denial can be silence" dropped
succeeds "audit: the policy is applied" use reset audit
succeeds "in audit mode requests pass and are recorded" audited
succeeds "the server starts again" restart_server
succeeds "a connection older than the policy is reset" old_connection
succeeds "a new connection works" reads_and_writes cl 10.2.0.1
succeeds "one that was not judged meanwhile is reset" unjudged_meanwhile
succeeds "one that was goes on" judged_meanwhile

# What the kernel holds is what the file says.
cat >"$work/show.yaml" <<-END
	edgesec: 1
	name: modbus-show
	mode: enforce
	modbus:
	  servers:
	    - name: line-4-plc
	      address: 10.2.0.0/24
	      port: 502
	      units: [1, 7]
	      clients: [10.1.0.0/16, "fd01::/64"]
	      functions:
	        - {code: [1, 2, 3, 4, 16]}
	      on-deny: exception
	      mode: audit
END
succeeds "a policy with addresses is applied" \
	edgesec apply --force "$work/show.yaml"
prints 'line-4-plc +10\.2\.0\.0/24 +502 +1, 7 +10\.1\.0\.0/16, fd01::/64 +0x01-0x04, 0x10 +exception +audit' \
	"show lists the server as the kernel holds it" edgesec show
prints '"prefix": *"fd01::/64"|"fd01::/64"' "and as JSON" edgesec show --json
stop_server
for ns in cl gw sv; do
	ip netns delete $ns
done
rm -rf "$work"
tap_end
