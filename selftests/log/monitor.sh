#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: who listens misses nothing without knowing it
# Copyright (C) 2026 The edgesec authors
#
# time: 240
. /usr/lib/tap.sh

cat > /tmp/policy.yaml <<'EOF'
edgesec: 1
name: monitor
mode: enforce
ports:
  - {scope: host, protocol: udp, bind: [53], default: deny}
EOF
printf 'edgesec: 1\nname: other\nmode: enforce\n' > /tmp/other.yaml
chmod 644 /tmp/*.yaml

exits 77 "a user can't listen" su operator -c 'edgesec monitor'
exits 77 "nor as root of a namespace" \
	su operator -c 'unshare -r edgesec monitor'
exits 69 "nor from another network" \
	su operator -c 'unshare -rn edgesec monitor'

sequence() { edgesec status --json | sed -n 's/.*"sequence": \([0-9]*\).*/\1/p'; }
begin() { # ARGUMENT...
	edgesec "$@" monitor > /tmp/out 2> /tmp/err &
	monitor=$!
	sleep 1
	before=$(sequence)
}
end() {
	sleep 4
	kill -INT $monitor
	wait $monitor
	ended=$?
	after=$(sequence)
}

begin
apply /tmp/policy.yaml
binder udp inet 54 > /dev/null
edgesec apply --force --confirm 60 /tmp/other.yaml > /dev/null
edgesec rollback > /dev/null
edgesec disable > /dev/null
end
prints 'bind  denied  /usr/bin/binder, uid 0  udp port 54, host  ports\[0\]' \
	"a denial is shown" cat /tmp/out
prints 'policy  allowed  .*commit monitor' "and a commit" cat /tmp/out
prints 'rollback other by request, generation 1 is back' "a rollback" \
	cat /tmp/out
prints 'disable monitor' "and the end of the policy" cat /tmp/out
prints '^edgesec: monitor: 5 events, 0 missed$' "nothing was missed" cat /tmp/err
prints '^5$' "of as many as there were" echo $((after - before))
prints '^0$' "Ctrl-C is a good end" echo $ended

begin --json
apply /tmp/policy.yaml
binder udp inet 54 > /dev/null
end
prints '^\{.*"op":"bind".*"port":54.*\}$' "each event is a line of JSON" \
	cat /tmp/out
prints '^2$' "and each line an event" grep -c '^{.*}$' /tmp/out

# More than the limit lets through, at once.
flood() {
	binder udp inet $(seq 1000 1400) > /dev/null
}
adds_up() { # DESCRIPTION
	seen=$(sed -n 's/.*monitor: \([0-9]*\) events.*/\1/p' /tmp/err)
	missed=$(sed -n 's/.* \([0-9]*\) missed$/\1/p' /tmp/err)
	echo "# $seen seen, $missed missed of $((after - before))"
	if [ "$missed" -gt 0 ] && [ $((seen + missed)) = $((after - before)) ]; then
		pass "$1"
	else
		fail "$1" "$(cat /tmp/err)"
	fi
}
sleep 6
begin --json
flood
end
adds_up "what the limit held back is counted as missed"
prints '^1$' "and told once" grep -c '"op":"missed"' /tmp/out
sleep 6
begin
binder udp inet 54 > /dev/null
end
prints 'records of class bind were held back' \
	"a later event says how many" cat /tmp/out

# A listener that stops, with a small buffer.
sleep 6
echo 20480 > /proc/sys/net/core/rmem_max
begin
echo 212992 > /proc/sys/net/core/rmem_max
kill -STOP $monitor
for port in $(seq 2000 2150); do
	binder udp inet "$port" > /dev/null
done
kill -CONT $monitor
end
adds_up "what the buffer had no room for is counted as missed"
prints 'events were missed; generation [0-9]+ is in force' \
	"and the state is asked again" cat /tmp/out
prints 'event-lost +[1-9]' "the module counts it too" edgesec status

begin
kill -KILL $monitor
wait
binder udp inet 54 > /dev/null
prints 'policy +monitor' "a listener that was killed does no harm" edgesec status
edgesec disable > /dev/null
begin
succeeds "the module can be unloaded while somebody listens" rmmod edgesec
kill $monitor
wait
tap_end
