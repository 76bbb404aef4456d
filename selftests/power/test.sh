#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Cuts the power of a machine that applies policies, many times
# Copyright (C) 2026 The edgesec authors
#
# usage: test.sh
#
# One machine applies policies while QEMU logs each write to its disk. From that
# log cuts.py makes the disks that CUTS (default 60) cuts of the power leave
# behind, with SEED, and a second machine boots from each of them.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$(dirname "$here")")
dir=${BUILD:-$top/build}/power
bytes=$((8 << 20))

blocks() { # FILE: a disk
	echo -blockdev "driver=file,filename=$1,node-name=file" \
		-blockdev "driver=raw,file=file,node-name=disk"
}

rm -rf "$dir"
mkdir -p "$dir"
# The last block is not the file system's.
truncate -s $bytes "$dir/base" "$dir/disk"
mkfs.ext4 -q -F -b 1024 -J size=1 -E lazy_itable_init=0,lazy_journal_init=0 \
	"$dir/base" $((bytes / 1024 - 4))
cp "$dir/base" "$dir/disk"
: > "$dir/writes"
QEMU_MORE="$(blocks "$dir/disk")
	-blockdev driver=file,filename=$dir/writes,node-name=writes
	-blockdev driver=blklogwrites,file=disk,log=writes,node-name=logged
	-device virtio-blk-pci,drive=logged" "$top/selftests/vm/run.sh" "$here/apply.sh"
python3 "$here/cuts.py" "$dir/base" "$dir/writes" "${CUTS:-60}" "${SEED:-1}" "$dir/cuts"
QEMU_MORE="$(blocks "$dir/cuts") -device virtio-blk-pci,drive=disk" \
	"$top/selftests/vm/run.sh" "$here/check.sh"
rm -f "$dir/cuts"
