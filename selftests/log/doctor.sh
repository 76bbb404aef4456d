#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: what is wrong is found, with its cure
# Copyright (C) 2026 The edgesec authors
#
# edgesec: not-loaded
. /usr/lib/tap.sh

finds() { # PATTERN DESCRIPTION
	prints "$1" "$2" edgesec doctor
}
finds_not() { # PATTERN DESCRIPTION
	if edgesec doctor | grep -Eq "$1"; then
		fail "$2" "$(edgesec doctor)"
	else
		pass "$2"
	fi
}

exits 1 "a host without the module has findings" edgesec doctor
finds '^module: it is not loaded' "one is that"
finds 'modprobe edgesec' "with its cure"
finds_not 'not built' "which is built"
release=$(uname -r)
mv "/usr/lib/modules/$release"/extra/edgesec.ko /root/
finds '^module: it is not built' "another is that it is not built"
finds '^headers: ' "for want of headers"
mv /root/edgesec.ko "/usr/lib/modules/$release"/extra/
mkdir -p "/usr/lib/modules/$release"/build
touch "/usr/lib/modules/$release"/build/Makefile
finds_not '^headers: ' "which can be cured"
modprobe edgesec
finds_not '^module: ' "so can a module that is not loaded"
finds '^policy: none is in force' "no policy is in force"
printf 'edgesec: 1\nname: doctor\nmode: enforce\n' > /tmp/policy.yaml
edgesec apply --confirm 60 /tmp/policy.yaml > /dev/null
finds '^policy: the one in force is on trial' "one is on trial"
finds '^boot: there is no policy' "and none for the next boot"
edgesec confirm > /dev/null
finds_not '^policy: ' "a confirmed one is no finding"
finds_not '^boot: there is no policy' "and is there at the next boot"
finds '^boot: edgesec.service is not enabled' "but the unit is not enabled"
mkdir -p /etc/systemd/system/sysinit.target.wants
touch /etc/systemd/system/sysinit.target.wants/edgesec.service
finds_not '^boot: ' "an enabled unit is no finding"
finds '^records: neither journald nor auditd' "nobody keeps the records"
mkdir -p /run/systemd/journal /var/log
touch /run/systemd/journal/socket
finds '^records: the journal is not kept' "journald does, until the next boot"
mkdir -p /var/log/journal
echo 0 > /proc/sys/kernel/dmesg_restrict
finds '^records: every user can read them' "every user can read them"
echo 1 > /proc/sys/kernel/dmesg_restrict
exits 0 "a host without findings" edgesec doctor
prints '^0 findings, [1-9][0-9]* checks found nothing$' "says so" edgesec doctor
prints '"findings": \[\]' "also as JSON" edgesec doctor --json
exits 0 "to every user" su operator -c 'edgesec doctor'
edgesec disable > /dev/null
if echo 0 > /proc/sys/kernel/ftrace_enabled; then
	finds 'kernel.ftrace_enabled is 0' "ftrace is off"
	echo 1 > /proc/sys/kernel/ftrace_enabled
else
	skip "ftrace is off" "this kernel can't switch it off"
fi
tap_end
