#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: loads the module that makes the fault named at boot
# Copyright (C) 2026 The edgesec authors
#
# edgesec: not-loaded
. /usr/lib/tap.sh

# Some complaints make the kernel's checker of locks give up.
[ ! -e /proc/lockdep_stats ] ||
	succeeds "lockdep watches" grep -q 'debug_locks: *1' /proc/lockdep_stats
fault=$(sed -n 's/.*edgesec.fault=\([a-z-]*\).*/\1/p' /proc/cmdline)
succeeds "a module with the fault $fault loads" modprobe plant "fault=$fault"
tap_end
