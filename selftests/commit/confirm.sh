#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: a commit that has to be confirmed
# Copyright (C) 2026 The edgesec authors
#
# time: 300
. /usr/lib/tap.sh

# The old policy denies UDP port 54, the new one 55; the open one judges nothing.
policy() { # NAME ALLOWED-PORT
	cat <<EOF
edgesec: 1
name: $1
mode: enforce
ports:
  - {scope: host, protocol: udp, bind: [$2], default: deny}
EOF
}
policy old 55 > /tmp/old.yaml
policy new 54 > /tmp/new.yaml
policy other 56 > /tmp/other.yaml
printf 'edgesec: 1\nname: open\nmode: enforce\n' > /tmp/open.yaml
chmod 644 /tmp/*.yaml

exits 64 "no time" edgesec apply --confirm 0 /tmp/old.yaml
exits 64 "more than eight hours" edgesec apply --confirm 28801 /tmp/old.yaml
exits 64 "less than no time" edgesec apply --confirm -5 /tmp/old.yaml
exits 64 "words for a time" edgesec apply --confirm soon /tmp/old.yaml
exits 71 "nothing can be rolled back before anything was applied" \
	edgesec rollback
exits 1 "nor confirmed" edgesec confirm

in_force() { edgesec status --json | sed -n '/"policy"/,/}/p'; }
force() { edgesec apply --force "$@"; }
holds() { # PORT-DENIED PORT-ALLOWED DESCRIPTION
	prints "^$1 E" "$3: port $1 is denied" binder udp inet "$1"
	prints "^$2 ok" "$3: port $2 is not" binder udp inet "$2"
}

# With nothing in force before.
prints 'taken back in 4 s unless you say: edgesec confirm 1$' \
	"a first policy on trial" edgesec apply --force --confirm 4 /tmp/old.yaml
prints 'waits +for: edgesec confirm 1; else in [1-4] s no policy is in force' \
	"status says so" edgesec status
exits 1 "the module can't be unloaded meanwhile" rmmod edgesec
sleep 6
prints 'no policy is in force' "without a word none is in force again" \
	edgesec status
succeeds "so that the module can be unloaded" rmmod edgesec
modprobe edgesec

apply /tmp/old.yaml
old=$(in_force)
log_mark
prints '^applied \(generation 2\)' "a policy on trial" \
	edgesec apply --force --confirm 6 /tmp/new.yaml
holds 55 54 "the new policy is in force"
prints '"previous": 1' "status as JSON names what comes back" \
	edgesec status --json
prints '"seconds": [1-6]' "and when" edgesec status --json
exits 75 "another commit is refused" edgesec apply --force /tmp/other.yaml
prints 'an earlier commit waits|An earlier commit waits' "with the reason" \
	edgesec apply --force /tmp/other.yaml
exits 75 "on trial or not" edgesec apply --force --confirm 60 /tmp/other.yaml
exits 75 "even the same policy, which would seem to stay" \
	edgesec apply --force /tmp/new.yaml
exits 77 "a user can't confirm" su operator -c 'edgesec confirm 2'
exits 77 "nor roll back" su operator -c 'edgesec rollback'
exits 77 "nor as root of a namespace" \
	su operator -c 'unshare -r edgesec confirm 2'
exits 75 "nobody can confirm another generation" edgesec confirm 1
sleep 8
logged 'op=policy .*action=commit gen=2 name="new" version=0 confirm=6 .*exe="/usr/sbin/edgesec"' \
	"the trial is recorded"
logged 'op=policy .*action=rollback gen=2 name="new" version=0 cause=timer restored=1 .*exe=kernel' \
	"and its end by the timer"
if [ "$(in_force)" = "$old" ]; then
	pass "the very generation is back"
else
	fail "the very generation is back" "$old" "$(in_force)"
fi
holds 54 55 "the old policy is in force"
exits 75 "it is too late to confirm by number" edgesec confirm 2
exits 1 "and without" edgesec confirm
exits 71 "and to roll back" edgesec rollback

# Confirmed.
force --confirm 4 /tmp/new.yaml > /dev/null
log_mark
prints '^confirmed \(generation 3\)$' "a policy is confirmed" edgesec confirm
prints '^confirmed \(generation 3\)$' "again by number, which changes nothing" \
	edgesec confirm 3
logged 'action=confirm gen=3 name="new"' "the confirmation is recorded once"
exits 71 "what is confirmed can't be rolled back" edgesec rollback
sleep 6
prints 'generation 3$' "and stays" edgesec status
prints '"result": "confirmed"' "confirm as JSON" edgesec --json confirm 3
holds 55 54 "the confirmed policy is in force"

# Rolled back by hand; the hooks of the old policy were never away.
force /tmp/old.yaml > /dev/null
old=$(edgesec show --json; in_force)
force --confirm 60 /tmp/open.yaml > /dev/null
prints 'bind +attached, live' "a hook of the old policy stays attached" \
	edgesec status
prints "^54 ok" "though nothing is denied" binder udp inet 54
log_mark
prints '^rolled back \(generation 4 is in force\)$' "a policy is rolled back" \
	edgesec rollback
prints "^54 E" "and denies at once" binder udp inet 54
logged 'action=rollback gen=5 name="open" version=0 cause=request restored=4 .*exe="/usr/sbin/edgesec"' \
	"it is recorded who did it"
if [ "$(edgesec show --json; in_force)" = "$old" ]; then
	pass "each entry is as before"
else
	fail "each entry is as before" "$old" "$(edgesec show --json)"
fi
force --confirm 60 /tmp/open.yaml > /dev/null
edgesec confirm > /dev/null
prints 'bind +not needed' "a hook is given back when nothing can come back" \
	edgesec status

# A clock that is set does not count.
force /tmp/old.yaml > /dev/null
force --confirm 30 /tmp/new.yaml > /dev/null
date -s '2031-01-01 00:00' > /dev/null
sleep 1
prints 'waits +for' "years pass on the clock of the wall, and it waits" \
	edgesec status
edgesec rollback > /dev/null
force --confirm 5 /tmp/new.yaml > /dev/null
date -s '2021-01-01 00:00' > /dev/null
sleep 7
prints 'policy +old' "they go back, and it does not wait longer" edgesec status

# Disabled.
force --confirm 3 /tmp/new.yaml > /dev/null
succeeds "disable works meanwhile" edgesec disable
sleep 5
prints 'no policy is in force' "and nothing comes back" edgesec status
prints '"hooks"' "the module still answers" edgesec status --json

# Two at once.
force /tmp/old.yaml > /dev/null
now=$(edgesec status --json | sed -n 's/.*"generation": \([0-9]*\).*/\1/p')
exits 75 "a commit that names another generation is refused" \
	edgesec apply --force --replace $((now - 1)) /tmp/new.yaml
