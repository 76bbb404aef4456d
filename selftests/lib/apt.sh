# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Packages of other suites, without touching the machine's own set-up
# Copyright (C) 2026 The edgesec authors
#
# The private source list uses the mirror that the machine's own apt sources
# name; nothing below /etc/apt changes. Sourced; wants $top.

apt_private=${EDGESEC_CACHE:-$top/build/cache}/apt

# The first mirror that the machine's own sources name.
apt_mirror() {
	{
		sed -n 's/^URIs: *\([^ ]*\).*/\1/p' \
			/etc/apt/sources.list.d/debian.sources 2>/dev/null
		sed -n 's/^deb \(\[[^]]*\] \)\?\([^ ]*\) .*/\2/p' \
			/etc/apt/sources.list 2>/dev/null
	} | head -1
}

# apt_with_backports COMMAND...: apt-get as $APT_GET that also knows backports.
# apt wants to download as its own user, which may not write to every folder.
apt_with_backports() {
	# shellcheck disable=SC2086
	${APT_GET:-apt-get -q} \
		-o "Dir::Etc::sourcelist=$apt_private/sources.list" \
		-o Dir::Etc::sourceparts=/dev/null \
		-o "Dir::State::lists=$apt_private/lists" \
		-o "Dir::Cache=$apt_private/cache" \
		-o APT::Sandbox::User=root "$@"
}

apt_prepare_backports() {
	mkdir -p "$apt_private"/{lists/partial,cache/archives/partial}
	{
		cat /etc/apt/sources.list 2>/dev/null || true
		for suite in bookworm bookworm-backports; do
			echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
				"$(apt_mirror) $suite main"
		done
	} > "$apt_private/sources.list"
	apt_with_backports update
}
