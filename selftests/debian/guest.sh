#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - What is done on a Debian with the baseline in force
# Copyright (C) 2026 The edgesec authors
# shellcheck source=selftests/debian/guest-lib.sh
. /usr/local/lib/guest-lib.sh

in_force() {
	systemctl is-active edgesec.service && edgesec status | grep baseline &&
		edgesec status | grep 'bprm_check_security *attached, live'
}

denied_to_service() {
	cp /usr/bin/env /opt/service
	rm -f /root/payload.sh.ran
	/opt/service /root/payload.sh
	[ ! -e /root/payload.sh.ran ] &&
		edgesec log --denied --op script | grep /root/payload.sh
}

restart_changes_nothing() {
	local before after

	before=$(edgesec status | grep '^policy')
	systemctl restart edgesec.service || return 1
	after=$(edgesec status | grep '^policy')
	[ "$after" = "$before" ]
}

# The next boot shows whether it survives.
begin_trial() {
	printf 'edgesec: 1\nname: trial\nmode: enforce\n' > /root/trial.yaml
	edgesec apply --force --confirm 3600 /root/trial.yaml &&
		edgesec status | grep 'policy *trial'
}

# Of all that was done here only what was meant to be denied was.
nothing_else_denied() {
	! edgesec log --denied | grep -w denied | grep -v /root/payload.sh
}

scripts_of_users
script /root/payload.sh
check "the system started without a failed unit" nothing_failed
check "the unit has put the baseline in force" in_force
check "before the network was up" before_network
check "the same policy again changes nothing" \
	bash -c 'edgesec apply /etc/edgesec/policy.yaml | grep unchanged'
check "a restart of the unit changes nothing" restart_changes_nothing
check "cron runs a job" by_cron
daily_work
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
[ "$boot" != 1 ] || check "the power goes while a policy is on trial" begin_trial
sync
echo "done"
