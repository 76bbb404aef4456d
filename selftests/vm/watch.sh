#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Tests: a machine that hangs before it begins is ended early
# Copyright (C) 2026 The edgesec authors
set -u
cd "$(dirname "$0")" || exit 1
# shellcheck source=selftests/vm/qemu.sh
. ./qemu.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# The machine is a script that does what $does says.
qemu_program() {
	echo "$work/machine"
}
cat > "$work/machine" << 'END'
#!/bin/sh
case $does in
hang)	exec sleep 100 ;;
begin)	sleep 1; : > "$begun"; sleep 4 ;;
die)	exit 3 ;;
esac
END
chmod +x "$work/machine"
export does='' begun=$work/begun

gives() { # STATUS DESCRIPTION
	local status before=$SECONDS

	qemu_start amd64 none "$work" 50 ""
	qemu_watch 3 test -e "$begun"
	wait "$qemu_pid"
	status=$?
	if [ $status = "$1" ] && [ $((SECONDS - before)) -lt 40 ]; then
		echo "ok - $2"
	else
		echo "not ok - $2"
		echo "#   status $status after $((SECONDS - before)) s"
		failed=1
	fi
}

does=hang
gives 143 "a machine that hangs is ended"
does=die
gives 3 "one that dies is not waited for"
does=begin
gives 0 "one that has begun goes on to its end"
exit $failed
