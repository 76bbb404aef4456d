#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Fetches or builds a kernel that a test machine boots
# Copyright (C) 2026 The edgesec authors
#
# usage: kernel.sh NAME               NAME from the list in `kernels`
# Prints a folder that holds
#   release                           what `uname -r` will say
#   arch                              amd64 or arm64
#   toolchain                         the Debian release whose compiler it wants
#   boot/vmlinuz-RELEASE, lib/modules/RELEASE
#   headers                           a link: what to build the module against
# Image and headers are of one version, so that the module and the kernel that
# loads it are. A name may end in -no-bpf: the same kernel without the BPF LSM.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$(dirname "$here")")
# shellcheck source=selftests/lib/apt.sh
. "$top/selftests/lib/apt.sh"

name=${1%-no-bpf}
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

# What of a list of packages this suite has.
existing() {
	for package; do
		! apt-cache "${apt_options[@]}" show "$package" > /dev/null 2>&1 ||
			echo "$package"
	done
}

# Newer releases cut a kernel into several packages.
fetch() {
	local release kbuild common headers

	apt_use "$suite" "$arch" || return
	image=$(apt_depends "$image")
	release=${image#linux-*-}
	headers=linux-headers-$release
	common=$(apt_needs "$headers" 'linux-headers-.*-common.*')
	kbuild=$(apt_needs "$headers" 'linux-kbuild-.*')
	mkdir -p "$cache/usr/lib"
	ln -s usr/lib "$cache/lib"
	# shellcheck disable=SC2046 # words are wanted
	apt_unpack "$cache" "$headers" "$common" \
		$(existing linux-{image,binary,modules,base}-"$release") || return

	# What kbuild runs has to run here.
	apt_use "$suite" "$(dpkg --print-architecture)" || return
	apt_unpack "$cache" "$kbuild" || return

	# The headers name their own place.
	sed -i "s,\\([ =]\\)/usr/src/,\\1$cache/usr/src/," \
		"$cache/usr/src/$headers/Makefile"
	ln -sfn "usr/src/$headers" "$cache/headers"
	[ -e "$cache/boot/vmlinuz-$release" ] ||
		install -D "$cache/lib/modules/$release/vmlinuz" \
			"$cache/boot/vmlinuz-$release"
	depmod -b "$cache" "$release"
	echo "$arch" > "$cache/arch"
	echo "${suite%-backports}" > "$cache/toolchain"
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
