# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - The plant of the suites on IEC 62443-4-2, and what is tried in it
# Copyright (C) 2026 The edgesec authors
#
# shellcheck disable=SC2154 # what the suite sets
# The host itself between a controller and those who ask:
#
#	reader 10.9.2.2 ---- 10.9.2.1 \
#	panel  10.9.3.2 ---- 10.9.3.1 -- host -- 10.9.1.1 ---- 10.9.1.2 plc
#	other  10.9.4.2 ---- 10.9.4.1 /                        10.9.1.3
#
# A suite sets $level; $at, which begins its descriptions; and $content, the level
# from which on the programs of the application are known by their content.

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

make_plant() {
	succeeds "there is a plant" make_network
	succeeds "a controller is in it" start_server
	make_files
	sleep 1000 &
	victim=$!
}

leave_plant() {
	edgesec disable > /dev/null
	kill "$victim"
}

# What the site files of all hosts have in common; more is standard input.
site() {
	{
		cat <<-END
		edgesec: 1
		level: $policies/iec62443-4-2/sl0.yaml
		tcp-listen: [22]
		udp-bind: [123]
		plc: 10.9.1.2
		plc-units: [1]
		END
		cat
	} > "$work/site.yaml"
}

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
		prints "$DENIED" "$at: $what is denied" "$@"
	else
		prints "$WORKS" "$at: $what is not what it stops" "$@"
	fi
}
works() { # WHAT COMMAND...
	what=$1
	shift
	prints "$WORKS" "$at: $what" "$@"
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
	cp /srv/dropped $application/exchanged
	attack "$content" "another program among those of the application" \
		runner $application/exchanged udp inet 0
	rm $application/exchanged
	attack 2 "a library from elsewhere" trickster dlopen /srv/evil.so
	works "a library of the system is used" \
		trickster dlopen /usr/bin/libharmless.so
	attack 3 "code made at run time" trickster anonymous
	attack 2 "reaching into a process" trickster attach "$victim"
	works "looking at one is free" trickster look "$victim"
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
		skip "$at: a changed module" "this kernel has it built in"
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

# "host" stands for the host itself.
ask() { # NAMESPACE ADDRESS PDU
	from=
	[ "$1" = host ] || from="ip netns exec $1"
	# shellcheck disable=SC2086 # words
	$from modbus-client "$2" 502 send \
		"$(printf '00070000%04x01%s' $((${#3} / 2 + 1)) "$3")" |
		sed 's/^answer 00070000....../answer /'
}

passes() { # WHAT NAMESPACE ADDRESS PDU
	prints '^answer [0-7]' "$at: $1" ask "$2" "$3" "$4"
}
# What the server did not get it has not counted.
stopped() { # WHAT CODE NAMESPACE ADDRESS PDU
	before=$(grep "^$2 " "$work/counts")
	prints '^answer [89a-f]|^reset|^closed|connect: Connection refused' \
		"$at: $1" ask "$3" "$4" "$5"
	if [ "$(grep "^$2 " "$work/counts")" = "$before" ]; then
		pass "$at: and the controller sees nothing of it"
	else
		fail "$at: and the controller sees nothing of it" \
			"$(cat "$work/counts")"
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
			"$at: the report says that $2 is held" \
			result_of "$2"
	else
		prints '^not-met$' "$at: the report says that $2 is not" \
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
	agrees "$content" "CR 3.4"
	agrees 2 "CR 3.9"
	agrees 3 "HDR 2.4 RE(1)"
}

