#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Static checks of all sources, as TAP
# Copyright (C) 2026 The edgesec authors
# shellcheck disable=SC2317 # functions are called by check
set -uo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
cd "$top" || exit 1
failed=0

check() { # DESCRIPTION COMMAND...: must succeed and print nothing
	local what=$1 out

	shift
	if out=$("$@" 2>&1) && [ -z "$out" ]; then
		echo "ok - lint: $what"
	else
		echo "not ok - lint: $what"
		echo "$out" | head -40 | sed 's/^/#   /'
		failed=1
	fi
}

scripts() {
	git ls-files -co --exclude-standard |
		while read -r file; do
			[ -f "$file" ] && head -c 40 "$file" |
				grep -Eq '^#!/bin/(ba)?sh|^# shellcheck shell' &&
				echo "$file"
		done
}

shellcheck_all() {
	# shellcheck disable=SC2046
	shellcheck -x -P "$top:SCRIPTDIR" -e SC1091 $(scripts)
}

# Every source says in its second line what it is for.
second_lines() {
	git ls-files -co --exclude-standard '*.c' '*.h' |
		grep -v -e '^kmod/uapi/' -e '^kmod/genl' |
		while read -r file; do
			sed -n 2p "$file" | grep -q '^/\* edgesec - ' ||
				echo "$file: its second line does not say what it is for"
		done
}

versions_in_compat_only() {
	! grep -nE 'LINUX_VERSION_CODE|KERNEL_VERSION\(' kmod/*.[ch] |
		grep -v '^kmod/compat'
}

unfinished() {
	! git grep -nE '\b(TODO|FIXME|XXX)\b' -- . ':!selftests/lint.sh'
}

long_files() {
	git ls-files '*.c' '*.h' | xargs wc -l |
		awk '$2 != "total" && $1 > 800 { print $2 ": " $1 " lines" }'
}

check "shellcheck" shellcheck_all
check "every source says what it is for" second_lines
check "only compat headers know kernel versions" versions_in_compat_only
check "nothing is left unfinished" unfinished
check "no source is longer than 800 lines" long_files
for page in cli/*.[1-8]; do
	check "mandoc $page" mandoc -Tlint -W warning "$page"
done
exit $failed
