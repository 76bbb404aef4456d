#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: what is wrong is refused, in its place, and changes nothing
# Copyright (C) 2026 The edgesec authors
#
# time: 240
. /usr/lib/tap.sh

policies=/usr/share/edgesec/policies
cat > /tmp/good.yaml <<'EOF'
edgesec: 1
name: good
mode: enforce
ports:
  - {scope: host, protocol: tcp, bind: [53], default: deny}
EOF
chmod 644 /tmp/good.yaml
in_force() { edgesec status --json | sed -n '/"policy"/,/}/p'; }

modbus-server 127.0.0.1 999 /tmp/counts > /dev/null 2>&1 &
sleep 1
prints 'would deny tcp port 999, which is bound \(host\)' \
	"what a policy would deny of what now runs is told" \
	edgesec apply /tmp/good.yaml
exits 71 "and such a policy is refused" edgesec apply /tmp/good.yaml
prints 'no policy is in force' "so that none is in force" edgesec status
kill $!
wait
prints '^applied \(generation 1\)$' "without that it is applied" \
	edgesec apply /tmp/good.yaml
good=$(in_force)

# refused STATUS PATTERN DESCRIPTION COMMAND...: and the policy is as before.
refused() {
	bad_status=$1
	bad_pattern=$2
	bad_what=$3
	shift 3
	bad_out=$("$@" 2>&1)
	bad_got=$?
	if [ "$bad_got" != "$bad_status" ]; then
		fail "$bad_what" "exit status $bad_got, not $bad_status" "$bad_out"
	elif ! echo "$bad_out" | grep -Eq "$bad_pattern"; then
		fail "$bad_what" "no match for $bad_pattern in:" "$bad_out"
	elif [ "$(in_force)" != "$good" ]; then
		fail "$bad_what" "the policy in force changed:" "$(in_force)"
	else
		pass "$bad_what"
	fi
}

for policy in "$policies"/bad/*.yaml; do
	name=${policy##*/}
	place=$(sed -n 's/^# expect: \([0-9]*:[0-9]*\): .*/\1/p' "$policy" |
		head -1)
	refused 65 "$name:$place: error: " "$name" edgesec apply --force "$policy"
done

: > /tmp/empty.yaml
refused 65 '/tmp/empty.yaml:1:1: error: the file is empty' "an empty file" \
	edgesec apply /tmp/empty.yaml
head -c 20000000 /dev/zero > /tmp/large.yaml
refused 66 'larger than 16 MiB' "a file of 20 MB" edgesec apply /tmp/large.yaml
rm /tmp/large.yaml
refused 66 'is a directory' "a directory" edgesec apply /tmp
refused 66 'No such file' "a file that does not exist" edgesec apply /none
refused 64 'usage: edgesec apply' "no file" edgesec apply
cp /tmp/good.yaml /tmp/secret.yaml
chmod 600 /tmp/secret.yaml
refused 66 'Permission denied' "a file without permission to read it" \
	su operator -c 'edgesec apply /tmp/secret.yaml'

cat > /tmp/absent.yaml <<'EOF'
edgesec: 1
name: absent
mode: enforce
executables:
  scripts:
    identify-by: path
    allow-from:
      - kernel
      - {path: /proc/self/none}
EOF
refused 65 'absent.yaml:9:9: error: .*No such file' "a program that is absent" \
	edgesec apply --force /tmp/absent.yaml

refused 77 'CAP_MAC_ADMIN' "apply by a user" \
	su operator -c 'edgesec apply /tmp/good.yaml'
refused 77 'CAP_MAC_ADMIN' "disable by a user" su operator -c 'edgesec disable'
refused 77 'CAP_MAC_ADMIN' "show by a user" su operator -c 'edgesec show'
refused 77 'CAP_MAC_ADMIN' "disable by root of a user namespace" \
	su operator -c 'unshare -r edgesec disable'
echo 1 > /proc/sys/kernel/dmesg_restrict
refused 77 'kmsg' "log by a user" su operator -c 'edgesec log'
exits 0 "status by a user" su operator -c 'edgesec status'

prints 'edgesec [0-9.]+ \(ABI [0-9]+, module [0-9.]+\)' \
	"version names command, ABI and module" edgesec version
refused 69 'another version of the ABI' "a command of another ABI" \
	edgesec-abi2 apply /tmp/good.yaml
refused 69 'install module and command of one release' "and it says the cure" \
	edgesec-abi2 status

prints '^unchanged \(generation 1\)$' "the same policy again is no change" \
	edgesec apply --force /tmp/good.yaml
refused 0 '^would apply' "--dry-run applies nothing" \
	edgesec apply --dry-run --force "$policies/strict-example.yaml"
prints '"ports": 1' "check counts" edgesec check --json /tmp/good.yaml
prints 'host +tcp +bind 53 +deny +enforce' "show lists the rule" edgesec show
prints '"name": "good"' "show as JSON" edgesec show --json

edgesec disable > /dev/null
if echo 0 > /proc/sys/kernel/ftrace_enabled; then
	prints 'kernel.ftrace_enabled is 0' \
		"a kernel whose ftrace is off is told, with the reason" \
		edgesec apply --force /tmp/good.yaml
	exits 71 "and the policy is refused" edgesec apply --force /tmp/good.yaml
	prints 'no policy is in force' "and none is in force" edgesec status
	echo 1 > /proc/sys/kernel/ftrace_enabled
else
	skip "a kernel whose ftrace is off" "this kernel can't switch it off"
fi
rmmod edgesec
prints 'not loaded; load it with: modprobe edgesec' \
	"without the module the cure is named" edgesec status
exits 69 "without the module apply has a status of its own" \
	edgesec apply /tmp/good.yaml
tap_end
