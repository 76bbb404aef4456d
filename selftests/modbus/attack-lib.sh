# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - What the suites that attack real Modbus servers share
# Copyright (C) 2026 The edgesec authors
#
#	gw (ta, attacker behind it) 10.2.0.2 ------- 10.2.0.1 sv
#	                             fd02::2         fd02::1
#
# The attacks are those of attack_test (attacks.c), sent as packets. Registers 32
# to 91 are read after each: no allowed request writes there. Without a policy the
# same attacks change some, or they would prove nothing.
#
# A suite says how its servers begin: serve KIND ADDRESS executes it.
work=$(mktemp -d) || exit 1
exec 3>&1

address() { # NS DEVICE IPV4 IPV6
	ip -n "$1" address add "$3" dev "$2" &&
		ip -n "$1" address add "$4" dev "$2" nodad &&
		ip -n "$1" link set "$2" up
}

make_network() {
	for ns in gw sv; do
		ip netns add $ns && ip -n $ns link set lo up || return 1
	done
	ip link add g2 netns gw type veth peer name s0 netns sv || return 1
	ip -n gw link set g2 address 02:00:00:00:00:02 &&
		ip -n sv link set s0 address 02:00:00:00:00:01 &&
		ip -n gw tuntap add dev ta mode tun || return 1
	address gw g2 10.2.0.2/24 fd02::2/64 &&
		address sv s0 10.2.0.1/24 fd02::1/64 &&
		address gw ta 10.3.0.2/24 fd03::2/64 || return 1
	ip netns exec gw sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward &&
		echo 1 >/proc/sys/net/ipv6/conf/all/forwarding' || return 1
	# While no attacker runs the router knows no way to him, and says so.
	sv_ipv6=/proc/sys/net/ipv6/conf/s0
	ip netns exec sv sh -c "echo 0 >$sv_ipv6/accept_redirects" || return 1
	ip -n sv route add default via 10.2.0.2 &&
		ip -n sv -6 route add default via fd02::2 &&
		ip -n sv neighbour add fd02::2 lladdr 02:00:00:00:00:02 dev s0 &&
		ip -n gw neighbour add fd02::1 lladdr 02:00:00:00:00:01 dev g2
}

for mode in strict lockstep coalesce; do
	cat >"$work/$mode.yaml" <<-END
	edgesec: 1
	name: modbus-servers
	mode: enforce
	modbus:
	  servers:
	    - name: plc
	      address: any
	      port: 502
	      functions: [{code: [3, 5, 8, 16, 23]}]
	      on-deny: reset
	      responses: deny
	      segments: $mode
	END
done

start() { # KIND ADDRESS
	(serve "$1" "$2") >"$work/log" 2>&1 &
	echo $! >"$work/server"	# this may be a subshell
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		ip netns exec sv modbus-client "$2" 502 read 32 1 \
			>/dev/null 2>&1 && return 0
		sleep 2
	done
	cat "$work/log"
	return 1
}

stop() {
	kill "$(cat "$work/server")"
	while ip netns exec sv modbus-client "$1" 502 read 32 1 \
		>/dev/null 2>&1; do
		sleep 1
	done
}

# What is answered after each of the attacks from $1 on; sorted, once each.
attack() { # FIRST COUNT OWN SERVER
	number=$1
	last=$(($1 + $2))
	own=$3
	to=$4
	shift 4
	while [ "$number" -lt "$last" ]; do
		set -- "$@" "attack 1 $number" \
			"probe 0 00010000000601030020003c"
		number=$((number + 1))
	done
	/usr/bin/ip netns exec gw modbus-attacker ta "$own" "$to" 502 "$@" \
		>"$work/answers"
	sort "$work/answers" | uniq -c
}

# Answer with the registers 32 to 91 as they are at the start.
untouched() {
	printf 'answer 00010000007b010378'
	number=1032
	while [ $number -lt 1092 ]; do
		printf '%04x' $number
		number=$((number + 1))
	done
	echo
}

changes_without() { # OWN SERVER
	attack 0 40 "$1" "$2" >"$work/seen"
	grep answer "$work/seen" | grep -qv "$(untouched)" && return 0
	cat "$work/seen" "$work/log"
	return 1
}

unchanged_with() { # COUNT OWN SERVER
	attack 0 "$1" "$2" "$3" >"$work/seen"
	printf '%s\n' "$1 ack 12" "$1 $(untouched)" >"$work/wanted"
	sed 's/^ *//' "$work/seen" | cmp -s - "$work/wanted" && return 0
	cat "$work/seen"
	return 1
}

suite() { # KIND OWN SERVER ATTACKS
	edgesec disable >/dev/null 2>&1
	succeeds "$1 starts at $3" start "$1" "$3"
	succeeds "without a policy attacks change registers of $1 at $3" \
		changes_without "$2" "$3"
	stop "$3"
	count=$4
	for mode in strict lockstep coalesce; do
		apply "$work/$mode.yaml"
		succeeds "$1 starts again at $3" start "$1" "$3"
		succeeds "$mode: after each of $count attacks the registers of $1 at $3 are as before" \
			unchanged_with "$count" "$2" "$3"
		stop "$3"
		count=$(($4 / 4))
	done
}

finish() {
	edgesec disable >/dev/null 2>&1
	ip netns delete gw
	ip netns delete sv
	rm -rf "$work"
	tap_end
}
