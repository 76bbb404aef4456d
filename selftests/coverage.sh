#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Says which lines the suites run, for each file of module and command
# Copyright (C) 2026 The edgesec authors
#
# The module runs on the KASAN kernel, which has gcov too. The counts of all
# suites are added up; build/coverage.txt says what came of it. The parser of
# policy files runs in a sandbox that can't write its counts, so what the
# fuzzer begins with is replayed for it.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$here")
export BUILD=${BUILD:-$top/build}
dir=$BUILD/coverage
kernel=6.1-kasan
cd "$top" || exit 1

build() {
	selftests/vm/kernel.sh $kernel > /dev/null &&
		MODULE_DIR=$dir/module selftests/vm/module.sh $kernel \
			GCOV_PROFILE=y &&
		make -s -C cli BUILD="$dir/cli" CFLAGS="-O1 -g --coverage" \
			LDFLAGS="-pie --coverage" &&
		make -s -C selftests/cli BUILD="$dir/replay" \
			"$dir/replay/replay_policy"
}

# The counts of a suite are an archive that came over a serial port.
collect() { # NAME
	local new=$dir/new

	rm -rf "$new" "$dir/sum.new"
	mkdir -p "$new"
	tr -d '\r' < "$BUILD/vm/$kernel/$1/gcov.log" | base64 -d |
		tar -xz -C "$new" || return
	rm -f "$new/reset"
	if [ ! -d "$dir/sum" ]; then
		mv "$new" "$dir/sum"
		return
	fi
	gcov-tool merge "$new" "$dir/sum" -o "$dir/sum.new" > /dev/null || return
	rm -rf "$dir/sum"
	mv "$dir/sum.new" "$dir/sum"
}

run_suites() {
	local suite name

	# The table has a test module of its own; it is not the module.
	for suite in $(selftests/suites.sh | grep -v /table/) selftests/sanitizers/{faults,memory}.sh; do
		name=$(basename "$(dirname "$suite")")
		[ "$(basename "$suite")" = vm.sh ] ||
			name+=-$(basename "$suite" .sh)
		echo "# $name"
		COVERAGE=1 KERNEL=$kernel CLI=$dir/cli/edgesec \
			MODULE=$dir/module/kmod/edgesec.ko \
			selftests/vm/run.sh "$suite" | grep -A9 '^not ok'
		collect "$name" || echo "not ok - coverage: the counts of $name"
	done
}

report() {
	cp -r "$dir/sum$dir/." "$dir/"
	gcovr --root "$dir/module/kmod" "$dir/module"
	gcovr --root cli "$dir/cli" "$dir/replay"
}

build || exit 1
rm -rf "$dir/sum"
find "$dir" -name '*.gcda' -delete
run_suites
"$dir/replay/replay_policy" policies/*.yaml policies/bad/*.yaml > /dev/null
report > "$BUILD/coverage.txt"
cat "$BUILD/coverage.txt"
