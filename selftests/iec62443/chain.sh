#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: each level of IEC 62443-4-2 against what it claims to stop
# Copyright (C) 2026 The edgesec authors
#
# A gateway, which is the host itself, between a controller and those who ask:
#
#	reader 10.9.2.2 ---- 10.9.2.1 \
#	panel  10.9.3.2 ---- 10.9.3.1 -- host -- 10.9.1.1 ---- 10.9.1.2 plc
#	other  10.9.4.2 ---- 10.9.4.1 /                        10.9.1.3
#
# The same attacks are made at all levels. What a level claims to stop has to be
# denied, beside something like it that has to work; what only a higher one
# claims to stop works, or the attack would be none.
#
# modules: veth
# late-modules: dummy
# programs: dash
# time: 600
# shellcheck disable=SC2317 # what try calls
. /usr/lib/tap.sh

policies=/usr/share/edgesec/policies
DENIED='E(ACCES|PERM)|[Pp]ermission denied|[Nn]ot permitted|cannot open|denied|failed to map'
work=$(mktemp -d) || exit 1
application=/opt/gateway/bin

link() { # NAMESPACE NUMBER
	ip netns add "$1" && ip -n "$1" link set lo up &&
		ip link add "$1" type veth peer name out netns "$1" &&
		ip address add "10.9.$2.1/24" dev "$1" &&
		ip -n "$1" address add "10.9.$2.2/24" dev out &&
		ip link set "$1" up && ip -n "$1" link set out up &&
		ip -n "$1" route add default via "10.9.$2.1"
}

make_network() {
	link plc 1 && link reader 2 && link panel 3 && link other 4 &&
		ip -n plc address add 10.9.1.3/24 dev out &&
		echo 1 > /proc/sys/net/ipv4/ip_forward
}

start_server() {
	/usr/bin/ip netns exec plc modbus-server 0.0.0.0 502 "$work/counts" \
		> /dev/null 2>&1 &
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		[ -e "$work/counts" ] && return 0
		sleep 1
	done
	return 1
}

# Another program than PROGRAM, with the same use.
variant() { # PROGRAM FILE
	cp "/usr/bin/$1" "$2" && printf '%s' "$2" >> "$2"
}

make_files() {
	mkdir -p $application /usr/sbin /srv
	variant binder $application/collector
	variant runner $application/service
	variant runner /usr/sbin/cron
	variant binder /srv/dropped
	variant libharmless.so /srv/evil.so
	printf '#!/usr/bin/dash\necho it-ran\n' > /etc/job.sh
	printf 'echo it-ran\n' > /srv/evil
	chmod 755 /etc/job.sh /srv/evil
	module=$(find /usr/lib/modules/ -name dummy.ko | head -1)
	[ -z "$module" ] || { cp "$module" /srv/evil.ko && echo x >> /srv/evil.ko; }
}

succeeds "there is a plant" make_network
succeeds "a controller is in it" start_server
make_files
sleep 1000 &
victim=$!

cat > "$work/site.yaml" <<END
edgesec: 1
level: $policies/iec62443-4-2/sl0.yaml
application: $application
tcp-listen: [22]
udp-bind: [123]
plc: 10.9.1.2
plc-units: [1]
readers: [10.9.2.2]
panels: [10.9.3.2]
requests: 50/s
setpoints: [10-19]
END

use() { # LEVEL HOST
	sed "s/sl0/sl$1/" "$work/site.yaml" > "$work/level.yaml"
	# Signatures have a suite of their own, commit/signed.sh.
	printf '%s\n' 'edgesec: 1' "extends: $policies/hosts/$2.yaml" \
		"site: level.yaml" "signature: optional" > "$work/policy.yaml"
	edgesec apply --force "$work/policy.yaml"
}

