#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: who takes connections where, however the socket came about
# Copyright (C) 2026 The edgesec authors
. /usr/lib/tap.sh

cat > /tmp/listen.yaml <<'EOF'
edgesec: 1
name: listen
mode: enforce
ports:
  - {scope: host, protocol: tcp, listen: [22, 443], default: deny}
  - {scope: container, protocol: tcp, bind: [80], listen: [80, 81], default: deny}
EOF
ip netns add ct
ip netns exec ct ip link set lo up

prints '^allowed$' "without a policy anybody listens anywhere" \
	porter -b 80 listen tcp
apply /tmp/listen.yaml
prints 'socket_listen +attached, live' "the hook is attached" edgesec status
prints 'socket_bind +attached' "and so is bind, which a rule needs" \
	edgesec status
prints 'socket_sendmsg +not needed' "what no rule needs is not" edgesec status
prints 'socket_connect +not needed' "nor is this" edgesec status
prints 'socket_create +not needed' "nor is this" edgesec status

denied='^EACCES$'
for protocol in tcp mptcp; do
	prints '^allowed$' "$protocol: a listed port" \
		porter -b 443 listen $protocol
	prints $denied "$protocol: another port" porter -b 80 listen $protocol
	prints '^allowed$' "$protocol: IPv6, a listed port" \
		porter -6 -b 443 listen $protocol
	prints $denied "$protocol: IPv6, another port" \
		porter -6 -b 80 listen $protocol
	prints $denied "$protocol: a socket without a port would get any" \
		porter listen $protocol
	prints $denied "$protocol: nor is a port that bind chose listed" \
		porter -b 0 listen $protocol
done
prints '^allowed$' "an IPv4 address on an IPv6 socket, a listed port" \
	porter -m -b 443 listen tcp
prints $denied "an IPv4 address on an IPv6 socket, another port" \
	porter -m -b 80 listen tcp
prints '^allowed$' "to bind is not judged by a rule that does not say so" \
	porter bind tcp 80

prints '^allowed$' "SO_REUSEPORT, a listed port" porter -r -b 443 listen tcp
prints $denied "SO_REUSEPORT, another port" porter -r -b 80 listen tcp
prints '^allowed$' "IP_FREEBIND, a listed port" porter -f -b 443 listen tcp
prints $denied "IP_FREEBIND, another port" porter -f -b 80 listen tcp
prints '^allowed$' "IP_TRANSPARENT, a listed port" \
	porter -t -b 443 listen tcp
prints $denied "IP_TRANSPARENT, another port" porter -t -b 80 listen tcp

prints '^allowed$' "a socket inherited over exec, a listed port" \
	porter -b 443 inherit tcp
prints $denied "a socket inherited over exec, another port" \
	porter -b 80 inherit tcp

prints '^allowed$' "made on the host, used in a container: the host's rule" \
	porter -n /run/netns/ct -b 443 listen tcp
prints $denied "made on the host, used in a container: another port" \
	porter -n /run/netns/ct -b 81 listen tcp
prints '^allowed$' "passed from a container to the host: its rule" \
	porter -p /run/netns/ct -b 80 listen tcp
prints '^bind: EACCES$' "passed from a container: its rule on bind too" \
	porter -p /run/netns/ct -b 443 listen tcp
prints $denied "passed from a container, no port: its rule" \
	porter -p /run/netns/ct listen tcp
prints '^bind: EACCES$' "what may be listened on must be bound first" \
	ip netns exec ct porter -b 81 listen tcp

case $(porter -i -b 443 listen tcp) in
EINVAL | ENOSYS)
	skip "io_uring, a listed port" "this kernel's io_uring can't listen"
	skip "io_uring, another port" "this kernel's io_uring can't listen" ;;
*)
	prints '^allowed$' "io_uring, a listed port" \
		porter -i -b 443 listen tcp
	prints $denied "io_uring, another port" porter -i -b 80 listen tcp
	prints $denied "io_uring binds" \
		ip netns exec ct porter -i bind tcp 443
	prints '^allowed$' "io_uring binds a listed port" \
		ip netns exec ct porter -i bind tcp 80 ;;
esac

log_mark
porter -b 80 listen tcp > /dev/null
logged 'edgesec: op=listen .*verdict=deny mode=enforce gen=[0-9]+ rule=ports\[0\] reason=port-not-listed proto=tcp family=inet port=80 scope=host netns=[0-9]+ uid=0 .*exe="/usr/bin/porter"' \
	"one record names rule, port and process"
prints 'listen-denied +[1-9]' "denials are counted" edgesec status
prints 'listen-allowed +[1-9]' "so is what is allowed" edgesec status
prints 'host +tcp +listen 22, 443 +deny' "show has the rule" edgesec show

edgesec disable > /dev/null
prints '^allowed$' "after disable anybody listens anywhere" \
	porter -b 80 listen tcp
ip netns del ct
tap_end
