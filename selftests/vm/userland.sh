#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Builds the command and the test programs for one architecture
# Copyright (C) 2026 The edgesec authors
#
# usage: userland.sh ARCH
#
# Prints two folders: what was built is in cli/ and programs/ of the first. The
# second is the root whose programs and libraries go with it: of Debian 12's
# packages, unpacked, for an architecture that is not this machine's.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$(dirname "$here")")
# shellcheck source=selftests/lib/apt.sh
. "$top/selftests/lib/apt.sh"
arch=$1
build=${BUILD:-$top/build}

packages=(libc6-dev linux-libc-dev libyaml-dev libnl-3-dev libnl-genl-3-dev
	libjansson-dev libsmartcols-dev libseccomp-dev nettle-dev libsystemd-dev
	libmodbus-dev libbpf-dev busybox-static kmod iproute2 e2fsprogs btrfs-progs
	dash bash systemd)

# Debian 12's packages still speak of /lib and /bin.
make_root() {
	rm -rf "$root.tmp"
	mkdir -p "$root.tmp"/usr/{bin,sbin,lib}
	ln -s usr/bin usr/sbin usr/lib "$root.tmp/"
	apt_use bookworm "$arch" &&
		apt_unpack_whole "$root.tmp" "${packages[@]}" &&
		mv "$root.tmp" "$root"
}

if [ "$arch" = "$(dpkg --print-architecture)" ]; then
	make -s -C "$top" cli programs >&2
	echo "$build" /
	exit
fi

# Another list of packages makes another root.
list=$(cksum <<< "${packages[*]}")
root=${EDGESEC_CACHE:-$top/build/cache}/root/bookworm-$arch-${list%% *}
[ -d "$root" ] || make_root >&2 || {
	echo "userland.sh: Debian's packages for $arch can't be had" >&2
	exit 69
}
triplet=aarch64-linux-gnu
export PKG_CONFIG_SYSROOT_DIR=$root
export PKG_CONFIG_LIBDIR=$root/usr/lib/$triplet/pkgconfig:$root/usr/share/pkgconfig
for part in cli programs; do
	folder=$top/$part
	[ -d "$folder" ] || folder=$top/selftests/$part
	make -s -C "$folder" BUILD="$build/$arch/$part" \
		CC="$triplet-gcc --sysroot=$root" BPF_ARCH="$arch" >&2
done
echo "$build/$arch" "$root"
