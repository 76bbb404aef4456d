#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Boots a stock Debian with the baseline in force, and works on it
# Copyright (C) 2026 The edgesec authors
#
# usage: test.sh
#
# The unit is enabled, so the baseline is in force before the network is up.
# guest.sh does the work of some days, in two boots. Prints TAP.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$(dirname "$here")")
test=debian
guest=guest.sh
seconds=840
# shellcheck source=selftests/debian/machine.sh
. "$here/machine.sh"

prepare_test() { # ROOT
	enable_unit "$1"
}

run_boots 2
