#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: messages that are wrong, or nearly, do no harm
# Copyright (C) 2026 The edgesec authors
#
# time: 180
. /usr/lib/tap.sh

netlink-fuzzer 1 5 > /dev/null
sleep 3
before=$(slab)
for seed in 2 3; do
	succeeds "20 seconds of messages, seed $seed" \
		sh -c "netlink-fuzzer $seed 20 > /tmp/out.$seed"
done
sleep 3
after=$(slab)
sed 's/^/# /' /tmp/out.2
prints 'command 2: [1-9][0-9]* taken, [1-9]' "stages were begun and refused" \
	cat /tmp/out.2
prints 'command 3: [1-9][0-9]* taken, [1-9]' "entries were taken and refused" \
	cat /tmp/out.2
prints 'command 4: [1-9][0-9]* taken, [1-9]' "policies were put in force" \
	cat /tmp/out.2
[ ! -e /sys/kernel/debug/kcov ] ||
	prints 'reached [1-9][0-9][0-9]* places' "new code was looked for" \
		cat /tmp/out.3
kept_small "no memory is left behind" "$before" "$after" 4096
prints 'no policy is in force' "the module answers afterwards" edgesec status
succeeds "and can be unloaded" rmmod edgesec
tap_end
