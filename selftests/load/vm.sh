#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: what the kernel loads into itself
# Copyright (C) 2026 The edgesec authors
#
# modules: dummy nls_cp437
. /usr/lib/tap.sh

DENIED='^E(ACCES|PERM)$'

find_module() { # NAME
	find /usr/lib/modules/ -name "$1.ko" | head -1
}
listed=$(find_module dummy)
other=$(find_module nls_cp437)
if [ -z "$listed" ] || [ -z "$other" ]; then
	skip "modules are judged" "this kernel has them built in, or compressed"
	tap_end
	exit
fi
rmmod dummy nls_cp437 2> /dev/null

cat > /tmp/load.yaml <<EOF
edgesec: 1
name: load
mode: enforce
executables:
  modules:
    allow:
      - path: $listed
EOF
apply /tmp/load.yaml
prints '^allowed$' "a listed module is loaded" trickster load "$listed"
rmmod dummy
cp "$listed" /tmp/copy.ko
prints '^allowed$' "a copy of it is the same content" trickster load /tmp/copy.ko
rmmod dummy
log_mark
prints "$DENIED" "another one is not" trickster load "$other"
logged "edgesec: op=load .*verdict=deny mode=enforce .*rule=executables.modules reason=not-listed .*path=\"$other\"" \
	"one record names it"
log_mark
prints "$DENIED" "a listed one that comes without a file is not" \
	trickster load-data "$listed"
logged 'edgesec: op=load .*verdict=deny mode=enforce .*rule=executables.modules .*exe="/usr/bin/trickster" res=0' \
	"one record says so"
printf x >> /tmp/copy.ko
prints "$DENIED" "with one byte more it is another one" \
	trickster load /tmp/copy.ko
exits 1 "modprobe gets no further" modprobe nls_cp437

sed 's/^      - path.*/      - without-file/' /tmp/load.yaml > /tmp/data.yaml
apply /tmp/data.yaml
prints '^allowed$' "by policy, what has no file is loaded" \
	trickster load-data "$listed"
rmmod dummy
prints "$DENIED" "and then files are not" trickster load "$listed"

sed 's/^mode: enforce/mode: audit/' /tmp/load.yaml > /tmp/audit.yaml
apply /tmp/audit.yaml
log_mark
prints '^allowed$' "audit mode loads everything" trickster load "$other"
logged "edgesec: op=load .*verdict=deny mode=audit .*path=\"$other\" .*res=1" \
	"and records it"
edgesec disable > /dev/null
tap_end
