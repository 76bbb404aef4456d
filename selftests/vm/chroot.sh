#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Runs a command among the compilers of another Debian release
# Copyright (C) 2026 The edgesec authors
#
# usage: chroot.sh RELEASE COMMAND...
#
# The sources, the cache and the build folder are where they are outside. Who
# is not root becomes root of a user namespace.
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=selftests/lib/apt.sh
. "$top/selftests/lib/apt.sh"
release=$1
shift
cache=${EDGESEC_CACHE:-$top/build/cache}
build=${BUILD:-$top/build}
root=$cache/chroot/$release

make_root() {
	rm -rf "$root.tmp"
	mkdir -p "$root.tmp"
	mmdebstrap --quiet --variant=apt \
		--include=gcc,make,libelf1,kmod,pahole,perl-base "$release" \
		"$root.tmp" "deb $(apt_mirror) $release main" &&
		mv "$root.tmp" "$root"
}

[ -d "$root" ] || make_root >&2 || {
	echo "chroot.sh: Debian $release can't be had" >&2
	exit 69
}

namespaces=(--mount)
[ "$(id -u)" = 0 ] || namespaces+=(--map-root-user)
# shellcheck disable=SC2016 # the inner shell expands it
exec unshare "${namespaces[@]}" bash -ec '
	root=$1 cache=$2 build=$3 top=$4
	shift 4
	for folder in "$top" "$cache" "$build"; do
		mkdir -p "$folder" "$root$folder"
		mount --rbind "$folder" "$root$folder"
	done
	mount --rbind /proc "$root/proc"
	mount --rbind /dev "$root/dev"
	exec chroot "$root" "$@"
' bash "$root" "$cache" "$build" "$top" "$@"
