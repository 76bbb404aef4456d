#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: every allocation of a request fails once
# Copyright (C) 2026 The edgesec authors
#
# time: 300
. /usr/lib/tap.sh

cp /usr/bin/runner /tmp/odd
cp /usr/bin/runner /tmp/even
printf '#!/bin/sh\nexit 7\n' > /tmp/seven.sh
chmod 755 /tmp/seven.sh
for kind in failslab fail_page_alloc; do
	echo N > /sys/kernel/debug/$kind/ignore-gfp-wait
	echo 0 > /sys/kernel/debug/$kind/verbose
done
echo 0 > /sys/kernel/debug/fail_page_alloc/min-order
injector
rmmod edgesec
