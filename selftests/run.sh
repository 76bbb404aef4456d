#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Runs every test, counts, and ends with the line that says how many
# Copyright (C) 2026 The edgesec authors
#
# usage: run.sh [PART...]; parts: build lint user fuzz vm newer arm64 debian
# servers strict remote power controls (default: all)
#
# "build" comes first and alone, since it makes what the others use. Then as many
# jobs as JOBS (default 2) run side by side: a job is a part, or one suite on one
# kernel. Each prints TAP. What a job printed stays in build/test/. A job that
# fails without naming a test counts as one failure. "controls" comes last and
# reads what the others printed.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$here")
export BUILD=${BUILD:-$top/build} KERNEL=${KERNEL:-6.1}
logs=$BUILD/test
cd "$top" || exit 1

passed=0 failed=0 skipped=0
skips=() failures=()

count() { # LOG
	local s f p

	s=$(grep -Ec '^ok .*# SKIP' "$1")
	f=$(grep -Ec '^not ok' "$1")
	p=$(($(grep -Ec '^ok' "$1") - s))
	passed=$((passed + p))
	failed=$((failed + f))
	skipped=$((skipped + s))
	mapfile -t -O ${#skips[@]} skips < <(grep -E '^ok .*# SKIP' "$1")
	mapfile -t -O ${#failures[@]} failures < <(grep -E '^not ok' "$1")
}

# job NAME COMMAND...: keeps what it prints, and shows what is not "ok" at once.
job() {
	local name=$1 begin=$SECONDS status log

	log=$logs/${name//[ \/]/-}.log
	shift
	"$@" > "$log" 2>&1
	status=$?
	if [ $status != 0 ] && ! grep -q '^not ok' "$log"; then
		tail -30 "$log"
		echo "not ok - $name: exit status $status" >> "$log"
	fi
	# One write, so that two jobs don't mix their lines.
	printf '%s\n' "$(grep -A20 '^not ok' "$log"
		printf '%-32s %4s ok %4s not ok %6s s' "$name" \
			"$(grep -Ec '^ok' "$log")" "$(grep -Ec '^not ok' "$log")" \
			$((SECONDS - begin)))"
}

# A command as one test.
one() { # DESCRIPTION COMMAND...
	local what=$1 out

	shift
	if out=$("$@" 2>&1); then
		echo "ok - $what"
	else
		echo "not ok - $what"
		echo "$out" | tail -40 | sed 's/^/#   /'
		return 1
	fi
}

no_remark() { # COMMAND...: fails on any warning in what it prints
	local out

	out=$("$@" 2>&1) || { echo "$out"; return 1; }
	! grep -E 'warning:|WARNING|error:' <<< "$out"
}

# It runs in User-mode Linux only, but can be built for any kernel.
bench_modbus() { # HEADERS
	local folder=$BUILD/bench-modbus

	rm -rf "$folder"
	mkdir -p "$folder"
	cp -r selftests/bench/kmod/* kmod/*.[ch] kmod/uapi "$folder/"
	make -s -C "$1" M="$folder" BENCH_MODBUS=modbus modules
}

part_build() {
	local headers release failed=0

	for headers in /usr/src/linux-headers-*-{cloud-amd64,amd64}; do
		[ -d "$headers" ] || continue
		release=${headers##*/linux-headers-}
		one "the module builds for $release without a remark (W=1, sparse)" \
			no_remark selftests/build-module.sh "$headers" \
			"$BUILD/module-checked/$release" W=1 C=2 || failed=1
	done
	one "the hook of Modbus builds as a module for the bench" \
		bench_modbus "/usr/src/linux-headers-$release" || failed=1
	selftests/vm/module.sh "$KERNEL" || return
	[ "$KERNEL" != 6.1 ] ||
		selftests/table/object.sh "$BUILD/module/6.1/kmod/table.o" ||
		failed=1
	one "the command builds" make -s cli || failed=1
	one "the test programs build" make -s programs || failed=1
	[ "$(uname -m)" != x86_64 ] ||
		one "the hooks build as a program for the bench" \
			selftests/bench/port-native.sh "$BUILD/bench-native" build ||
		failed=1
	selftests/dkms/test.sh || failed=1
	return $failed
}

part_user() {
	local suite failed=0

	for suite in table policy modbus cli; do
		make -s -C "selftests/$suite" BUILD="$BUILD/user/$suite" check ||
			failed=1
	done
	selftests/litmus/run.sh || failed=1
	selftests/vm/watch.sh || failed=1
	selftests/controls/check.py written || failed=1
	return $failed
}

part_fuzz() {
	SECONDS_EACH=${SECONDS_EACH:-15} selftests/fuzz.sh
}

# What a part is on a kernel: suites of what knows the module, or the processor.
kernel_of() { # PART
	case $1 in
	vm)	echo "$KERNEL" ;;
	newer)	echo 6.12 ;;
	arm64)	echo 6.1-arm64 ;;
	esac
}

