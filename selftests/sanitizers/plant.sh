#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: loads the module that makes the fault named at boot
# Copyright (C) 2026 The edgesec authors
#
# edgesec: not-loaded
. /usr/lib/tap.sh

fault=$(sed -n 's/.*edgesec.fault=\([a-z-]*\).*/\1/p' /proc/cmdline)
succeeds "a module with the fault $fault loads" modprobe plant "fault=$fault"
tap_end
