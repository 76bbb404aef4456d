#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Static checks of all sources, as TAP
# Copyright (C) 2026 The edgesec authors
# shellcheck disable=SC2317 # functions are called by check
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$(dirname "$here")")
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
	! git grep -nE '\b(TODO|FIXME|XXX)\b' -- . ':!selftests/lint/run.sh'
}

long_files() {
	git ls-files '*.c' '*.h' | xargs wc -l |
		awk '$2 != "total" && $1 > 800 { print $2 ": " $1 " lines" }'
}

# What is left out: style that the kernel does not share, and a check that does
# not understand va_start().
clang_tidy() {
	local checks='-*,bugprone-*,clang-analyzer-*'

	checks+=',-bugprone-easily-swappable-parameters'
	checks+=',-bugprone-reserved-identifier'
	checks+=',-bugprone-assignment-in-if-condition'
	checks+=',-bugprone-narrowing-conversions'
	checks+=',-bugprone-suspicious-string-compare'
	checks+=',-bugprone-macro-parentheses'
	checks+=',-bugprone-implicit-widening-of-multiplication-result'
	checks+=',-clang-analyzer-security.insecureAPI.*'
	checks+=',-clang-analyzer-valist.Uninitialized'
	# shellcheck disable=SC2046
	clang-tidy --quiet "-checks=$checks" cli/*.c -- -std=gnu11 \
		-D_GNU_SOURCE -DEDGESEC_VERSION='"0"' -Icli \
		$(pkg-config --cflags libnl-genl-3.0 jansson smartcols) \
		2> /dev/null
}

# What is left out: the long sentences of a table are split, one place has to
# know versions, and -ENOSYS is what task_prctl wants to hear.
checkpatch() {
	perl "$1/scripts/checkpatch.pl" --no-tree --quiet --terse \
		--ignore SPLIT_STRING,MISSING_SPACE,LINUX_VERSION_CODE \
		--ignore CONSTANT_COMPARISON,ENOSYS -f kmod/*.[ch] |
		grep -v '^total:'
	# It keeps a list of names in the folder it runs in.
	rm -f .checkpatch-camelcase.*
}

# The macros that it can't find are in cppcheck.cfg. What is left out: it takes
# a structure that a function fills for one that is read.
cppcheck_all() { # ARGUMENT...
	cppcheck --quiet --enable=warning,performance,portability --std=c11 \
		--library="$here/cppcheck.cfg" --suppress=ctuuninitvar \
		-DEDGESEC_VERSION='"0"' "$@" 2>&1
}

cppcheck_module() {
	cppcheck_all -D__KERNEL__ -DCONFIG_64BIT -Ikmod \
		-DCONFIG_DYNAMIC_FTRACE_WITH_ARGS -DCONFIG_FILE_LOCKING kmod
}

# The semantic patches of the kernel for locks, NULL, memory and more.
coccinelle() { # SOURCE-TREE FOLDER
	local patch

	for patch in "$1"/scripts/coccinelle/{api,api/alloc,free,iterators,locks,misc,null,tests}/*.cocci; do
		spatch --very-quiet -D report --cocci-file "$patch" --dir "$2" \
			-I kmod 2> /dev/null | grep -v '^$'
	done
	return 0
}

# A checker that says nothing must have been able to speak.
speaks() { # WHAT-IT-SAYS COMMAND...
	local say=$1 out

	shift
	out=$("$@" 2>&1)
	grep -q "$say" <<< "$out" || {
		echo "no \"$say\" in:" "$out"
		return 1
	}
}

faulty=$(mktemp -d)
trap 'rm -rf "$faulty"' EXIT
cp "$here/faulty.c.txt" "$faulty/faulty.c"

check "shellcheck" shellcheck_all
check "clang-tidy of the command" clang_tidy
check "cppcheck of the command" cppcheck_all -Icli cli
check "cppcheck of the module" cppcheck_module
check "cppcheck sees a fault" \
	speaks 'null pointer' cppcheck_all "$faulty"
if source_tree=$(selftests/linux-source.sh 6.1 2> /dev/null); then
	check "checkpatch of the module" checkpatch "$source_tree"
	check "coccinelle of the module" coccinelle "$source_tree" kmod
	check "coccinelle sees a use of freed memory" speaks \
		'reference preceded by free' coccinelle "$source_tree" "$faulty"
	check "coccinelle sees a lock taken twice" speaks \
		'second lock' coccinelle "$source_tree" "$faulty"
	check "coccinelle sees NULL read" speaks \
		'NULL but dereferenced' coccinelle "$source_tree" "$faulty"
else
	echo "ok - lint: checkpatch and coccinelle # SKIP linux-source-6.1 can't be downloaded"
fi
check "every source says what it is for" second_lines
check "only compat headers know kernel versions" versions_in_compat_only
check "nothing is left unfinished" unfinished
check "no source is longer than 800 lines" long_files
for page in cli/*.[1-8]; do
	check "mandoc $page" mandoc -Tlint -W warning "$page"
done
exit $failed
