#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: sockets that were open before the policy
# Copyright (C) 2026 The edgesec authors
# modules: tcp_diag udp_diag
. /usr/lib/tap.sh

# policy EXISTING VERSION: who listens on the host, who is bound in containers
policy() {
	cat > /tmp/existing.yaml <<EOF
edgesec: 1
name: existing
version: $2
mode: enforce
ports:
  - {scope: host, protocol: tcp, listen: [22], default: deny, existing: $1}
  - {scope: container, protocol: udp, bind: [53], default: deny, existing: $1}
EOF
}

ip netns add ct
ip netns exec ct ip link set lo up
porter -h -b 22 listen tcp > /dev/null &
porter -h -b 8080 listen tcp > /dev/null &
porter -h bind udp 6000 > /dev/null &
ip netns exec ct porter -h bind udp 5000 > /dev/null &
until grep -q :0016 /proc/net/tcp && grep -q :1F90 /proc/net/tcp &&
      grep -q :1770 /proc/net/udp &&
      ip netns exec ct grep -q :1388 /proc/net/udp; do
	sleep 0.2
done

data() { ip netns exec ct porter send udp 5000 > /dev/null; }
data
exits 0 "what is sent to a socket waits to be read" \
	ip netns exec ct grep -E ':1388 .* 00000000:0*[1-9A-F][0-9A-F]* .* 0 *$' \
	/proc/net/udp

policy keep 1
prints 'would deny tcp port 8080, which is listened on \(host\)' \
	"apply lists who listens" edgesec apply /tmp/existing.yaml
prints 'would deny udp port 5000, which is bound \(container\)' \
	"and who is bound in a container" edgesec apply /tmp/existing.yaml
exits 71 "and refuses" edgesec apply /tmp/existing.yaml
apply /tmp/existing.yaml
prints '^open +listen tcp port 8080 \(host\), against ports\[0\]$' \
	"status lists what stays open" edgesec status
prints '^open +bind udp port 5000 \(container\), against ports\[1\]$' \
	"also in a container" edgesec status
prints '"port": 8080' "status --json has it" edgesec status --json
exits 1 "and nothing that is allowed" sh -c \
	'edgesec status | grep -E "^open .*port (22|6000) "'
exits 1 "nor does who may not ask see it" su operator -c \
	'edgesec status | grep "^open"'
edgesec disable > /dev/null

policy close 2
edgesec apply /tmp/existing.yaml > /tmp/told 2>&1
exits 0 "existing: close is no reason to refuse" grep '^applied' /tmp/told
exits 0 "it closes who listens" grep '^closed tcp port 8080 (host)$' /tmp/told
exits 0 "and cuts off who is bound" \
	grep '^cut off udp port 5000 (container): ' /tmp/told
exits 1 "which is gone" grep ':1F90 00000000:0000 0A' /proc/net/tcp
data
exits 0 "what is sent after that is dropped" \
	ip netns exec ct grep -E ':1388 .* 1 *$' /proc/net/udp
exits 0 "what is listed stays" grep ':0016 00000000:0000 0A' /proc/net/tcp
exits 0 "what no rule judges stays" grep :1770 /proc/net/udp
exits 1 "status lists no more who listened" sh -c \
	'edgesec status | grep "^open.*8080"'
prints '^open +bind udp port 5000' "and who still has a port" edgesec status
edgesec disable > /dev/null
killall porter
wait

# Of two sockets on one port the rule of a cgroup is about the one that is in it.
plant_policy() { # EXISTING VERSION
	cat > /tmp/existing.yaml <<EOF
edgesec: 1
name: existing
version: $2
mode: enforce
ports:
  - {scope: {cgroup: /plant}, protocol: tcp, listen: [22], default: deny, existing: $1}
  - {scope: {cgroup: /plant}, protocol: udp, bind: [53], default: deny, existing: $1}
EOF
}
mkdir -p /sys/fs/cgroup/plant/inner
in_plant() { sh -c 'echo $$ > /sys/fs/cgroup/plant/inner/cgroup.procs
	exec "$@"' sh "$@"; }
listening() { grep -c ':2329 00000000:0000 0A' /proc/net/tcp; }
in_plant porter -h -r -b 9001 listen tcp > /dev/null &
porter -h -r -b 9001 listen tcp > /dev/null &
for _ in 1 2 3 4; do
	in_plant porter -h -r -b 9002 listen tcp > /dev/null &
done
sharing() { grep -c ':232A 00000000:0000 0A' /proc/net/tcp; }
in_plant /usr/bin/ip netns exec ct porter -h bind udp 6001 > /dev/null &
until [ "$(listening)" = 2 ] && [ "$(sharing)" = 4 ] &&
      ip netns exec ct grep -q :1771 /proc/net/udp; do
	sleep 0.2
done

plant_policy keep 3
edgesec apply /tmp/existing.yaml > /tmp/told 2>&1
prints '^1$' "apply lists who listens in a cgroup" \
	grep -c 'would deny tcp port 9001, which is listened on (host)' /tmp/told
exits 0 "and who is bound in one, in a container" \
	grep 'would deny udp port 6001, which is bound (container)' /tmp/told
apply /tmp/existing.yaml
prints '^1$' "status lists the one that the rule of the cgroup is against" \
	sh -c 'edgesec status |
	       grep -c "^open  *listen tcp port 9001 (host), against ports.0.$"'
prints '^open +bind udp port 6001 \(container\), against ports\[1\]$' \
	"and the one in a container" edgesec status
edgesec disable > /dev/null
plant_policy close 4
edgesec apply /tmp/existing.yaml > /tmp/told 2>&1
prints '^1$' "it is closed" grep -c '^closed tcp port 9001 (host)$' /tmp/told
prints '^1$' "and only it" listening
prints '^0$' "of those that share a port each is closed" sharing
exits 0 "the one in a container is cut off" \
	grep '^cut off udp port 6001 (container): ' /tmp/told
edgesec disable > /dev/null
killall porter
wait
ip netns del ct
tap_end
