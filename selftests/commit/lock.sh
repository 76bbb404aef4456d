#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: locks, which get no weaker
# Copyright (C) 2026 The edgesec authors
#
# time: 180
. /usr/lib/tap.sh

policy() { # NAME VERSION
	printf 'edgesec: 1\nname: %s\nversion: %s\nmode: enforce\n' "$1" "$2"
}
for version in 1 2 3 4 5; do
	policy "v$version" $version > /tmp/$version.yaml
done
policy same 3 > /tmp/same.yaml
chmod 644 /tmp/*.yaml
force() { edgesec apply --force "$@"; }
in_force() { # NAME DESCRIPTION
	prints "policy +$1," "$2" edgesec status
}

exits 64 "open is no lock" edgesec lock open
exits 64 "nor is nothing" edgesec lock
exits 77 "a user can't lock" su operator -c 'edgesec lock sealed'
exits 77 "nor as root of a namespace" \
	su operator -c 'unshare -r edgesec lock sealed'
prints '"lock": "open"' "nothing is locked" edgesec status --json
apply /tmp/3.yaml
force /tmp/2.yaml > /dev/null
in_force v2 "an older version is taken while nothing is locked"
apply /tmp/3.yaml

log_mark
prints '^versioned until the next boot$' "versions are locked" \
	edgesec lock versioned
logged 'op=policy .*action=lock gen=3 level=versioned .*exe="/usr/sbin/edgesec"' \
	"which is recorded"
succeeds "again that changes nothing" edgesec lock versioned
prints 'lock +versioned' "status says so" edgesec status
exits 71 "an older version is refused" edgesec apply --force /tmp/2.yaml
prints 'only a policy of a greater version' "with the reason" \
	edgesec apply --force /tmp/2.yaml
exits 71 "the same version is refused" edgesec apply --force /tmp/same.yaml
exits 71 "on trial or not" edgesec apply --force --confirm 5 /tmp/same.yaml
exits 71 "the policy can't be disabled" edgesec disable
in_force v3 "and stays"
exits 0 "a newer version is taken" edgesec apply --force /tmp/4.yaml
in_force v4 "and in force"
force --confirm 3 /tmp/5.yaml > /dev/null
sleep 5
in_force v4 "a trial is taken back"
exits 0 "and may begin again" edgesec apply --force --confirm 3 /tmp/5.yaml

# Sealed while it runs.
prints '"lock": "sealed"' "everything is locked" edgesec lock sealed --json
exits 71 "and nothing is unlocked" edgesec lock versioned
in_force v5 "what is on trial stays so"
sleep 5
in_force v4 "and its timer runs"
exits 71 "a newer version is refused" edgesec apply --force /tmp/5.yaml
prints 'sealed until the next boot' "with the reason" \
	edgesec apply --force /tmp/5.yaml
exits 71 "the policy can't be disabled now" edgesec disable
exits 1 "nor the module unloaded" rmmod edgesec
# Debian's kernels unload by force what is in use, unless told not to.
echo 1 > /proc/sys/kernel/modules_disabled
exits 1 "nor by force, once kernel.modules_disabled is set" rmmod -f edgesec
in_force v4 "it stays"
prints '"level": "sealed"' "the log has it" edgesec log --op policy --json
tap_end
