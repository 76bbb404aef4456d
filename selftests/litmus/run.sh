#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Asks the kernel's memory model about the module's ordering rules
# Copyright (C) 2026 The edgesec authors
#
# usage: run.sh
#
# What each rule must come out as stands in README.md. herd7 is in no released
# Debian: it is unpacked, not installed, together with the C library that it
# wants.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$(dirname "$here")")
# shellcheck source=selftests/lib/apt.sh
. "$top/selftests/lib/apt.sh"
root=${EDGESEC_CACHE:-$top/build/cache}/root/herd

make_root() {
	rm -rf "$root.tmp"
	mkdir -p "$root.tmp/usr/lib"
	ln -s usr/lib "$root.tmp/lib"
	apt_use sid amd64 &&
		apt_unpack "$root.tmp" herdtools7 libc6 libgmp10 &&
		mv "$root.tmp" "$root"
}

herd() { # FILE
	local libraries=$root/usr/lib/x86_64-linux-gnu

	(cd "$model" && "$libraries/ld-linux-x86-64.so.2" \
		--library-path "$libraries" "$root/usr/bin/herd7" \
		-set-libdir "$root/usr/share/herdtools7/herd" \
		-conf linux-kernel.cfg "$1")
}

if ! { [ -d "$root" ] || make_root >&2; } ||
   ! source_tree=$("$top/selftests/linux-source.sh" 6.1); then
	echo "ok - litmus: the module's ordering rules # SKIP herd7 can't be downloaded"
	exit 0
fi
model=$source_tree/tools/memory-model
status=0
for file in "$here"/*.litmus; do
	name=$(basename "$file" .litmus)
	expected=$(sed -n "s/^| $name |.*| \([A-Z][a-z]*\) |\$/\1/p" \
		"$here/README.md")
	out=$(herd "$file" 2>&1)
	if [ -n "$expected" ] &&
	   grep -q "^Observation [^ ]* $expected " <<< "$out"; then
		echo "ok - litmus: $name: $expected"
	else
		echo "not ok - litmus: $name: $expected"
		tail -5 <<< "$out" | sed 's/^/#   /'
		status=1
	fi
done
exit $status
