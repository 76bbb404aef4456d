#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Runs Debian's servers and a container under rules on ports
# Copyright (C) 2026 The edgesec authors
#
# usage: servers.sh
#
# servers-guest.sh does the work, in one boot. Prints TAP.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$(dirname "$here")")
test=servers
guest=servers-guest.sh
seconds=900
more_packages=python3,nginx-light,dnsmasq,chrony,crun
# shellcheck source=selftests/debian/machine.sh
. "$here/machine.sh"

# Servers wait for their rules, which the guest makes.
prepare_test() { # ROOT
	local unit

	rm -f "$1/etc/edgesec/policy.yaml"
	for unit in nginx dnsmasq chrony; do
		rm -f "$1/etc/systemd/system/multi-user.target.wants/$unit.service"
	done
	printf 'port=53\nno-resolv\naddress=/plant.test/192.0.2.7\n' \
		> "$1/etc/dnsmasq.conf"
	printf 'local stratum 8\nallow 127.0.0.1\ndriftfile /var/lib/chrony/drift\n' \
		> "$1/etc/chrony/chrony.conf"
}

run_boots 1
