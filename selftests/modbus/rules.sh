#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: what a policy says of Modbus requests, with the command
# Copyright (C) 2026 The edgesec authors
#
# Two clients, in namespaces of their own, at one server:
#
#	a 10.1.0.1 ------- 10.1.0.2 sv 10.2.0.2 ------- 10.2.0.1 b
#	  fd01::1          fd01::2     fd02::2          fd02::1
#
# Each request that is denied stands beside one that is not and differs in what
# the rule is about. What is denied must not have changed what the server counts,
# must be answered by the right exception, and stand in the log with its reason.

# modules: veth
# time: 300
. /usr/lib/tap.sh

work=$(mktemp -d) || exit 1
client=a
server=10.1.0.2

link() { # NAMESPACE ITS-IPV4 ITS-IPV6 OURS-IPV4 OURS-IPV6
	ip netns add "$1" && ip -n "$1" link set lo up &&
		ip link add "$1"0 netns "$1" type veth peer name "$1"1 netns sv &&
		ip -n "$1" address add "$2" dev "$1"0 &&
		ip -n "$1" address add "$3" dev "$1"0 nodad &&
		ip -n "$1" link set "$1"0 up &&
		ip -n sv address add "$4" dev "$1"1 &&
		ip -n sv address add "$5" dev "$1"1 nodad &&
		ip -n sv link set "$1"1 up
}

make_network() {
	ip netns add sv && ip -n sv link set lo up &&
		link a 10.1.0.1/24 fd01::1/64 10.1.0.2/24 fd01::2/64 &&
		link b 10.2.0.1/24 fd02::1/64 10.2.0.2/24 fd02::2/64
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

# Puts the server "plc" in force whose keys are on standard input.
policy() {
	cat >"$work/keys"
	{
		printf '%s\n' "edgesec: 1" "name: modbus-rules" \
			"mode: enforce" "modbus:" "  servers:" \
			"    - name: plc" "      address: any" \
			"      on-deny: exception"
		sed 's/^/      /' "$work/keys"
	} >"$work/policy.yaml"
	succeeds "$1: the policy is applied" \
		edgesec apply --force "$work/policy.yaml"
}

# Sends the PDU $1 to unit $2 and prints the PDU that comes back, "closed" if
# the connection ends.
ask() {
	ask_pdu=$(echo "$1" | tr -d ' ')
	ip netns exec "$client" modbus-client "$server" 502 send \
		"$(printf '00070000%04x%02x%s' \
			$((${#ask_pdu} / 2 + 1)) "$2" "$ask_pdu")" |
		sed 's/^answer 00070000....../answer /'
}

# passes WHAT PDU [UNIT]: it is answered without exception.
passes() {
	passes_out=$(ask "$2" "${3-1}")
	code=$(echo "$2" | cut -c 1-2)
	case $passes_out in
	"answer $code"*open) pass "$1" ;;
	*) fail "$1" "to $2 came: $passes_out" ;;
	esac
}

# denied REASON EXCEPTION WHAT PDU [UNIT]
denied() {
	denied_before=$(cat "$work/counts")
	denied_out=$(ask "$4" "${5-1}" | tr '\n' ' ')
	code=$(printf '%02x' $((0x$(echo "$4" | cut -c 1-2) | 0x80)))
	if [ "$denied_out" != "answer $code$2 closed " ]; then
		fail "$3" "to $4 came: $denied_out, not $code$2"
	elif [ "$(cat "$work/counts")" != "$denied_before" ]; then
		fail "$3" "$4 reached the server"
	elif ! dmesg | tail -n 3 | grep -q "rule=modbus.plc reason=$1 "; then
		fail "$3" "no record with reason $1:" "$(dmesg | tail -n 3)"
	else
		pass "$3"
	fi
}

# Two requests in one segment, and an answer to each.
read=000700000006010300000001
two_answers() {
	two_out=$(ip netns exec a modbus-client "$server" 502 \
		send $read$read | tr -d '\n')
	case $two_out in
	"answer 0007"*0007000000050103*open) return 0 ;;
	esac
	echo "$two_out"
	return 1
}

