#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: which ports are bound in which network namespace
# Copyright (C) 2026 The edgesec authors
# shellcheck disable=SC2086 # lists of ports
. /usr/lib/tap.sh

cat > /tmp/ports.yaml <<'EOF'
edgesec: 1
name: ports
mode: enforce
ports:
  - {scope: container, protocol: udp, bind: [53, 123, 8080-8099], default: deny}
EOF

ip netns add ct
ip netns exec ct ip link set lo up
ct() { ip netns exec ct "$@"; }

works='53 123 8080 8099 0'
fails='52 54 5000 8079 8100 1 65535'

exits 0 "without a policy a container binds anything" \
	ip netns exec ct binder udp inet $fails
apply /tmp/ports.yaml

for address in inet inet6 mapped unspec; do
	for port in $works; do
		exits 0 "$address: udp port $port can be bound in a container" \
			ip netns exec ct binder udp $address $port
	done
	for port in $fails; do
		prints "^$port EACCES\$" \
			"$address: udp port $port can't be bound in a container" \
			ip netns exec ct binder udp $address $port
	done
done

case $(uname -r)\ $(binder udplite inet 0) in
7.*EPROTONOSUPPORT)
	skip "UDP-Lite is UDP" "Linux 7 has no UDP-Lite" ;;
*)
	prints '^5000 EACCES$' "UDP-Lite is UDP" \
		ip netns exec ct binder udplite inet 5000 ;;
esac
prints 'EINVAL$' "an address too short for a port is refused" \
	ip netns exec ct binder udp short 53
exits 0 "TCP in a container is not touched" \
	ip netns exec ct binder tcp inet $fails
exits 0 "TCP over IPv6 in a container is not touched" \
	ip netns exec ct binder tcp inet6 $fails
exits 0 "UDP of the host is not touched" binder udp inet $fails
exits 0 "UDP over IPv6 of the host is not touched" binder udp inet6 $fails

log_mark
ct binder udp inet 5000 > /dev/null
logged 'edgesec: op=bind .*verdict=deny mode=enforce gen=[0-9]+ rule=ports\[0\] reason=port-not-listed proto=udp family=inet port=5000 scope=container netns=[0-9]+ uid=0 .*exe="/usr/bin/binder"' \
	"one record names rule, protocol, port, namespace and process"
log_mark
ct binder udp inet 53 > /dev/null
not_logged 'op=bind' "what is allowed is not recorded"
counts() { # NUMBER WHAT COMMAND...
	number=$1 what=$2
	before=$(allowed_binds)
	shift 2
	"$@" > /dev/null
	prints "^$((before + number))\$" "$what" allowed_binds
}
allowed_binds() {
	edgesec status | sed -n 's/^ *bind-allowed *//p'
}
counts 4 "but counted, with port 0" ct binder udp inet 53 8080 8099 0
counts 2 "over IPv6 too, but not what is denied" ct binder udp inet6 53 54 8080
counts 0 "nor what no rule judges" binder udp inet 53

sed -i 's/mode: enforce/mode: audit/' /tmp/ports.yaml
apply /tmp/ports.yaml
log_mark
exits 0 "audit mode denies nothing" ip netns exec ct binder udp inet 5000
logged 'op=bind .*verdict=deny mode=audit .*port=5000 .*res=1' \
	"audit mode records what it would deny"
counts 1 "and counts what it allows" ct binder udp inet 53 5000

cat > /tmp/tcp.yaml <<'EOF'
edgesec: 1
name: tcp
mode: enforce
ports:
  - {scope: host, protocol: tcp, bind: [22, 443], default: deny}
  - {scope: host, protocol: udp, bind: [1-65535], default: deny}
EOF
apply /tmp/tcp.yaml
exits 0 "host: listed TCP ports can be bound" binder tcp inet 22 443
prints '^80 EACCES$' "host: other TCP ports can't" binder tcp inet 80
prints '^80 (EACCES|socket)' "MPTCP is TCP" binder mptcp inet 80
exits 0 "a range of all ports allows all ports" \
	binder udp inet 1 53 8000 65535
exits 0 "containers are not touched by host rules" \
	ip netns exec ct binder tcp inet 80

i=0
log_mark
while [ $i -lt 300 ]; do
	echo 80
	i=$((i + 1))
done | xargs binder tcp inet > /dev/null
prints 'record-held-back +[1-9]' "a flood of denials is counted, not written" \
	edgesec status
prints '^[0-9]+$' "some of the flood is written" \
	sh -c "dmesg | grep -c 'op=bind .*port=80 '"

edgesec disable > /dev/null
exits 0 "after disable everything can be bound" binder tcp inet 80
ip netns del ct
tap_end
