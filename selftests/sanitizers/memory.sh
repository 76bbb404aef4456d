#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: every allocation of the module on its hooks fails once
# Copyright (C) 2026 The edgesec authors
#
# programs: dash
# time: 400
#
# failslab picks allocations that have the module's text in their call trace,
# so also those of softirqs, and lets the first, the second, ... of an action
# fail. Whatever fails, what is denied stays denied, and what is recorded is in
# the log or counted as lost.
. /usr/lib/tap.sh

faults=/sys/kernel/debug/failslab
events=/sys/kernel/tracing/events/kmem
NTH_MAX=100

echo N > $faults/ignore-gfp-wait
echo 0 > $faults/verbose

cp /usr/bin/runner /tmp/listed
cp /usr/bin/runner /tmp/unlisted
printf '#!/bin/sh\nexit 7\n' > /usr/bin/seven.sh
echo 'echo it-ran' > /tmp/evil
sleep 10000 &
victim=$!
chmod 755 /usr/bin/seven.sh
cat > /tmp/policy.yaml <<'END'
edgesec: 1
name: memory
mode: enforce
executables:
  allow:
    - {directory: /usr, identify-by: path}
    - path: /tmp/listed
  scripts:
    identify-by: path
    allow-from: [/usr/bin/busybox, kernel]
ports:
  - {scope: host, protocol: udp, bind: [53], default: deny}
modbus:
  servers:
    - name: plc
      address: any
      port: 502
      functions:
        - {code: [3]}
      on-deny: reset
    - name: liar
      address: any
      port: 503
      functions:
        - {code: [3]}
      on-deny: reset
      responses: deny
END
cat > /tmp/loss.yaml <<'END'
edgesec: 1
name: loss
mode: enforce
override: {max: 1h, of: ports}
audit: {on-loss: deny}
ports:
  - {scope: host, protocol: udp, bind: [53], default: deny}
modbus:
  servers:
    - name: plc
      address: any
      port: 502
      functions:
        - {code: [3]}
      mode: audit
      on-deny: reset
END
cat > /tmp/code.yaml <<'END'
edgesec: 1
name: code
mode: enforce
executables:
  libraries:
    allow:
      - {directory: /usr, identify-by: path}
      - {directory: /lib64, identify-by: path}
  interpreted: {data: [{directory: /etc}, {directory: /usr/lib}]}
  memory: {allow-from: []}
  tracing: {allow-from: []}
  scripts: {mode: disabled, allow-from: [], interpreters: [/usr/bin/dash]}
END
apply /tmp/policy.yaml
printf 'a' >> /tmp/unlisted
modbus-server 127.0.0.1 502 /tmp/counts > /dev/null 2>&1 &
server=$!
modbus-liar 503 > /dev/null 2>&1 &
liar=$!
until [ -e /tmp/counts ]; do sleep 1; done

text=$(cat /sys/module/edgesec/sections/.text)
size=$(awk '$1 == "edgesec" { print $2 }' /proc/modules)
echo "$text" > $faults/require-start
printf '0x%x\n' $((text + size)) > $faults/require-end
echo 20 > $faults/stacktrace-depth
# A kmemleak that finds no memory for its own notes stops looking.
awk '/ __create_object$/ { print "0x" $1; getline; print "0x" $1 }' \
	/proc/kallsyms > /tmp/kmemleak
sed -n 1p /tmp/kmemleak > $faults/reject-start
sed -n 2p /tmp/kmemleak > $faults/reject-end
echo 0 > $faults/probability
for event in kmalloc kmem_cache_alloc; do
	echo 'ptr == 0' > $events/$event/filter
	echo 1 > $events/$event/enable
done
echo 1 > /sys/kernel/tracing/tracing_on

records() { # lost|written
	edgesec status --json | sed -n "s/.*\"record-$1\": *\\([0-9]*\\).*/\\1/p"
}
lost() { records lost; }

# failslab counts what could fail, and each multiple of the interval does. The
# count can't be set, but after a failure it is known: the interval. So the next
# interval is that and $nth more, which is reached once. Nothing is opened while
# allocations may fail, since that is what the module judges.
counted=0
exec 8> $faults/probability

# Runs a command whose allocation $nth fails; $out is what it said.
failing() {
	echo $((counted + nth)) > $faults/interval
	echo 1 > $faults/times
	echo 100 >&8
	out=$("$@" 2>&1)
	echo 0 >&8
	left=$(cat $faults/times)
	[ "$left" != 0 ] || counted=$((counted + nth))
}

# settle ACTION: goes on until there is a failure, so that the count is known.
settle() {
	while [ "$left" != 0 ]; do
		"$1"
	done
}

# each_allocation DESCRIPTION ACTION: the action must say yes each time.
each_allocation() {
	nth=1
	bad=
	while [ $nth -lt $NTH_MAX ]; do
		"$2" || bad="$bad $nth: $out;"
		[ "$left" = 0 ] || break
		nth=$((nth + 1))
	done
	if [ -z "$bad" ] && [ $nth -gt 1 ] && [ $nth -lt $NTH_MAX ]; then
		pass "$1: $((nth - 1)) allocations let fail"
	else
		fail "$1: $((nth - 1)) allocations let fail" "$bad"
	fi
	[ $nth = 1 ] || settle "$2"
}

