#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Fetches and unpacks Debian's source of a kernel
# Copyright (C) 2026 The edgesec authors
#
# usage: linux-source.sh VERSION        VERSION is 6.1 or 6.12
# Prints the folder of the unpacked tree.
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
. "$top/selftests/lib/apt.sh"

version=$1
cache=${EDGESEC_CACHE:-$top/build/cache}/source
tree=$cache/linux-source-$version

if [ ! -e "$tree/.complete" ]; then
	rm -rf "$tree"
	mkdir -p "$cache"
	case $version in
	6.1) suite=bookworm ;;
	*) suite=bookworm-backports ;;
	esac
	{
		apt_use "$suite" "$(dpkg --print-architecture)" &&
			apt_unpack "$cache/deb" "linux-source-$version" &&
			tar -xJf "$cache/deb/usr/src/linux-source-$version.tar.xz" \
				-C "$cache"
	} >&2 || {
		echo "linux-source.sh: linux-source-$version can't be had" >&2
		exit 69
	}
	rm -rf "$cache/deb"
	touch "$tree/.complete"
fi
echo "$tree"
