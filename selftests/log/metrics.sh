#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: the state as text for Prometheus
# Copyright (C) 2026 The edgesec authors
. /usr/lib/tap.sh

cat > /tmp/policy.yaml <<'EOF'
edgesec: 1
name: metrics
version: 7
mode: enforce
ports:
  - {scope: host, protocol: udp, bind: [53], default: deny}
EOF
has() { # PATTERN DESCRIPTION
	prints "$1" "$2" edgesec metrics
}

has '^edgesec_policy_in_force 0$' "no policy is in force"
apply /tmp/policy.yaml
binder udp inet 54 > /dev/null
has '^edgesec_policy_in_force 1$' "one is"
has '^edgesec_policy_version 7$' "its version"
has '^edgesec_policy_info\{name="metrics",mode="enforce",digest="[0-9a-f]{64}"\} 1$' \
	"its name"
has '^edgesec_bind_denied_total 1$' "a denial is counted"
has '^edgesec_hook_live\{hook="socket_bind"\} 1$' "its hook lives"
has '^edgesec_hook_live\{hook="bprm_check_security"\} 0$' "another is not needed"
has '^edgesec_table_entries\{table="ports"\} 1$' "its table"
has '^edgesec_policy_on_trial 0$' "it is not on trial"
edgesec apply --force --confirm 60 "/usr/share/edgesec/policies/baseline.yaml" \
	> /dev/null 2>&1
has '^edgesec_policy_on_trial 1$' "another one is"
has '^edgesec_policy_trial_seconds [1-6][0-9]?$' "for some seconds"

# Every sample has a type, and the samples of a name stand together.
edgesec metrics > /tmp/out
wrong=$(awk '
	/^# TYPE / { if ($3 in seen) print "again: " $3; seen[$3]; last = $3; next }
	/^#/ { next }
	{ name = $1; sub(/\{.*/, "", name); if (name != last) print "out of place: " name }
	!/^[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9]+$/ { print "malformed: " $0 }
	' /tmp/out)
prints '^$' "each sample is well formed and in its place" echo "$wrong"

prints '^$' "with --output nothing is printed" edgesec metrics --output /tmp/e.prom
prints 'edgesec_policy_in_force 1' "but written" cat /tmp/e.prom
prints '^644$' "for everybody to read" stat -c %a /tmp/e.prom
exits 66 "a folder that is absent is told" edgesec metrics --output /none/e.prom
exits 0 "a user may ask" su operator -c 'edgesec metrics'
touch /tmp/go
while [ -e /tmp/go ]; do
	edgesec metrics --output /tmp/e.prom
done &
torn=0
for _ in $(seq 40); do
	tail -n 1 /tmp/e.prom | grep -q '^edgesec_table_bytes' || torn=$((torn + 1))
done
rm /tmp/go
wait
prints '^0$' "a reader never sees half a file" echo $torn
prints '^1$' "and nothing is left over" sh -c 'ls /tmp/e.prom* | wc -l'
tap_end
