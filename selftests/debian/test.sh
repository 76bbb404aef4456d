#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Boots a stock Debian with the baseline in force, and works on it
# Copyright (C) 2026 The edgesec authors
#
# usage: test.sh
#
# A Debian 12 with systemd is made from packages (kept in the cache), module,
# command, policy and unit are installed as `make install` does, and the unit is
# enabled: so the baseline is in force before the network is up. guest.sh does
# the work of some days in it, in two boots. Prints TAP.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$(dirname "$here")")
build=${BUILD:-$top/build}
# shellcheck source=selftests/vm/qemu.sh
. "$top/selftests/vm/qemu.sh"
# shellcheck source=selftests/lib/apt.sh
. "$top/selftests/lib/apt.sh"

name=${KERNEL:-6.1}
cache=${EDGESEC_CACHE:-$top/build/cache}/debian
dir=$build/vm/$name/debian
seconds=420
packages=systemd,systemd-sysv,udev,dbus,kmod,iproute2,cron,openssh-server
packages+=,openssh-client,login,passwd,sudo,procps,init,ifupdown
packages+=,libnl-genl-3-200,libjansson4,libsmartcols1,libseccomp2,libyaml-0-2
packages+=,libnettle8

# What apt installs in the guest: it has scripts of its own and a timer.
extra=logrotate

make_base() {
	mkdir -p "$cache" &&
		mmdebstrap --quiet --format=tar --variant=apt --include="$packages" bookworm \
			"$cache/base.tar.tmp" \
			"deb $(apt_mirror) bookworm main" &&
		(cd "$cache" && apt-get -qq -o APT::Sandbox::User=root \
			download "$extra" libpopt0) &&
		mv "$cache/base.tar.tmp" "$cache/base.tar"
}

# Everything that `make install` puts in place; the module is built already.
install_edgesec() { # ROOT KERNEL
	local modules=$1/usr/lib/modules

	make -s -C "$top" BUILD="$build" DESTDIR="$1" install-files
	mkdir -p "$modules"
	cp -r "$2/lib/modules/$release" "$modules/"
	install -D -m 644 "$build/module/$name/kmod/edgesec.ko" \
		"$modules/$release/updates/dkms/edgesec.ko"
	depmod -b "$1/usr" "$release" 2> /dev/null ||
		depmod -b "$1" "$release"
	ln -sf /lib/systemd/system/edgesec.service \
		"$1/etc/systemd/system/sysinit.target.wants/edgesec.service"
}

prepare_guest() { # ROOT
	install -m 755 "$here/guest.sh" "$1/root/guest.sh"
	cp "$cache"/*.deb "$1/root/"
	mkdir -p "$1/root/.ssh"
	chmod 700 "$1/root/.ssh"
	ssh-keygen -q -t ed25519 -N '' -f "$1/root/.ssh/id_ed25519"
	cp "$1/root/.ssh/id_ed25519.pub" "$1/root/.ssh/authorized_keys"
	install -m 644 "$here/guest.service" \
		"$1/etc/systemd/system/edgesec-guest.service"
	ln -sf ../edgesec-guest.service \
		"$1/etc/systemd/system/multi-user.target.wants/"
	ln -sf /dev/null "$1/etc/systemd/system/serial-getty@ttyS0.service"
	echo debian > "$1/etc/hostname"
	echo '127.0.0.1 localhost debian' > "$1/etc/hosts"
	printf 'auto lo\niface lo inet loopback\n' > "$1/etc/network/interfaces"
}

make_disk() { # KERNEL
	local root=$dir/root

	mkdir -p "$root" && tar -xf "$cache/base.tar" -C "$root" &&
		install_edgesec "$root" "$1" && prepare_guest "$root" &&
		mke2fs -q -t ext4 -d "$root" "$dir/disk.img" 3G &&
		rm -rf "$root"
}

# An initramfs that finds the disk and gives way to the system on it.
make_initramfs() { # KERNEL
	local root=$dir/initramfs module

	mkdir -p "$root"/{bin,proc,sys,dev,new}
	cp /bin/busybox "$root/bin/"
	for module in virtio_pci virtio_blk ext4; do
		modprobe -d "$1" -S "$release" --show-depends "$module" |
			sed -n 's/^insmod \([^ ]*\).*/\1/p'
	done | awk '!seen[$0]++' | while read -r file; do
		cp "$file" "$root/"
		echo "/bin/busybox insmod /${file##*/}"
	done > "$root/load"
	install -m 755 "$here/initramfs-init" "$root/init"
	(cd "$root" && find . -print0 |
		cpio --null -o -H newc --quiet -R 0:0) | gzip -1 \
		> "$dir/initramfs.gz"
	rm -rf "$root"
}

qemu_options+=" -drive file=$dir/disk.img,format=raw,if=virtio"
boot() { # KERNEL NUMBER
	qemu_boot amd64 "$1/boot/vmlinuz-$release" "$dir" $seconds "edgesec.boot=$2"
	tr -d '\r' < "$dir/tap.log" |
		sed -n -e 's/^\(not \)\?ok - /\1ok - debian: /p' -e '/^#/p'
	cp "$dir/tap.log" "$dir/tap-$2.log"
	cp "$dir/console.log" "$dir/console-$2.log"
	grep -q '^not ok' "$dir/tap.log" && return 1
	grep -q '^done' "$dir/tap.log" && return 0
	echo "not ok - debian: boot $2 came to its end"
	tail -20 "$dir/console.log" | sed 's/^/#   /'
	return 1
}

if ! [ -e "$cache/base.tar" ] && ! make_base >&2; then
	echo "ok - debian: the baseline on a stock Debian # SKIP its packages can't be downloaded"
	exit 0
fi
rm -rf "$dir"
mkdir -p "$dir"
kernel=$("$top/selftests/vm/kernel.sh" "$name") || exit 1
release=$(cat "$kernel/release")
if ! make_disk "$kernel" || ! make_initramfs "$kernel"; then
	echo "not ok - debian: the machine can't be made"
	exit 1
fi
failed=0
boot "$kernel" 1 || failed=1
boot "$kernel" 2 || failed=1
rm -f "$dir/disk.img"
exit $failed