denied() {
	[ "$out" != "${out%EACCES}" ] || [ "$out" != "${out%EPERM}" ] ||
		[ "$out" != "${out%ermission denied}" ]
}

# The program may be denied as well, when it can't be judged.
port_is_denied() {
	failing binder udp inet 54
	denied
}
script_is_denied() {
	failing runner /usr/bin/seven.sh
	denied
}
# A copy has no digest in the cache yet. It runs, or is denied: both are right.
listed_is_read() {
	cp /tmp/listed /tmp/copy
	failing runner /tmp/copy /usr/bin/true
	rm /tmp/copy
	[ -z "$out" ] || denied
}
unlisted_is_denied() {
	cp /tmp/unlisted /tmp/copy
	failing runner /tmp/copy /usr/bin/true
	rm /tmp/copy
	denied
}
# A failure may keep a program from as much as trying. Where none did, it tried.
library_is_denied() {
	failing trickster map /tmp/unlisted
	denied || { [ "$left" = 0 ] && [ "$out" = "${out%allowed}" ]; }
}
memory_is_denied() {
	failing trickster anonymous
	denied || { [ "$left" = 0 ] && [ "$out" = "${out%allowed}" ]; }
}
trace_is_denied() {
	failing trickster attach $victim
	denied || { [ "$left" = 0 ] && [ "$out" = "${out%allowed}" ]; }
}
content_is_denied() {
	failing dash /tmp/evil
	denied || { [ "$left" = 0 ] && [ "$out" = "${out%it-ran}" ]; }
}
# The server must not see what is denied, whatever else happens.
report_is_denied() {
	failing modbus-client 127.0.0.1 502 send 000400000002 0111
	! grep -q '^17 ' /tmp/counts
}
# A connection that can't be tracked may be refused.
read_is_judged() {
	failing modbus-client 127.0.0.1 502 read 1 1
	[ "$out" = 1001 ] || [ "$out" != "${out#modbus-client: }" ] ||
		[ "$out" != "${out%ermission denied}" ]
}
# The second of two answers was not asked for, and both are in one segment.
answer_is_denied() {
	failing modbus-client 127.0.0.1 503 send 000700000006010300030001
	[ "$out" = "${out#answer}" ]
}
# All of the answer, or nothing.
answer_is_judged() {
	failing modbus-client 127.0.0.1 503 send 000700000006010300000001
	[ "$out" = "${out#answer}" ] ||
		[ "$out" != "${out#answer 0007000000050103021111}" ]
}
# What would pass under the override must be recorded to pass.
override_is_recorded() {
	before=$(records written)
	failing binder udp inet 54
	denied || [ "$(records written)" -gt "$before" ]
}
# In audit mode a request passes with a record, or not at all.
asked() { awk '$1 == 17 { n = $2 } END { print n + 0 }' /tmp/counts; }
stopped=0
request_is_recorded() {
	before=$(records written)
	asked=$(asked)
	failing modbus-client 127.0.0.1 502 send 000400000002 0111
	if [ "$(asked)" = "$asked" ]; then
		stopped=$((stopped + 1))
	else
		[ "$(records written)" -gt "$before" ]
	fi
}

nth=1 left=1
settle port_is_denied
each_allocation "a denied port" port_is_denied
each_allocation "a denied script" script_is_denied
each_allocation "a listed program is read" listed_is_read
each_allocation "a program that is not listed is read" unlisted_is_denied
each_allocation "a denied Modbus request" report_is_denied
each_allocation "an allowed Modbus request" read_is_judged
each_allocation "an answer that was not asked for" answer_is_denied
each_allocation "an answer that was" answer_is_judged
echo 0 > /sys/kernel/tracing/tracing_on
apply /tmp/code.yaml
echo 1 > /sys/kernel/tracing/tracing_on
each_allocation "a denied library" library_is_denied
each_allocation "denied executable memory" memory_is_denied
each_allocation "a denied trace" trace_is_denied
each_allocation "a file that an interpreter may not read" content_is_denied
echo 0 > /sys/kernel/tracing/tracing_on
apply /tmp/loss.yaml
edgesec override start --for 1h --reason "memory runs out" > /dev/null
echo 1 > /sys/kernel/tracing/tracing_on
each_allocation "a port under an override, and records that may not be lost" \
	override_is_recorded
each_allocation "a Modbus request in audit mode, and such records" \
	request_is_recorded
echo 0 > /sys/kernel/tracing/tracing_on
apply /tmp/policy.yaml

[ "$(asked)" -gt 0 ] && [ $stopped -gt 0 ] || stopped=
succeeds "in audit mode requests passed, and some were stopped" test -n "$stopped"
prints '^1001$' "afterwards a request passes" \
	modbus-client 127.0.0.1 502 read 1 1
prints '^7$' "and a listed starter starts scripts" \
	busybox sh -c 'seven.sh; echo $?'
succeeds "status answers" edgesec status
echo "# records lost, counted: $(lost)"
if [ "$(lost)" -gt 0 ]; then
	pass "records that were lost are counted"
else
	fail "records that were lost are counted" "$(edgesec status --json)"
fi
echo "# places in which an allocation was let fail:"
sed -n 's/.*call_site=\([^ ]*\).*/\1/p' /sys/kernel/tracing/trace |
	sort | uniq -c | sed 's/^/#   /'
kill $server $liar
succeeds "disable works" edgesec disable
succeeds "and the module can be unloaded" rmmod edgesec
tap_end
