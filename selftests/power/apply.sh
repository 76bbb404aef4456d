#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: policies are applied, one after the other, until time is up
# Copyright (C) 2026 The edgesec authors
#
# The policies on the disk, and in its last block, past the file system and not
# flushed, what has just begun or is done. cuts.py reads both from the log of all
# that was written.
#
# modules: virtio_pci virtio_blk ext4
# programs: dd
# time: 180
. /usr/lib/tap.sh

disk=/dev/vda
last=$(($(cat /sys/block/vda/size) / 8 - 1))
mark() { # begun|done NUMBER
	printf 'edgesec %s %d\n' "$1" "$2" |
		dd of=$disk bs=4096 seek=$last oflag=direct conv=sync 2> /dev/null
}
# So long that no single block holds it.
policy() { # NUMBER
	cat <<-EOF
	edgesec: 1
	name: cut-$1
	mode: enforce
	ports:
	  - scope: container
	    protocol: udp
	    default: deny
	    bind:
	EOF
	seq 2000 2 $((3000 + $1 % 7 * 100)) | sed 's/^/      - /'
}

mount -t ext4 $disk /mnt
mkdir -p /mnt/etc /mnt/var /etc/edgesec /var/lib/edgesec
mount -o bind /mnt/etc /etc/edgesec
mount -o bind /mnt/var /var/lib/edgesec
policy 0 > /etc/edgesec/policy.yaml
sync
mark "done" 0

number=0
failed=0
until [ "$(cut -d. -f1 /proc/uptime)" -gt 30 ]; do
	number=$((number + 1))
	policy $number > /tmp/new.yaml
	mark begun $number
	if [ $((number % 3)) = 0 ]; then
		edgesec apply --force --confirm 60 /tmp/new.yaml &&
			edgesec confirm
	else
		edgesec apply --force /tmp/new.yaml
	fi > /tmp/out 2>&1 || {
		failed=$((failed + 1))
		sed 's/^/# /' /tmp/out
	}
	mark "done" $number
done
echo "# $number policies were applied"
succeeds "each policy is applied" [ $failed = 0 ]
succeeds "they are enough to cut the power in" [ $number -ge 20 ]
tap_end
