#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Runs every test, counts, and ends with the line that says how many
# Copyright (C) 2026 The edgesec authors
#
# usage: run.sh [PART...]; parts: build lint user fuzz vm newer arm64 debian
# servers strict (default: all)
#
# Each part prints TAP. What a part printed stays in build/test/. A part that
# fails without naming a test counts as one failure.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$here")
export BUILD=${BUILD:-$top/build}
logs=$BUILD/test
rm -rf "$logs"
mkdir -p "$logs"
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

# part NAME COMMAND...: shows what is not "ok" and counts everything.
part() {
	local name=$1 begin=$SECONDS status log

	log=$logs/$name.log
	shift
	echo "== $name"
	"$@" > "$log" 2>&1
	status=$?
	if [ $status != 0 ] && ! grep -q '^not ok' "$log"; then
		echo "not ok - $name: exit status $status" >> "$log"
		tail -30 "$log"
	fi
	grep -A20 '^not ok' "$log"
	count "$log"
	echo "   $(grep -Ec '^ok' "$log") ok, $(grep -Ec '^not ok' "$log") not ok," \
		"$((SECONDS - begin)) s"
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

part_build() {
	local headers release failed=0

	for headers in /usr/src/linux-headers-*-{cloud-amd64,amd64}; do
		[ -d "$headers" ] || continue
		release=${headers##*/linux-headers-}
		one "the module builds for $release without a remark (W=1, sparse)" \
			no_remark selftests/build-module.sh "$headers" \
			"$BUILD/module-checked/$release" W=1 C=2 || failed=1
	done
	selftests/vm/module.sh "$KERNEL" || return
	[ "$KERNEL" != 6.1 ] ||
		selftests/table/object.sh "$BUILD/module/6.1/kmod/table.o" ||
		failed=1
	one "the command builds" make -s cli || failed=1
	one "the test programs build" make -s programs || failed=1
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
	return $failed
}

part_fuzz() {
	SECONDS_EACH=${SECONDS_EACH:-15} selftests/fuzz.sh
}

# A machine keeps little more than one processor busy: two run side by side.
part_vm() {
	local out=$logs/suites-$KERNEL

	rm -rf "$out"
	mkdir -p "$out"
	# shellcheck disable=SC2016 # the shell that xargs starts expands it
	selftests/suites.sh | grep -E "${SUITES:-.}" |
		out=$out xargs -P "${JOBS:-2}" -I SUITE bash -c '
		log=$out/${1//\//-}
		selftests/vm/run.sh "$1" > "$log" 2>&1 && exit
		grep -q "^not ok" "$log" ||
			echo "not ok - $1: the machine did not start" >> "$log"
		exit 1' suite SUITE
	set -- "${PIPESTATUS[2]}"
	cat "$out"/*
	return "$1"
}

# 69 says that something can't be downloaded.
on_kernel() { # NAME
	local kernel status=0

	kernel=$(selftests/vm/kernel.sh "$1") &&
		selftests/vm/userland.sh "$(cat "$kernel/arch")" > /dev/null &&
		selftests/vm/module.sh "$1" || status=$?
	case $status in
	0)	KERNEL=$1 part_vm ;;
	69)	echo "ok - the suites on $1 # SKIP its packages can't be downloaded" ;;
	*)	return $status ;;
	esac
}

# The same suites on the next kernel of Debian, and on another architecture.
part_newer() { on_kernel 6.12; }

# What knows the processor: hooks, code, memory order, packets and system calls.
part_arm64() {
	local suites='/(attach|code|exec|interpreted|load|modbus|netlink)/'

	suites+='|/(table|trace|verity)/|/(commit|port)/vm|port/protocols'
	SUITES=$suites on_kernel 6.1-arm64
}

export KERNEL=${KERNEL:-6.1}
[ $# -gt 0 ] || set -- build lint user fuzz vm newer arm64 debian servers \
	strict
for name; do
	case $name in
	build | user | fuzz | vm | newer | arm64) part "$name" "part_$name" ;;
	lint) part lint selftests/lint/run.sh ;;
	debian) part debian selftests/debian/test.sh ;;
	servers) part servers selftests/debian/servers.sh ;;
	strict) part strict selftests/debian/strict.sh ;;
	*) echo "run.sh: no part $name" >&2; exit 64 ;;
	esac
done

[ ${#failures[@]} = 0 ] || printf '%s\n' "" "Failed:" "${failures[@]}"
[ ${#skips[@]} = 0 ] || printf '%s\n' "" "Skipped:" "${skips[@]}"
echo
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ] && [ $passed -gt 0 ]
