# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Packages of other suites, without touching the machine's own set-up
# Copyright (C) 2026 The edgesec authors
#
# Each suite and architecture has a private set of lists below the cache. The
# mirror is the one that the machine's own apt sources name; nothing below
# /etc/apt changes. Sourced; wants $top.

apt_cache=${EDGESEC_CACHE:-$top/build/cache}/apt

# The first mirror that the machine's own sources name.
apt_mirror() {
	{
		sed -n 's/^URIs: *\([^ ]*\).*/\1/p' \
			/etc/apt/sources.list.d/debian.sources 2>/dev/null
		sed -n 's/^deb \(\[[^]]*\] \)\?\([^ ]*\) .*/\2/p' \
			/etc/apt/sources.list 2>/dev/null
	} | head -1
}

# apt_use SUITE ARCH: the machine's own sources and SUITE, whose packages win.
# The lists are fetched once a day. What is installed here does not matter.
apt_use() {
	apt_dir=$apt_cache/$1-$2
	mkdir -p "$apt_dir"/{lists/partial,cache/archives/partial,parts}
	cp /etc/apt/sources.list.d/* "$apt_dir/parts/" 2>/dev/null || true
	cp /etc/apt/sources.list "$apt_dir/parts/own.list" 2>/dev/null || true
	[ "$1" = bookworm ] ||
		echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
			"$(apt_mirror) $1 main" > "$apt_dir/parts/edgesec.list"
	: > "$apt_dir/status"
	# apt wants to download as its own user, which may not write here. What
	# apt-file would search on this machine is not needed.
	apt_options=(-o Dir::Etc::sourcelist=/dev/null
		-o "Dir::Etc::sourceparts=$apt_dir/parts"
		-o "Dir::State::lists=$apt_dir/lists"
		-o "Dir::State::status=$apt_dir/status"
		-o "Dir::Cache=$apt_dir/cache"
		-o "APT::Architecture=$2" -o "APT::Architectures::=$2"
		-o APT::Sandbox::User=root
		-o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false)
	[ "$1" = bookworm ] || apt_options+=(-o "APT::Default-Release=$1")
	[ -n "$(find "$apt_dir/lists/.fresh" -mtime -1 2>/dev/null)" ] && return
	apt-get -qq "${apt_options[@]}" update && touch "$apt_dir/lists/.fresh"
}

# The package that the newest version of a meta package depends on first.
apt_depends() { # PACKAGE
	apt-cache "${apt_options[@]}" show --no-all-versions "$1" |
		sed -n 's/^Depends: \([^ ,]*\).*/\1/p'
}

# What a package needs, of the names that match.
apt_needs() { # PACKAGE PATTERN
	apt-cache "${apt_options[@]}" depends "$1" |
		sed -n "s/^ *Depends: \\($2\\)\$/\\1/p"
}

# dpkg-deb would put a folder in the place of a link to one.
apt_unpack_files() { # FOLDER FILE...
	local folder=$1 file

	shift
	mkdir -p "$folder"
	for file; do
		dpkg-deb --fsys-tarfile "$file" |
			tar -C "$folder" -x --keep-directory-symlink || return
	done
}

# apt_unpack FOLDER PACKAGE...: downloads and unpacks, without installing.
apt_unpack() {
	local folder=$1 work

	shift
	work=$(mktemp -d)
	(cd "$work" && apt-get -qq "${apt_options[@]}" download "$@") &&
		apt_unpack_files "$folder" "$work"/*.deb
	set -- $?
	rm -rf "$work"
	return "$1"
}

# The same with all that the packages depend on.
apt_unpack_whole() { # FOLDER PACKAGE...
	local folder=$1 work

	shift
	work=$(mktemp -d)
	mkdir -p "$work/partial"
	apt-get -qq "${apt_options[@]}" -o "Dir::Cache::archives=$work" install \
		--download-only --yes --no-install-recommends "$@" &&
		apt_unpack_files "$folder" "$work"/*.deb
	set -- $?
	rm -rf "$work"
	return "$1"
}
