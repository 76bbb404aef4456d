# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - How test machines are started
# Copyright (C) 2026 The edgesec authors
#
# Software emulation always: a /dev/kvm that exists need not work, and a test
# should not depend on it. QEMU before 8 emulates cmpxchg16b wrongly under
# several threads, so it is hidden from the guest there.

qemu_program() {
	local major

	major=$(qemu-system-x86_64 --version | sed -n 's/.*version \([0-9]*\).*/\1/p')
	if [ "$major" -lt 8 ]; then
		echo qemu-system-x86_64 -cpu max,-cx16 -accel tcg,thread=multi
	else
		echo qemu-system-x86_64 -cpu max -accel tcg,thread=multi
	fi
}

qemu_options="-smp 2 -m 1024 -nographic -no-reboot -nic none"
# noirqdebug: PREEMPT_RT disables the line that two serial ports share.
qemu_append="noirqdebug console=ttyS0 panic=-1 loglevel=4 log_buf_len=8M mitigations=off"

# qemu_boot VMLINUZ FOLDER SECONDS PARAMETERS
qemu_boot() {
	# shellcheck disable=SC2046,SC2086
	timeout --foreground -k 5 "$3" $(qemu_program) $qemu_options \
		-kernel "$1" -initrd "$2/initramfs.gz" \
		-append "$qemu_append $4" -monitor none \
		-serial "file:$2/console.log" -serial "file:$2/tap.log" \
		-serial "file:$2/kernel.log" < /dev/null > "$2/qemu.log" 2>&1
}

# qemu_shell VMLINUZ FOLDER
qemu_shell() {
	# shellcheck disable=SC2046,SC2086
	$(qemu_program) $qemu_options -kernel "$1" -initrd "$2/initramfs.gz" \
		-append "$qemu_append edgesec.shell"
}
