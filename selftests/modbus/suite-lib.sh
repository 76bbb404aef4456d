# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - What the suites on Modbus share
# Copyright (C) 2026 The edgesec authors
#
# The client is in namespace cl, the server in sv, and what lies between them in
# gw or br. The server keeps in $work/counts how often it has seen each code.
work=$(mktemp -d) || exit 1

# A read of one register, which is allowed, and a request that never is.
# shellcheck disable=SC2034 # the suites send them
read0=000100000006010300000001
# shellcheck disable=SC2034
report=0004000000020111

is() { # WHAT WANTED GOT
	[ "$2" = "$3" ] && return 0
	echo "$1 is '$3', not '$2'"
	return 1
}

cl() { ip netns exec cl "$@"; }
gw() { ip netns exec gw "$@"; }
br() { ip netns exec br "$@"; }
sv() { ip netns exec sv "$@"; }

# How many requests with function code $1 the server has seen.
seen() {
	sed -n "s/^$1 //p" "$work/counts" | grep . || echo 0
}

# How many records of Modbus requests there are that match $1.
count_records() {
	dmesg | grep -c "edgesec: op=modbus.*$1"
}
