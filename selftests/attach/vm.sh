#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: loading, unloading, and living beside others on the hooks
# Copyright (C) 2026 The edgesec authors
#
# edgesec: not-loaded
# time: 400
. /usr/lib/tap.sh

cp /usr/bin/runner /tmp/unlisted
printf '#!/bin/sh\necho it-ran\n' > /tmp/s.sh
chmod 755 /tmp/s.sh
policy=/tmp/policy.yaml
cat > $policy <<'EOF'
edgesec: 1
name: attach
mode: enforce
executables:
  scripts:
    identify-by: path
    allow-from: [/usr/bin/busybox, kernel]
ports:
  - {scope: host, protocol: udp, bind: [53], default: deny}
modbus:
  servers:
    - {name: any, address: any, deny: [0x11]}
EOF

denied() {
	prints '^execve: EACCES$' "$1" /tmp/unlisted /tmp/s.sh
}
ran() {
	prints '^it-ran$' "$1" /tmp/unlisted /tmp/s.sh
}

exits 69 "without the module apply says so" edgesec apply $policy
prints 'not loaded' "and names the cure" edgesec apply $policy

succeeds "the module loads" modprobe edgesec
prints 'no policy' "status says that no policy is in force" edgesec status
ran "a loaded module denies nothing"
apply $policy
denied "a policy in force does"
exits 1 "rmmod is refused while a policy is in force" rmmod edgesec
denied "and changes nothing"
prints 'bprm_check_security.*' "status shows the hooks" edgesec status
if echo 0 > /proc/sys/kernel/ftrace_enabled; then
	fail "ftrace can't be switched off under a policy"
else
	pass "ftrace can't be switched off under a policy"
fi 2> /dev/null
denied "and the policy still holds"
functions=/sys/kernel/tracing/enabled_functions
prints 'bprm_check_security \(1\) .*I' "ftrace sends the calls of a hook here" \
	cat $functions
exits 1 "without a guard of its own, which lets some calls through" \
	grep -q ftrace_ops_assist_func $functions
succeeds "disable takes the policy out of force" edgesec disable
ran "then nothing is denied"
prints '^0$' "and no function is redirected" \
	sh -c 'grep -c edgesec /sys/kernel/tracing/enabled_functions; true'
succeeds "rmmod works then" rmmod edgesec
ran "and the host is as before"

before=$(slab)
bad=0
i=0
while [ $i -lt 100 ]; do
	modprobe edgesec || bad=$((bad + 1))
	if [ $((i % 10)) = 0 ]; then
		edgesec apply --force $policy > /dev/null || bad=$((bad + 1))
		edgesec disable > /dev/null || bad=$((bad + 1))
	fi
	rmmod edgesec || bad=$((bad + 1))
	i=$((i + 1))
done
after=$(slab)
if [ $bad = 0 ]; then
	pass "it loads and unloads 100 times"
else
	fail "it loads and unloads 100 times" "$bad times it did not"
fi
kept_small "and leaves no memory behind" "$before" "$after" 4096

# A BPF LSM program on the same hook.
modprobe edgesec
mkfifo /tmp/to /tmp/from
guard_start() {
	guard < /tmp/to > /tmp/from 2>&1 &
	exec 7> /tmp/to 8< /tmp/from
	read -r answer <&8
	[ "$answer" = attached ]
}
guard_ask() {
	echo count >&7
	read -r answer <&8
	echo "$answer"
}
guard_stop() {
	exec 7>&- 8<&-
	wait
}
sees() { # DESCRIPTION: executions reach the BPF program
	count=$(guard_ask)
	/usr/bin/busybox true
	if [ "$(guard_ask)" -gt "$count" ]; then
		pass "$1"
	else
		fail "$1" "still $count"
	fi
}

if [ ! -e /sys/kernel/btf/vmlinux ] ||
   ! grep -q bpf /sys/kernel/security/lsm; then
	skip "BPF LSM beside edgesec" "this kernel runs no BPF LSM programs"
elif guard_start; then
	pass "a BPF LSM program is attached first"
	sees "it sees executions"
	apply $policy
	denied "edgesec, attached after it, denies"
	sees "the BPF program still sees executions"
	# Nothing can be executed while it denies, so builtins must do.
	echo deny >&7
	guard_ask > /dev/null
	refusal=$(/usr/bin/busybox true 2>&1)
	echo allow >&7
	guard_ask > /dev/null
	case $refusal in
	*"not permitted"*)
		pass "the BPF program denies what edgesec allows" ;;
	*)
		fail "the BPF program denies what edgesec allows" "$refusal" ;;
	esac
	edgesec disable > /dev/null
	sees "with edgesec detached the BPF program still works"
	apply $policy
	guard_stop
	denied "with the BPF program detached edgesec still denies"
	if guard_start; then
		pass "a BPF LSM program can be attached after edgesec"
		sees "and sees executions"
		denied "and edgesec denies"
		guard_stop
		denied "also when it is detached again"
	else
		fail "a BPF LSM program can be attached after edgesec" "$answer"
		guard_stop
	fi
	edgesec disable > /dev/null
else
	guard_stop
	case $(uname -mr)\ $answer in
	6.1.*\ aarch64*-524*)
		skip "BPF LSM beside edgesec" \
			"Linux 6.1 has no BPF trampolines on arm64" ;;
	*)
		fail "a BPF LSM program is attached first" "$answer" ;;
	esac
fi
succeeds "the module can be unloaded at the end" rmmod edgesec
tap_end
