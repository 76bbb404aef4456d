# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Makes and boots Debian machines with edgesec installed
# Copyright (C) 2026 The edgesec authors
#
# A Debian 12 with systemd is made from packages (kept in the cache), and module,
# command, unit and hooks are installed as `make install` does. Sourced; wants
# $top, $here and $test, the name of the test; more_packages are installed too.
build=${BUILD:-$top/build}
# shellcheck source=selftests/vm/qemu.sh
. "$top/selftests/vm/qemu.sh"
# shellcheck source=selftests/lib/apt.sh
. "$top/selftests/lib/apt.sh"

name=${KERNEL:-6.1}
dir=$build/vm/$name/${test:?}
packages=systemd,systemd-sysv,udev,dbus,kmod,iproute2,cron,openssh-server
packages+=,openssh-client,login,passwd,sudo,procps,init,ifupdown
packages+=,libnl-genl-3-200,libjansson4,libsmartcols1,libseccomp2,libyaml-0-2
packages+=,libnettle8,python3-minimal,man-db${more_packages:+,$more_packages}

# What apt installs in the guest: it has scripts of its own and a timer.
extra=(logrotate libpopt0)

# Another list of packages makes another system.
key=$(sha256sum <<< "$packages ${extra[*]}" | cut -c1-12)
cache=${EDGESEC_CACHE:-$top/build/cache}/debian/$key

make_base() {
	mkdir -p "$cache" &&
		mmdebstrap --quiet --format=tar --variant=apt --include="$packages" bookworm \
			"$cache/base.tar.tmp" \
			"deb $(apt_mirror) bookworm main" &&
		(cd "$cache" && apt-get -qq -o APT::Sandbox::User=root \
			download "${extra[@]}") &&
		mv "$cache/base.tar.tmp" "$cache/base.tar"
}

# Everything that `make install` puts in place; the module is built already.
install_edgesec() { # ROOT KERNEL
	local modules=$1/usr/lib/modules

	make -s -C "$top" BUILD="$build" DESTDIR="$1" install-files &&
		mkdir -p "$modules" &&
		cp -r "$2/lib/modules/$release" "$modules/" &&
		"$top/selftests/vm/module.sh" "$name" > /dev/null &&
		install -D -m 644 "$build/module/$name/kmod/edgesec.ko" \
			"$modules/$release/updates/dkms/edgesec.ko" || return
	depmod -b "$1/usr" "$release" 2> /dev/null ||
		depmod -b "$1" "$release"
}

enable_unit() { # ROOT
	ln -sf /lib/systemd/system/edgesec.service \
		"$1/etc/systemd/system/sysinit.target.wants/edgesec.service"
}

# The script $guest runs in each boot; a test may have more to prepare.
prepare_guest() { # ROOT
	install -D -m 755 "${here:?}/${guest:?}" "$1/usr/local/sbin/guest"
	install -D -m 644 "$here/guest-lib.sh" "$1/usr/local/lib/guest-lib.sh"
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
		prepare_test "$root" &&
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

boot() { # KERNEL NUMBER
	local qemu_options="$qemu_options"

	qemu_options+=" -drive file=$dir/disk.img,format=raw,if=virtio"
	qemu_boot amd64 "$1/boot/vmlinuz-$release" "$dir" "${seconds:?}" "edgesec.boot=$2"
	tr -d '\r' < "$dir/tap.log" |
		sed -n -e 's/^\(not \)\?ok - /\1ok - '"$test"': /p' -e '/^#/p'
	cp "$dir/tap.log" "$dir/tap-$2.log"
	cp "$dir/console.log" "$dir/console-$2.log"
	grep -q '^not ok' "$dir/tap.log" && return 1
	grep -q '^done' "$dir/tap.log" && return 0
	echo "not ok - $test: boot $2 came to its end"
	tail -20 "$dir/console.log" | sed 's/^/#   /'
	return 1
}

# run_boots LAST: makes the machine, boots it so often, and prints what it said.
run_boots() {
	local kernel number failed=0

	if ! [ -e "$cache/base.tar" ] && ! make_base >&2; then
		echo "ok - $test: a stock Debian # SKIP its packages can't be downloaded"
		return
	fi
	rm -rf "$dir"
	mkdir -p "$dir"
	kernel=$("$top/selftests/vm/kernel.sh" "$name") || return
	release=$(cat "$kernel/release")
	if ! make_disk "$kernel" || ! make_initramfs "$kernel"; then
		echo "not ok - $test: the machine can't be made"
		return 1
	fi
	for ((number = 1; number <= $1; number++)); do
		boot "$kernel" $number || failed=1
		# The next boot would begin with half of what this one does.
		grep -q '^done' "$dir/tap.log" || break
	done
	rm -f "$dir/disk.img"
	return $failed
}
