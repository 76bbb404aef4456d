#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: what explain says, beside what then happens
# Copyright (C) 2026 The edgesec authors
. /usr/lib/tap.sh

cp /usr/bin/porter /usr/bin/web
cat > /tmp/explain.yaml <<'EOF'
edgesec: 1
name: explain
mode: enforce
ports:
  - {scope: host, protocol: tcp, listen: [22, 443], connect: [443], default: deny, identify-by: path, program: {443: /usr/bin/web}}
  - {scope: container, protocol: udp, bind: [53], send: [53], default: deny}
  - {scope: {netns: /run/netns/plant}, protocol: udp, bind: [5353], default: deny}
  - {scope: {cgroup: /plant}, protocol: tcp, listen: [8080], default: deny, mode: audit}
  - {scope: container, protocol: raw, default: deny}
  - {scope: host, protocol: vsock, bind: [4000000000], default: deny}
EOF
ip netns add plant
ip netns exec plant ip link set lo up

# explain PORT SCOPE [OPTION...]
explain() {
	explain_port=$1 explain_scope=$2
	shift 2
	edgesec explain --port "$explain_port" --scope "$explain_scope" "$@"
}

prints '^listen 22/tcp: allowed, as no rule has a say$' "without a policy" \
	explain 22/tcp host --direction listen
apply /tmp/explain.yaml
prints '^listen 22/tcp: allowed by ports\[0\], /var/lib/edgesec/last-good:[0-9]+$' "what is listed" \
	explain 22/tcp host --direction listen
exits 0 "is allowed: exit status 0" explain 22/tcp host --direction listen
prints '^listen 80/tcp: denied by ports\[0\], port-not-listed \(enforce\), /var/lib/edgesec/last-good:[0-9]+$' \
	"what is not" explain 80/tcp host --direction listen
exits 1 "is denied: exit status 1" explain 80/tcp host --direction listen
prints '^bind 80/tcp: allowed, as no rule has a say$' \
	"a direction that no rule judges" explain 80/tcp host --direction bind
prints '^connect 22/tcp: denied by' "all directions when none is named" \
	explain 22/tcp host
prints '^listen 443/tcp: denied by ports\[0\], program-not-listed' \
	"a port that belongs to a program" explain 443/tcp host --direction listen
prints '^listen 443/tcp: allowed by ports\[0\], to this program, /var/lib/edgesec/last-good:[0-9]+$' \
	"is its own" explain 443/tcp host --program /usr/bin/web --direction listen
prints '^listen 443/tcp: denied .*program-not-listed' "and no one else's" \
	explain 443/tcp host --program /usr/bin/porter --direction listen
prints '^bind 53/udp: allowed by ports\[1\], /var/lib/edgesec/last-good:[0-9]+$' "a container" \
	explain 53/udp container --direction bind
prints '^bind 53/udp: denied by ports\[2\]' "a named namespace" \
	explain 53/udp netns:/run/netns/plant --direction bind
prints '^send 54/udp: denied by ports\[1\]' "and the wide rule there" \
	explain 54/udp netns:/run/netns/plant --direction send
prints '^listen 80/tcp: denied by ports\[3\], port-not-listed \(audit\), /var/lib/edgesec/last-good:[0-9]+$' \
	"a cgroup, in audit mode" explain 80/tcp cgroup:/plant --direction listen
prints '^listen 80/tcp: denied by ports\[3\]' "below it" \
	explain 80/tcp cgroup:/plant/inner --direction listen
prints '^listen 22/tcp: allowed by ports\[0\], /var/lib/edgesec/last-good:[0-9]+$' "beside it" \
	explain 22/tcp cgroup:/planted --direction listen
prints '^listen 80/tcp: denied by ports\[3\]' "in a cgroup and a namespace" \
	explain 80/tcp netns:/run/netns/plant --cgroup /plant/inner \
	--direction listen
prints '^listen 80/tcp: allowed, as no rule' "in the namespace alone" \
	explain 80/tcp netns:/run/netns/plant --direction listen
exits 71 "a cgroup has an absolute path" \
	explain 80/tcp host --cgroup /plant/ --direction listen
prints '^bind 0/udp: allowed by ports\[1\], /var/lib/edgesec/last-good:[0-9]+$' "any free port" \
	explain 0/udp container --direction bind
prints '^socket raw: denied by ports\[4\]' "raw sockets" explain raw container
prints '^bind 4000000000/vsock: allowed by ports\[5\], /var/lib/edgesec/last-good:[0-9]+$' "32 bits" \
	explain 4000000000/vsock host --direction bind
prints '"rule": "ports\[0\]"' "--json" \
	explain 22/tcp host --direction listen --json
prints '"verdict": "deny"' "--json of a denial" \
	explain 80/tcp host --direction listen --json

# What is said and what is done are the same.
same=0
for port in 22 80 443 8080; do
	for program in porter web; do
		explain $port/tcp host --direction listen --quiet \
			--program /usr/bin/$program
		said=$?
		$program -b $port listen tcp > /dev/null
		done=$?
		[ $said = 0 ] && [ $done = 0 ] && same=$((same + 1))
		[ $said = 1 ] && [ $done = 126 ] && same=$((same + 1))
	done
done
prints '^8$' "eight questions, eight times what was said" echo $same

log_mark
explain 80/tcp host > /dev/null
not_logged 'op=listen' "a question is not recorded"
for wrong in '22' 'tcp' '22/tcpx' '70000/tcp' '-1/tcp' '22/raw' '/tcp'; do
	exits 64 "\"$wrong\" is no port" explain "$wrong" host
done
exits 64 "a scope is needed" edgesec explain --port 22/tcp
exits 64 "an unknown scope" explain 22/tcp plant
exits 64 "a direction that the protocol does not have" \
	explain 22/tcp host --direction send
prints 'A scope is host' "a namespace that does not exist" \
	explain 53/udp netns:/run/netns/none
prints 'A program is a regular file' "a folder is no program" \
	explain 443/tcp host --direction listen --program /tmp
exits 77 "only administrators may ask" su operator -c \
	'edgesec explain --port 22/tcp --scope host'
edgesec disable > /dev/null
ip netns del plant
tap_end
