#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Fetches the kernel that a test machine boots, without installing it
# Copyright (C) 2026 The edgesec authors
#
# usage: kernel.sh RELEASE
# Prints a folder that holds boot/vmlinuz-RELEASE and lib/modules/RELEASE.
# The image package has the name of the headers package, so that the module
# and the kernel that loads it are of one version.
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
release=$1
cache=${EDGESEC_CACHE:-$top/build/cache}/kernels/$release

if [ ! -e "$cache/complete" ]; then
	rm -rf "$cache"
	mkdir -p "$cache/deb"
	chmod 755 "$cache/deb"
	# apt wants to download as its own user, which may not write here.
	(cd "$cache/deb" &&
	 apt-get -qq -o APT::Sandbox::User=root download \
		"linux-image-$release") >&2 || {
		echo "kernel.sh: linux-image-$release can't be downloaded" >&2
		exit 69
	}
	dpkg-deb -x "$cache"/deb/*.deb "$cache"
	depmod -b "$cache" "$release"
	touch "$cache/complete"
fi
echo "$cache"
