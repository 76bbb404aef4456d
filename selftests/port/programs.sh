#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: ports that belong to programs
# Copyright (C) 2026 The edgesec authors
. /usr/lib/tap.sh

cp /usr/bin/porter /usr/bin/web
cp /usr/bin/porter /usr/bin/dns
printf x >> /usr/bin/dns
cat > /tmp/programs.yaml <<'EOF'
edgesec: 1
name: programs
mode: enforce
ports:
  - scope: host
    protocol: tcp
    bind: [22, 80, 443]
    listen: [22, 80, 443]
    default: deny
    program: {80: {path: /usr/bin/web, identify-by: path}, 443: /usr/bin/dns}
  - {scope: host, protocol: udp, send: [53], default: deny, program: {53: /usr/bin/dns}}
  - {scope: container, protocol: tcp, connect: [], default: allow, identify-by: path, program: {502: /usr/bin/web}}
EOF
denied='^EACCES$'
ip netns add ct
ip netns exec ct ip link set lo up
apply /tmp/programs.yaml

prints '^allowed$' "by path: the program has its port" web -b 80 listen tcp
prints '^bind: EACCES$' "by path: another one with the same content has not" \
	porter -b 80 listen tcp
prints '^allowed$' "by digest: the program has its port" dns -b 443 listen tcp
prints '^bind: EACCES$' "by digest: another one has not" web -b 443 listen tcp
prints '^allowed$' "what belongs to nobody is for all" porter -b 22 listen tcp
prints $denied "what is not listed is for nobody" web bind tcp 81
cp /usr/bin/dns /tmp/dns
prints '^allowed$' "a digest has no place" /tmp/dns -b 443 listen tcp
cp /usr/bin/porter /tmp/web
prints '^bind: EACCES$' "a path has no name" /tmp/web -b 80 listen tcp
prints '^allowed$' "any free port is for all" porter bind tcp 0
prints '^bind: EACCES$' "SO_REUSEPORT gives no way into it" \
	porter -r -b 80 listen tcp
mkdir /tmp/link
ln -s /usr/bin/porter /tmp/link/web
prints $denied "nor does a link of its name" /tmp/link/web bind tcp 80

prints '^allowed$' "datagrams of the program" dns send udp 53
prints $denied "of another one" porter send udp 53
prints $denied "connected ones of another one" porter connect udp 53
prints $denied "by io_uring too" porter -i send udp 53
prints '^allowed$' "which is as good for the program" dns -i send udp 53

prints '^allowed$' "default allow: the program has its port" \
	ip netns exec ct web connect tcp 502
prints $denied "default allow: others have not" \
	ip netns exec ct porter connect tcp 502
prints '^allowed$' "default allow: others have the rest" \
	ip netns exec ct porter connect tcp 503

cat > /tmp/inherit.sh <<'EOF'
web -b 80 inherit tcp
EOF
prints '^allowed$' "an inherited socket is used by the same program" \
	sh /tmp/inherit.sh
prints 'task_prctl +attached' "nobody may pose as another program" \
	edgesec status
prints 'inode_free_security +attached' "digests are looked after" \
	edgesec status

log_mark
porter bind tcp 443 > /dev/null
logged 'op=bind .*rule=ports\[0\] reason=program-not-listed proto=tcp family=inet port=443 .*exe="/usr/bin/porter"' \
	"a record says that it is the program's fault"
prints '"sha256": "[0-9a-f]{64}"' "show --json has the programs" \
	edgesec show --json

printf y >> /usr/bin/dns
prints '^bind: EACCES$' "a program that was changed has no port" \
	dns -b 443 listen tcp
prints '^applied' "and has it when the policy is applied again" \
	edgesec apply --force /tmp/programs.yaml
prints '^allowed$' "by its new digest" dns -b 443 listen tcp
edgesec disable > /dev/null
ip netns del ct
tap_end
