#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - In the machine of the Modbus bench: each contender, round by round
# Copyright (C) 2026 The edgesec authors
#
#	cl 10.1.0.1 ------- 10.1.0.2 gw 10.2.0.2 ------- 10.2.0.1 sv
#
# Master, gateway and server are one kernel here, so edgesec has each packet before
# it three times, and nft and the queue, which only gw has, once.
#
# modules: veth nf_tables nfnetlink_queue nft_queue
# packages: nftables
# package-programs: nft
# time: 1800
. /usr/lib/tap.sh
# shellcheck source=selftests/modbus/suite-lib.sh
. /usr/bin/suite-lib.sh

rounds=$(sed -n 's/.*bench.rounds=\([0-9]*\).*/\1/p' /proc/cmdline)
requests=2000

cat > /tmp/policy.yaml <<'EOF'
edgesec: 1
name: modbus
mode: enforce
modbus:
  servers:
    - name: plc
      address: 10.2.0.1
      port: 502
      allow:
        - {units: [255], functions: read-only, reads: {holding-registers: 0-99}}
EOF

link() { # NS1 DEVICE1 IPV4 NS2 DEVICE2 IPV4
	ip link add "$2" netns "$1" type veth peer name "$5" netns "$4" &&
		ip -n "$1" address add "$3" dev "$2" &&
		ip -n "$4" address add "$6" dev "$5" &&
		ip -n "$1" link set "$2" up && ip -n "$4" link set "$5" up
}

make_network() {
	for ns in cl gw sv; do
		ip netns add $ns && ip -n $ns link set lo up || return 1
	done
	link cl c0 10.1.0.1/24 gw g1 10.1.0.2/24 &&
		link gw g2 10.2.0.2/24 sv s0 10.2.0.1/24 || return 1
	gw sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward' || return 1
	ip -n cl route add default via 10.1.0.2 &&
		ip -n sv route add default via 10.2.0.2
}

# What only counts is no contender: a request with another code is stopped.
chain() { # WHAT: in gw, for what comes from the master
	cat > /tmp/rules.nft <<-EOF
	table ip bench {
		chain forward {
			type filter hook forward priority 0;
			tcp dport 502 tcp flags & psh == psh $1
		}
	}
	EOF
	gw nft -f /tmp/rules.nft || fail "nft takes its rule"
}
protect() {
	edgesec apply --force --quiet /tmp/policy.yaml || fail "edgesec applies"
}
no_chain() { gw nft delete table ip bench; }

measure() { # CONTENDER
	if ! figures=$(cl poller poll 10.2.0.1 502 $requests 2>&1); then
		fail "$1: the master gets its answers" "$figures"
		return
	fi
	echo "# bench: modbus.vm_rate.$1 ${figures% *}"
	echo "# bench: modbus.vm_p99_us.$1 ${figures#* }"
}

succeeds "the network is there" make_network
succeeds "the server is there" \
	sv sh -c "poller serve 10.2.0.1 502 > /dev/null 2>&1"
measure warm > /dev/null
for _ in $(seq "${rounds:-3}"); do
	measure none
	protect
	measure edgesec
	edgesec disable --quiet
	chain '@ih,56,8 != 3 drop'
	measure nft
	no_chain
	chain 'queue num 0'
	gw queue
	measure nfqueue
	no_chain
	kill "$(pidof queue)"
done
protect
exits 1 "what is not listed is denied" cl modbus-client 10.2.0.1 502 report
pass "the bench came to its end"
tap_end
