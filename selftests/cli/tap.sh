# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Test results in TAP form, for scripts that run on the host
# Copyright (C) 2026 The edgesec authors
#
# A script sources this file, calls the functions and ends with tap_end.

tap_count=0
tap_failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

pass() { # DESCRIPTION
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1"
}

fail() { # DESCRIPTION [DETAIL...]
	tap_count=$((tap_count + 1))
	tap_failed=1
	echo "not ok $tap_count - $1"
	shift
	for detail; do
		printf '#   %s\n' "${detail//$'\n'/$'\n#   '}"
	done
}

# gives STATUS PATTERN DESCRIPTION COMMAND...: exit status and output, of
# which some line matches the extended regular expression.
gives() {
	local want=$1 pattern=$2 what=$3 out status

	shift 3
	out=$("$@" 2>&1 < /dev/null)
	status=$?
	if [ $status != "$want" ]; then
		fail "$what" "exit status $status, not $want, of: $*" "$out"
	elif ! grep -qE -- "$pattern" <<< "$out"; then
		fail "$what" "no match for $pattern in:" "$out"
	else
		pass "$what"
	fi
}

equals() { # WANTED GOT DESCRIPTION
	if [ "$1" = "$2" ]; then
		pass "$3"
	else
		fail "$3" "'$2' is not '$1'"
	fi
}

tap_end() {
	echo "1..$tap_count"
	exit $tap_failed
}
