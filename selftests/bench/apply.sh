#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Runs the apply bench: edgesec beside ipset and nft, in one machine
# Copyright (C) 2026 The edgesec authors
#
# usage: apply.sh
#
# ROUNDS (default 3) makes it longer. Figures go to build/bench.json. The machine
# is an emulated one: only ratios mean something.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$(dirname "$here")")
export BUILD=${BUILD:-$top/build}
name=${KERNEL:-6.1}

mkdir -p "$BUILD"
"$top/selftests/vm/module.sh" "$name"
KERNEL=$name APPEND="bench.rounds=${ROUNDS:-3}" \
	"$top/selftests/vm/run.sh" "$here/apply-guest.sh" > "$BUILD/bench-apply.log" || {
	grep -v '^# bench' "$BUILD/bench-apply.log" >&2
	exit 1
}
python3 "$here/apply-report.py" "$BUILD/bench-apply.log" "$BUILD/bench.json"
