#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Runs the Modbus bench with real programs, in one machine
# Copyright (C) 2026 The edgesec authors
#
# usage: modbus.sh
#
# ROUNDS (default 3) makes it longer. Figures go to build/bench.json. The machine
# is an emulated one whose clock counts instructions: only ratios mean something,
# and they are the same whatever else this host does.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$(dirname "$here")")
export BUILD=${BUILD:-$top/build}
name=${KERNEL:-6.1}
dir=$BUILD/bench-modbus-vm

rm -rf "$dir"
mkdir -p "$dir/root/usr/bin"
cc -std=gnu11 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror \
	-o "$dir/root/usr/bin/poller" "$here/poller.c" -lmodbus
cc -std=gnu11 -O2 -Wall -Wextra -Werror -static \
	-o "$dir/root/usr/bin/queue" "$here/queue.c"
cp "$top/selftests/modbus/suite-lib.sh" "$dir/root/usr/bin/"
"$top/selftests/vm/module.sh" "$name"
export COUNT_INSTRUCTIONS=1
KERNEL=$name EXTRA_ROOT=$dir/root APPEND="bench.rounds=${ROUNDS:-3}" \
	"$top/selftests/vm/run.sh" "$here/modbus-guest.sh" > "$dir/log" || {
	grep -v '^# bench' "$dir/log" >&2
	exit 1
}
python3 "$here/modbus-report.py" "$dir/log" "$BUILD/bench.json"
