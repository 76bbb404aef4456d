#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Generates kmod/uapi/edgesec.h, kmod/genl.[ch] and docs/netlink.md from the
# netlink spec, with the generator of the Linux source tree given as argument.
# With --check nothing is written; a difference is shown and fails.
set -eu

check=
[ "${1-}" = --check ] && { check=1; shift; }
[ $# -eq 1 ] || { echo "usage: $0 [--check] LINUX-SOURCE-6.12" >&2; exit 64; }
linux=$1
spec=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$(dirname "$spec")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The generator wants the layout of the kernel tree around the spec.
mkdir -p "$work/Documentation/netlink/specs"
touch "$work/MAINTAINERS"
cp "$linux"/Documentation/netlink/*.yaml "$work/Documentation/netlink/"
cp "$spec/edgesec.yaml" "$work/Documentation/netlink/specs/"

ynl() {
	/usr/bin/python3 "$linux/tools/net/ynl/ynl-gen-c.py" --mode "$1" \
		--spec "$work/Documentation/netlink/specs/edgesec.yaml" \
		"$2" -o "$work/$3"
	sed -i -e 's,Documentation/netlink/specs/,kmod/spec/,' \
		-e 's,<uapi/edgesec.h>,"uapi/edgesec.h",' \
		-e 's,[[:space:]]*$,,' "$work/$3"
}

ynl uapi --header edgesec.h
ynl kernel --header genl.h
ynl kernel --source genl.c
# The group is said beside the family, with who may listen.
sed -i '/^static const struct genl_multicast_group/,/^};/d' "$work/genl.c"
sed -i -e :again -e '/^\n*$/{$d;N;b again' -e '}' "$work/genl.c"
/usr/bin/python3 "$spec/doc.py" "$spec/edgesec.yaml" > "$work/netlink.md"

put() {
	if [ -n "$check" ]; then
		diff -u "$top/$2" "$work/$1"
	elif ! cmp -s "$work/$1" "$top/$2"; then
		cp "$work/$1" "$top/$2"
		echo "  GEN     $2"
	fi
}

put edgesec.h kmod/uapi/edgesec.h
put genl.h kmod/genl.h
put genl.c kmod/genl.c
put netlink.md docs/netlink.md
