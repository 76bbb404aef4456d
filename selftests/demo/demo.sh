#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Shows the main job in a disposable virtual machine
# Copyright (C) 2026 The edgesec authors
#
# Boots a test machine, lets story.sh run in it and shows what it says as it
# says it. Exit status 0 when everything went as the story tells.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$(dirname "$here")")
build=${BUILD:-$top/build}
# shellcheck source=selftests/vm/qemu.sh
. "$top/selftests/vm/qemu.sh"

seconds=170
name=${KERNEL:-6.1}
dir=$build/demo
rm -rf "$dir"
mkdir -p "$dir"

kernel=$("$top/selftests/vm/kernel.sh" "$name")
release=$(cat "$kernel/release")
arch=$(cat "$kernel/arch")
# shellcheck disable=SC2046 # two folders
"$top/selftests/vm/initramfs.sh" "$dir/initramfs.gz" "$release" "$kernel" \
	"$build/module/$name/kmod/edgesec.ko" "$here/story.sh" \
	$("$top/selftests/vm/userland.sh" "$arch")
: > "$dir/tap.log"

echo "A virtual machine with Debian's kernel $release starts; this host is not touched."
qemu_start "$arch" "$kernel/boot/vmlinuz-$release" "$dir" $seconds ""
tail -n +1 -f --pid="$qemu_pid" "$dir/tap.log" | tr -d '\r' |
	sed -u '/^# suite ended/d' || true
wait "$qemu_pid" || true

case $(tr -d '\r' < "$dir/tap.log" | sed -n 's/^# suite ended: //p') in
0)	exit 0 ;;
'')	echo "demo: the machine did not come to the end of the story" >&2
	tail -20 "$dir/console.log" >&2 ;;
*)	echo "demo: something did not go as the story tells" >&2 ;;
esac
echo "demo: what it said is in $dir" >&2
exit 1
