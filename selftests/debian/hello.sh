# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Packages of the project's own, to install and upgrade
# Copyright (C) 2026 The edgesec authors
#
# Sourced.
hello_source=$(dirname "${BASH_SOURCE[0]}")/hello.c

# make_script FILE COMMAND...
make_script() {
	local file=$1

	shift
	mkdir -p "${file%/*}"
	printf '#!/bin/sh\nset -e\n%s\n' "$*" > "$file"
	chmod 755 "$file"
}

# A program with a library, scripts and a cron job; every version differs.
make_files() { # ROOT NAME VERSION
	local gcc=(gcc -O1 "-DVERSION=\"$3\"" '-DLOADED=""')

	mkdir -p "$1/usr/bin" "$1/usr/lib" "$1/usr/share/doc/$2"
	"${gcc[@]}" -DLIBRARY -shared -fPIC "-Wl,-soname,lib$2.so.1" \
		-o "$1/usr/lib/lib$2.so.1" "$hello_source" &&
		"${gcc[@]}" -o "$1/usr/bin/$2" "$hello_source" \
			"$1/usr/lib/lib$2.so.1" || return
	chmod 644 "$1/usr/lib/lib$2.so.1"
	ln "$1/usr/bin/$2" "$1/usr/bin/$2-again"
	make_script "$1/usr/bin/$2-script" "echo script $3"
	make_script "$1/etc/cron.daily/$2" "echo daily $3 > /var/log/$2-daily"
	# Version 1 has no such program: this path needs two tar entries.
	[ "$3" = 1.0 ] ||
		make_script "$1/usr/libexec/$2/$(printf 'long-%.0s' {1..30})name" \
			"echo new $3"
	echo "version $3" > "$1/usr/share/doc/$2/README"
}

# Each maintainer script leaves a line; one runs what has been installed.
make_control() { # ROOT NAME VERSION
	local script

	mkdir -p "$1/DEBIAN"
	printf '%s\n' "Package: $2" "Version: $3" "Architecture: amd64" \
		"Maintainer: edgesec <root@localhost>" "Depends: libc6" \
		"Description: program that says its version" > "$1/DEBIAN/control"
	echo "/etc/cron.daily/$2" > "$1/DEBIAN/conffiles"
	for script in preinst postinst prerm postrm; do
		make_script "$1/DEBIAN/$script" \
			"echo $script $3 \"\$1\" >> /var/log/$2.log"
	done
	echo "[ \"\$1\" != configure ] || $2 >> /var/log/$2.log" \
		>> "$1/DEBIAN/postinst"
}

# make_package FOLDER NAME VERSION: FOLDER/NAME_VERSION_amd64.deb
make_package() {
	local root

	root=$(mktemp -d)
	chmod 755 "$root"
	make_files "$root" "$2" "$3" && make_control "$root" "$2" "$3" &&
		dpkg-deb --root-owner-group --build "$root" "$1" > /dev/null
	set -- $?
	rm -rf "$root"
	return "$1"
}

# A repository as apt wants it, of the packages in FOLDER.
make_repository() { # FOLDER
	local deb

	for deb in "$1"/*.deb; do
		dpkg-deb --field "$deb"
		printf '%s\n' "Filename: ./${deb##*/}" \
			"Size: $(stat -c %s "$deb")" \
			"SHA256: $(sha256sum < "$deb" | cut -d' ' -f1)" ""
	done > "$1/Packages"
}
