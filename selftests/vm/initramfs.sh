#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Packs what a test machine needs into an initramfs
# Copyright (C) 2026 The edgesec authors
#
# usage: initramfs.sh OUT RELEASE KERNEL-FOLDER MODULE SUITE-SCRIPT BUILT ROOT
#
# BUILT and ROOT are what userland.sh prints. EXTRA_ROOT, where it is set, is a
# folder whose files are added.
# In it: busybox with all its links, the command and its libraries, the test
# programs in build/programs, the policies, the suite as /suite.sh, and the
# kernel modules that the suite's header asks for ("# modules: ...").
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=selftests/lib/apt.sh
. "$top/selftests/lib/apt.sh"
out=$1 release=$2 kernel=$3 module=$4 suite=$5 build=$6 system=${7%/}

root=$(mktemp -d)
chmod 755 "$root"
trap 'rm -rf "$root"' EXIT

header() { sed -n "s/^# $1: *//p" "$suite"; }

# Where the loader looks, besides the places that a file names itself.
library_folders() { # FILE
	readelf -d "$1" | sed -n 's/.*(RUNPATH).*\[\(.*\)\]/\1/p' | tr : '\n'
	printf '%s\n' /lib/{aarch64,x86_64}-linux-gnu /lib
}

# Libraries and the loader of an ELF file, which may be of another
# architecture than this machine.
add_libraries() { # FILE
	local name folder

	for name in $(readelf -l "$1" 2>/dev/null |
		      sed -n 's/.*program interpreter: \(.*\)\]/\1/p') \
		    $(readelf -d "$1" 2>/dev/null |
		      sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'); do
		[ "${name#/}" = "$name" ] || {
			add_library "$name"
			continue
		}
		for folder in $(library_folders "$1"); do
			[ -e "$system$folder/$name" ] || continue
			add_library "$folder/$name"
			break
		done
	done
}

add_library() { # PLACE
	[ ! -e "$root$1" ] || return 0
	install -D -m 755 "$system$1" "$root$1"
	add_libraries "$system$1"
}

add_program() { # FILE PLACE
	install -D -m 755 "$1" "$root$2"
	add_libraries "$1"
}

# Where a program is in the system whose programs are packed. A link may lead
# out of it.
program_file() { # NAME
	local file

	for file in "$system"{/usr/bin/,/usr/sbin/,}"$1"; do
		if [ -L "$file" ] || [ ! -f "$file" ]; then continue; fi
		echo "$file"
		return
	done
	echo "initramfs.sh: no program $1" >&2
	return 1
}

add_tree() {
	mkdir -p "$root"/{proc,sys,dev,tmp,run,etc,root,mnt,usr/{bin,sbin,lib},var/{lib,tmp}}
	chmod 1777 "$root/tmp"
	ln -s usr/bin "$root/bin"
	ln -s usr/sbin "$root/sbin"
	ln -s usr/lib "$root/lib"
	mkdir -p "$root/lib64"
	echo "root:x:0:0:root:/root:/bin/sh" > "$root/etc/passwd"
	echo "operator:x:1000:1000::/tmp:/bin/sh" >> "$root/etc/passwd"
	printf 'root:x:0:\noperator:x:1000:\n' > "$root/etc/group"
	cp /etc/protocols "$root/etc/" 2>/dev/null || true
}

add_busybox() {
	install -m 755 "$system/bin/busybox" "$root/usr/bin/busybox"
	for applet in $(/bin/busybox --list); do
		case $applet in
		busybox | init | ip | modprobe) ;;
		*) ln -sf busybox "$root/usr/bin/$applet" ;;
		esac
	done
}

add_programs() {
	add_program "${CLI:-$build/cli/edgesec}" /usr/sbin/edgesec
	add_program "$(program_file ip)" /usr/bin/ip
	add_program "$(program_file kmod)" /usr/bin/kmod
	for name in modprobe insmod rmmod lsmod; do
		ln -sf kmod "$root/usr/bin/$name"
	done
	for program in "$build"/programs/*; do
		[ ! -f "$program" ] || add_program "$program" "/usr/bin/${program##*/}"
	done
	for extra in $(header programs); do
		add_program "$(program_file "$extra")" "/usr/bin/${extra##*/}"
	done
	for extra in $(header libraries); do
		for folder in $(library_folders "$build/cli/edgesec"); do
			[ ! -e "$system$folder/$extra" ] ||
				add_library "$folder/$extra"
		done
	done
}

