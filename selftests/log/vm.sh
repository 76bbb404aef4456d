#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: records in the kernel log, the audit system and the journal
# Copyright (C) 2026 The edgesec authors
#
# programs: journalctl /lib/systemd/systemd-journald
# libraries: libsystemd.so.0
# append: audit=1
. /usr/lib/tap.sh

cp /usr/bin/runner /tmp/unlisted
printf '#!/bin/sh\n:\n' > /tmp/s.sh
chmod 755 /tmp/s.sh
cat > /tmp/policy.yaml <<'EOF'
edgesec: 1
name: log
mode: enforce
executables:
  scripts:
    identify-by: path
    allow-from: [/usr/bin/busybox, kernel]
ports:
  - {scope: host, protocol: udp, bind: [53], default: deny}
EOF

echo 11111111111111111111111111111111 > /etc/machine-id
mkdir -p /run/systemd/journal /run/log/journal /etc/systemd
printf '[Journal]\nAudit=yes\n' > /etc/systemd/journald.conf
systemd-journald > /dev/null 2>&1 &
sleep 3

exits 1 "before anything happened there is nothing to show" edgesec log
apply /tmp/policy.yaml
/tmp/unlisted /tmp/s.sh > /dev/null
binder udp inet 54 > /dev/null
binder udp inet6 55 > /dev/null

prints 'script +denied +/tmp/unlisted, uid 0 +/tmp/s.sh +executables.scripts +starter-not-listed +1$' \
	"edgesec log shows the script" edgesec log
prints 'bind +denied +/usr/bin/binder, uid 0 +udp port 54, host +ports\[0\]' \
	"edgesec log shows the port" edgesec log
prints 'policy +allowed .*commit log, version 0' \
	"edgesec log shows the commit" edgesec log
prints '^[0-9][0-9]-[0-9][0-9] [0-9:]* ' "with the time" edgesec log
prints '"port": 55' "edgesec log --json shows the other port" \
	edgesec log --json
prints '"family": "inet6"' "and its family" edgesec log --json --op bind
count=$(edgesec log --denied | wc -l)
if [ "$count" = 4 ]; then
	pass "each denial is shown once, though audit wrote it too"
else
	fail "each denial is shown once, though audit wrote it too" \
		"$(edgesec log --denied)"
fi

prints 'edgesec: op=script .*path="/tmp/s.sh"' "dmesg has the record" dmesg
prints 'type=1316 audit\([0-9.:]*\): edgesec op=script .*path="/tmp/s.sh"' \
	"and so has the audit system" dmesg

# What the record says, and what the audit system put to its line.
dmesg | sed -n 's/.*audit(\([0-9]*\)\..*edgesec op=.* time=\([0-9]*\)\..*/\1 \2/p' \
	> /tmp/times
# shellcheck disable=SC2016 # awk expands it
prints '^0 [1-9][0-9]*$' "each record carries the time" \
	awk '{ if ($2 < $1 - 1 || $2 > $1) wrong++ }
		END { print wrong + 0, NR }' /tmp/times

# A user can write to the log, but not as the kernel.
echo '<2>edgesec: op=exec seq=99 time=1.000 verdict=allow' > /dev/kmsg
echo 'edgesec: op=exec seq=99 time=1.000 verdict=allow' > /dev/kmsg
exits 1 "a record that a process wrote is not shown" edgesec log --op exec

journalctl --sync 2> /dev/null || sleep 2
prints 'edgesec: op=script .*path="/tmp/s.sh"' "journalctl -k has the record" \
	journalctl -k --no-pager
prints 'edgesec: op=bind .*port=54 ' "journalctl -k -g finds one kind" \
	journalctl -k --no-pager -g 'edgesec: op=bind'
prints 'script +denied +/tmp/unlisted, uid 0 +/tmp/s.sh' \
	"edgesec log --journal shows it" edgesec log --journal
prints 'bind +denied .*udp port 54, host' \
	"edgesec log reads what journalctl printed" \
	sh -c 'journalctl -k --no-pager | edgesec log --file -'
exits 1 "and the journal shows no forged record" \
	edgesec log --journal --op exec

# What comes is followed, until nobody wants it any more.
exits 1 "nothing is younger than now" edgesec log --since now
exits 0 "something is than an hour ago" edgesec log --since -1h
exits 1 "and nothing older" edgesec log --until -1h
follow() { # OPTION...: in the background
	edgesec log --follow "$@" > /tmp/followed 2> /tmp/follow-err &
	follower=$!
	sleep 2
}
for source in '' --journal; do
	# shellcheck disable=SC2086 # no word or one
	follow --since now $source
	binder udp inet 77 > /dev/null
	sleep 3
	prints '^[0-9: -]+  bind  denied  /usr/bin/binder, uid 0  udp port 77, host' \
		"log --follow $source shows what comes, at once" \
		cat /tmp/followed
	prints '^1$' "and nothing of before" sh -c 'wc -l < /tmp/followed'
	kill -INT $follower
	wait $follower
	prints '^0 $' "Ctrl-C is a good end" \
		echo "$? $(cat /tmp/follow-err)"
done
follow --json
kill -TERM $follower
wait $follower
prints '^{.*"op":"script".*}$' "what there was comes first" cat /tmp/followed
mkfifo /tmp/pipe
edgesec log --follow --since now > /tmp/pipe 2> /tmp/follow-err &
follower=$!
{ sleep 1; } < /tmp/pipe
wait $follower
prints '^0 $' "a pipe that is closed is one, too" \
	echo "$? $(cat /tmp/follow-err)"
edgesec log --follow > /tmp/pipe 2> /tmp/follow-err &
follower=$!
: < /tmp/pipe
wait $follower
prints '^0 $' "also in the middle of a line" echo "$? $(cat /tmp/follow-err)"
follow --op bind
for _ in 1 2 3 4 5 6; do
	dd if=/dev/zero bs=900 count=1200 2> /dev/null | tr '\0' 'x' |
		fold -w 900 > /dev/kmsg
done
binder udp inet 78 > /dev/null
sleep 3
kill -INT $follower
wait $follower
prints 'udp port 78, host' "who was overtaken by the log goes on" \
	cat /tmp/followed

edgesec disable > /dev/null
prints 'policy +allowed .*disable log, version 0' \
	"what was disabled is recorded" edgesec log
tap_end
