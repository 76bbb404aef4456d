#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: a time in which denials are only recorded
# Copyright (C) 2026 The edgesec authors
#
# time: 300
. /usr/lib/tap.sh

printf '#!/bin/sh\n:\n' > /tmp/s.sh
chmod 755 /tmp/s.sh
policy() { # NAME VERSION [LINE]
	cat <<EOF2
edgesec: 1
name: $1
version: $2
mode: enforce
$3
executables:
  scripts: {identify-by: path, allow-from: [/usr/bin/busybox]}
ports:
  - {scope: host, protocol: udp, bind: [53], default: deny}
modbus:
  servers:
    - name: plc
      address: 127.0.0.1
      port: 502
      on-deny: reset
      allow: [{functions: [read-coils]}]
EOF2
}
policy never 1 > /tmp/never.yaml
policy all 2 'override: {max: 1h}' > /tmp/all.yaml
policy some 3 'override: {max: 30s, of: ports}' > /tmp/some.yaml
chmod 644 /tmp/*.yaml
modbus-server 127.0.0.1 502 /tmp/counts > /dev/null 2>&1 &
server=$!
sleep 1

start() { edgesec override start --for "$1" --reason 'pump 7 "stands" still'; }
script() { runner /tmp/s.sh; }
request() { # the function is not allowed
	modbus-client 127.0.0.1 502 send 000100000006010300000001
}
over() { # waits until no override is under way
	tap_wait=0
	while edgesec status | grep -q '^override' && [ $tap_wait -lt 90 ]; do
		sleep 1
		tap_wait=$((tap_wait + 1))
	done
}
binds() { # VERDICT DESCRIPTION
	prints "54 $1" "$2" binder udp inet 54
}

exits 64 "an override needs a time" edgesec override start --reason x
exits 64 "and a reason" edgesec override start --for 5m
exits 64 "a time of a few words" edgesec override start --for soon --reason x
exits 71 "without a policy there is nothing to override" start 5m
apply /tmp/never.yaml
exits 71 "a policy that says nothing of it allows none" start 5m
prints 'allows no override' "with the reason" start 5m
binds E "and goes on denying"

apply /tmp/all.yaml
binds E "a bind is denied"
exits 71 "no longer than the policy says" start 61m
exits 71 "there is none to end" edgesec override stop
exits 77 "a user begins none" \
	su operator -c 'edgesec override start --for 5m --reason x'
exits 77 "nor as root of a namespace" \
	su operator -c 'unshare -r edgesec override start --for 5m --reason x'
log_mark
prints 'only recorded, for 600 s' "root begins one" start 10m
logged 'op=policy .*action=override-start .*seconds=600 purpose=[0-9A-F]+ uid=0' \
	"which is recorded, with a reason that can't forge a field"
prints '"purpose": "pump 7 ..stands.. still"' "that is read back as it was" \
	edgesec log --op policy --json
exits 75 "a second one has to wait" start 5m
prints 'for [0-9]+ s more, begun by uid 0: pump 7' "root sees it" edgesec status
prints '"override": ' "and so do its programs" edgesec status --json
exits 1 "others don't" \
	sh -c "su operator -c 'edgesec status --json' | grep -q '\"override\":'"
log_mark
binds ok "a bind passes"
logged 'op=bind .*verdict=deny mode=audit .*overridden=1 .*port=54 .*res=1' \
	"and is recorded"
log_mark
exits 0 "a script starts" script
logged 'op=script .*overridden=1' "and is recorded"
log_mark
request > /dev/null 2>&1
logged 'op=modbus .*verdict=deny mode=audit .*overridden=1 .*function=3' \
	"a request reaches its server, and is recorded"

# No noise hides what passes: both kinds at once.
cat > /tmp/noise.yaml <<'EOF2'
edgesec: 1
name: noise
version: 9
mode: enforce
override: {max: 1h, of: ports}
executables:
  scripts: {mode: audit, identify-by: path, allow-from: [/usr/bin/binder]}
ports:
  - {scope: host, protocol: udp, bind: [53], default: deny}
EOF2
log_mark
apply /tmp/noise.yaml
logged 'action=override-end .*cause=replaced' "another policy ends it"
binds E "and is in force in full"
start 10m > /dev/null
i=0
while [ $i -lt 400 ]; do
	/tmp/s.sh
	i=$((i + 1))
done
log_mark
binds ok "in a flood of other records a bind passes"
logged 'op=bind .*overridden=1' "and is recorded"

# It ends.
log_mark
exits 0 "it can be ended" edgesec override stop
logged 'action=override-end .*cause=request' "which is recorded"
binds E "then a bind is denied"
apply /tmp/some.yaml
log_mark
start 3s > /dev/null
over
logged 'action=override-end .*cause=timer' "its time ends it"
binds E "then, too, a bind is denied"
start 30s > /dev/null
binds ok "where the ports are overridden"
prints '^execve: EACCES' "scripts are not" script
log_mark
request > /dev/null 2>&1
logged 'op=modbus .*verdict=deny mode=enforce' "nor requests"
not_logged 'op=modbus .*overridden' "and that says so"
edgesec disable
binds ok "without a policy there is nothing to deny"
apply /tmp/some.yaml
binds E "and the policy that comes again is in force in full"

start 30s > /dev/null
edgesec apply --force --confirm 100 /tmp/all.yaml > /dev/null
binds E "a policy on trial is in force in full"
edgesec rollback > /dev/null
binds E "and so is the one that comes back"

edgesec apply --force --confirm 100 /tmp/all.yaml > /dev/null
start 1h > /dev/null
edgesec rollback > /dev/null
binds E "an override does not outlive its policy"
edgesec lock sealed > /dev/null
exits 0 "a seal keeps the policy, and with it what it allows" start 20s
binds ok "that is an override"
edgesec override stop > /dev/null
binds E "and its end"
kill $server
tap_end