succeeds "namespaces and links" make_network
succeeds "the server starts" start_server

policy "preset read-only" <<-END
	functions: read-only
	END
passes "holding registers may be read" "03 0000 0002"
passes "coils may be read" "01 0000 0008"
passes "report server id may be asked for" "11"
denied function 01 "a register may not be written" "06 0000 0001"
denied function 01 "a coil may not be written" "05 0000 ff00"
denied function 01 "registers may not be read and written at once" \
	"17 0000 0001 0000 0001 02 0001"
denied function 01 "diagnostics may not be asked for" "08 0000 0000"

policy "preset read-write" <<-END
	functions: read-write
	END
passes "a register may be written" "06 0000 0001"
passes "a coil may be written" "05 0000 ff00"
passes "registers may be read and written at once" \
	"17 0000 0001 0000 0001 02 0001"
denied function 01 "UMAS may not be spoken" "5a 00 02"

policy "names and sub-functions" <<-END
	functions:
	  - read-holding-registers
	  - {code: diagnostics, sub-functions: [0, bus-message-count]}
	  - {code: umas, framing: mbap, sub-functions: [read-id]}
	END
passes "a function by its name passes" "03 0000 0001"
denied function 01 "another function does not" "04 0000 0001"
denied sub-function 01 "a sub-function that is not listed" "08 0001 0000"
denied sub-function 01 "a UMAS code that is not listed" "5a 00 41"
# This server knows no diagnostics: its exception shows that they arrive.
succeeds "listed sub-functions arrive at the server" sh -c "
	[ '$(ask '08 0000 0000' 1 | head -n 1)' = 'answer 8801' ] &&
	[ '$(ask '08 000b 0000' 1 | head -n 1)' = 'answer 8801' ] &&
	[ '$(ask '5a 00 02' 1 | head -n 1)' = 'answer da01' ]"

policy "ranges and quantities" <<-END
	functions: all-public
	reads:
	  quantity: 10
	  holding-registers: [10-19, 20-29]
	  coils: [0-7]
	writes:
	  holding-registers: [12, 13-15]
	  coils: [4-7]
	  quantity: 3
	END
passes "reads within a range" "03 000a 000a"
passes "reads across two ranges side by side" "03 000f 000a"
denied read-range 02 "reads that begin before it" "03 0009 0002"
denied read-range 02 "reads that end behind it" "03 001d 0002"
denied read-range 02 "reads of a table without ranges" "04 000a 0001"
denied quantity-limit 03 "reads of too many" "03 000a 000b"
passes "coils within a range" "01 0000 0008"
denied read-range 02 "coils behind it" "01 0001 0008"
passes "a write within a range" "06 000c 0001"
passes "writes across two ranges" "10 000c 0003 06 000100020003"
denied write-range 02 "a write that may only be read" "06 000b 0001"
denied write-range 02 "writes that end behind the range" \
	"10 000f 0002 04 00010002"
denied quantity-limit 03 "writes of too many" "10 000c 0004 08 0001000200030004"
passes "a mask within a range" "16 000c ffff 0000"
denied write-range 02 "a mask outside of it" "16 000b ffff 0000"
passes "code 23 within both ranges" "17 0014 0001 000c 0001 02 0001"
denied read-range 02 "code 23 that reads outside" \
	"17 001e 0001 000c 0001 02 0001"
denied write-range 02 "code 23 that writes outside" \
	"17 0014 0001 0014 0001 02 0001"
passes "a coil within a range" "05 0004 ff00"
denied write-range 02 "a coil before it" "05 0003 ff00"
denied write-range 02 "coils that end behind it" "0f 0006 0003 01 07"
denied write-range 02 "a file where no file is listed" \
	"15 09 06 0001 0000 0001 0000"

policy "units" <<-END
	allow:
	  - {units: [1], functions: 3}
	  - {units: [2-3], functions: 6}
	END
