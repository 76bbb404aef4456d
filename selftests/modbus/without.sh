#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - what each strict rule is good for: without it an attack gets through
# Copyright (C) 2026 The edgesec authors
#
# usage: without.sh [DIRECTORY]
#
# attack_test is built with one rule switched off, by sed in a copy of the
# sources, and must find a write that nobody allowed. One line for each rule.

set -u
here=$(cd "$(dirname "$0")" && pwd)
work=${1:-$here/../../build/modbus-without}
count=0
missed=0
# What the policy says of segments.
mode=strict

# Sources as they are, in the folder where a rule gets lost.
fresh() {
	rm -rf "$work/kmod"
	cp -r "$here/../../kmod" "$work/kmod"
}

compile() { # FILE
	cc -std=gnu11 -D_GNU_SOURCE -O1 -I"$here/../shim" -I"$work/kmod" \
		-c -o "$work/obj/$(basename "$1" .c).o" "$1"
}

# The attacks against what is now in the folder; $@ is what has changed in it.
attack() {
	for file; do
		compile "$work/kmod/$file" >> "$work/log" 2>&1 || return 2
	done
	cc -o "$work/attack" "$work"/obj/*.o -pthread 2>> "$work/log" &&
		timeout 60 "$work/attack" 20000 1 "$mode" > "$work/log" 2>&1
}

# tell RULE FILE...: one line about what is now in these files.
tell() {
	rule=$1
	shift
	count=$((count + 1))
	: > "$work/log"
	attack "$@"
	found=$(sed -n 's/^# \(attack [0-9]* .*\)/\1/p' "$work/log")
	if [ -n "$found" ]; then
		echo "ok $count without $rule: $found"
	else
		echo "not ok $count without $rule nothing gets through"
		sed 's/^/#   /' "$work/log" | head -20
		missed=$((missed + 1))
	fi
	fresh
	for file; do
		compile "$work/kmod/$file"
	done
}

# without RULE FILE SED-SCRIPT
without() {
	sed -i "$3" "$work/kmod/$2"
	! cmp -s "$here/../../kmod/$2" "$work/kmod/$2" ||
		echo "not ok - the script for $1 changes nothing in $2"
	tell "$1" "$2"
}

echo "TAP version 13"
rm -rf "$work"
mkdir -p "$work/obj"
fresh
for file in "$work"/kmod/modbus*.c "$work"/kmod/flow*.c "$work"/kmod/table*.c \
	    "$here"/attack_test.c "$here"/attacks.c "$here"/greedy.c \
	    "$here"/sim.c "$here"/../shim/shim.c; do
	compile "$file" || exit 1
done
for mode in lockstep coalesce strict; do
	attack || {
		echo "Bail out! with all rules the attacks are not stopped"
		exit 1
	}
done
without "the protocol identifier (other ones are no Modbus)" modbus.c '
	s/return EDGESEC_MODBUS_PROTOCOL_ID;/avail += 0;/
	s/^	u8 unit = adu\[6\], code = adu\[7\];/&\n\n	if (be16(adu + 2))\n		return EDGESEC_MODBUS_FINE;/'
without "the length that the code implies" modbus.c '
	s/ || len > shape->max)/)/
	s/if (len != at + 5 + pdu\[at + 4\])/if (0)/'
without "the two bytes of data of code 8" modbus.c \
	's/\[0x08\] = { 5, 5,/[0x08] = { 5, 253,/'
without "the byte count that the quantity implies" modbus.c \
	's/return pdu\[at + 4\] == bytes ?/return bytes ?/'
without "the limits of quantities" modbus.c \
	's/if (!quantity || quantity > max)/if (0)/'
without "the limit of addresses" modbus.c \
	's/if (be16(p) + quantity > 65536)/if (0)/'
without "the two values of a coil" modbus.c \
	's/return value == 0x0000 || value == 0xff00 ?/return value || !value ?/'
without "the list of codes" modbus.c \
	's/if (!test_bit(code, server->implied))/if (0)/'
sed -i 's/^	u8 unit = adu\[6\], code = adu\[7\];/&\n\n	if (judge_part(adu, size) >= 0)\n		return judge_part(adu, size);/' \
	"$work/kmod/modbus.c"
sed -e "/^#include \"modbus.c\"/{r $work/kmod/modbus.c" -e 'd}' \
	"$here/reassembling.c" > "$work/reassembling.c"
mv "$work/reassembling.c" "$work/kmod/modbus.c"
tell "the alignment of segments (reassembled instead)" modbus.c
without "the alignment of what a large segment is cut into" flow_data.c \
	's/return packet->chunk \&\&/return 0 \&\& packet->chunk \&\&/'
without "the comparison of repetitions" flow_data.c \
	's/return flight_of(c, adu, \*size) == \*flight ?/return 1 ?/'
without "the order of segments" flow_data.c '
	s/if (after(packet->seq, flow->next))/if (0)/
	s/if (!flight)/if (!flight) {\n		*size = c->packet->len - at;\n		return WALK_FINE;\n	}\n	if (!flight)/'
without "the edge of the window" flow_data.c \
	's/ || after(end, flow->edge);/;/'
without "the side where the server is" flow.c \
	's/if (packet->to \&\& packet->from != flow->side)/if (0)/'
without "the refusal of urgent data" flow.c \
	's/} else if (packet->flags & EDGESEC_TCP_URG) {/} else if (0) {/'
without "the refusal of urgent pointers without data" flow.c \
	's/if (\(packet->flags & EDGESEC_TCP_URG\)) {/if (packet->len \&\& (\1)) {/'
without "the refusal of data on SYN" flow.c \
	's/} else if (packet->len) {/} else if (0) {/'
without "the refusal of data without a handshake" flow.c \
	'/^static void client_stranger/,/^}/s/if (!enforces(c) \&\& /if (enforces(c) || /'
mode=lockstep
without "the answer that the next request waits for" flow_data.c \
	's/if (is_lockstep(c) \&\& (flow->answers.count || fresh->count))/if (0)/'
without "the one request that a segment may have" flow_data.c \
	's/(flow->answers.count || fresh->count)/(flow->answers.count)/'
mode=coalesce
without "the wait of a piece for the rest" flow_split.c \
	'/^void edgesec_flow_split(/,/^}/s/EDGESEC_FLOW_DROP/EDGESEC_FLOW_PASS/'
without "the refusal to cut what was merged" flow_split.c \
	's/c->recut = true;/c->recut = false;/'
echo "1..$count"
rm -rf "$work"
[ "$missed" -eq 0 ]
