#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: who may reach into another process
# Copyright (C) 2026 The edgesec authors
. /usr/lib/tap.sh

DENIED='^E(ACCES|PERM)$'

cp /usr/bin/trickster /usr/bin/debugger
cat > /tmp/trace.yaml <<'EOF'
edgesec: 1
name: trace
mode: enforce
executables:
  tracing: {identify-by: path, allow-from: [/usr/bin/debugger]}
EOF

sleep 1000 &
victim=$!
ways() { # WHO WHAT PATTERN
	for way in attach proc-mem "take-fd"; do
		prints "$3" "$way by $2" "$1" "$way" $victim
	done
	prints "$3" "vm-writev by $2" "$1" vm-writev $victim 0x1000
	prints "$3" "execution under a trace by $2" \
		"$1" trace-exec /usr/bin/runner
}
ways trickster "anyone, without a policy" '^allowed$'
apply /tmp/trace.yaml
log_mark
ways trickster "a program that is not listed is denied" "$DENIED"
logged "edgesec: op=trace .*verdict=deny mode=enforce .*rule=executables.tracing .*exe=\"/usr/bin/trickster\" path=\"/usr/bin/runner\".* target=[0-9]+ target_comm=\"trickster\"" \
	"a record names tracer, program and process"
prints '^4$' "the other four are recorded with the process" \
	sh -c "dmesg | grep 'op=trace' | grep -c 'target=$victim target_comm=\"sleep\"'"
ways debugger "a listed one works" '^allowed$'
prints '^allowed$' "to look at a process is no trace" trickster look $victim
sed 's/identify-by: path/identify-by: digest/' /tmp/trace.yaml > /tmp/digest.yaml
printf x >> /usr/bin/debugger
edgesec disable > /dev/null
sed 's/mode: enforce/mode: audit/' /tmp/trace.yaml > /tmp/audit.yaml
apply /tmp/audit.yaml
prints '^allowed$' "audit mode lets it happen" trickster attach $victim
prints 'trace-audited +[1-9]' "and counts it" edgesec status
edgesec disable > /dev/null
kill -9 $victim
tap_end
