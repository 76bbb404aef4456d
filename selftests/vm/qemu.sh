# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - How test machines are started
# Copyright (C) 2026 The edgesec authors
#
# Software emulation always: a /dev/kvm that exists need not work, and a test
# should not depend on it. QEMU before 8 emulates cmpxchg16b wrongly under
# several threads, so it is hidden from the guest there.
#
# With COUNT_INSTRUCTIONS the machine has one processor, and a nanosecond of its
# clock is an instruction: what a bench measures then is the same each time.
# QEMU_MORE has options for devices that a test needs besides.

# The machine of an architecture: amd64 has three serial ports at least.
qemu_program() { # ARCH
	local major

	if [ "$1" = arm64 ]; then
		echo qemu-system-aarch64 -M virt -cpu cortex-a72 \
			-accel tcg,thread=multi
		return
	fi
	if [ -n "${COUNT_INSTRUCTIONS-}" ]; then
		echo qemu-system-x86_64 -cpu max -accel tcg,thread=single \
			-icount shift=0,sleep=off
		return
	fi
	major=$(qemu-system-x86_64 --version | sed -n 's/.*version \([0-9]*\).*/\1/p')
	if [ "$major" -lt 8 ]; then
		echo qemu-system-x86_64 -cpu max,-cx16 -accel tcg,thread=multi
	else
		echo qemu-system-x86_64 -cpu max -accel tcg,thread=multi
	fi
}

qemu_processors=2
[ -z "${COUNT_INSTRUCTIONS-}" ] || qemu_processors=1
qemu_options="-smp $qemu_processors -m 1024 -nographic -no-reboot -nic none"

# Names of the console, and of the ports for test results and kernel log.
qemu_ports() { # ARCH
	if [ "$1" = arm64 ]; then
		echo console=ttyAMA0 edgesec.tap=ttyS0 edgesec.log=ttyS1
	else
		echo console=ttyS0 edgesec.tap=ttyS1 edgesec.log=ttyS2 \
			${COVERAGE:+edgesec.gcov=ttyS3}
	fi
}

qemu_serial() { # ARCH FOLDER
	echo -serial "file:$2/console.log"
	if [ "$1" = arm64 ]; then
		echo -chardev "file,id=tap,path=$2/tap.log" \
			-device pci-serial,chardev=tap \
			-chardev "file,id=log,path=$2/kernel.log" \
			-device pci-serial,chardev=log
	else
		echo -serial "file:$2/tap.log" -serial "file:$2/kernel.log"
		[ -z "${COVERAGE-}" ] || echo -serial "file:$2/gcov.log"
	fi
}

# noirqdebug: PREEMPT_RT disables the line that two serial ports share.
# no5lvl: an interrupt while the first CPU is identified, which forgets for a
# moment that it has five levels, makes KASAN take each address for a wild one.
qemu_append="noirqdebug no5lvl panic=-1 loglevel=4 log_buf_len=8M mitigations=off"

# qemu_start ARCH VMLINUZ FOLDER SECONDS PARAMETERS: qemu_pid is to be waited for
qemu_start() {
	# shellcheck disable=SC2046,SC2086
	timeout --foreground -k 5 "$4" $(qemu_program "$1") $qemu_options \
		-kernel "$2" -initrd "$3/initramfs.gz" -monitor none \
		-append "$qemu_append $(qemu_ports "$1") $5" ${QEMU_MORE-} \
		$(qemu_serial "$1" "$3") < /dev/null > "$3/qemu.log" 2>&1 &
	qemu_pid=$!
}

# The same, to its end.
qemu_boot() {
	qemu_start "$@"
	wait "$qemu_pid"
}

# qemu_watch SECONDS COMMAND...: ends the machine unless COMMAND succeeds by then.
qemu_watch() {
	local deadline=$((SECONDS + $1))

	shift
	until "$@"; do
		kill -0 "$qemu_pid" 2> /dev/null || return 0
		[ $SECONDS -lt $deadline ] || kill "$qemu_pid"
		sleep 1
	done
}

# qemu_shell ARCH VMLINUZ FOLDER
qemu_shell() {
	# shellcheck disable=SC2046,SC2086
	$(qemu_program "$1") $qemu_options -kernel "$2" \
		-initrd "$3/initramfs.gz" \
		-append "$qemu_append $(qemu_ports "$1") edgesec.shell"
}
