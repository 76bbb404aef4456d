#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - what denials look like on the wire, read by tshark
# Copyright (C) 2026 The edgesec authors
#
# The client sends through the TUN device ta, so the router is the first to judge.
# On both sides of it every segment is captured: exception responses, RSTs and FINs
# that edgesec makes have to be what the end they are sent to takes from the other.

# modules: veth tun
# files: attack-lib.sh wire.awk
# packages: tshark tcpdump ethtool
# package-programs: tshark tcpdump ethtool
# time: 420
. /usr/lib/tap.sh
# shellcheck source=selftests/modbus/attack-lib.sh
. /usr/bin/attack-lib.sh

read0=000100000006010300000001
report=0004000000020111	# denied: its function
far=0007000000060103ffff0002	# denied: its addresses

serve() { # KIND ADDRESS
	exec /usr/bin/ip netns exec sv modbus-server "$2" 502 "$work/counts"
}

# The sender's checksums are computed where they can be captured.
no_offload() {
	ip netns exec sv ethtool -K s0 tx off >/dev/null &&
		ip netns exec gw ethtool -K g2 tx off >/dev/null
}

on_deny() { # WORD
	sed "s/on-deny: reset/on-deny: $1/" "$work/strict.yaml" \
		>"$work/wire.yaml"
	apply "$work/wire.yaml"
}

# capture NAME OWN SERVER STEP...: a connection, or several, in NAME.client and
# NAME.server.
capture() {
	name=$work/$1
	own=$2
	to=$3
	shift 3
	for side in client server; do
		device=ta
		[ $side = client ] || device=g2
		/usr/bin/ip netns exec gw tcpdump -Z root -U -n -i $device \
			-w "$name.$side" tcp port 502 2>"$name.$side.log" &
		echo $! >"$name.$side.pid"
	done
	for side in client server; do
		for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
			grep -q listening "$name.$side.log" 2>/dev/null && break
			sleep 1
		done
	done
	/usr/bin/ip netns exec gw modbus-attacker ta "$own" "$to" 502 "$@" \
		>"$name.answers"
	sleep 2
	for side in client server; do
		kill "$(cat "$name.$side.pid")"
	done
	sleep 1
	sed 's/^/# /' "$name.answers" >&3
}

segments() { # FILE
	tshark -n -r "$1" -o tcp.check_checksum:TRUE -o ip.check_checksum:TRUE \
		-o tcp.relative_sequence_numbers:FALSE -T fields \
		-e tcp.stream -e tcp.srcport -e tcp.flags -e tcp.seq \
		-e tcp.len -e tcp.ack -e tcp.window_size \
		-e tcp.checksum.status -e ip.checksum.status -e _ws.malformed \
		2>"$work/tshark.log"
}

# has_sent FILE WORD...: no fault, and each of the words is told, with a number
# perhaps.
has_sent() {
	segments "$1" >"$work/segments"
	busybox awk -f /usr/bin/wire.awk "$work/segments" >"$work/sent"
	sed 's/^/# /' "$work/sent" >&3
	if grep '^fault' "$work/sent"; then
		cat "$work/segments"
		return 1
	fi
	shift
	for word; do
		grep -q "^$word\( \|\$\)" "$work/sent" || {
			echo "no $word in:"
			cat "$work/segments" "$work/sent" "$work/tshark.log"
			return 1
		}
	done
}

# What Modbus is in it, by tshark: transaction, unit, function, exception.
modbus_in() { # FILE
	tshark -n -r "$1" -Y 'tcp.srcport == 502 && modbus' -T fields \
		-e mbtcp.trans_id -e mbtcp.unit_id -e modbus.func_code \
		-e modbus.exception_code 2>/dev/null | tr '\t' ' '
}

both() { # WHAT OWN SERVER
	on_deny exception
	capture "exception$1" "$2" "$3" open "data 0 $read0" wait \
		"data 12 $report" wait
	succeeds "$1: an exception and a FIN reach the client as if sent by the server" \
		has_sent "$work/exception$1.client" data fin
	prints '^4 1 17 1$' "$1: it is the exception of that request" \
		modbus_in "$work/exception$1.client"
	succeeds "$1: a RST reaches the server where the client was" \
		has_sent "$work/exception$1.server" data client-rst
	prints '^1 1 3 $' "$1: and no exception" modbus_in "$work/exception$1.server"
	capture "again$1" "$2" "$3" open "data 0 $far" "data 0 $far" wait
	succeeds "$1: a request that is sent twice is answered twice in one place" \
		has_sent "$work/again$1.client" "fin 2"
	on_deny reset
	capture "reset$1" "$2" "$3" open "data 0 $read0" wait \
		"data 12 $report" wait
	succeeds "$1: a RST reaches the client where the server was" \
		has_sent "$work/reset$1.client" data rst
	succeeds "$1: and the server where the client was" \
		has_sent "$work/reset$1.server" data client-rst
}

succeeds "namespaces, links and routes" make_network
if [ ! -x /usr/bin/tshark ]; then
	skip "segments that tshark reads" "Debian's tshark can't be had"
	finish
	exit
fi
succeeds "checksums are computed by the sender" no_offload
succeeds "the server starts" start libmodbus 10.2.0.1
both IPv4 10.3.0.1 10.2.0.1
stop 10.2.0.1
succeeds "the server starts again" start libmodbus fd02::1
both IPv6 fd03::1 fd02::1
stop fd02::1

# Whoever sees no fault must be able to see one.
size=$(wc -c <"$work/resetIPv4.client")
{
	head -c $((size - 1)) "$work/resetIPv4.client"
	printf '\252'
} >"$work/changed"
prints '^fault: .*: checksum: ' "a byte that was changed is seen" \
	has_sent "$work/changed"
segments "$work/resetIPv4.client" | awk '
	BEGIN { FS = OFS = "\t" }
	$2 == 502 && substr($3, length($3)) == "4" { $4 = $4 + 1 }
	{ print }' >"$work/moved"
prints '^fault: .*: not where a RST is believed' "so is a RST next to its place" \
	busybox awk -f /usr/bin/wire.awk "$work/moved"
finish