# Programs of Debian's packages that the suite asks for, of the architecture of
# the kernel, and of Python and Node.js what is no program. Without them, where
# they can't be had, the suite has to do.
add_packages() {
	local arch folder file packages

	packages=$(header packages)
	[ -n "$packages" ] || return 0
	arch=$(cat "$kernel/arch")
	folder=${EDGESEC_CACHE:-$top/build/cache}/root/suite-$arch-$(cksum <<< "$packages" | cut -d' ' -f1)
	# shellcheck disable=SC2086 # words are wanted
	[ -d "$folder" ] || {
		rm -rf "$folder.tmp"
		mkdir -p "$folder.tmp"/usr/{bin,sbin,lib}
		ln -s usr/bin usr/sbin usr/lib "$folder.tmp/"
		apt_use bookworm "$arch" &&
			apt_unpack_whole "$folder.tmp" $packages &&
			mv "$folder.tmp" "$folder"
	} >&2 || return 0
	system=$folder
	for file in $(header package-programs); do
		add_program "$(program_file "$file")" "/usr/bin/$file"
	done
	[ ! -d "$folder/usr/share/nodejs" ] || {
		mkdir -p "$root/usr/share"
		cp -r "$folder/usr/share/nodejs" "$root/usr/share/"
	}
	[ -d "$folder/usr/lib/python3.11" ] || return 0
	(cd "$folder" && find usr/lib/python3* -name '*.py' -print0 -o \
		-path '*/lib-dynload/*.so' -print0 | cpio -0 -pdm --quiet "$root")
	for file in "$folder"/usr/lib/python3.11/lib-dynload/*.so; do
		add_libraries "$file"
	done
}

# Packages of npm that the suite asks for, where its programs look for them if
# they are told to. Nothing of what they would do when they are installed is done.
add_npm() {
	local folder package

	for package in $(header npm); do
		folder=${EDGESEC_CACHE:-$top/build/cache}/npm/$package
		[ -d "$folder" ] || {
			rm -rf "$folder.tmp"
			mkdir -p "$folder.tmp"
			npm install --prefix "$folder.tmp" --ignore-scripts \
				--no-audit --no-fund --no-save "$package" &&
				mv "$folder.tmp" "$folder"
		} >&2 || return 0
		mkdir -p "$root/usr/lib/node_modules"
		cp -r "$folder/node_modules/." "$root/usr/lib/node_modules/"
	done
}

# The files of a module and of those that it needs.
module_files() { # NAME
	modprobe -d "$kernel" -S "$release" --show-depends "$1" |
		sed -n 's/^insmod \([^ ]*\).*/\1/p'
}

# What those that the suite asks for use if it is there, as ext4 a checksum: the
# small modprobe of the guest does not know.
soft_dependencies() {
	for name in $(header modules); do
		module_files "$name" 2> /dev/null
	done | sed 's#.*/##; s/\.ko.*//'
}

# What the suite asks for, what those need, and what the rig itself uses.
add_modules() {
	{
		for name in $(header modules) $(header late-modules) $(modinfo -F depends "$module" | tr , ' '); do
			module_files "$name"
		done
		for name in $(header optional-modules); do
			module_files "$name" 2> /dev/null || true
		done
	} | sort -u | while read -r file; do
		install -D -m 644 "$file" "$root/usr${file#"$kernel"}"
	done
	for file in modules.builtin modules.builtin.modinfo modules.order; do
		install -D -m 644 "$kernel/lib/modules/$release/$file" \
			"$root/usr/lib/modules/$release/$file"
	done
	soft_dependencies > "$root/usr/lib/soft-dependencies"
	install -D -m 644 "$module" "$root/usr/lib/modules/$release/extra/edgesec.ko"
	[ -z "${EXTRA_MODULE-}" ] ||
		cp "$EXTRA_MODULE" "$root/usr/lib/modules/$release/extra/"
	depmod -b "$root/usr" "$release" 2>/dev/null ||
		depmod -b "$root" "$release"
}

add_tree
add_busybox
add_programs
add_modules
(add_packages)
add_npm
mkdir -p "$root/usr/share/edgesec"
cp -r "$top/policies" "$root/usr/share/edgesec/policies"
install -m 755 "$top/selftests/vm/init" "$root/init"
[ -z "${EXTRA_ROOT-}" ] || cp -a "$EXTRA_ROOT/." "$root/"
install -m 644 "$top/selftests/lib/tap.sh" "$root/usr/lib/tap.sh"
install -m 755 "$suite" "$root/suite.sh"
for file in $(header files); do
	install -D -m 755 "$(dirname "$suite")/$file" "$root/usr/bin/$file"
done
(cd "$root" && find . -print0 | cpio --null -o -H newc --quiet -R 0:0) |
	gzip -1 > "$out"
