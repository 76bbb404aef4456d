#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - What servers do under rules on ports
# Copyright (C) 2026 The edgesec authors
# shellcheck source=selftests/debian/guest-lib.sh
. /usr/local/lib/guest-lib.sh

# ask PROTOCOL PORT BYTES: prints what answers, in hexadecimal.
ask() {
	python3 - "$@" <<'EOF'
import socket, sys
kind = socket.SOCK_DGRAM if sys.argv[1] == "udp" else socket.SOCK_STREAM
s = socket.socket(socket.AF_INET, kind)
s.settimeout(5)
s.connect(("127.0.0.1", int(sys.argv[2])))
s.send(bytes.fromhex(sys.argv[3]))
print(s.recv(512).hex())
EOF
}

# binds PROTOCOL PORT: may Python bind it, and listen there?
cat > /root/binds.py <<'EOF'
import socket, sys
kind, protocol = {
    "udp": (socket.SOCK_DGRAM, 0), "tcp": (socket.SOCK_STREAM, 0),
    "mptcp": (socket.SOCK_STREAM, 262)}[sys.argv[1]]
s = socket.socket(socket.AF_INET, kind, protocol)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
try:
    s.bind(("0.0.0.0", int(sys.argv[2])))
    if sys.argv[1] != "udp":
        s.listen()
except PermissionError as error:
    sys.exit(str(error))
print("bound")
EOF
binds() { python3 /root/binds.py "$@"; }
denied() {
	local out

	out=$("$@" 2>&1) && return 1
	echo "$out"
	grep -qi 'permission denied' <<< "$out"
}

# policy NAME: the rules are read from standard input.
policy() {
	{
		printf 'edgesec: 1\nname: %s\nmode: enforce\nports:\n' "$1"
		cat
	} > "/root/$1.yaml"
}

is_denied() { # PATTERN
	edgesec log --denied | grep -E "$1"
}

# "GET / HTTP/1.0" and "HTTP".
web() {
	ask tcp 80 474554202f20485454502f312e300d0a0d0a | grep '^48545450'
}
# The question is for the address of plant.test, the answer has 192.0.2.7.
name() {
	ask udp 53 00010100000100000000000005706c616e7404746573740000010001 |
		grep c0000207
}
# A client's request of NTP version 4; a server's answer begins with mode 4.
clock() {
	for _ in $(seq 20); do
		ask udp 123 "23$(printf '00%.0s' $(seq 47))" | grep -E '^.[4c]' &&
			return
		sleep 1
	done
	return 1
}

policy servers <<'EOF'
  - scope: host
    protocol: tcp
    listen: [22, 53, 80, 8443]
    program: {80: /usr/sbin/nginx}
    default: deny
  - scope: host
    protocol: udp
    bind: [53, 123, 323]
    default: deny
  - {scope: container, protocol: udp, bind: [53, 123, 8080-8099], default: deny}
  - {scope: {cgroup: /system.slice/dnsmasq.service}, protocol: tcp, listen: [53], default: deny}
EOF
check "the module is loaded" modprobe edgesec
check "rules for servers are applied" edgesec apply /root/servers.yaml
check "nginx starts" systemctl start nginx
check "and answers" web
check "dnsmasq starts" systemctl start dnsmasq
check "and answers" name
check "chronyd starts" systemctl start chrony
check "and answers" clock
check "sshd starts anew" systemctl restart ssh
scripts_of_users
check "and lets people in" by_ssh
check "Python listens by MPTCP" binds mptcp 8443
check "nothing was denied" fails is_denied 'denied'

check "nginx's port is not Python's" bash -c 'systemctl stop nginx &&
	! python3 /root/binds.py tcp 80'
check "and is nginx's still" systemctl start nginx
check "MPTCP elsewhere is denied" denied binds mptcp 8444
check "which the log says" is_denied 'listen.*python3.*tcp.*8444'
echo 'Port 2222' >> /etc/ssh/sshd_config
systemctl restart ssh
sleep 1
check "sshd does not listen elsewhere" is_denied 'listen.*sshd.*2222'
sed -i '/^Port 2222/d' /etc/ssh/sshd_config
check "and starts where it may" systemctl restart ssh
sed -i 's/^port=53/port=5353/' /etc/dnsmasq.conf
check "dnsmasq does not start on another port" \
	fails systemctl restart dnsmasq
check "which the log says" is_denied 'dnsmasq.*5353'
sed -i 's/^port=5353/port=53/' /etc/dnsmasq.conf
check "and starts on its own" systemctl restart dnsmasq

ip netns add plant
ip netns exec plant ip link set lo up
in_plant() {
	ip netns exec plant dnsmasq -C /dev/null -x /run/plant.pid \
		--no-resolv --no-hosts "$@"
}
check "in a namespace dnsmasq has port 53" in_plant -p 53
kill "$(cat /run/plant.pid)"
check "and no other" denied in_plant -p 5000

# A container of crun's, whose file system is the host's programs.
make_container() {
	mkdir -p /root/ct/rootfs/{usr,proc,dev,sys,root} && cd /root/ct &&
		ln -sf usr/bin usr/lib usr/lib64 rootfs/ &&
		cp /root/binds.py rootfs/root/ && crun spec &&
		python3 - <<'EOF'
import json
with open("config.json") as f:
    c = json.load(f)
c["process"]["terminal"] = False
c["mounts"].append({"destination": "/usr", "source": "/usr", "type": "bind",
                    "options": ["rbind", "ro"]})
with open("config.json", "w") as f:
    json.dump(c, f)
EOF
}
in_container() { # PROTOCOL PORT
	python3 - "$@" <<'EOF' && (cd /root/ct && crun run "$1-$2")
import json, sys
with open("/root/ct/config.json") as f:
    c = json.load(f)
c["process"]["args"] = ["/usr/bin/python3", "/root/binds.py"] + sys.argv[1:]
with open("/root/ct/config.json", "w") as f:
    json.dump(c, f)
EOF
}
check "a container can be made" make_container
check "it has UDP port 8080" in_container udp 8080
check "and no other" denied in_container udp 5000
check "which the log says" is_denied 'bind.*5000, container'
check "rules on UDP are none on TCP" in_container tcp 5000

check "explain tells whose port it is" bash -c 'edgesec explain --scope host \
	--port 80/tcp --direction listen --program /usr/sbin/nginx | grep allowed'
check "and whose not" bash -c 'edgesec explain --scope host --port 80/tcp \
	--direction listen --program /usr/bin/python3 | grep program-not-listed'

policy fewer <<'EOF'
  - {scope: host, protocol: tcp, listen: [22, 53], default: deny}
EOF
check "a policy without nginx's port is refused" \
	fails edgesec apply /root/fewer.yaml
check "which names it" bash -c \
	'edgesec apply /root/fewer.yaml 2>&1 | grep "tcp port 80"'
policy closing <<'EOF'
  - {scope: host, protocol: tcp, listen: [22, 53], default: deny, existing: close}
EOF
check "unless it closes what is open" edgesec apply /root/closing.yaml
check "nobody answers there now" fails web
check "what is listed answers" by_ssh
check "the policy can be taken out of force" edgesec disable
sync
echo "done"
