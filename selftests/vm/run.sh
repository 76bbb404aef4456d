#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Boots a test machine, runs one suite in it, judges and prints TAP
# Copyright (C) 2026 The edgesec authors
#
# usage: run.sh SUITE.sh | run.sh --shell
#
# KERNEL chooses the kernel, by its name in the list in `kernels`.
# MODULE is the module (default: build/module/KERNEL/kmod/edgesec.ko).
# EXTRA_MODULE is packed as well, as is what the header of the suite names. APPEND goes to the kernel's command line.
# A suite may say in its header:
#   # modules: veth bridge ...    kernel modules to pack and load
#   # late-modules: sctp ...      kernel modules to pack only
#   # optional-modules: dccp ...  the same, where the kernel has them
#   # test-module: name           a module for tests that module.sh builds
#   # libraries: libx.so.1 ...     libraries that are loaded by name
#   # programs: tool ...          programs of this machine to pack
#   # files: name ...             files beside the suite, to pack as programs
#   # packages: package ...       packages of Debian to unpack, whose
#   # package-programs: tool ...  programs to pack
#   # npm: package@version ...    packages of npm, for /usr/lib/node_modules
#   # append: lsm=...             more kernel parameters
#   # time: 300                   seconds it may take (default 120)
#   # edgesec: not-loaded         the suite loads the module itself
#
# Everything the guest said stays in build/vm/KERNEL/NAME/. A suite passes when all
# its tests did and the kernel's log holds no complaint. A guest that dies or hangs
# before the module is loaded is the emulator's fault, or the host's, which may be
# busy, and is booted once more.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$(dirname "$here")")
build=${BUILD:-$top/build}
# shellcheck source=selftests/vm/qemu.sh
. "$here/qemu.sh"

# What a kernel says when something is wrong with it.
complaints='BUG:|WARNING:|Oops|Kernel panic|general protection|'
complaints+='\*\*\* DEADLOCK|possible (circular|recursive) locking|'
complaints+='suspicious RCU usage|rcu: .*(stall|self-detected)|'
complaints+='KASAN|KCSAN|UBSAN|unreferenced object|suspected memory leaks|'
complaints+='leak detector disabled|'
complaints+='refcount_t:|'
complaints+='soft lockup|hung_task|blocked for more than|'
complaints+='Call Trace|scheduling while atomic|'
complaints+='Objects remaining in|edgesec-init: '

shell=
if [ "$1" = --shell ]; then
	shell=1
	suite=$here/shell.sh
	name=shell
else
	suite=$1
	name=$(basename "$(dirname "$suite")")
	[ "$(basename "$suite")" = vm.sh ] || name+=-$(basename "$suite" .sh)
fi
kernel_name=${KERNEL:-6.1}
module=${MODULE:-$build/module/${kernel_name%-no-bpf}/kmod/edgesec.ko}
# What Debian's list of security modules is, but for bpf.
append=
[ "$kernel_name" = "${kernel_name%-no-bpf}" ] ||
	append=lsm=landlock,lockdown,yama,loadpin,safesetid,integrity,apparmor
dir=$build/vm/$kernel_name/$name
header() { sed -n "s/^# $1: *//p" "$suite"; }
seconds=$(header time)
test_module=$(header test-module)
[ -z "$test_module" ] ||
	export EXTRA_MODULE=$build/module/${kernel_name%-no-bpf}/stress/$test_module.ko
seconds=${seconds:-120}
# What is said fits a machine with nothing else to do, which this may not be. A
# kernel that checks itself is several times slower.
case $kernel_name in
*-kasan | *-kcsan) slowness=6 ;;
*-arm64*) slowness=4 ;;
*) slowness=2 ;;
esac
seconds=$((slowness * seconds))
start_seconds=$((slowness * 90))

prepare() {
	rm -rf "$dir"
	mkdir -p "$dir"
	kernel=$("$here/kernel.sh" "$kernel_name")
	release=$(cat "$kernel/release")
	arch=$(cat "$kernel/arch")
	userland=$("$here/userland.sh" "$arch")
	# shellcheck disable=SC2086 # two folders
	"$here/initramfs.sh" "$dir/initramfs.gz" "$release" "$kernel" \
		"$module" "$suite" $userland
}

# A guest that hangs before it has begun is not waited for as long as one that works.
boot() { # SECONDS: by when it has to begin
	rm -f "$dir"/*.log
	qemu_start "$arch" "$kernel/boot/vmlinuz-$release" "$dir" "$seconds" \
		"$(header append) $append ${APPEND-}"
	[ -n "$(header edgesec)" ] ||
		qemu_watch "$1" module_was_loaded
	wait "$qemu_pid"
}

# Data races of the kernel with itself that are in order. ktime_get_seconds()
# reads one word that the tick writes.
known_races='data-race in ktime_get_seconds / timekeeping_advance'

# Log files without the sanitizers' reports of known races.
logs_that_count() {
	awk -v known="$known_races" '
		function tell() {
			if (block !~ known)
				printf "%s", block
			block = ""
		}
		/={60}/ { inside = !inside; if (!inside) tell(); next }
		inside { block = block $0 "\n"; next }
		{ print }
		END { tell() }' "$dir/kernel.log" "$dir/console.log"
}

module_was_loaded() {
	grep -q 'edgesec: version\|edgesec: loading' "$dir/kernel.log" \
		"$dir/console.log" 2>/dev/null || [ -s "$dir/tap.log" ]
}

not_ok() {
	echo "not ok - $name: $1"
	shift
	[ $# = 0 ] || printf '%s\n' "$@" | sed 's/^/#   /'
	failed=1
}

judge() {
	local log=$dir/tap.log plan tests

	failed=0
	# timeout's own status: what was not told by then is no silence.
	[ "$ended" != 124 ] || not_ok "the machine ended within $seconds seconds"
	tr -d '\r' < "$log" | sed -n -e "s/^ok \([0-9]*\) /ok - $name: /p" \
		-e "s/^not ok \([0-9]*\) /not ok - $name: /p" -e '/^#/p'
	! grep -q '^not ok' "$log" || failed=1
	plan=$(tr -d '\r' < "$log" | sed -n 's/^1\.\.//p')
	tests=$(grep -Ec '^(not )?ok ' "$log" || true)
	if [ "$plan" != "$tests" ] || [ "$tests" = 0 ]; then
		not_ok "the suite came to its end" \
			"planned: ${plan:-nothing}, seen: $tests" \
			"$(tail -5 "$dir/console.log")"
	fi
	if logs_that_count | grep -Eq "$complaints"; then
		not_ok "the kernel has no complaint" \
			"$(logs_that_count | grep -E -A12 "$complaints" | head -40)"
	else
		echo "ok - $name: the kernel has no complaint"
	fi
}

if [ -n "$shell" ]; then
	prepare >&2
	qemu_shell "$arch" "$kernel/boot/vmlinuz-$release" "$dir"
	exit
fi
prepare
ended=0
boot "$start_seconds" || ended=$?
if ! module_was_loaded && [ -z "$(header edgesec)" ]; then
	echo "# $name: the guest died before the module was loaded; booting again"
	ended=0
	boot "$seconds" || ended=$?
fi
judge
exit "$failed"
