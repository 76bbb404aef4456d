# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Test results in TAP form, for suites that run in a test machine
# Copyright (C) 2026 The edgesec authors
#
# A suite sources this file, calls the functions below and ends with tap_end.
# Descriptions are sentences; they may not hold the character "#".

# This shell prefers the applets of busybox, which can't do what these can.
ip() { /usr/bin/ip "$@"; }
modprobe() { /usr/bin/modprobe "$@"; }

tap_count=0
tap_failed=0

# pass DESCRIPTION; fail DESCRIPTION [DETAIL...]
pass() {
	tap_count=$((tap_count + 1))
	echo "ok $tap_count $1"
}

fail() {
	tap_count=$((tap_count + 1))
	tap_failed=$((tap_failed + 1))
	echo "not ok $tap_count $1"
	shift
	for tap_line; do
		echo "$tap_line" | sed 's/^/#   /'
	done
}

# Unreclaimable slab in kB.
slab() { awk '/^SUnreclaim:/ { print $2 }' /proc/meminfo; }

# kept_small DESCRIPTION BEFORE AFTER MOST: it grew by less than MOST kB. KASAN
# keeps freed memory for a while; there kmemleak has the say, at the end.
kept_small() {
	tap_most=$4
	[ ! -e /sys/kernel/debug/kmemleak ] || tap_most=65536
	echo "# unreclaimable slab before $2 kB, after $3 kB"
	if [ $(($3 - $2)) -lt "$tap_most" ]; then
		pass "$1"
	else
		fail "$1" "slab grew from $2 to $3 kB"
	fi
}

# skip DESCRIPTION REASON
skip() {
	tap_count=$((tap_count + 1))
	echo "ok $tap_count $1 # SKIP $2"
}

# succeeds DESCRIPTION COMMAND...: the command must exit 0.
succeeds() {
	tap_what=$1
	shift
	if tap_out=$("$@" 2>&1); then
		pass "$tap_what"
	else
		fail "$tap_what" "exit status $? of: $*" "$tap_out"
	fi
}

# exits STATUS DESCRIPTION COMMAND...: the command must exit with STATUS.
exits() {
	tap_want=$1
	tap_what=$2
	shift 2
	tap_out=$("$@" 2>&1)
	tap_got=$?
	if [ "$tap_got" = "$tap_want" ]; then
		pass "$tap_what"
	else
		fail "$tap_what" "exit status $tap_got, not $tap_want, of: $*" \
			"$tap_out"
	fi
}

# prints PATTERN DESCRIPTION COMMAND...: the output must match the extended
# regular expression.
prints() {
	tap_want=$1
	tap_what=$2
	shift 2
	tap_out=$("$@" 2>&1)
	if echo "$tap_out" | grep -Eq -e "$tap_want"; then
		pass "$tap_what"
	else
		fail "$tap_what" "no match for: $tap_want" "$tap_out"
	fi
}

# log_mark: what logged and not_logged see begins here.
log_mark() {
	tap_mark="tap mark $tap_count $(cat /proc/uptime)"
	echo "$tap_mark" > /dev/kmsg
}

log_since_mark() {
	dmesg | awk -v mark="$tap_mark" 'seen; index($0, mark) { seen = 1 }'
}

# logged PATTERN DESCRIPTION: exactly one record since the mark must match.
logged() {
	tap_found=$(log_since_mark | grep -Ec -e "$1")
	if [ "$tap_found" = 1 ]; then
		pass "$2"
	else
		fail "$2" "$tap_found records match: $1" "$(log_since_mark | tail -5)"
	fi
}

# not_logged PATTERN DESCRIPTION
not_logged() {
	if log_since_mark | grep -Eq -e "$1"; then
		fail "$2" "$(log_since_mark | grep -E -e "$1" | head -3)"
	else
		pass "$2"
	fi
}

# apply FILE: puts a policy in force; a suite without it can't go on.
apply() {
	if ! tap_out=$(edgesec apply --force "$1" 2>&1); then
		fail "apply $1" "$tap_out" "$(cat "$1")"
		tap_end
		exit 1
	fi
}

# new_fs TYPE FOLDER MEGABYTES [OPTION...]: a new file system of its own in a
# file, made with the options and mounted at FOLDER. Fails when the kernel can't;
# the name of a busybox applet would make nothing of what mke2fs is.
new_fs() {
	tap_type=$1
	tap_folder=$2
	tap_image=/root/images/$1
	mkdir -p "$2" /root/images
	dd if=/dev/zero of="$tap_image" bs=1M count="$3" 2> /dev/null
	shift 3
	case $tap_type in
	ext4) /usr/bin/mke2fs -q -t ext4 "$@" "$tap_image" ;;
	*) "/usr/bin/mkfs.$tap_type" -q "$@" "$tap_image" ;;
	esac
	mount -t "$tap_type" -o loop "$tap_image" "$tap_folder"
}

tap_end() {
	echo "1..$tap_count"
	[ "$tap_failed" = 0 ]
}
