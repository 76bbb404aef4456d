#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Runs the suites on every kernel and ends with a table
# Copyright (C) 2026 The edgesec authors
#
# usage: matrix.sh [KERNEL...]        names from selftests/vm/kernels
#
# Each kernel is run as it is and once more without the BPF LSM, where the module
# takes the second way to the hooks. A kernel whose packages can't be downloaded is a skip that says so. What each
# run printed stays in build/matrix/.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$here")
export BUILD=${BUILD:-$top/build}
logs=$BUILD/matrix
rm -rf "$logs"
mkdir -p "$logs"
cd "$top" || exit 1

suite_name() { # FILE
	local name

	name=$(basename "$(dirname "$1")")
	[ "$(basename "$1")" = vm.sh ] || name+=-$(basename "$1" .sh)
	echo "$name"
}

rows=()
passed=0 failed=0 skipped=0

row() { # KERNEL SUITE PASSED FAILED SKIPPED SECONDS
	rows+=("$(printf '%-18s %-16s %7s %7s %8s %8s' "$@")")
	passed=$((passed + $3))
	failed=$((failed + $4))
	skipped=$((skipped + $5))
	echo "${rows[-1]}"
}

run_suite() { # KERNEL FILE
	local name log begin=$SECONDS s f p

	name=$(suite_name "$2")
	log=$logs/$1-$name.log
	KERNEL=$1 selftests/vm/run.sh "$2" > "$log" 2>&1 ||
		grep -q '^not ok' "$log" ||
		echo "not ok - $name: the machine did not start" >> "$log"
	s=$(grep -Ec '^ok .*# SKIP' "$log")
	f=$(grep -Ec '^not ok' "$log")
	p=$(($(grep -Ec '^ok' "$log") - s))
	row "$1" "$name" "$p" "$f" "$s" $((SECONDS - begin))
	grep -A10 '^not ok' "$log"
}

# 69 says that something can't be downloaded.
prepare() { # KERNEL
	local kernel

	kernel=$(selftests/vm/kernel.sh "$1") || return
	selftests/vm/userland.sh "$(cat "$kernel/arch")" || return
	selftests/vm/module.sh "$1"
}

run_kernel() { # KERNEL
	local suite

	prepare "$1" > "$logs/$1-build.log" 2>&1
	case $? in
	0) ;;
	69)	row "$1" "(no download)" 0 0 1 0
		return ;;
	*)	row "$1" "(build)" 0 1 0 0
		tail -20 "$logs/$1-build.log"
		return ;;
	esac
	for suite in $(selftests/suites.sh); do
		run_suite "$1" "$suite"
	done
}

[ $# -gt 0 ] || {
	# Kernels that are built here have a rig of their own.
	mapfile -t names < <(sed 's/#.*//' selftests/vm/kernels |
		awk 'NF && $3 != "built" { print $1; print $1 "-no-bpf" }')
	set -- "${names[@]}"
}
for kernel; do
	run_kernel "$kernel"
done

printf '\n%-18s %-16s %7s %7s %8s %8s\n' \
	kernel suite passed failed skipped seconds
printf '%s\n' "${rows[@]}"
echo
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ] && [ $passed -gt 0 ]
