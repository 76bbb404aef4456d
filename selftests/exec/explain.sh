#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: what explain says of files and commands, beside what happens
# Copyright (C) 2026 The edgesec authors
#
# programs: dash
# time: 240
. /usr/lib/tap.sh

cp /usr/bin/runner /tmp/starter
cp /usr/bin/runner /tmp/stranger
mkdir -p /srv/jobs /etc/edgesec
printf 'echo it-ran\n' > /srv/jobs/plain
printf '#! /usr/bin/dash -e\necho it-ran\n' > /srv/jobs/listed.sh
printf '#!/usr/bin/dash\necho it-ran\n' > /tmp/evil.sh
printf '#!/srv/jobs/listed.sh\n' > /srv/jobs/twice
printf '#!/srv/jobs/loop\n' > /srv/jobs/loop
printf 'echo it-ran # evil\n' > /tmp/evil
cp /usr/bin/libharmless.so /srv/jobs/listed.so
cp /usr/bin/libharmless.so /tmp/evil.so
printf x >> /tmp/evil.so
chmod 755 /srv/jobs/* /tmp/evil /tmp/evil.sh

cat > /etc/edgesec/policy.yaml <<'END'
edgesec: 1
name: explain
mode: enforce
executables:
  default: deny
  libraries: deny-unknown
  allow:
    - {directory: /usr, identify-by: path}
    - {directory: /lib, identify-by: path, if-absent: ignore}
    - {directory: /lib64, identify-by: path, if-absent: ignore}
    - {path: /tmp/starter, identify-by: path}
    - {path: /tmp/stranger, identify-by: path}
    - {path: /srv/jobs/listed.sh}
    - {path: /srv/jobs/listed.so}
    - {path: /srv/jobs/twice}
    - {path: /srv/jobs/loop}
  scripts:
    identify-by: path
    allow-from: [/usr/bin/busybox, /tmp/starter, kernel]
    interpreters: [/usr/bin/dash]
  interpreted:
    allow:
      - {path: /srv/jobs/plain}
    data:
      - {directory: /usr, identify-by: path}
      - {directory: /etc, identify-by: path}
      - {directory: /proc, identify-by: path, if-absent: ignore}
  modules: deny-unknown
END

prints '^program /usr/bin/dash: allowed, as no rule has a say$' \
	"without a policy" edgesec explain /usr/bin/dash
apply /etc/edgesec/policy.yaml

# line PATTERN: where the policy file has it.
line() { grep -n -m 1 -e "$1" /etc/edgesec/policy.yaml | cut -d : -f 1; }
at() { echo ", /etc/edgesec/policy.yaml:$(line "$1")"; }

# Files, one by one.
prints "^program /srv/jobs/listed.sh: allowed by executables.allow$(at listed.sh)$" \
	"a listed program, and the line that lists it" \
	edgesec explain /srv/jobs/listed.sh
exits 0 "is allowed: exit status 0" edgesec explain /srv/jobs/listed.sh
prints "^  sha256 $(sha256sum < /srv/jobs/listed.sh | cut -c 1-64)$" \
	"with its digest" edgesec explain /srv/jobs/listed.sh
prints "^program /usr/bin/dash: allowed by executables.allow$(at '/usr, id')$" \
	"one of a listed folder" edgesec explain /usr/bin/dash
prints "^program /tmp/evil.sh: denied by executables.allow, not-listed \(enforce\)$(at allow:)$" \
	"one that is not listed" edgesec explain /tmp/evil.sh
exits 1 "is denied: exit status 1" edgesec explain /tmp/evil.sh
prints '^program /tmp/evil: denied' "several files" \
	edgesec explain /usr/bin/dash /tmp/evil
prints "^library /srv/jobs/listed.so: allowed by executables.libraries$(at listed.so)$" \
	"a listed library" edgesec explain --as library /srv/jobs/listed.so
prints '^library /tmp/evil.so: denied by executables.libraries, not-listed' \
	"another one" edgesec explain --as library /tmp/evil.so
prints "^script /srv/jobs/plain: allowed by executables.interpreted$(at jobs/plain)$" \
	"what an interpreter may read" edgesec explain --as script /srv/jobs/plain
prints '^script /tmp/evil: denied by executables.interpreted, not-listed' \
	"what it may not" edgesec explain --as script /tmp/evil
prints '^script /tmp/evil: allowed, as no rule has a say$' \
	"a program that is no interpreter reads what it likes" \
	edgesec explain --as script --program /usr/bin/busybox /tmp/evil
prints '^script /tmp/evil: denied' "dash does not" \
	edgesec explain --as script --program /usr/bin/dash /tmp/evil
prints '^module /tmp/evil: denied by executables.modules, not-listed' \
	"a module" edgesec explain --as module /tmp/evil
prints '^program /srv/jobs/listed.sh: denied by executables.scripts, starter-not-listed' \
	"a script, by who may not start one" \
	edgesec explain --program /tmp/stranger /srv/jobs/listed.sh
prints '"rule": "executables.allow"' "--json" \
	edgesec explain --json /tmp/evil.sh
sleep 3 >> /srv/jobs/plain &
prints '^script /srv/jobs/plain: denied by executables.interpreted, open-for-writing' \
	"a script that somebody writes to" \
	edgesec explain --as script /srv/jobs/plain
wait $!

# Command lines. by FILE COMMAND...
by() {
	by_program=$1
	shift
	edgesec explain --exec --program "$by_program" -- "$@"
}
prints '^program /usr/bin/dash: allowed by executables.allow' \
	"a script leads to its interpreter" by /tmp/starter /srv/jobs/listed.sh
prints "^program /usr/bin/dash: allowed by executables.scripts$(at scripts:)$" \
	"which is a script to the rule on scripts" \
	by /tmp/starter /srv/jobs/listed.sh
prints '^script /srv/jobs/listed.sh: allowed by executables.interpreted' \
	"which reads it" by /tmp/starter /srv/jobs/listed.sh
prints '^command, started by /tmp/starter: allowed$' "and all that may be" \
	by /tmp/starter /srv/jobs/listed.sh
prints '^command, started by /tmp/stranger: denied$' "but not for everybody" \
	by /tmp/stranger /srv/jobs/listed.sh
prints '^command, started by /usr/bin/busybox: ' "who asks is who starts it" \
	edgesec explain --exec -- dash -c :
prints '^program /usr/bin/dash: ' "names are looked up in PATH" \
	by /tmp/starter dash -c :
prints '^edgesec: dashes: is in no folder of PATH$' "others are not found" \
	by /tmp/starter dashes
exits 66 "which is an error" by /tmp/starter dashes
exits 66 "so is what can't be executed" by /tmp/starter /etc/passwd
prints 'through too many interpreters$' "an endless chain ends" \
	by /tmp/starter /srv/jobs/loop

# same STARTER COMMAND...: what is said and what is done are the same.
same() {
	same_what="$*"
	by "$@" > /tmp/said 2>&1 < "$input"
	said=$?
	done=0
	"$@" < "$input" 2>&1 | grep -Eq 'it-ran' || done=1
	if [ $said = $done ]; then
		pass "$same_what < $input: what is said is done ($said)"
	else
		fail "$same_what < $input: said $said, done $done" \
			"$(cat /tmp/said)"
	fi
}
for starter in /tmp/starter /tmp/stranger; do
	input=/dev/null
	same $starter /srv/jobs/listed.sh
	same $starter /srv/jobs/twice
	same $starter /tmp/evil.sh
	same $starter /usr/bin/dash /srv/jobs/plain
	same $starter /usr/bin/dash -e /srv/jobs/plain
	same $starter /usr/bin/dash /tmp/evil
	same $starter /usr/bin/dash -c 'echo it-ran'
	same $starter /usr/bin/busybox echo it-ran
	same $starter /usr/bin/busybox sh /tmp/evil
	input=/srv/jobs/plain
	same $starter /usr/bin/dash
	input=/tmp/evil
	same $starter /usr/bin/dash
done
for file in /srv/jobs/listed.so /tmp/evil.so; do
	edgesec explain --quiet --as library $file
	said=$?
	[ "$(trickster map $file)" = allowed ]
	done=$?
	prints '^(00|11)$' "$file: what is said is done" echo $said$done
done

# Nothing is left behind.
counts() { edgesec -j status | grep -E '"(exec|script|library|content)-'; }
log_mark
counts > /tmp/before
by /tmp/stranger /tmp/evil.sh > /dev/null
edgesec explain --quiet --as library /tmp/evil.so
edgesec explain --quiet --as script /tmp/evil
counts > /tmp/after
not_logged 'edgesec: op=' "a question is not recorded"
prints '-denied": [1-9]' "some things were denied before" cat /tmp/before
prints '^same$' "and none by a question" sh -c \
	"grep denied /tmp/before > /tmp/a; grep denied /tmp/after | cmp - /tmp/a && echo same"
cp /srv/jobs/plain /srv/jobs/fresh
edgesec explain --as script /srv/jobs/fresh > /dev/null
succeeds "and the file may still be written to" \
	sh -c 'echo >> /srv/jobs/fresh'

# In audit mode all rules are asked, and nothing stops.
sed 's/^mode: enforce/mode: audit/' /etc/edgesec/policy.yaml > /tmp/audit.yaml
apply /tmp/audit.yaml
prints '^program /tmp/evil.sh: denied by executables.allow, not-listed \(audit\)' \
	"audit mode goes on behind the first denial" \
	by /tmp/stranger /tmp/evil.sh
prints '^script /tmp/evil.sh: denied by executables.interpreted.*\(audit\)' \
	"to the last one" by /tmp/stranger /tmp/evil.sh
prints '^command, started by /tmp/stranger: would be denied, but goes on$' \
	"and says so" by /tmp/stranger /tmp/evil.sh
exits 1 "with exit status 1" by /tmp/stranger /tmp/evil.sh

# Lines are only told of the policy that is in force.
prints "/tmp/audit.yaml:$(line allow:)$" "another file is named by --policy" \
	edgesec explain --policy /tmp/audit.yaml /tmp/evil
prints "policy.yaml is not the policy in force" "one that is not in force" \
	edgesec explain --policy /etc/edgesec/policy.yaml /tmp/evil
prints '/var/lib/edgesec/last-good:[0-9]+$' \
	"without a name it is found among those that are known" \
	edgesec explain /tmp/evil
exits 66 "a file that does not exist" edgesec explain /tmp/none
exits 71 "a folder" edgesec explain /tmp
exits 64 "an unknown use" edgesec explain --as food /tmp/evil
exits 77 "only administrators may ask" su operator -c \
	'edgesec explain /usr/bin/dash'
edgesec disable > /dev/null
tap_end
