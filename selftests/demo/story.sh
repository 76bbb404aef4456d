#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - The story of the demo, told from inside the machine
# Copyright (C) 2026 The edgesec authors
#
# modules: veth overlay
ip() { /usr/bin/ip "$@"; }

failed=0
rows=

say() { printf '%s\n' "$@"; }
chapter() { printf '\n== %s\n' "$1"; }

# The last record that holds $1, folded to fit a terminal.
record() {
	dmesg | sed -n 's/.*\(edgesec: op=.*\)/\1/p' | grep -- "$1" | tail -n 1 |
		fold -s -w 92 | sed -e '1s/^/    log   /' -e '2,$s/^/          /'
}

# try EXPECTED WHAT COMMAND...: runs it; what it prints must match EXPECTED.
try() {
	want=$1
	what=$2
	shift 2
	out=$("$@" 2>&1 | tail -n 1)
	printf '  $ %s\n    gives %s\n' "$*" "${out:-nothing}"
	if echo "$out" | grep -Eq -- "$want"; then
		verdict=${outcome:-as it should}
	else
		verdict="NOT AS IT SHOULD ($want)"
		failed=1
	fi
	rows="$rows$what|$verdict
"
}
allowed() { outcome=allowed try "$@"; }
denied() { # EXPECTED WHAT RECORD COMMAND...
	denied_want=$1
	denied_what=$2
	denied_record=$3
	shift 3
	outcome=denied try "$denied_want" "$denied_what" "$@"
	found=$(record "$denied_record")
	[ -n "$found" ] || {
		failed=1
		found="    log   NO RECORD"
	}
	echo "$found"
}

put_script() { # FILE FIRST-LINE
	printf '%s\necho the script ran\n' "$2" > "$1"
	chmod 755 "$1"
}

mkdir -p /opt/jobs
chapter "The policy"
say "The baseline has three rules. It is applied with one command."
try '^applied' "the baseline policy is applied" \
	edgesec apply /usr/share/edgesec/policies/baseline.yaml

chapter "Rule 1: who may start scripts"
say "Init, cron, the package manager and logins start scripts all day. A network" \
    "service that was taken over must not. /opt/exporter plays that service."
mkdir -p /mnt/over /tmp/low /tmp/up /tmp/wk
cp /usr/bin/runner /opt/exporter
put_script /opt/jobs/backup.sh '#!/bin/sh'
put_script /tmp/payload.sh '#! /bin/sh -e'
put_script /tmp/low/payload.sh '#!/usr/bin/env sh'
mount -t overlay overlay -o lowerdir=/tmp/low,upperdir=/tmp/up,workdir=/tmp/wk \
	/mnt/over
allowed 'the script ran' "a listed shell starts a script" \
	sh -c /opt/jobs/backup.sh
denied 'EACCES|EPERM' "a service starts the same script" 'backup.sh' \
	/opt/exporter /opt/jobs/backup.sh
denied 'EACCES|EPERM' "a service starts \"#! /bin/sh -e\" from /tmp" \
	'/tmp/payload.sh' /opt/exporter /tmp/payload.sh
denied 'EACCES|EPERM' "a service starts \"#!/usr/bin/env sh\", overlayfs" \
	'/mnt/over/payload.sh' /opt/exporter /mnt/over/payload.sh

chapter "Rule 2: which UDP ports containers bind"
say "A container is a network namespace of its own: DNS, NTP and 8080 to 8099 only."
ip netns add container
ip -n container link set lo up
for port in 53 123 8080 8099; do
	allowed "^$port ok" "UDP port $port in a container" \
		ip netns exec container binder udp inet $port
done
denied '^5000 EACCES' "UDP port 5000 in a container" 'port=5000 ' \
	ip netns exec container binder udp inet 5000
denied '^8100 EACCES' "UDP port 8100 in a container, IPv6" 'port=8100 ' \
	ip netns exec container binder udp inet6 8100
allowed '^5000 ok' "UDP port 5000 on the host" binder udp inet 5000
allowed '^5000 ok' "TCP port 5000 in a container" \
	ip netns exec container binder tcp inet 5000

chapter "Rule 3: what reaches a Modbus server"
say "A libmodbus server in one namespace, its client in another, a veth between." \
    "Function code 0x11 (Report Server ID) tells an intruder what to attack."
ip netns add plc
ip link add veth0 netns container type veth peer name veth1 netns plc
ip -n container address add 192.0.2.1/24 dev veth0
ip -n plc address add 192.0.2.10/24 dev veth1
ip -n container link set veth0 up
ip -n plc link set veth1 up
/usr/bin/ip netns exec plc modbus-server 192.0.2.10 502 /tmp/counts \
	> /dev/null 2>&1 &
sleep 2
# shellcheck disable=SC2317 # called by try
client() { ip netns exec container modbus-client 192.0.2.10 502 "$@"; }
allowed '^1000 1001$' "function 3 reads two registers" client read 0 2
allowed '^$' "function 16 writes two registers" client write 0 7 8
allowed '^7 8$' "function 3 reads what was written" client read 0 2
denied 'reset|Connection' "function 0x11 in one segment" 'function=17 ' \
	client report
denied 'reset' "function 0x11 split over two segments" 'reason=alignment' \
	client split 7 0001000000020111
allowed '^7 8$' "the next request works" client read 0 2
try '^0$' "requests with 0x11 that reached the server" \
	sh -c 'grep -c "^17 " /tmp/counts'

chapter "An allow list by content"
say "A stricter policy: programs below /opt run only if they are known by SHA-256."
mkdir -p /opt/app
cp /usr/bin/binder /opt/app/collector
cat > /tmp/strict.yaml <<'EOF'
edgesec: 1
name: strict
mode: enforce
executables:
  allow:
    - {directory: /usr, identify-by: path}
    - path: /opt/app/collector
EOF
try '^applied' "the stricter policy is applied" edgesec apply /tmp/strict.yaml
allowed '^9000 ok' "a listed program" runner /opt/app/collector udp inet 9000
size=$(stat -c %s /opt/app/collector)
printf x | dd of=/opt/app/collector bs=1 seek=$((size - 1)) conv=notrunc \
	2> /dev/null
denied 'EACCES' "the same program with one byte changed" \
	'op=exec .*collector' runner /opt/app/collector udp inet 9000
cp /usr/bin/swapper /opt/app/collector
denied 'EACCES' "another program under its name" 'op=exec .*collector' \
	runner /opt/app/collector 1

chapter "What the log says: edgesec log --denied"
edgesec log --denied --json > /tmp/log.json
edgesec log --denied | cut -c 1-160 | sed 's/^/  /'
outcome=
try '[1-9]' "denials that the log holds" sh -c 'grep -c verdict /tmp/log.json'

chapter "The end"
outcome='as it should' try 'no policy' "the policy is taken out of force" \
	edgesec disable
rmmod edgesec
allowed 'the script ran' "without it the service starts the script" \
	/opt/exporter /opt/jobs/backup.sh

printf '\n%-58s %s\n' "WHAT" "OUTCOME"
echo "$rows" | while IFS='|' read -r what verdict; do
	[ -z "$what" ] || printf '%-58s %s\n' "$what" "$verdict"
done
exit $failed
