#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - From learning to enforcing, by administrators who only come by ssh
# Copyright (C) 2026 The edgesec authors
#
# The office is a network namespace; a pair of devices is the line to it.
# shellcheck source=selftests/debian/guest-lib.sh
. /usr/local/lib/guest-lib.sh

policy=/etc/edgesec/policy.yaml

lay_line() {
	ip netns add office &&
		ip link add wire type veth peer name far netns office &&
		ip addr add 192.0.2.1/24 dev wire && ip link set wire up &&
		ip -n office addr add 192.0.2.2/24 dev far &&
		ip -n office link set far up && systemctl restart ssh
}

# What somebody in the office types. None of this machine's files is at hand there.
far() {
	timeout 60 ip netns exec office ssh -n -o StrictHostKeyChecking=no \
		-o BatchMode=yes -o ConnectTimeout=5 root@192.0.2.1 "$*"
}

name_in_force() { edgesec status | sed -n 's/^policy *\([^,]*\),.*/\1/p'; }
generation() { edgesec status | sed -n 's/^policy.*generation \([0-9]*\)$/\1/p'; }
is_in_force() { # NAME
	[ "$(name_in_force)" = "$1" ] || { edgesec status; return 1; }
}
comes_back() { # NAME: within a minute
	for _ in $(seq 60); do
		[ "$(name_in_force)" != "$1" ] || return 0
		sleep 1
	done
	edgesec status
	return 1
}

# Where programs may run, and who may start scripts or listen is to be learned.
write_base() {
	cat > /root/base.yaml <<-'EOF'
	edgesec: 1
	name: plant
	version: 1
	mode: enforce
	executables:
	  identify-by: path
	  allow:
	    - directory: /usr
	    - directory: /etc
	    - directory: /opt
	    - directory: /root
	    - directory: /var/lib/dpkg
	  scripts:
	    identify-by: path
	    allow-from: [/usr/sbin/sshd, /usr/sbin/cron]
	ports:
	  - {scope: host, protocol: tcp, listen: [], default: deny}
	EOF
}

# told PATTERN: within a minute edgesec, which learns, has said it.
told() {
	for _ in $(seq 60); do
		grep -q "$1" /root/learned && return
		sleep 1
	done
	cat /root/learned
	return 1
}

stop_learning() {
	far pkill -INT -x edgesec
	told '^edgesec: learned'
}

# sshd gets along without being executed again, but not without the shell that
# it starts: root has one of its own here.
give_shell() {
	install -D -m 755 /bin/bash /opt/bin/bash &&
		usermod -s /opt/bin/bash root
}

# All may run but that.
write_lockout() {
	cat > /root/lockout.yaml <<-'EOF'
	edgesec: 1
	name: lockout
	version: 2
	mode: enforce
	executables:
	  identify-by: path
	  allow:
	    - directory: /usr/bin
	    - directory: /usr/lib
	    - directory: /usr/local
	    - path: /usr/sbin/edgesec
	EOF
}

# What would have been denied while edgesec learned is another matter.
nothing_denied_but() { # PATTERN
	! far edgesec log --denied | grep -w denied | grep -Ev -- "$1"
}

# Exactly one of two who replace the same generation does.
race() {
	local old first second

	old=$(generation)
	far edgesec apply --force --replace "$old" /root/one.yaml &
	first=$!
	far edgesec apply --force --replace "$old" /root/other.yaml
	second=$?
	wait $first
	first=$?
	echo "exit statuses $first and $second; in force: $(name_in_force)"
	case $first-$second in
	0-75)	is_in_force one ;;
	75-0)	is_in_force other ;;
	*)	return 1 ;;
	esac
}

scripts_of_users
write_base
write_lockout
check "the module is loaded" modprobe edgesec
check "root has a shell" give_shell
check "a line to the office is laid" lay_line
check "who sits there logs in" far true

far edgesec learn --output $policy /root/base.yaml > /root/learned 2>&1 &
check "who sits there begins to learn" told '^edgesec: learning'
daily_work
check "a script of the office's runs" far /root/by-ssh.sh
check "and the end of learning is told" stop_learning
wait
sed 's/^/# /' /root/learned
check "what was learned has no mistake" far edgesec check $policy
check "it listens where sshd does" grep -E 'listen: *\[?.*22' $policy
check "it is put on trial" says 'taken back in' \
	far edgesec apply --confirm 120 $policy
check "another login confirms it" far edgesec confirm
check "the next boot begins with it" cmp $policy /var/lib/edgesec/last-good
daily_work
check "nothing was denied" nothing_denied_but 'no such file'
cp /usr/bin/true /srv/true
check "what was not learned does not run" fails /srv/true
check "which the log tells the office" says '/srv/true' \
	far edgesec log --denied --op exec
check "and explain why" says 'denied' far edgesec explain /srv/true

check "a policy that locks the office out is refused" \
	fails far edgesec apply --confirm 15 /root/lockout.yaml
check "and whom it would deny is named" says 'sshd' \
	far edgesec apply --confirm 15 /root/lockout.yaml
check "it was not applied" is_in_force plant
check "with --force it is, on trial" says 'taken back in' \
	far edgesec apply --force --confirm 15 /root/lockout.yaml
check "nobody in the office logs in then" fails far true
check "the old policy comes back by itself" comes_back plant
check "and who sits there logs in again" far true

far 'edgesec apply --force --confirm 15 /root/lockout.yaml; sleep 1000' &
check "it is on trial again" comes_back lockout
pkill -KILL -x ssh
check "the client was killed: the old policy comes back all the same" \
	comes_back plant
wait
check "who sits in the office logs in again" far true

check "it is on trial once more" says 'taken back in' \
	far edgesec apply --force --confirm 15 /root/lockout.yaml
ip link set wire down
check "the line is down: the old policy comes back all the same" \
	comes_back plant
check "nobody could have said a word" fails far true
ip link set wire up
check "once the line is up, who sits there logs in" far true
check "the next boot begins with the policy that was confirmed" \
	cmp $policy /var/lib/edgesec/last-good

sed 's/^name: .*/name: one/' $policy > /root/one.yaml
sed 's/^name: .*/name: other/' $policy > /root/other.yaml
check "of two administrators at once one has his way" race
check "while one tries a policy" says 'taken back in' \
	far edgesec apply --force --confirm 60 /root/lockout.yaml
check "the other can't apply one" bash -c \
	'edgesec apply --force /root/one.yaml; [ $? = 75 ]'
check "but take it back" edgesec rollback
check "and then apply one" far edgesec apply $policy
check "of all this only what was meant to be denied was" \
	nothing_denied_but '/srv/true|sshd|/opt/bin/bash|/etc/update-motd.d/'
check "the policy can be taken out of force" far edgesec disable
sync
echo "done"
