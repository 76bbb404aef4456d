#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: every allocation of loading the module fails once
# Copyright (C) 2026 The edgesec authors
#
# edgesec: not-loaded
# time: 400
. /usr/lib/tap.sh

for kind in failslab fail_page_alloc; do
	echo N > /sys/kernel/debug/$kind/ignore-gfp-wait
	echo 0 > /sys/kernel/debug/$kind/verbose
done
echo 0 > /sys/kernel/debug/fail_page_alloc/min-order
echo 1 > /sys/kernel/tracing/events/initcall/initcall_start/enable
injector load "/usr/lib/modules/$(uname -r)/extra/edgesec.ko"