suites_of() { # PART
	local wanted=.

	case $1 in
	newer)	wanted='/(attach|code|interpreted|trace|verity)/|modbus/bridge'
		wanted+='|/(commit|exec|modbus|port)/vm|port/protocols' ;;
	arm64)	wanted='/(attach|code|load|table|trace)/'
		wanted+='|/(commit|exec|port)/vm' ;;
	esac
	selftests/suites.sh | grep -E "${SUITES:-.}" | grep -E "$wanted"
}

# 69 says that something can't be downloaded.
prepare_kernel() { # NAME
	local kernel

	kernel=$(selftests/vm/kernel.sh "$1") &&
		selftests/vm/userland.sh "$(cat "$kernel/arch")" > /dev/null &&
		selftests/vm/module.sh "$1"
}

# Prints the jobs of a part whose kernel can be had.
jobs_on_kernel() { # PART
	local kernel log=$logs/$1-prepare.log status

	kernel=$(kernel_of "$1")
	prepare_kernel "$kernel" > "$log" 2>&1
	status=$?
	case $status in
	0)	suites_of "$1" | sed "s/^/$1 /" ;;
	69)	echo "ok - $1 # SKIP packages of $kernel can't be downloaded" >> "$log" ;;
	*)	tail -30 "$log" >&2
		echo "not ok - $1: $kernel can't be prepared ($status)" >> "$log" ;;
	esac
}

run_suite() { # PART SUITE
	KERNEL=$(kernel_of "$1") selftests/vm/run.sh "$2"
}

run_job() { # PART [SUITE]
	local suite

	case $1 in
	build | user | fuzz) job "$1" "part_$1" ;;
	lint)	job lint selftests/lint/run.sh ;;
	controls) job controls selftests/controls/check.py ran "$logs"/*.log ;;
	debian)	job debian selftests/debian/test.sh ;;
	power)	job power selftests/power/test.sh ;;
	servers | strict | remote) job "$1" "selftests/debian/$1.sh" ;;
	*)	suite=${2#selftests/}
		job "$1 ${suite%.sh}" run_suite "$1" "$2" ;;
	esac
}

# The long ones first, so that none runs alone at the end.
list_jobs() { # PART...
	local part

	for part in strict user debian servers remote power lint fuzz; do
		[[ " $* " != *" $part "* ]] || echo "$part"
	done
	for part in vm newer arm64; do
		[[ " $* " != *" $part "* ]] || jobs_on_kernel "$part"
	done
}

if [ "${1-}" = --job ]; then
	shift
	# shellcheck disable=SC2086 # a part, or a part and a suite
	run_job $1
	exit
fi

all=(build lint user fuzz vm newer arm64 debian servers strict remote power controls)
[ $# -gt 0 ] || set -- "${all[@]}"
for name; do
	[[ " ${all[*]} " == *" $name "* ]] || {
		echo "run.sh: no part $name" >&2
		exit 64
	}
done
rm -rf "$logs"
mkdir -p "$logs"
[[ " $* " != *" build "* ]] || run_job build
list_jobs "$@" | xargs -P "${JOBS:-2}" -I {} "$here/run.sh" --job {} ||
	echo "not ok - a job could not be run" > "$logs/jobs.log"
[[ " $* " != *" controls "* ]] || run_job controls
for log in "$logs"/*.log; do
	count "$log"
done

[ ${#failures[@]} = 0 ] || printf '%s\n' "" "Failed:" "${failures[@]}"
[ ${#skips[@]} = 0 ] || printf '%s\n' "" "Skipped:" "${skips[@]}"
echo
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ] && [ $passed -gt 0 ]
