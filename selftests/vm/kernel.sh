#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Fetches or builds a kernel that a test machine boots
# Copyright (C) 2026 The edgesec authors
#
# usage: kernel.sh NAME               NAME from the list in `kernels`
# Prints a folder that holds
#   release                           what `uname -r` will say
#   arch                              amd64
#   boot/vmlinuz-RELEASE, lib/modules/RELEASE
#   headers                           a link: what to build the module against
# Image and headers are of one version, so that the module and the kernel that
# loads it are.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$(dirname "$here")")
# shellcheck source=selftests/lib/apt.sh
. "$top/selftests/lib/apt.sh"

name=$1
cache=${EDGESEC_CACHE:-$top/build/cache}/kernels/$name
line=$(awk -v name="$name" '$1 == name' "$here/kernels")
[ -n "$line" ] || {
	echo "kernel.sh: no kernel $name in $here/kernels" >&2
	exit 64
}
read -r _ arch suite image <<< "$line"

# Kernels that nobody packages are built.
make_it() {
	if [ "$suite" = built ]; then
		"$here/debug-kernel.sh" "$image" "$cache"
	else
		fetch
	fi
}

fetch() {
	local release kbuild common headers

	apt_use "$suite" "$arch" || return
	image=$(apt_depends "$image")
	release=${image#linux-image-}
	headers=linux-headers-$release
	common=$(apt-cache "${apt_options[@]}" depends "$headers" |
		sed -n 's/^ *Depends: \(linux-headers-.*-common.*\)/\1/p')
	kbuild=$(apt-cache "${apt_options[@]}" depends "$headers" |
		sed -n 's/^ *Depends: \(linux-kbuild-.*\)/\1/p')
	apt_unpack "$cache" "$image" "$headers" "$common" "$kbuild" || return

	# The headers name their own place.
	sed -i "s,include /usr/src/,include $cache/usr/src/," \
		"$cache/usr/src/$headers/Makefile"
	ln -sfn "usr/src/$headers" "$cache/headers"
	depmod -b "$cache" "$release"
	echo "$arch" > "$cache/arch"
	echo "$release" > "$cache/release"
}

if [ ! -e "$cache/release" ]; then
	rm -rf "$cache"
	mkdir -p "$cache"
	make_it >&2 || {
		echo "kernel.sh: kernel $name can't be had" >&2
		exit 69
	}
fi
echo "$cache"
