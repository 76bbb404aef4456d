#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Boots a stock Debian under a policy that the command made for it
# Copyright (C) 2026 The edgesec authors
#
# usage: strict.sh
#
# In the first boot a policy is made of what is installed and what is used; in
# the others it is in force, and the host is used: USE_SECONDS (default 60) of
# ordinary work, packages installed, upgraded and removed. Nothing may be denied
# but what strict-guest.sh plants. Prints TAP.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$(dirname "$here")")
test=strict
guest=strict-guest.sh
use=${USE_SECONDS:-60}
seconds=$((1800 + use))
# shellcheck source=selftests/debian/machine.sh
. "$here/machine.sh"
# shellcheck source=selftests/debian/hello.sh
. "$here/hello.sh"
qemu_append+=" edgesec.use=$use"

# The first boot has no policy yet. What is foreign is not part of the system.
prepare_test() { # ROOT
	local repository=$1/srv/packages foreign=$1/root/foreign version

	rm -f "$1/etc/edgesec/policy.yaml"
	enable_unit "$1"
	mkdir -p "$repository" "$foreign"
	for version in 1.0 2.0 3.0; do
		make_package "$repository" hello $version || return
	done
	make_package "$repository" stranger 1.0 || return
	mv "$1"/root/*.deb "$repository/"
	make_repository "$repository"
	echo "deb [trusted=yes] file:/srv/packages ./" \
		> "$1/etc/apt/sources.list"
	gcc -DVERSION='"planted"' -DLOADED='"it-ran\n"' -DLIBRARY -shared \
		-fPIC -o "$foreign/lib.so" "$hello_source"
}

run_boots 3
