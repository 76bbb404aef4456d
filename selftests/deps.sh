#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Installs what building and testing need on Debian 12
# Copyright (C) 2026 The edgesec authors
#
# usage: deps.sh [--if-missing]
#
# With --if-missing it says nothing when nothing is missing. QEMU comes from
# bookworm-backports, since Debian 12's own corrupts newer guests. It is taken
# from the mirror that this machine's own apt sources name, through a private
# source list: nothing below /etc/apt changes.
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
. "$top/selftests/lib/apt.sh"

packages="
	gcc make libc6-dev pkg-config
	linux-headers-amd64 linux-headers-cloud-amd64 dkms
	libyaml-dev libnl-3-dev libnl-genl-3-dev libjansson-dev
	libsmartcols-dev libseccomp-dev nettle-dev libsystemd-dev
	libmodbus-dev libbpf-dev
	bpftool busybox-static cpio kmod iproute2 e2fsprogs btrfs-progs mmdebstrap
	openssh-client gcc-aarch64-linux-gnu binutils
	dwarves sparse clang clang-format clang-tidy shellcheck mandoc
	cppcheck coccinelle gcovr
	systemd bc bison flex libelf-dev python3-yaml python3-jsonschema
"
backported="qemu-system-x86 qemu-system-arm"

is_installed() {
	dpkg-query -W -f '${db:Status-Abbrev}\n' "$@" 2>/dev/null |
		grep -qv '^ii' && return 1
	dpkg-query -W "$@" > /dev/null 2>&1
}

qemu_is_new() {
	local program

	for program in qemu-system-x86_64 qemu-system-aarch64; do
		command -v $program > /dev/null || return
		[ "$($program --version |
		     sed -n 's/.*version \([0-9]*\).*/\1/p')" -ge 8 ] || return
	done
}

# shellcheck disable=SC2086
missing=$(for package in $packages; do
	is_installed "$package" || echo "$package"
done)
[ -n "$missing" ] || ! qemu_is_new || {
	[ "${1-}" = --if-missing ] || echo "deps: nothing is missing"
	exit 0
}

root=
if [ "$(id -u)" != 0 ]; then
	command -v sudo > /dev/null || {
		echo "deps: run this as root, or install sudo; missing:" \
			"${missing//$'\n'/ }" >&2
		exit 77
	}
	root=sudo
fi
export DEBIAN_FRONTEND=noninteractive
apt="$root apt-get -q -o Dpkg::Use-Pty=0"

if [ -n "$missing" ]; then
	echo "deps: installing ${missing//$'\n'/ }"
	$apt update
	# shellcheck disable=SC2086
	$apt install -y --no-install-recommends $missing
fi

if ! qemu_is_new; then
	echo "deps: installing $backported from backports"
	# shellcheck disable=SC2086
	if apt_use bookworm-backports "$(dpkg --print-architecture)"; then
		# To install, what is installed has to be known.
		$apt "${apt_options[@]}" -o Dir::State::status=/var/lib/dpkg/status \
			install -y --no-install-recommends $backported
	else
		echo "deps: no backports; taking Debian's own $backported" >&2
		$apt install -y --no-install-recommends $backported
	fi
fi
