#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: sockets that are neither TCP nor UDP
# Copyright (C) 2026 The edgesec authors
# modules: vsock_loopback
# late-modules: sctp
# optional-modules: dccp_ipv4 smc
. /usr/lib/tap.sh

cat > /tmp/protocols.yaml <<'EOF'
edgesec: 1
name: protocols
mode: enforce
ports:
  - {scope: host, protocol: tcp, bind: [443], connect: [443], listen: [443], default: deny}
  - {scope: host, protocol: sctp, bind: [36412], connect: [36412], default: deny}
  - {scope: host, protocol: dccp, bind: [5004], listen: [5004], connect: [5004], default: deny}
  - {scope: host, protocol: vsock, bind: [1024, 4000000000-4000000009], listen: [1024], connect: [1024], default: deny}
  - {scope: container, protocol: raw, default: deny}
  - {scope: container, protocol: packet, default: deny}
EOF
ip netns add ct
ip netns exec ct ip link set lo up
denied='^EACCES$'
ct() { ip netns exec ct "$@"; }

# Without SCTP nothing calls its hook, and nothing has to prove it.
succeeds "a rule on SCTP can be had without SCTP" \
	edgesec apply --force /tmp/protocols.yaml
prints 'sctp_bind_connect +attached, not yet called' \
	"its hook is attached all the same" edgesec status
exits 1 "which does not load it" grep '^sctp ' /proc/modules
succeeds "SCTP can come later" modprobe sctp
prints $denied "and is judged" porter bindx sctp 80
edgesec disable > /dev/null

# Debian's Linux 7 has neither.
case $(uname -r) in
7*)
	dccp='' smc='' ;;
*)
	dccp=dccp smc=smc
	modprobe dccp_ipv4
	modprobe smc ;;
esac
for protocol in sctp sctp-many $dccp vsock $smc raw packet; do
	exits 0 "$protocol: without a policy a socket can be had" \
		ip netns exec ct porter make "$protocol"
done
apply /tmp/protocols.yaml
prints 'sctp_bind_connect +attached, live' "the hook of SCTP lives" \
	edgesec status

# SCTP names ports in ways of its own.
for protocol in sctp sctp-many; do
	prints '^allowed$' "$protocol: bind a listed port" \
		porter bind $protocol 36412
	prints $denied "$protocol: bind another port" porter bind $protocol 80
	prints '^allowed$' "$protocol: bind any free port" \
		porter bind $protocol 0
	prints '^allowed$' "$protocol: bindx, a listed port" \
		porter bindx $protocol 36412
	prints $denied "$protocol: bindx, another port" \
		porter bindx $protocol 80
	prints $denied "$protocol: bindx over IPv6" \
		porter -6 bindx $protocol 80
	prints '^allowed$' "$protocol: connectx to a listed port" \
		porter connectx $protocol 36412
	prints $denied "$protocol: connectx to another port" \
		porter connectx $protocol 80
	prints $denied "$protocol: connectx, the second address" \
		porter -b 36412 connectx-second $protocol 80
	prints $denied "$protocol: connect to another port" \
		porter connect $protocol 80
	prints '^allowed$' "$protocol: to listen is not judged" \
		porter listen $protocol
done
prints '^allowed$' "sctp: what is sent first connects, to a listed port" \
	porter send sctp-many 36412
prints $denied "sctp: what is sent first connects, to another port" \
	porter send sctp-many 80
prints $denied "sctp: by io_uring" porter -i send sctp-many 80
log_mark
porter connectx sctp 80 > /dev/null
logged 'op=connect .*rule=ports\[1\] .*proto=sctp family=inet port=80 dst=127.0.0.1' \
	"a record says where connectx wanted to go"

if [ -n "$dccp" ]; then
	prints '^allowed$' "dccp: bind a listed port" porter bind dccp 5004
	prints $denied "dccp: bind another port" porter bind dccp 5005
	prints '^allowed$' "dccp: listen on a listed port" porter -b 5004 listen dccp
	prints $denied "dccp: listen without a port" porter listen dccp
	prints $denied "dccp: connect to another port" porter connect dccp 5005
else
	skip "dccp: its ports are judged" "Debian's Linux 7 has no DCCP"
fi

prints '^allowed$' "vsock: bind a listed port" porter bind vsock 1024
prints '^allowed$' "vsock: bind a port of 32 bits" \
	porter bind vsock 4000000009
prints $denied "vsock: bind another port" porter bind vsock 4000000010
prints $denied "vsock: a port that only looks alike in 16 bits" \
	porter bind vsock 66560
prints '^allowed$' "vsock: bind any free port" porter bind vsock 4294967295
prints '^allowed$' "vsock: listen on a listed port" \
	porter -b 1024 listen vsock
prints $denied "vsock: listen without a port" porter listen vsock
prints '^allowed$' "vsock: connect to a listed port" porter connect vsock 1024
prints $denied "vsock: connect to another port" porter connect vsock 80
log_mark
porter connect vsock 80 > /dev/null
logged 'op=connect .*proto=vsock family=vsock port=80 dst=1 scope=host' \
	"a record names the other machine"

# SMC speaks TCP to who does not know it.
if [ -n "$smc" ]; then
	prints '^allowed$' "smc: bind a listed port" porter bind smc 443
	prints $denied "smc: bind another port" porter bind smc 80
	prints '^allowed$' "smc: listen on a listed port" porter -b 443 listen smc
	prints $denied "smc: listen without a port" porter listen smc
	prints $denied "smc: connect to another port" porter connect smc 80
	prints $denied "smc: MSG_FASTOPEN to another port" porter fastopen smc 80
	prints '^allowed$' "smc: MSG_FASTOPEN, fallen back, to a listed port" \
		porter -b 443 fastopen-again smc 443
	prints $denied "smc: MSG_FASTOPEN, fallen back, to another port" \
		porter -b 443 fastopen-again smc 80
else
	skip "smc: its ports are judged" "Debian's Linux 7 has no SMC"
fi

for protocol in raw raw6 packet xdp; do
	prints $denied "$protocol: none in a container" \
		ip netns exec ct porter make $protocol
	prints '^allowed$' "$protocol: the host has no such rule" \
		porter make $protocol
done
prints '^allowed$' "a UDP socket in a container is no raw socket" \
	ip netns exec ct porter make udp
log_mark
ct porter make packet > /dev/null
logged 'op=socket .*rule=ports\[5\] .*proto=packet family=packet scope=container' \
	"a record says what socket was wanted"
prints 'socket +denied +/usr/bin/porter, uid 0 +packet socket, container' \
	"the log shows it" edgesec log
prints 'socket-denied +[1-9]' "denials are counted" edgesec status
prints '"listen"' "show --json has the directions" edgesec show --json

edgesec disable > /dev/null
prints '^allowed$' "after disable all is allowed" \
	ip netns exec ct porter make packet
edgesec disable > /dev/null
ip netns del ct
tap_end
