#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Runs the bench of the table in User-mode Linux
# Copyright (C) 2026 The edgesec authors
#
# usage: run.sh
#
# ROUNDS (default 5) and LARGEST (0 to 3, default 3: ten million entries) make it
# shorter. Figures go to build/bench.json and the picture to
# docs/bench-table.svg.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$(dirname "$here")")
build=${BUILD:-$top/build}
dir=$build/bench
uml=$("$here/uml.sh")

build_module() {
	rm -rf "$dir"
	mkdir -p "$dir/module"
	cp "$here"/kmod/* "$top"/kmod/table*.[ch] "$dir/module/"
	make -s -C "$uml" ARCH=um SUBARCH=x86_64 M="$dir/module" modules
}

# The guest sees this folder as its root.
build_root() {
	mkdir -p "$dir"/root/{bin,proc,sys,dev,tmp}
	cp /bin/busybox "$dir/root/bin/"
	cp "$dir/module/bench_table.ko" "$dir/root/"
	cat > "$dir/root/init" <<-END
	#!/bin/busybox sh
	/bin/busybox mount -t proc proc /proc
	/bin/busybox insmod /bench_table.ko rounds=${ROUNDS:-5} \\
		largest=${LARGEST:-3}
	/bin/busybox poweroff -f
	END
	chmod 755 "$dir/root/init"
}

# Memory of the guest is a file. Large pages of the host keep its page tables
# out of the measurement, where the host gives them.
boot() {
	local folder=$dir/memory

	mkdir -p "$folder"
	mount -t tmpfs -o huge=always,size=12G tmpfs "$folder" 2> /dev/null ||
		folder=/dev/shm
	TMPDIR=$folder "$uml/linux" mem=9G rootfstype=hostfs \
		rootflags="$dir/root" rw init=/init con0=fd:0,fd:1 con=null \
		< /dev/null > "$dir/log" 2>&1
}
export -f boot
export dir uml

build_module
build_root
# The mount goes away with its namespace.
unshare --mount bash -ec boot
grep -q 'bench: done' "$dir/log" || {
	tail -20 "$dir/log" >&2
	echo "bench: it did not come to its end" >&2
	exit 1
}
python3 "$here/report.py" "$dir/log" "$build/bench.json" \
	"$top/docs/bench-table.svg"
