#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Tests that DKMS builds the tree, without touching this machine's own
# Copyright (C) 2026 The edgesec authors
set -uo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
version=$(cat "$top/VERSION")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

result() { # STATUS DESCRIPTION DETAIL
	if [ "$1" = 0 ]; then
		echo "ok - dkms: $2"
	else
		echo "not ok - dkms: $2"
		printf '%s\n' "$3" | tail -30 | sed 's/^/#   /'
		failed=1
	fi
}
failed=0

grep -q "^PACKAGE_VERSION=\"$version\"$" "$top/dkms.conf"
result $? "dkms.conf and VERSION agree" "VERSION says $version"

out=$(make -s -C "$top" DESTDIR="$work/root" install-files 2>&1)
result $? "install puts the files in place" "$out"
for file in usr/sbin/edgesec etc/edgesec/policy.yaml \
	    usr/share/man/man8/edgesec.8 lib/systemd/system/edgesec.service \
	    "usr/src/edgesec-$version/dkms.conf"; do
	[ -e "$work/root/$file" ]
	result $? "install puts /$file in place" "$(find "$work/root")"
done

mkdir -p "$work/tree"
dkms_here() {
	dkms "$@" --dkmstree "$work/tree" --sourcetree "$work/root/usr/src"
}
out=$(dkms_here add -m edgesec -v "$version" 2>&1)
result $? "add" "$out"
kernel=$("$top/selftests/vm/kernel.sh" "${KERNEL:-6.1}")
release=$(cat "$kernel/release")
out=$(dkms_here build -m edgesec -v "$version" -k "$release" \
	--kernelsourcedir "$kernel/headers" 2>&1)
result $? "build for $release" "$out
$(cat "$work/tree/edgesec/$version/build/make.log" 2>/dev/null)"

out=$(make -s -C "$top" DESTDIR="$work/root" uninstall 2>&1)
result $? "uninstall" "$out"
left=$(find "$work/root" -type f ! -path '*/etc/edgesec/*')
[ -z "$left" ]
result $? "uninstall leaves nothing but the policy" "$left"
exit $failed
