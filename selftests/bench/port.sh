#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Runs the port bench: with and without rules, in one machine
# Copyright (C) 2026 The edgesec authors
#
# usage: port.sh
#
# ROUNDS (default 3) makes it longer. Figures go to build/bench.json. The machine
# is an emulated one whose clock counts instructions, so that they are the same
# whatever else this host does. Then port-native.sh measures at this host's speed,
# if that is x86.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$(dirname "$here")")
export BUILD=${BUILD:-$top/build}
name=${KERNEL:-6.1}
dir=$BUILD/bench-port

rm -rf "$dir"
mkdir -p "$dir/root/usr/bin"
gcc -O2 -Wall -Wextra -Werror -static -o "$dir/root/usr/bin/socketeer" \
	"$here/socketeer.c" -lm
"$top/selftests/vm/module.sh" "$name"
export COUNT_INSTRUCTIONS=1
KERNEL=$name EXTRA_ROOT=$dir/root APPEND="bench.rounds=${ROUNDS:-3}" \
	"$top/selftests/vm/run.sh" "$here/port-guest.sh" > "$dir/log" || {
	grep -v '^# bench' "$dir/log" >&2
	exit 1
}
if [ "$(uname -m)" = x86_64 ]; then
	"$here/port-native.sh" "$dir/native" > "$dir/native.log"
else
	: > "$dir/native.log"
fi
python3 "$here/port-report.py" "$dir/log" "$dir/native.log" "$BUILD/bench.json"