won=0
for round in 1 2 3 4 5; do
	for name in new other; do
		(edgesec apply --force --replace "$now" /tmp/$name.yaml \
			> /dev/null 2>&1 && touch "/tmp/won.$round.$name") &
	done
	wait
	won=$((won + $(find /tmp -name "won.$round.*" | wc -l)))
	now=$((now + 1))
	force --replace "$now" /tmp/old.yaml > /dev/null 2>&1 && now=$((now + 1))
done
if [ "$won" = 5 ]; then
	pass "of two that replace the same generation one wins, five times"
else
	fail "of two that replace the same generation one wins, five times" \
		"$won have won"
fi

# Killed. Whatever was reached, the old policy is in force in the end.
tried=0
for moment in $(seq 0 5 70); do
	edgesec apply --force --confirm 1 /tmp/new.yaml > /dev/null 2>&1 &
	usleep "${moment}000"
	kill -KILL $! 2> /dev/null && tried=$((tried + 1))
	wait
	sleep 2
	edgesec status | grep -q 'policy  *old' || break
done
prints 'policy +old' "a client that is killed at $tried moments does no harm" \
	edgesec status
edgesec apply --force --confirm 2 /tmp/new.yaml > /dev/full 2>&1
prints 'waits +for' "nor does one whose words are lost" edgesec status
sleep 4
prints 'policy +old' "the timer goes on" edgesec status

# Unloaded at about the moment at which the timer takes back the only policy.
edgesec disable > /dev/null
for round in 1 2 3 4 5; do
	edgesec apply --force --confirm 1 /tmp/new.yaml > /dev/null
	until rmmod edgesec 2> /dev/null; do
		:
	done
	modprobe edgesec
done
prints 'no policy is in force' "unloading waits for the timer's work" \
	edgesec status
succeeds "the module can be unloaded" rmmod edgesec
tap_end