# attack FROM WHAT COMMAND...: it is denied from that level on.
attack() {
	from=$1
	what=$2
	shift 2
	if [ "$level" -ge "$from" ]; then
		prints "$DENIED" "SL $level: $what is denied" "$@"
	else
		prints "$WORKS" "SL $level: $what is not what it stops" "$@"
	fi
}
works() { # WHAT COMMAND...
	what=$1
	shift
	prints "$WORKS" "SL $level: $what" "$@"
}
WORKS='it-ran|library-ran|^allowed$|ok$'

attack_programs() {
	attack 1 "a program from elsewhere" runner /srv/dropped udp inet 0
	works "a program of the application runs" \
		runner $application/collector udp inet 0
	cp /srv/dropped /usr/bin/exchanged
	attack 2 "another program in a listed place" \
		runner /usr/bin/exchanged udp inet 0
	rm /usr/bin/exchanged
	attack 2 "a library from elsewhere" trickster dlopen /srv/evil.so
	works "a library of the system is used" \
		trickster dlopen /usr/bin/libharmless.so
	attack 3 "code made at run time" trickster anonymous
	attack 2 "reaching into a process" trickster attach $victim
	works "looking at one is free" trickster look $victim
}

attack_scripts() {
	attack 1 "a script that a service starts" \
		$application/service /etc/job.sh
	works "cron starts it" /usr/sbin/cron /etc/job.sh
	attack 3 "a shell that a service starts" \
		$application/service /usr/bin/dash /etc/job.sh
	works "cron starts a shell" /usr/sbin/cron /usr/bin/dash /etc/job.sh
	attack 3 "a script from elsewhere, by a shell" \
		/usr/sbin/cron /usr/bin/dash /srv/evil
}

attack_modules() {
	if [ -z "$module" ]; then
		skip "SL $level: a changed module" "this kernel has it built in"
		return
	fi
	attack 2 "a changed module" trickster load /srv/evil.ko
	rmmod dummy 2> /dev/null
	works "the kernel's own module is loaded" trickster load "$module"
	rmmod dummy 2> /dev/null
}

attack_ports() {
	attack 1 "a UDP port of the host that is not listed" \
		binder udp inet 5000
	works "a listed one is bound" binder udp inet 123
	works "and any free one" binder udp inet 0
	attack 1 "listening on a TCP port of the host" porter -b 8000 listen tcp
	works "listening on a listed one" porter -b 22 listen tcp
	attack 1 "a UDP port of a container" \
		ip netns exec other binder udp inet 5000
	attack 2 "a raw socket in a container" \
		ip netns exec other porter make raw
	attack 4 "a raw socket of the host" porter make raw
}

ask() { # NAMESPACE ADDRESS PDU
	ip netns exec "$1" modbus-client "$2" 502 send \
		"$(printf '00070000%04x01%s' $((${#3} / 2 + 1)) "$3")" |
		sed 's/^answer 00070000....../answer /'
}

passes() { # WHAT NAMESPACE ADDRESS PDU
	prints '^answer [0-7]' "SL $level: $1" ask "$2" "$3" "$4"
}
# What the server did not get it has not counted.
stopped() { # WHAT CODE NAMESPACE ADDRESS PDU
	before=$(grep "^$2 " "$work/counts")
	prints '^answer [89a-f]|^reset|^closed|connect: Connection refused' \
		"SL $level: $1" ask "$3" "$4" "$5"
	if [ "$(grep "^$2 " "$work/counts")" = "$before" ]; then
		pass "SL $level: and the controller sees nothing of it"
	else
		fail "SL $level: and the controller sees nothing of it" \
			"$(cat "$work/counts")"
	fi
}

