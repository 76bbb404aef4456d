#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: a trial goes on while the machine sleeps
# Copyright (C) 2026 The edgesec authors
#
# time: 120
. /usr/lib/tap.sh

printf 'edgesec: 1\nname: old\nmode: enforce\n' > /tmp/old.yaml
printf 'edgesec: 1\nname: new\nmode: enforce\n' > /tmp/new.yaml
alarm=/sys/class/rtc/rtc0/wakealarm

boottime() { sed 's/\..*//' /proc/uptime; }
monotonic() { # in seconds: stands still while the machine sleeps
	awk '/^now at/ { print int($3 / 1000000000) }' /proc/timer_list
}
sleep_for() { # SECONDS
	echo 0 > $alarm
	echo "+$1" > $alarm
	[ ! -w /sys/power/mem_sleep ] || echo deep > /sys/power/mem_sleep
	echo mem > /sys/power/state
}

if ! [ -w $alarm ] || ! grep -q mem /sys/power/state; then
	skip "a trial ends while the machine sleeps" "no way to sleep, or to wake up"
	tap_end
	exit
fi
apply /tmp/old.yaml
edgesec apply --force --confirm 20 /tmp/new.yaml > /dev/null
before=$(boottime)
awake=$(monotonic)
sleep_for 30
asleep=$(($(boottime) - before))
awake=$(($(monotonic) - awake))
echo "# $asleep seconds, of which the processor saw $awake"
prints '^yes$' "the machine slept longer than the trial, not the processor" \
	sh -c "[ $asleep -ge 25 ] && [ $awake -lt 15 ] && echo yes"
sleep 1
prints 'policy +old' "a trial ends while the machine sleeps" edgesec status
edgesec apply --force --confirm 600 /tmp/new.yaml > /dev/null
sleep_for 5
prints 'waits +for' "a longer one goes on" edgesec status
exits 0 "and can be confirmed" edgesec confirm
tap_end
