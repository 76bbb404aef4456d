#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - In the machine of the port bench: each contender, round by round
# Copyright (C) 2026 The edgesec authors
#
# A thousandth of a microsecond of this machine is an instruction.
#
# time: 1800
. /usr/lib/tap.sh

rounds=$(sed -n 's/.*bench.rounds=\([0-9]*\).*/\1/p' /proc/cmdline)

# Every second port, so that no range holds two of them.
ports=$(seq -s , 10000 2 29998)
policy() { # FILE LISTS
	cat > "$1" <<-EOF
	edgesec: 1
	name: ports
	mode: enforce
	ports:
	  - {scope: host, protocol: udp, $2, default: deny}
	  - {scope: host, protocol: tcp, $3, default: deny}
	EOF
}
policy /tmp/all.yaml "bind: [$ports], send: [$ports]" \
	"bind: [$ports], connect: [$ports]"
policy /tmp/bind.yaml "bind: [$ports]" "bind: [$ports]"

measure() { # CONTENDER
	for way in bind connect sendto; do
		echo "# bench: port.${way}_instructions.$1 $(socketeer $way)"
	done
}

measure warm > /dev/null
for _ in $(seq "${rounds:-3}"); do
	measure none
	edgesec apply --force --quiet /tmp/all.yaml
	measure edgesec
	edgesec disable --quiet
	edgesec apply --force --quiet /tmp/bind.yaml
	measure edgesec_bind_only
	edgesec disable --quiet
done
edgesec apply --force --quiet /tmp/all.yaml
exits 126 "what is not listed is denied" porter bind udp 10001
pass "the bench came to its end"
tap_end
