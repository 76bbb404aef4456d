#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: where connections go, and datagrams
# Copyright (C) 2026 The edgesec authors
. /usr/lib/tap.sh

cat > /tmp/connect.yaml <<'EOF'
edgesec: 1
name: connect
mode: enforce
ports:
  - {scope: host, protocol: tcp, connect: [443, 8000-8010], default: deny}
  - {scope: host, protocol: udp, send: [53], default: deny}
EOF
ip netns add ct
ip netns exec ct ip link set lo up
denied='^EACCES$'

prints '^allowed$' "without a policy connections go anywhere" \
	porter connect tcp 80
apply /tmp/connect.yaml

for protocol in tcp mptcp; do
	prints '^allowed$' "$protocol: to a listed port" \
		porter connect $protocol 8010
	prints $denied "$protocol: to another port" \
		porter connect $protocol 8011
	prints $denied "$protocol: over IPv6" porter -6 connect $protocol 80
	prints $denied "$protocol: to an IPv4 address on an IPv6 socket" \
		porter -m connect $protocol 80
done
prints '^allowed$' "IPv6, a listed port" porter -6 connect tcp 443
prints '^allowed$' "an IPv4 address on an IPv6 socket, a listed port" \
	porter -m connect tcp 443
prints '^allowed$' "a connection that opens later, to a listed port" \
	porter fastopen-connect tcp 443
prints $denied "a connection that opens later, to another port" \
	porter fastopen-connect tcp 80
prints '^allowed$' "MSG_FASTOPEN to a listed port" porter fastopen tcp 443
prints $denied "MSG_FASTOPEN to another port" porter fastopen tcp 80
prints $denied "MSG_FASTOPEN over IPv6" porter -6 fastopen tcp 80
prints '^(allowed|EOPNOTSUPP|EPIPE)$' "MPTCP, MSG_FASTOPEN to a listed port" \
	porter fastopen mptcp 443
prints $denied "MPTCP, MSG_FASTOPEN to another port" porter fastopen mptcp 80
prints '^allowed$' "to disconnect needs no port" porter -u connect tcp 80
prints $denied "port 0 is no listed port" porter connect tcp 0

for option in -4 -m; do
	for way in send sendmmsg connect; do
		prints '^allowed$' "udp $option: $way to a listed port" \
			porter $option $way udp 53
		prints $denied "udp $option: $way to another port" \
			porter $option $way udp 54
	done
done
prints '^allowed$' "udp over IPv6 to a listed port" porter -6 send udp 53
prints $denied "udp over IPv6 to another port" porter -6 send udp 54
prints $denied "AF_UNSPEC is an IPv4 address to who sends" \
	porter -u send udp 54
prints '^allowed$' "AF_UNSPEC with a listed port" porter -u send udp 53
prints '^(EDESTADDRREQ|ENOTCONN)$' "AF_UNSPEC is nowhere over IPv6" \
	porter -U send udp 53
prints '^allowed$' "AF_UNSPEC is the peer over IPv6" \
	porter -U -b 53 send-connected udp 0
prints $denied "unless it has a port, which IPV6_ADDRFORM would use" \
	porter -U -b 53 send-connected udp 54
prints '^allowed$' "a peer can be left for a listed one" \
	porter reconnect udp 53
prints '^connect: EACCES$' "and not be taken when it is not listed" \
	porter reconnect udp 54
case $(porter send udplite 53) in
*'no such'*)
	skip "UDP-Lite is UDP" "Linux 7 has no UDP-Lite" ;;
*)
	prints $denied "UDP-Lite is UDP" porter send udplite 54 ;;
esac

prints '^allowed$' "io_uring connects to a listed port" \
	porter -i connect tcp 443
prints $denied "io_uring connects to another port" porter -i connect tcp 80
prints '^allowed$' "io_uring sends to a listed port" porter -i send udp 53
prints $denied "io_uring sends to another port" porter -i send udp 54
prints $denied "io_uring with MSG_FASTOPEN" porter -i fastopen tcp 80

prints $denied "made on the host, used in a container: the host's rule" \
	porter -n /run/netns/ct connect tcp 80
prints '^allowed$' "made on the host, used in a container: a listed port" \
	porter -n /run/netns/ct connect tcp 443
prints '^allowed$' "passed from a container: no rule of the host's" \
	porter -p /run/netns/ct connect tcp 80
prints '^allowed$' "a container's datagrams are not touched" \
	ip netns exec ct porter send udp 54
prints '^allowed$' "to bind is not judged" porter bind tcp 80
prints '^allowed$' "nor is to listen" porter -b 80 listen tcp

log_mark
porter connect tcp 80 > /dev/null
logged 'op=connect .*rule=ports\[0\] reason=port-not-listed proto=tcp family=inet port=80 dst=127.0.0.1 scope=host' \
	"a record names the peer"
log_mark
porter -6 send udp 54 > /dev/null
logged 'op=send .*rule=ports\[1\] .*proto=udp family=inet6 port=54 dst=::1 scope=host' \
	"a record of a datagram names it too"
prints 'connect +denied +/usr/bin/porter, uid 0 +tcp 127.0.0.1 port 80, host' \
	"the log shows it" edgesec log
prints 'connect-denied +[1-9]' "connections are counted" edgesec status
prints 'send-denied +[1-9]' "datagrams are counted" edgesec status

cat > /tmp/only.yaml <<'EOF'
edgesec: 1
name: only
mode: enforce
ports:
  - {scope: host, protocol: udp, bind: [53], connect: [53], default: deny}
EOF
apply /tmp/only.yaml
prints 'socket_sendmsg +not needed' \
	"without a rule on sending the hook of sending is not attached" \
	edgesec status
prints $denied "connect: of udp judges connect()" porter connect udp 54
prints '^allowed$' "and nothing that is sent" porter send udp 54

sed -i 's/mode: enforce/mode: audit/' /tmp/connect.yaml
apply /tmp/connect.yaml
log_mark
prints '^allowed$' "audit mode denies nothing" porter connect tcp 80
logged 'op=connect .*mode=audit .*res=1' "audit mode records"
prints 'connect-audited +1' "and counts" edgesec status
edgesec disable > /dev/null
ip netns del ct
tap_end
