#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Fetches and unpacks Debian's source of a kernel
# Copyright (C) 2026 The edgesec authors
#
# usage: linux-source.sh VERSION        VERSION is 6.1, 6.12, or 7: the newest 7.x
# Prints the folder of the unpacked tree; exits with 69 if it can't be had.
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
. "$top/selftests/lib/apt.sh"

version=$1
cache=${EDGESEC_CACHE:-$top/build/cache}/source
tree=$cache/linux-source-$version

# Whatever the package is called, the tree gets the name that was asked for.
fetch() { # SUITE
	local package=linux-source-$version

	apt_use "$1" "$(dpkg --print-architecture)" || return
	[ "$version" != 7 ] || package=$(apt_depends linux-source)
	apt_unpack "$tree.new" "$package" &&
		tar -xJf "$tree.new/usr/src/$package.tar.xz" -C "$tree.new" &&
		mv "$tree.new/$package" "$tree"
}

if [ ! -e "$tree/.complete" ]; then
	rm -rf "$tree"
	mkdir -p "$cache"
	case $version in
	6.1) suite=bookworm ;;
	6.12) suite=bookworm-backports ;;
	7) suite=trixie-backports ;;
	*)
		echo "linux-source.sh: \"$version\" is not 6.1, 6.12 or 7" >&2
		exit 64
		;;
	esac
	fetch "$suite" >&2 || {
		echo "linux-source.sh: linux-source-$version can't be had" >&2
		exit 69
	}
	rm -rf "$tree.new"
	touch "$tree/.complete"
fi
echo "$tree"
