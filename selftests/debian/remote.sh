#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Runs a Debian whose administrators only come by ssh
# Copyright (C) 2026 The edgesec authors
#
# usage: remote.sh
#
# remote-guest.sh does the work, in one boot. Prints TAP.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$(dirname "$here")")
test=remote
guest=remote-guest.sh
seconds=900
# shellcheck source=selftests/debian/machine.sh
. "$here/machine.sh"

# The policy is made in the guest.
prepare_test() { # ROOT
	rm -f "$1/etc/edgesec/policy.yaml"
}

run_boots 1