attack_modbus() {
	passes "the reader reads" reader 10.9.1.2 0300000001
	stopped "the reader does not ask who the controller is" 17 \
		reader 10.9.1.2 11
	stopped "and writes nothing" 6 reader 10.9.1.2 06000a0001
	passes "the panel writes a setpoint" panel 10.9.1.2 06000a0001
	stopped "but nothing else" 6 panel 10.9.1.2 0600140001
	stopped "a request with too many registers" 3 panel 10.9.1.2 030000007e
	stopped "an identity is asked of no other controller" 17 \
		other 10.9.1.3 11
	if [ "$level" -ge 2 ]; then
		stopped "who is not named reads nothing" 3 \
			other 10.9.1.3 0300000001
	else
		passes "who is not named reads another controller" \
			other 10.9.1.3 0300000001
	fi
}

# What edgesec report says of a requirement.
result_of() {
	sed -n "s/^\"[^\"]*\",\"$1\",\"[0-9]*\",\"\([^\"]*\)\".*/\1/p" \
		"$work/report"
}

# agrees LEVEL REQUIREMENT: it is met, or in part, from that level on, as the
# attacks have found, and below that it is not.
agrees() {
	if [ "$level" -ge "$1" ]; then
		prints '^(met|partly)$' \
			"SL $level: the report says that $2 is held" \
			result_of "$2"
	else
		prints '^not-met$' "SL $level: the report says that $2 is not" \
			result_of "$2"
	fi
}

compare_report() {
	edgesec report --level "$level" --format csv > "$work/report" 2>&1
	agrees 1 "HDR 3.2"
	agrees 1 "HDR 2.4"
	agrees 1 "CR 3.5"
	agrees 1 "CR 5.1"
	agrees 1 "CR 7.7"
	agrees 2 "CR 3.4"
	agrees 2 "CR 3.9"
	agrees 3 "HDR 2.4 RE(1)"
}

attack_island() {
	succeeds "SL $level: the plant is cut off" use "$level" plc-gateway-island
	stopped "then the reader reads nothing" 3 reader 10.9.1.2 0300000001
	succeeds "SL $level: and connected again" use "$level" plc-gateway
	passes "then it reads" reader 10.9.1.2 0300000001
}

for level in 1 2 3 4; do
	succeeds "SL $level: the policy of a gateway is put in force" \
		use $level plc-gateway
	prints "\"profile\": \"iec-62443-4-2/sl$level\"" \
		"SL $level: and says which level it is for" edgesec status --json
	attack_programs
	attack_scripts
	attack_modules
	attack_ports
	attack_modbus
	compare_report
done
level=3
attack_island

# The other kinds of host, at the highest level.
cat > "$work/site.yaml" <<END
edgesec: 1
level: $policies/iec62443-4-2/sl0.yaml
application: $application
tcp-listen: [22]
udp-bind: [123]
plc: 10.9.1.2
plc-units: [1]
own-addresses: [10.9.1.1]
requests: 50/s
buttons: [0-3]
setpoints: [10-19]
END
level=4
succeeds "SL 4: the policy of a panel is put in force" use 4 hmi-panel
prints '^answer 06' "SL 4: the panel itself writes a setpoint" sh -c \
	'modbus-client 10.9.1.2 502 send 0007000000060106000a0001 |
		sed "s/^answer 00070000....../answer /"'
stopped "nobody writes through it" 6 reader 10.9.1.2 06000a0001

cat > "$work/site.yaml" <<END
edgesec: 1
level: $policies/iec62443-4-2/sl0.yaml
image: $application
tcp-listen: [22]
udp-bind: [123]
container-tcp-listen: [8080]
container-udp-bind: [8080-8099]
plc: 10.9.1.2
plc-units: [1]
containers: [10.9.4.0/24]
requests: 20/s
END
succeeds "SL 4: the policy of a logger is put in force" use 4 data-logger
passes "its container reads" other 10.9.1.2 0300000001
stopped "and writes nothing" 6 other 10.9.1.2 06000a0001
works "its container binds its ports" ip netns exec other binder udp inet 8080
attack 1 "another port of the container" ip netns exec other binder udp inet 5000

edgesec disable > /dev/null
kill $victim
tap_end
