#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: what a boot begins with after the power was cut
# Copyright (C) 2026 The edgesec authors
#
# The disk is a row of disks, each as it was left by one cut, and in its first
# block what may be in force after it, by lines "cut PLACE BYTES NUMBER NUMBER".
#
# modules: virtio_pci virtio_blk loop ext4
# time: 300
. /usr/lib/tap.sh

disk=/dev/vda
# Prints the number of the policy that a boot begins with.
boot() { # PLACE BYTES
	losetup -o "$1" /dev/loop0 $disk && mount -t ext4 /dev/loop0 /mnt &&
		mount -o bind /mnt/etc /etc/edgesec &&
		mount -o bind /mnt/var /var/lib/edgesec || return
	edgesec apply --boot > /tmp/out 2>&1 &&
		edgesec status | sed -n 's/^policy *cut-\([0-9]*\),.*/\1/p'
	ls /var/lib/edgesec > /tmp/files
}
end() {
	edgesec disable > /dev/null
	umount /var/lib/edgesec
	umount /etc/edgesec
	umount /mnt
	losetup -d /dev/loop0
}

mkdir -p /etc/edgesec /var/lib/edgesec
dd if=$disk bs=65536 count=1 2> /dev/null | tr -d '\0' > /tmp/cuts
while read -r _ place bytes older newer; do
	number=$(boot "$place" "$bytes" < /dev/null)
	what="a boot after a cut begins with policy $older or $newer"
	case $number in
	"$older" | "$newer") pass "$what" ;;
	*)	fail "$what" "it began with '$number'" "$(cat /tmp/out)" \
			"$(cat /tmp/files)" ;;
	esac
	end < /dev/null > /dev/null 2>&1
done < /tmp/cuts
tap_end
