#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Builds the module for a kernel that is tested
# Copyright (C) 2026 The edgesec authors
#
# usage: module.sh NAME [MAKE-ARGUMENT...]
#
# The module goes to build/module/NAME/kmod/edgesec.ko, or below MODULE_DIR; the
# one that tests the table goes to stress/table_stress.ko beside it.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$(dirname "$here")")
name=$1
shift
kernel=$("$here/kernel.sh" "$name")
name=${name%-no-bpf}
toolchain=$(cat "$kernel/toolchain")
prefix=()
if [ "$toolchain" != bookworm ]; then
	prefix=("$here/chroot.sh" "$toolchain")
fi
if [ "$(cat "$kernel/arch")" = arm64 ]; then
	set -- ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu- "$@"
fi
# For the fuzzer of netlink messages.
[ "$name" != 6.1-kasan ] || set -- KCOV_INSTRUMENT=y "$@"
folder=${MODULE_DIR:-${BUILD:-$top/build}/module/$name}
# Two tests that need it may begin at once.
mkdir -p "$folder"
exec {lock}> "$folder.lock"
flock "$lock"
"${prefix[@]}" "$top/selftests/build-module.sh" "$kernel/headers" "$folder" "$@"

mkdir -p "$folder/stress"
for file in "$top"/kmod/table*.[ch] "$top"/selftests/table/{judge.h,kmod/*}; do
	copy=$folder/stress/${file##*/}
	cmp -s "$file" "$copy" || cp "$file" "$copy"
done
"${prefix[@]}" make -s -C "$kernel/headers" "M=$folder/stress" "$@" modules
