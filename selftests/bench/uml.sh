#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Builds a User-mode Linux kernel, which runs at the host's speed
# Copyright (C) 2026 The edgesec authors
#
# usage: uml.sh up|smp
#
# Prints its folder: `linux` is the kernel, the rest is what modules build
# against. `up` is the kernel of the hosts that edgesec is for, on one processor
# and without preemption: what it measures is the code, not the scheduler. `smp`
# is the newest one, for User-mode Linux has known several processors only since
# 6.19.
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)

case ${1-} in
up)
	version=6.1
	base=x86_64_defconfig
	wanted="MODULES MODULE_UNLOAD HOSTFS BPF_SYSCALL SECURITY SECURITYFS NET
		NETFILTER NETFILTER_ADVANCED NF_TABLES NF_TABLES_IPV4 NFT_QUEUE
		NETFILTER_NETLINK_QUEUE SYSFS TMPFS DEVTMPFS
		CC_OPTIMIZE_FOR_PERFORMANCE BLK_DEV_INITRD SLUB"
	unwanted="UML_TIME_TRAVEL_SUPPORT DEBUG_KERNEL SCHED_DEBUG FRAME_POINTER
		SOUND UML_SOUND WERROR KPROBES SLAB
		DEBUG_INFO_DWARF_TOOLCHAIN_DEFAULT CC_OPTIMIZE_FOR_SIZE"
	;;
smp)
	version=7
	base=tinyconfig
	wanted="64BIT SMP MODULES MODULE_UNLOAD HOSTFS BINFMT_ELF BINFMT_SCRIPT
		PRINTK PROC_FS SYSFS BLOCK TTY STDERR_CONSOLE NULL_CHAN
		FUTEX EPOLL MULTIUSER POSIX_TIMERS HIGH_RES_TIMERS
		CC_OPTIMIZE_FOR_PERFORMANCE SLUB VM_EVENT_COUNTERS BUG KALLSYMS
		TMPFS SHMEM ADVISE_SYSCALLS"
	unwanted="EXPERT CC_OPTIMIZE_FOR_SIZE"
	;;
*)
	echo "uml.sh: \"$1\" is neither up nor smp" >&2
	exit 64
	;;
esac
cache=${EDGESEC_CACHE:-$top/build/cache}/kernels/uml-$version
source_tree=$("$top/selftests/linux-source.sh" "$version")

build() { make -s -C "$source_tree" ARCH=um SUBARCH=x86_64 O="$cache" "$@"; }

configure() {
	local option

	build "$base"
	for option in $unwanted; do
		"$source_tree/scripts/config" --file "$cache/.config" -d "$option"
	done
	for option in $wanted; do
		"$source_tree/scripts/config" --file "$cache/.config" -e "$option"
	done
	build olddefconfig
	for option in $wanted; do
		grep -q "^CONFIG_$option=y" "$cache/.config" || {
			echo "uml.sh: the kernel does not take CONFIG_$option"
			return 1
		}
	done
}

# Takes the registers of vectors over only where the host takes them back: newer
# processors have more of them than this kernel has room for.
repair() {
	sed -i 's/\(ptrace(PTRACE_\)GETREGSET\(, pid, NT_X86_XSTATE, &iov) == 0\))/\1GETREGSET\2 \&\&\n\t    \1SETREGSET\2)/' \
		"$source_tree/arch/x86/um/os-Linux/registers.c"
}

# A kernel of other options than these is made anew.
options="$wanted / $unwanted"
if [ "$(cat "$cache/.complete" 2> /dev/null)" != "$options" ]; then
	rm -rf "$cache"
	mkdir -p "$cache"
	{
		repair
		configure
		build -j"$(nproc)" linux modules
	} >&2
	echo "$options" > "$cache/.complete"
fi
echo "$cache"
