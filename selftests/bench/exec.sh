#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Runs the exec bench: edgesec beside fapolicyd and IMA, in one machine
# Copyright (C) 2026 The edgesec authors
#
# usage: exec.sh
#
# ROUNDS (default 3) makes it longer. Figures go to build/bench.json. The machine
# is an emulated one whose clock counts instructions: only ratios mean something,
# and they are the same whatever else this host does.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$(dirname "$here")")
export BUILD=${BUILD:-$top/build}
# shellcheck source=selftests/lib/apt.sh
. "$top/selftests/lib/apt.sh"

name=${KERNEL:-6.1}
cache=${EDGESEC_CACHE:-$top/build/cache}/root/bench
dir=$BUILD/bench-exec

# fapolicyd is unpacked, never installed: it would police this machine.
fetch() {
	rm -rf "$cache.tmp"
	mkdir -p "$cache.tmp"
	apt_use bookworm amd64 &&
		apt_unpack_whole "$cache.tmp" fapolicyd attr &&
		mv "$cache.tmp" "$cache"
}

add() { # PROGRAM: with the libraries that it needs
	local libraries=$cache/usr/lib/x86_64-linux-gnu:$cache/lib/x86_64-linux-gnu
	local file

	install -D -m 755 "$1" "$dir/root/usr/bin/${1##*/}"
	LD_LIBRARY_PATH=$libraries ldd "$1" 2> /dev/null |
		sed -n 's/.*=> \(\/[^ ]*\).*/\1/p' | while read -r file; do
		install -D -m 755 "$file" \
			"$dir/root/usr/lib/x86_64-linux-gnu/${file##*/}"
	done
}

[ -d "$cache" ] || fetch
rm -rf "$dir"
mkdir -p "$dir/root/usr/bin"
gcc -O2 -Wall -Wextra -Werror -o "$dir/spawner" "$here/spawner.c" -lnettle
gcc -O2 -Wall -Wextra -Werror -static -nostdlib -o "$dir/nothing" \
	"$here/nothing.c"
add "$dir/spawner"
add "$(find "$cache" -path '*sbin/fapolicyd')"
add "$(find "$cache" -path '*bin/setfattr')"
cp "$dir/nothing" "$dir/root/usr/bin/"
magic=$(find "$cache" -name magic.mgc | head -1)
install -D -m 644 "$magic" "$dir/root/usr/lib/file/magic.mgc"
mkdir -p "$dir/root/usr/share/misc" "$dir/root/usr/share/fapolicyd"
ln -s /usr/lib/file/magic.mgc "$dir/root/usr/share/misc/magic.mgc"
fapolicyd_magic=$(find "$cache" -name fapolicyd-magic.mgc | head -1)
[ -z "$fapolicyd_magic" ] ||
	cp "$fapolicyd_magic" "$dir/root/usr/share/fapolicyd/"

"$top/selftests/vm/module.sh" "$name"
export COUNT_INSTRUCTIONS=1
KERNEL=$name EXTRA_ROOT=$dir/root \
	APPEND="ima_appraise=enforce bench.rounds=${ROUNDS:-3}" \
	"$top/selftests/vm/run.sh" "$here/exec-guest.sh" > "$dir/log" || {
	grep -v '^# bench' "$dir/log" >&2
	exit 1
}
python3 "$here/exec-report.py" "$dir/log" "$BUILD/bench.json"
