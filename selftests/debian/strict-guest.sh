#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - What is done on a Debian under a policy that was made for it
# Copyright (C) 2026 The edgesec authors
# shellcheck source=selftests/debian/guest-lib.sh
. /usr/local/lib/guest-lib.sh

policy=/etc/edgesec/policy.yaml
use=$(sed -n 's/.*edgesec.use=\([0-9]*\).*/\1/p' /proc/cmdline)
apt() { apt-get -q -y -o Dpkg::Use-Pty=0 "$@"; }

# A script of the host's own, and what it does with what is installed.
by_python() {
	[ "$(/root/tool.py)" = "it ran" ]
}

manuals() {
	rm -f /var/cache/man/index.db
	mandb -q && man -w edgesec
}

work() {
	daily_work
	check "python3 runs a program" by_python
	check "manual pages are indexed and found" manuals
	check "services are stopped and started" \
		systemctl restart systemd-journald systemd-udevd systemd-logind
	check "timers start their services" \
		systemctl start systemd-tmpfiles-clean dpkg-db-backup man-db
	check "a package of its own runs" says "^program $1, library $1" hello
	check "and its script and cron job" bash -c \
		"hello-script | grep '^script $1' && /etc/cron.daily/hello &&
			grep '^daily $1' /var/log/hello-daily"
}

### The first boot: no policy yet.

prepare() {
	scripts_of_users
	printf '#!/usr/bin/python3\nimport subprocess\n%s\n%s\n' \
		'subprocess.run(["/bin/true"], check=True)' \
		'print("it ran")' > /root/tool.py
	chmod 755 /root/tool.py
}

learn() {
	local learner

	edgesec learn --output $policy /root/scan.yaml 2> /root/learned &
	learner=$!
	for _ in $(seq 60); do
		grep -q '^edgesec: learning' /root/learned && break
		sleep 1
	done
	work 1.0
	check "cron runs a job" by_cron
	kill -INT $learner
	wait $learner
}

make_policy() {
	prepare
	modprobe edgesec
	check "packages are installed" apt update
	check "without a policy any package is" apt install hello=1.0
	check "scan makes a policy" edgesec scan --modules --output /root/scan.yaml
	check "learn adds what is used" learn
	sed 's/^/# /' /root/learned
	check "and misses nothing" \
		says '^edgesec: learned [0-9]+ things' grep -v 'too fast' /root/learned
	check "afterwards no policy is in force" says 'no policy' edgesec status
	check "what was made has no mistake" edgesec check $policy
	check "it denies nothing that runs" says applied edgesec apply $policy
	cp /usr/bin/hello /root/foreign/old-hello
}

### The second boot: the policy is in force, and everything goes on.

in_force() {
	systemctl is-active edgesec.service &&
		says '"libraries-mode": *"enforce"' edgesec status --json
}

use_for_some_time() {
	local rounds=0

	while [ $SECONDS -lt "$use" ] || [ $rounds = 0 ]; do
		rounds=$((rounds + 1))
		work "$1" > /run/round
		! grep '^not ok' -A 20 /run/round || return
	done
	echo "# $rounds rounds in $SECONDS s"
}

refuses_stranger() {
	says 'does not know the package "stranger"' apt install stranger &&
		! [ -e /var/lib/dpkg/info/stranger.list ]
}

allow_logrotate() {
	sed -i '/^  allow:/a\    - {package: logrotate, if-absent: ignore}\
    - {package: libpopt0, if-absent: ignore}' $policy
	edgesec apply $policy
}

new_program() {
	says "^new $1" /usr/libexec/hello/long-*
}

upgrade() {
	check "apt upgrades a package" says 'Setting up hello' apt upgrade
	check "whose scripts all ran" bash -c \
		'grep "prerm 1.0 upgrade" /var/log/hello.log &&
			grep "postrm 1.0 upgrade" /var/log/hello.log &&
			grep "preinst 3.0 upgrade" /var/log/hello.log &&
			grep "program 3.0, library 3.0" /var/log/hello.log'
	check "what it brings is allowed" new_program 3.0
	check "what it replaced is not any more" \
		says 'Permission denied' /root/foreign/old-hello
	check "nor in the policy file" bash -c \
		"! grep $(sha256sum /root/foreign/old-hello | cut -c1-64) $policy"
	check "the policy file means what is in force" \
		says unchanged edgesec apply $policy
}

use_policy() {
	check "the policy makes the unit succeed" in_force
	use_for_some_time 1.0
	check "cron runs a job" by_cron
	upgrade
	check "a package that the policy does not know is refused" \
		refuses_stranger
	check "a package is added to the policy" allow_logrotate
	check "then apt installs it" apt install logrotate
	check "and it works" systemctl start logrotate
	check "apt removes it" apt purge logrotate
}

### The third boot: the policy file was written by the upgrade.

violate() {
	cp /usr/bin/true /root/foreign/program
	printf x >> /root/foreign/program
	script /root/foreign/script.sh
	check "another program is denied" \
		says 'Permission denied' /root/foreign/program
	check "a script too" says 'Permission denied' /root/foreign/script.sh
	check "and a library" bash -c \
		'! LD_PRELOAD=/root/foreign/lib.so hello 2>&1 | grep it-ran'
	for name in program script.sh lib.so; do
		check "$name is recorded" \
			says "/root/foreign/$name" edgesec log --denied
	done
}

by_name() { # the package by its name instead of its digests
	sed -i -e '/hello/d' -e '/^  allow:/a\    - package: hello' $policy
	edgesec apply $policy
}

# Who installs packages does not make that part of the policy.
changed_file() {
	local status

	cp -p /usr/bin/hello-script /root/kept
	echo >> /usr/bin/hello-script
	says 'has changed since' apt install --allow-downgrades hello=2.0 &&
		hello | grep "program 3.0"
	status=$?
	cp -p /root/kept /usr/bin/hello-script
	return $status
}

go_on() {
	check "the policy file that apt left makes the unit succeed" in_force
	work 3.0
	violate
	check "a package is listed by its name" by_name
	check "a file that was changed stops apt" changed_file
	check "apt goes back to an older version" \
		apt install --allow-downgrades hello=2.0
	check "which runs" says '^program 2.0, library 2.0' hello
	check "what the policy needs is not removed" \
		says 'hello.*policy' apt remove hello
	check "what was denied before goes on being denied" \
		says 'Permission denied' /root/foreign/old-hello
}

nothing_else_denied() {
	! edgesec log --denied | grep -w denied | grep -v /root/foreign/ &&
		! edgesec log --op lost
}

check "the system started without a failed unit" nothing_failed
case $boot in
1) make_policy ;;
2) use_policy ;;
3) go_on ;;
esac
check "nothing was denied but what was planted" nothing_else_denied
edgesec log --denied | sed 's/^/# /' | head -40
sync
echo "done"
