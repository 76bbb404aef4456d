#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: the policy that the next boot begins with
# Copyright (C) 2026 The edgesec authors
#
# packages: bsdutils util-linux
# package-programs: script flock
# time: 240
. /usr/lib/tap.sh

kept=/var/lib/edgesec/last-good
file=/etc/edgesec/policy.yaml
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
mkdir -p /etc/edgesec

same() { # FILE FILE DESCRIPTION
	succeeds "$3" cmp "$1" "$2"
}

exits 66 "without any policy the unit fails" edgesec apply --boot
exits 64 "a file and the boot are not for the same line" \
	edgesec apply --boot /tmp/old.yaml
cp /tmp/old.yaml $file
prints '^applied' "the first boot begins with the policy file" \
	edgesec apply --boot
same $file $kept "which is kept"
prints '^600 700$' "for nobody else to read" \
	sh -c "echo \$(stat -c %a $kept /var/lib/edgesec)"

edgesec apply --dry-run --force /tmp/new.yaml > /dev/null
same /tmp/old.yaml $kept "a dry run is not kept"
echo 'port: [' | edgesec apply - > /dev/null 2>&1
same /tmp/old.yaml $kept "nor a policy with mistakes"
edgesec apply --force --confirm 60 /tmp/new.yaml > /dev/null
same /tmp/old.yaml $kept "nor a policy on trial"
exits 75 "a restart of the unit leaves the trial alone" edgesec apply --boot
prints 'policy +new' "which goes on" edgesec status
edgesec rollback > /dev/null
same /tmp/old.yaml $kept "what was rolled back is not kept"
edgesec apply --force --confirm 60 /tmp/new.yaml > /dev/null
exits 0 "a policy is confirmed" edgesec confirm
same /tmp/new.yaml $kept "and kept then"
exits 0 "confirming again is no mistake" \
	edgesec confirm "$(edgesec status --json |
		sed -n 's/.*"generation": \([0-9]*\).*/\1/p')"
edgesec apply --force - < /tmp/old.yaml > /dev/null
same /tmp/old.yaml $kept "what came by standard input is kept"
edgesec apply --force --confirm 60 /tmp/new.yaml > /dev/null
rm /var/lib/edgesec/trial
exits 71 "a text that was lost is told" edgesec confirm
same /tmp/old.yaml $kept "and the older one stays"

# Another one holds the folder; a terminal shows each line at once.
mkdir -p /dev/pts
mount -t devpts devpts /dev/pts 2> /dev/null
policy third 53 > /tmp/third.yaml
exec 9< /var/lib/edgesec
succeeds "the folder is held" flock 9
script -qefc "edgesec apply --force /tmp/third.yaml" /tmp/told \
	> /dev/null 2>&1 9<&- &
applying=$!
sleep 3
prints 'policy +third' "a policy is in force before it is kept" edgesec status
prints '^0$' "and nobody is told that it is applied" \
	sh -c "grep -c '^applied' /tmp/told"
exec 9<&-
wait $applying
prints '^applied' "until it is kept" cat /tmp/told
same /tmp/third.yaml $kept "for the next boot"
edgesec apply --force /tmp/old.yaml > /dev/null

edgesec disable > /dev/null
prints 'is not what was applied last' "a boot tells of a file that was changed" \
	sh -c "cp /tmp/new.yaml $file; edgesec apply --boot"
prints 'policy +old' "and begins with what was applied" edgesec status
printf 'edgesec: 1\nname: [\n' > $kept
edgesec disable > /dev/null
edgesec apply --boot > /tmp/out 2>&1
prints 'last-good:[0-9:]* error' "mistakes in what was kept are told" \
	cat /tmp/out
prints 'policy +new' "and the policy file is applied" edgesec status
same $file $kept "and kept"

# What a drop-in adds is kept, too, and the boot needs none of the parts.
mkdir /etc/edgesec/policy.d
printf '%s\n' 'edgesec: 1' \
	'ports: [{scope: host, protocol: udp, bind: [57]}]' \
	> /etc/edgesec/policy.d/10-more.yaml
prints '^57 EACCES' "without a drop-in its port can't be bound" \
	binder udp inet 57
edgesec apply --force $file > /dev/null
exits 0 "with it, it can" binder udp inet 54 57
edgesec check --merged $file | grep -v '^ *#' > /tmp/whole.yaml
same /tmp/whole.yaml $kept "all documents are kept as one"
prints '^unchanged' "a boot changes nothing then" edgesec apply --boot
rm -r /etc/edgesec/policy.d
edgesec disable > /dev/null
prints 'is not what was applied last' "a boot tells that a drop-in has gone" \
	edgesec apply --boot
exits 0 "and begins with what it said" binder udp inet 57
edgesec apply --force $file > /dev/null
same $file $kept "until the policy is applied without it"

# Restarting the unit while somebody tries to slip through.
touch /tmp/go
while [ -e /tmp/go ]; do
	binder udp inet 55
done > /tmp/tries &
for _ in $(seq 30); do
	edgesec apply --boot
done > /tmp/restarts
rm /tmp/go
wait
echo "# $(wc -l < /tmp/tries) binds during $(wc -l < /tmp/restarts) restarts"
prints '^unchanged' "a restart changes nothing" cat /tmp/restarts
exits 1 "thirty restarts let nobody through" grep -q '55 ok' /tmp/tries
prints '55 E' "of those who tried" cat /tmp/tries

# Killed, as by a power cut: the old text or the new one.
wrong=
for moment in $(seq 0 2 60); do
	edgesec apply --force /tmp/old.yaml > /dev/null
	edgesec apply --force /tmp/new.yaml > /dev/null 2>&1 &
	usleep "${moment}000"
	kill -KILL $! 2> /dev/null
	wait
	cmp -s $kept /tmp/old.yaml || cmp -s $kept /tmp/new.yaml ||
		wrong="$wrong $moment"
done
prints '^$' "what is kept is always whole" echo "$wrong"
touch $kept.aBc123
edgesec apply --force /tmp/old.yaml > /dev/null
prints '^last-good$' "what a cut left behind is removed" \
	sh -c 'ls /var/lib/edgesec | grep last-good'

mount -t tmpfs -o ro tmpfs /var/lib/edgesec
exits 71 "a folder that can't be written is told" \
	edgesec apply --force /tmp/old.yaml
prints 'policy +old' "and the policy is in force all the same" edgesec status
umount /var/lib/edgesec
tap_end
