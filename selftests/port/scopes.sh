#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: rules for one network namespace, or one cgroup
# Copyright (C) 2026 The edgesec authors
. /usr/lib/tap.sh

cat > /tmp/scopes.yaml <<'EOF'
edgesec: 1
name: scopes
mode: enforce
ports:
  - {scope: container, protocol: tcp, bind: [80], listen: [80], default: deny}
  - {scope: {netns: /run/netns/plant}, protocol: tcp, bind: [502], default: deny}
  - {scope: {cgroup: /plant}, protocol: tcp, bind: [1502], default: deny}
  - {scope: {cgroup: /plant/inner}, protocol: tcp, bind: [2502], default: deny}
  - {scope: {cgroup: /plant}, protocol: packet, default: deny}
EOF
denied='^EACCES$'
for name in plant other; do
	ip netns add $name
	ip netns exec $name ip link set lo up
done
plant() { ip netns exec plant "$@"; }
mkdir -p /sys/fs/cgroup/plant/inner/leaf /sys/fs/cgroup/planted

# in_cgroup PATH COMMAND...
cat > /tmp/in_cgroup <<'EOF'
#!/bin/sh
echo $$ > /sys/fs/cgroup/$1/cgroup.procs
shift
exec "$@"
EOF
chmod +x /tmp/in_cgroup

apply /tmp/scopes.yaml
prints '^allowed$' "its own rule holds in a named namespace" \
	ip netns exec plant porter bind tcp 502
prints $denied "and not that of all containers" \
	ip netns exec plant porter bind tcp 80
prints $denied "which holds for what its rule does not judge" \
	ip netns exec plant porter -b 502 listen tcp
prints '^allowed$' "another container has the rule of all" \
	ip netns exec other porter bind tcp 80
prints $denied "and not the named one's" \
	ip netns exec other porter bind tcp 502
prints '^allowed$' "the host has none" porter bind tcp 81
prints $denied "a socket made in the named one, used elsewhere" \
	ip netns exec plant porter -n /run/netns/other bind tcp 80
prints '^allowed$' "a socket made elsewhere, used in the named one" \
	ip netns exec other porter -n /run/netns/plant bind tcp 80

prints '^allowed$' "a rule of a cgroup" /tmp/in_cgroup plant porter bind tcp 1502
prints $denied "denies the rest" /tmp/in_cgroup plant porter bind tcp 81
prints '^allowed$' "an inner cgroup has its own" \
	/tmp/in_cgroup plant/inner porter bind tcp 2502
prints $denied "and not the outer's" \
	/tmp/in_cgroup plant/inner porter bind tcp 1502
prints $denied "what lies below is in it" \
	/tmp/in_cgroup plant/inner/leaf porter bind tcp 1502
prints '^allowed$' "a name that only begins alike is another" \
	/tmp/in_cgroup planted porter bind tcp 81
prints $denied "a cgroup is narrower than a namespace" \
	/tmp/in_cgroup plant /usr/bin/ip netns exec plant porter bind tcp 502
prints '^allowed$' "whatever the namespace" \
	/tmp/in_cgroup plant /usr/bin/ip netns exec plant porter bind tcp 1502
prints $denied "sockets without ports are judged by cgroup" \
	/tmp/in_cgroup plant porter make packet
prints '^allowed$' "and elsewhere are not" porter make packet

rmdir /sys/fs/cgroup/plant/inner/leaf /sys/fs/cgroup/plant/inner
mkdir /sys/fs/cgroup/plant/inner
prints $denied "a cgroup that is made again has the same rule" \
	/tmp/in_cgroup plant/inner porter bind tcp 1502
cat > /tmp/mover.sh <<'EOF'
exec 9<&0
echo $$ > /sys/fs/cgroup/cgroup.procs
porter bind tcp 81
EOF
prints '^allowed$' "who leaves the cgroup leaves the rule" \
	/tmp/in_cgroup plant sh /tmp/mover.sh

log_mark
plant porter bind tcp 80 > /dev/null
logged 'op=bind .*rule=ports\[1\] .*port=80 scope=container' \
	"a record names the narrow rule"
prints 'netns /run/netns/plant +tcp +bind 502 +deny' "show has the scopes" \
	edgesec show
prints '"path": "/plant/inner"' "show --json has them" edgesec show --json

ip netns del plant
ip netns add plant
prints '^allowed$' "a namespace that is made again is any container" \
	ip netns exec plant porter bind tcp 80
prints '^applied' "applying the policy again is a change then" \
	edgesec apply --force /tmp/scopes.yaml
prints $denied "and names the new one" \
	ip netns exec plant porter bind tcp 80
ip netns del plant
exits 71 "a namespace that does not exist is refused" \
	edgesec apply --force /tmp/scopes.yaml
prints 'yaml:6:5: error: the kernel refuses this: A scope is' \
	"in its place" edgesec apply --force /tmp/scopes.yaml
sed -i 's,/run/netns/plant,/tmp/scopes.yaml,' /tmp/scopes.yaml
prints 'yaml:6:5: error: the kernel refuses this: A scope is' \
	"a file that is no namespace is refused" \
	edgesec apply --force /tmp/scopes.yaml
sed -i 's,/tmp/scopes.yaml,/proc/self/ns/mnt,' /tmp/scopes.yaml
prints 'yaml:6:5: error: the kernel refuses this: A scope is' \
	"a namespace of another kind is refused" \
	edgesec apply --force /tmp/scopes.yaml
edgesec disable > /dev/null
ip netns del other
tap_end