passes "a function at its unit" "03 0000 0001" 1
denied function 01 "and not at one that has others" "03 0000 0001" 2
denied unit 0a "nor at one that has none" "03 0000 0001" 4
passes "which passes for the others" "06 0000 0001" 3

policy "values" <<-END
	functions: read-write
	writes:
	  coils: [{range: 0-3, values: 0}, 4-7]
	  holding-registers:
	    - {range: 10-19, values: [0-500, 1000]}
	    - {range: 20, zero-bits: 0xff00, one-bits: 0x0001}
	    - 21
	END
passes "a value that is listed" "06 000a 01f4"
denied value-limit 03 "a value that is not" "06 000a 01f5"
passes "several values, each listed" "10 000a 0002 04 01f403e8"
denied value-limit 03 "several values, the last not listed" \
	"10 000a 0002 04 01f403e9"
passes "bits as they must be" "06 0014 00f1"
denied value-limit 03 "a bit that must be 0" "06 0014 0101"
denied value-limit 03 "a bit that must be 1" "06 0014 0010"
denied value-limit 03 "code 23 with a value that is not listed" \
	"17 0000 0001 000a 0001 02 ffff"
passes "a mask whose results are all listed" "16 0014 00fe 0001"
denied value-limit 03 "a mask that could leave a bit" "16 0014 0100 0001"
denied value-limit 03 "a mask with one result that is not listed" \
	"16 000a 01ff 0000"
passes "a register without rules" "06 0015 ffff"
passes "a coil may be switched off" "05 0000 0000"
denied value-limit 03 "a coil may not be switched on" "05 0000 ff00"
passes "coils of which none is switched on" "0f 0002 0004 01 0c"
denied value-limit 03 "coils of which one is switched on" "0f 0002 0004 01 0e"

policy "clients" <<-END
	allow:
	  - {from: [10.1.0.0/24, "fd01::1"], functions: read-only}
	  - from: 10.1.0.1
	    units: [1, 2]
	    functions: write-single-register
	    writes: {holding-registers: 5}
	  - {from: 10.2.0.1, functions: [3, 6]}
	END
passes "client a reads" "03 0000 0001"
passes "client a writes what it may" "06 0005 0001"
denied write-range 02 "client a writes nothing else" "06 0006 0001"
denied function 01 "but not at another unit" "06 0005 0001" 3
passes "where it may read" "03 0000 0001" 3
server=fd01::2
passes "client a reads by IPv6" "03 0000 0001"
denied function 01 "client a does not write by IPv6" "06 0005 0001"
client=b
server=10.2.0.2
passes "client b writes everywhere" "06 0006 0001"
denied function 01 "client b reads no coils" "01 0000 0001"
server=fd02::2
before=$(cat "$work/counts")
prints 'connect: Connection refused|connect: .*reset' \
	"client b may not even connect by IPv6" \
	ip netns exec b modbus-client fd02::2 502 read 0 1
prints "^$(echo "$before" | tail -n 1)\$" "and asks the server nothing" \
	tail -n 1 "$work/counts"
prints 'reason=client src=fd02::1 ' "which stands in the log" \
	sh -c 'dmesg | tail -n 5'
client=a
server=10.1.0.2

prints '^plc +10\.1\.0\.0/24, fd01::1/128 +all +0x01-0x04, 0x07, 0x0b-0x0c, 0x11, 0x14, 0x18 +all +all *$' \
	"show lists each entry" edgesec show
prints '^plc +10\.1\.0\.1/32 +1-2 +0x06 +all +holding-registers 5 *$' \
	"and its limits" edgesec show
prints '"range": 5' "also as JSON" edgesec show --json

policy "rates" <<-END
	functions: read-write
	in-flight: 2
	rate: {limit: 1/h, burst: 6}
	writes: {rate: 2/h}
	END
passes "a first write" "06 0000 0001"
passes "a second write" "06 0000 0001"
denied rate-limit 06 "a third write within the hour" "06 0000 0001"
passes "a read after it" "03 0000 0001"
passes "and another one" "03 0000 0001"
client=b
server=10.2.0.2
passes "a write of another client" "06 0000 0001"
client=a
server=10.1.0.2
# The two that are left.
succeeds "two requests at once are answered" two_answers
denied rate-limit 06 "what comes after the burst is too much" "03 0000 0001"
policy "requests in flight" <<-END
	functions: read-write
	in-flight: 2
	END
