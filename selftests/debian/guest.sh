#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - What is done on a Debian with the baseline in force
# Copyright (C) 2026 The edgesec authors
#
# The word edgesec.boot= on the kernel command line says which boot it is.
export HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin
boot=$(sed -n 's/.*edgesec.boot=\([0-9]*\).*/\1/p' /proc/cmdline)

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

nothing_failed() {
	local failed

	failed=$(systemctl --failed --plain --no-legend)
	[ -z "$failed" ] || { echo "$failed"; return 1; }
}

in_force() {
	systemctl is-active edgesec.service && edgesec status | grep baseline &&
		edgesec status | grep 'bprm_check_security *attached, live'
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

by_ssh() {
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
	systemd-run --wait --collect /root/by-timer.sh &&
		[ -e /root/by-timer.sh.ran ]
}

denied_to_service() {
	cp /usr/bin/env /opt/service
	rm -f /root/payload.sh.ran
	/opt/service /root/payload.sh
	[ ! -e /root/payload.sh.ran ] &&
		edgesec log --denied --op script | grep /root/payload.sh
}

# Of all that was done here only what was meant to be denied was.
nothing_else_denied() {
	! edgesec log --denied | grep -w denied | grep -v /root/payload.sh
}

for name in by-ssh by-cron by-timer payload; do
	script /root/$name.sh
done
check "the system started without a failed unit" nothing_failed
check "the unit has put the baseline in force" in_force
check "before the network was up" before_network
check "the same policy again changes nothing" \
	bash -c 'edgesec apply /etc/edgesec/policy.yaml | grep unchanged'
check "a login by ssh runs a script" by_ssh
check "su runs a login shell" su - -c true
check "sudo runs a program" sudo -u nobody true
check "cron runs a job" by_cron
check "cron's daily scripts run" run-parts --report /etc/cron.daily
check "systemd runs a script" by_timer
check "a service is restarted" systemctl restart ssh cron
check "an init script works" service cron restart
if [ "$boot" = 1 ]; then
	check "apt installs packages with scripts" \
		apt-get -q -y install /root/*.deb
	check "and configures them" dpkg --audit
	check "and their scripts run" /etc/cron.daily/logrotate
else
	check "apt removes a package with scripts" \
		apt-get -q -y purge logrotate
	check "the module can be unloaded after disable" \
		bash -c 'edgesec disable && rmmod edgesec && modprobe edgesec &&
			edgesec apply /etc/edgesec/policy.yaml'
fi
check "a program that is not listed starts no script" denied_to_service
check "nothing else was denied" nothing_else_denied
check "the journal has the records" \
	bash -c 'journalctl -k --no-pager | grep "edgesec: op=script"'
sync
echo "done"
