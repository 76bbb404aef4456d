#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Runs the suites on sanitizer kernels; proves that those see faults
# Copyright (C) 2026 The edgesec authors
#
# usage: run.sh [KIND...]            kinds: kasan kcsan
#
# First each kernel must report a planted fault of each kind that it is for, or
# its silence means nothing. Then the suites run as in matrix.sh.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$(dirname "$here")")
export BUILD=${BUILD:-$top/build}
cd "$top" || exit 1

declare -A reports=(
	[use-after-free]='KASAN: .*use-after-free'
	[leak]='unreferenced object'
	[sleep-in-atomic]='sleeping function called from invalid context|scheduling while atomic'
	[lock-inversion]='possible circular locking'
	[missing-rcu-read-lock]='suspicious RCU usage'
	[lockdep-off]='lockdep has stopped'
	[data-race]='KCSAN: data-race in race'
)
declare -A faults=(
	[kasan]='use-after-free leak sleep-in-atomic lock-inversion missing-rcu-read-lock lockdep-off'
	[kcsan]='data-race'
)

build_plant() { # KIND
	local kernel

	kernel=$(selftests/vm/kernel.sh "6.1-$1") || return
	plant=$BUILD/module/plant-$1
	mkdir -p "$plant"
	cp "$here/plant.c" "$plant/"
	echo 'obj-m := plant.o' > "$plant/Kbuild"
	make -s -C "$kernel/headers" M="$plant" modules
}

# The rig must call a run with a fault failed, and for the right reason.
must_see() { # KIND FAULT
	local out

	out=$(KERNEL=6.1-$1 EXTRA_MODULE=$plant/plant.ko \
		APPEND=edgesec.fault=$2 \
		selftests/vm/run.sh "$here/plant.sh" 2>&1)
	if grep -q '^not ok .*the kernel has no complaint' <<< "$out" &&
	   grep -Eq "${reports[$2]}" <<< "$out"; then
		echo "ok - $1: a planted $2 is reported"
	else
		echo "not ok - $1: a planted $2 is reported"
		tail -20 <<< "$out" | sed 's/^/#   /'
		failed=1
	fi
}

run_faults() {
	local suite status=0

	for suite in faults memory loading; do
		KERNEL=6.1-kasan selftests/vm/run.sh "$here/$suite.sh" ||
			status=1
	done
	return $status
}

failed=0
[ $# -gt 0 ] || set -- kasan kcsan
for kind; do
	if ! build_plant "$kind" || ! selftests/vm/module.sh "6.1-$kind"; then
		echo "not ok - $kind: the kernel and the modules build"
		failed=1
		continue
	fi
	for fault in ${faults[$kind]}; do
		must_see "$kind" "$fault"
	done
	[ "$kind" != kasan ] || run_faults || failed=1
	selftests/matrix.sh "6.1-$kind" || failed=1
done
exit $failed
