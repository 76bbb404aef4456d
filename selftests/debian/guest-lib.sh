# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - What the scripts in the Debian machine share
# Copyright (C) 2026 The edgesec authors
#
# The word edgesec.boot= on the kernel command line says which boot it is.
export HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin
export DEBIAN_FRONTEND=noninteractive
boot=$(sed -n 's/.*edgesec.boot=\([0-9]*\).*/\1/p' /proc/cmdline)

# What ran in an earlier boot is no news.
rm -f /root/*.ran

check() { # DESCRIPTION COMMAND...
	local what=$1 out status

	shift
	out=$("$@" 2>&1)
	status=$?
	if [ $status = 0 ]; then
		echo "ok - boot $boot: $what"
	else
		echo "not ok - boot $boot: $what"
		printf '#   exit status %s\n' $status
		tail -20 <<< "$out" | sed 's/^/#   /'
	fi
}

fails() { ! "$@"; }
says() { # PATTERN COMMAND...
	local pattern=$1 out

	shift
	out=$("$@" 2>&1)
	echo "$out"
	grep -Eq -- "$pattern" <<< "$out"
}

nothing_failed() {
	local failed

	failed=$(systemctl --failed --plain --no-legend)
	[ -z "$failed" ] || { echo "$failed"; return 1; }
}

before_network() {
	local policy network

	policy=$(systemctl show -P ExecMainExitTimestampMonotonic edgesec)
	network=$(systemctl show -P ActiveEnterTimestampMonotonic network.target)
	echo "policy $policy, network $network"
	[ "$policy" -gt 0 ] && [ "$policy" -lt "$network" ]
}

script() { # FILE
	printf '#!/bin/sh\necho it-ran > %s.ran\n' "$1" > "$1"
	chmod 755 "$1"
}

scripts_of_users() {
	local name

	for name in by-ssh by-cron by-timer; do
		script /root/$name.sh
	done
}

by_ssh() {
	rm -f /root/by-ssh.sh.ran
	ssh -o StrictHostKeyChecking=no -o BatchMode=yes root@127.0.0.1 \
		/root/by-ssh.sh && [ -e /root/by-ssh.sh.ran ]
}

by_cron() {
	echo '* * * * * root /root/by-cron.sh' > /etc/cron.d/edgesec-test
	for _ in $(seq 130); do
		[ -e /root/by-cron.sh.ran ] && return
		sleep 1
	done
	return 1
}

by_timer() {
	rm -f /root/by-timer.sh.ran
	systemd-run --wait --collect /root/by-timer.sh &&
		[ -e /root/by-timer.sh.ran ]
}

# What is done on any host, any day.
daily_work() {
	check "a login by ssh runs a script" by_ssh
	check "su runs a login shell" su - -c true
	check "sudo runs a program" sudo -u nobody true
	check "cron's daily scripts run" run-parts --report /etc/cron.daily
	check "systemd runs a script" by_timer
	check "a service is restarted" systemctl restart ssh cron
	check "an init script works" service cron restart
}
