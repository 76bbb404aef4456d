#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Lists the suites that run in a test machine
# Copyright (C) 2026 The edgesec authors
cd "$(dirname "$0")/.." || exit 1
grep -l '^\. /usr/lib/tap.sh' selftests/*/*.sh |
	grep -v -e '^selftests/sanitizers/' -e '^selftests/bench/' \
	     -e '^selftests/power/'
