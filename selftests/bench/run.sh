#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Runs the benches of table and Modbus hook in User-mode Linux
# Copyright (C) 2026 The edgesec authors
#
# usage: run.sh [up] [smp] [modbus]
#
# Once on one processor, which measures all but several readers, and once on two,
# which measures these; default: both. "modbus" is the Modbus hook, on one
# processor. ROUNDS (default 5), SMALLEST and
# LARGEST (0 to 3; default 0 and 3: ten million entries) make it shorter. HASH builds the table with
# another hash, to show what its own costs: "call" is the same behind a call,
# "mix" a multiplication with no secret worth the name.
# Figures go to build/bench.json, the picture to docs/bench-table.svg; those of
# another hash to build/bench-HASH.json and .svg.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$(dirname "$here")")
build=${BUILD:-$top/build}
dir=$build/bench
# shellcheck source=selftests/lib/apt.sh
. "$top/selftests/lib/apt.sh"

build_module() {
	rm -rf "${dir:?}/$kind"
	mkdir -p "$dir/$kind/module"
	cp "$here"/kmod/* "$top"/kmod/table*.[ch] "$dir/$kind/module/"
	[ "$kind" != modbus ] ||
		cp -r "$top"/kmod/*.[ch] "$top"/kmod/uapi "$dir/$kind/module/"
	make -s -C "$uml" ARCH=um SUBARCH=x86_64 M="$dir/$kind/module" \
		BENCH_HASH="${HASH-}" BENCH_MODBUS="${kind##[us]*}" modules
}

# The peers of the Modbus hook, of Debian 12's packages.
build_peers() {
	local root=$1 cached=${EDGESEC_CACHE:-$build/cache}/root/bench-nftables

	[ -d "$cached" ] || {
		rm -rf "$cached.tmp"
		mkdir -p "$cached.tmp"/usr/{bin,sbin,lib,lib64}
		ln -s usr/sbin usr/lib usr/lib64 "$cached.tmp/"
		apt_use bookworm "$(dpkg --print-architecture)"
		apt_unpack_whole "$cached.tmp" nftables
		mv "$cached.tmp" "$cached"
	}
	cp -a "$cached"/{usr,lib,lib64} "$root/"
	cc -std=gnu11 -O2 -Wall -Wextra -Werror -static -o "$root/bin/queue" \
		"$here/queue.c"
	cat > "$root/peers" <<-END
	table ip bench {
		chain forward {
			type filter hook forward priority 0; policy drop;
			tcp dport 502 @ih,56,8 3 accept
		}
		chain input {
			type filter hook input priority 0; policy drop;
			tcp dport 502 queue num 0
		}
	}
	END
}

# The guest sees this folder as its root.
build_root() {
	local root=$dir/$kind/root

	mkdir -p "$root"/{bin,proc,sys,dev,tmp}
	cp /bin/busybox "$root/bin/"
	cp "$dir/$kind"/module/bench_*.ko "$root/bench.ko"
	[ "$kind" != modbus ] || build_peers "$root"
	cat > "$root/init" <<-END
	#!/bin/busybox sh
	/bin/busybox mount -t proc proc /proc
	[ ! -e /peers ] || /usr/sbin/nft -f /peers
	[ ! -e /peers ] || /bin/queue
	/bin/busybox insmod /bench.ko rounds=${ROUNDS:-5} \\
		smallest=${SMALLEST:-0} largest=${LARGEST:-3}
	/bin/busybox poweroff -f
	END
	chmod 755 "$root/init"
}

# Memory of the guest is a file. Large pages of the host keep its page tables
# out of the measurement, where the host gives them. Programs do without vectors
# that the kernel for one processor does not know of.
boot() {
	local folder=$dir/memory words
	local tunables=glibc.cpu.hwcaps=-AVX,-AVX2,-AVX512F,-AVX512VL

	[ "$kind" != smp ] || words="ncpus=2 seccomp=on"
	mkdir -p "$folder"
	mount -t tmpfs -o huge=always,size=12G tmpfs "$folder" 2> /dev/null ||
		folder=/dev/shm
	# shellcheck disable=SC2086
	TMPDIR=$folder "$uml/linux" mem=9G ${words-} rootfstype=hostfs \
		rootflags="$dir/$kind/root" rw init=/init con0=fd:0,fd:1 \
		con=null GLIBC_TUNABLES=$tunables < /dev/null > "$dir/$kind.log" 2>&1
}
export -f boot

# run KIND: for a kernel that can't be had there are no figures.
run() {
	export kind=$1 dir uml

	uml=$("$here/uml.sh" "${kind/modbus/up}") || {
		[ $? = 69 ] || exit 1
		echo "bench: SKIP $kind: the source of its kernel can't be had"
		return
	}
	build_module
	build_root
	# The mount goes away with its namespace.
	unshare --mount bash -ec boot
	grep -q 'bench: done' "$dir/$kind.log" || {
		tail -20 "$dir/$kind.log" >&2
		echo "bench: $kind did not come to its end" >&2
		exit 1
	}
	logs+=("$dir/$kind.log")
}

[ $# -gt 0 ] || set -- up smp
logs=()
for part; do
	run "$part"
done
[ ${#logs[@]} -gt 0 ] || exit 69
if [ -n "${HASH-}" ]; then
	python3 "$here/report.py" "$build/bench-$HASH.json" \
		"$build/bench-$HASH.svg" "${logs[@]}"
else
	python3 "$here/report.py" "$build/bench.json" \
		"$top/docs/bench-table.svg" "${logs[@]}"
fi
