#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Builds a debug kernel from Debian's linux-source
# Copyright (C) 2026 The edgesec authors
#
# usage: debug-kernel.sh KIND FOLDER      KIND is a file in config/
#
# Every option that a config asks for must be in the result, so that none can
# vanish silently. Kernel, build tree and what module loading needs go to FOLDER
# in the form that kernel.sh describes.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$(dirname "$here")")
kind=$1 folder=$2
tree=$folder/build

source_tree=$("$top/selftests/linux-source.sh" 6.1)
mkdir -p "$tree"
build() { make -s -C "$source_tree" O="$tree" "$@"; }

# Newer kernels let x86 pick failures by call trace too.
sed -i '/^config FAULT_INJECTION_STACKTRACE_FILTER/,/^config LATENCYTOP/ {
	/depends on !X86_64/d
}' "$source_tree/lib/Kconfig.debug"
# And they look at it before they count, so that only what can fail is counted.
sed -i '/^bool should_fail_ex/,/^fail:/ {
	/if (!fail_stacktrace(attr))$/,+2d
	/^\tif (atomic_read(&attr->times) == 0)$/ {
		s/.*/\tif (!atomic_read(\&attr->times) || !fail_stacktrace(attr))/
	}
}' "$source_tree/lib/fault-inject.c"

cat "$here/config/base" "$here/config/$kind" > "$tree/wanted"
build tinyconfig > "$tree/merge.log" 2>&1
"$source_tree/scripts/kconfig/merge_config.sh" -m -O "$tree" \
	"$tree/.config" "$tree/wanted" >> "$tree/merge.log"
"$source_tree/scripts/config" --file "$tree/.config" \
	--set-str LOCALVERSION "-edgesec-$kind" --disable LOCALVERSION_AUTO
build olddefconfig >> "$tree/merge.log" 2>&1

missing=$(grep '^CONFIG_' "$tree/wanted" | grep -vxF -f "$tree/.config" || true)
[ -z "$missing" ] || {
	printf 'debug-kernel.sh: options that the kernel does not take:\n%s\n' \
		"$missing" >&2
	exit 1
}

build -j"$(nproc)" bzImage modules
release=$(cat "$tree/include/config/kernel.release")
mkdir -p "$folder/boot"
cp "$tree/arch/x86/boot/bzImage" "$folder/boot/vmlinuz-$release"
build INSTALL_MOD_PATH="$folder" modules_install
ln -sfn build "$folder/headers"
echo amd64 > "$folder/arch"
echo bookworm > "$folder/toolchain"
echo "$release" > "$folder/release"