succeeds "two requests at once are answered" two_answers
prints '^reset' "three at once are not" ip netns exec a modbus-client $server 502 \
	send $read$read$read
prints 'rule=modbus.plc reason=in-flight-reset ' "and the log says why" \
	sh -c 'dmesg | tail -n 2'
prints '^plc .* 2 +strict *$' "show tells how many" edgesec show

# A write to register 5, in two pieces or with a read.
write5=0007000000060106000504d2
split() { # BYTES [REQUEST]
	ip netns exec a modbus-client "$server" 502 split "$1" "${2-$write5}"
}
each_split() {
	for at in 1 6 7 8 10 11; do
		split $at >"$work/split"
		grep -q "^answer $write5\$" "$work/split" &&
			grep -q "^open" "$work/split" && continue
		echo "split after $at:" "$(cat "$work/split")"
		return 1
	done
}
one_after_the_other() {
	turn_out=$(ip netns exec a modbus-client "$server" 502 \
		send $read $write5 $read | tr '\n' ' ')
	case $turn_out in
	"answer 0007"*" answer $write5 answer 0007"*" open ") return 0 ;;
	esac
	echo "$turn_out"
	return 1
}
policy "segments: strict" <<-END
	functions: read-write
	END
prints '^reset' "a split write is denied" split 8
prints 'rule=modbus.plc reason=alignment' "for its alignment" \
	sh -c 'dmesg | tail -n 2'
succeeds "two requests in one segment are answered" two_answers
policy "segments: coalesce" <<-END
	functions: read-write
	segments: coalesce
	END
prints '^plc .* coalesce *$' "show tells so" edgesec show
prints '"segments": "coalesce"' "also as JSON" edgesec show --json
succeeds "a split write is answered, wherever it is split" each_split
succeeds "two requests in one segment are answered" two_answers
counts_before=$(cat "$work/counts")
prints '^answer 000700000003018801' "a split request that is denied is told so" \
	split 7 000700000006010800000000
succeeds "and never arrives" [ "$(cat "$work/counts")" = "$counts_before" ]
client=b
server=fd02::2
prints "^answer $write5" "a split write is answered by IPv6" \
	ip netns exec b modbus-client fd02::2 502 split 9 $write5
client=a
server=10.1.0.2
policy "segments: lockstep" <<-END
	functions: read-write
	segments: lockstep
	END
prints '^plc .* lockstep *$' "show tells so" edgesec show
succeeds "one request after the other is answered" one_after_the_other
prints '^reset' "two in one segment are not" ip netns exec a modbus-client \
	$server 502 send $read$read
prints 'rule=modbus.plc reason=in-flight-reset ' "and the log says why" \
	sh -c 'dmesg | tail -n 2'
prints '^reset' "a split write is denied" split 8

policy "one register" <<-END
	functions: read-write
	writes: {holding-registers: 5}
	END
ask "06 0063 1234" 1 >/dev/null
prints 'plc reason=write-range src=10\.1\.0\.1 dst=10\.1\.0\.2 sport=[0-9]+ dport=502 unit=1 function=6 function_name=write-single-register transaction=7 write=99 write_quantity=1 value=4660 netns=[0-9]+ res=0' \
	"the record tells all of it" sh -c 'dmesg | tail -n 2'
prints '10\.1\.0\.1 port [0-9]+ +10\.1\.0\.2 port 502, unit 1, function 0x06 write-single-register, write 1 at 99, value 4660 +modbus.plc +write-range' \
	"and so does the log" edgesec log --op modbus
prints '"value": 4660' "also as JSON" edgesec log --op modbus --json

kill "$(cat "$work/server")"
for ns in a b sv; do
	ip netns delete $ns
done
rm -rf "$work"
tap_end
