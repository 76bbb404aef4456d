#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Builds the module for one kernel in a folder of its own
# Copyright (C) 2026 The edgesec authors
#
# usage: build-module.sh KDIR OUT [MAKE-ARGUMENT...]
#
# kbuild writes next to the sources. Building in a copy keeps the tree clean
# and lets one tree be built for several kernels.
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
kdir=$1 out=$2
shift 2

[ -d "$kdir" ] || {
	echo "no kernel headers (KDIR=$kdir); install linux-headers-amd64 or run make deps" >&2
	exit 66
}
mkdir -p "$out/kmod/uapi"
# Only what changed is copied, so that only that is built again.
for file in Kbuild VERSION kmod/Kbuild "$top"/kmod/*.[ch] \
	    "$top"/kmod/uapi/*.h; do
	file=${file#"$top/"}
	cmp -s "$top/$file" "$out/$file" || cp "$top/$file" "$out/$file"
done
make --no-print-directory -j"$(nproc)" -C "$kdir" M="$out" "$@" modules |
	{ grep -Ev 'CC \[M\]|LD \[M\]|MODPOST|BTF|CHECK|^make' || true; }
[ -e "$out/kmod/edgesec.ko" ]
