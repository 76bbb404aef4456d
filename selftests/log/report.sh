#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: what is said of the policy in force, as evidence
# Copyright (C) 2026 The edgesec authors
. /usr/lib/tap.sh

cat > /tmp/controls.yaml <<'EOF'
profile: small
controls:
  - {id: CR 2.1, level: 1, title: scripts, status: enforced, keys: [executables.scripts]}
  - {id: CR 3.4, level: 1, title: integrity, status: partial, keys: [executables.allow]}
  - {id: CR 7.7, level: 1, title: ports, status: enforced, keys: [ports.bind]}
  - {id: CR 5.2, level: 2, title: conduit, status: enforced, keys: [modbus.servers.allow]}
  - {id: CR 3.9, level: 3, title: lock, status: enforced, facts: [lock, no-losses]}
EOF
policy() { # EXECUTABLES-MODE PORTS-MODE
	cat > /tmp/policy.yaml <<EOF
edgesec: 1
name: evidence
version: 3
profile: small-sl2
mode: enforce
executables:
  mode: $1
  allow: [{directory: /, identify-by: path}]
  scripts:
    mode: $1
    identify-by: path
    allow-from: [{directory: /}, kernel]
    interpreters: [/usr/bin/busybox]
ports:
  - {scope: host, protocol: udp, bind: [53], default: deny, mode: $2}
modbus:
  servers:
    - name: plc
      address: 192.0.2.10
      allow: [{from: 192.0.2.100, functions: read-only}]
EOF
	apply /tmp/policy.yaml
}
report() { edgesec report --profile small --controls /tmp/controls.yaml "$@"; }

exits 1 "without a policy no level is reached" report --level 1
prints '^policy +none' "and it says why" report
exits 1 "and no heart beats" edgesec heartbeat
prints '^heartbeat alive=0 gen=0 hooks=0/0 ' "which is told" edgesec heartbeat

policy enforce enforce
exits 0 "what denies reaches its level" report --level 1
exits 0 "the policy's profile says which level" report
prints 'level 2 of what edgesec can do is reached \(it is at 2\)' "and is named" \
	report
exits 1 "a level beyond it is not reached" report --level 3
prints '^CR 3.9: lock: edgesec lock' "and what to do is told" report --level 3
generation=$(edgesec status --json | sed -n 's/.*"generation": \([0-9]*\).*/\1/p')
digest=$(edgesec status --json | sed -n 's/.*"digest": "\(.*\)".*/\1/p')
prints "^policy +evidence, version 3, generation $generation\$" \
	"the generation is the kernel's" report
prints "^digest +$digest\$" "so is the digest" report
exits 0 "a heart beats" edgesec heartbeat
prints "^heartbeat alive=1 gen=$generation name=evidence version=3 mode=enforce hooks=([1-9][0-9]*)/\1 trial=0 override=0 lock=open seq=[1-9][0-9]* record-lost=0 " \
	"in one line" edgesec heartbeat
prints '^1$' "and no more" sh -c 'edgesec heartbeat | wc -l'
prints '"alive": true' "also as JSON" edgesec heartbeat --json
exits 0 "for every user" su operator -c 'edgesec heartbeat'
exits 77 "a report is for those who may read the policy" \
	su operator -c 'edgesec report --profile small --controls /tmp/controls.yaml'

# What the report says is what a program sees.
exits 1 "a port that is reported as denied is denied" binder udp inet 54
policy enforce audit
exits 1 "rules that only record reach nothing" report --level 1
prints '^CR 7.7 +1 +not-met' "and are not met" report --level 1
exits 0 "and the port is free" binder udp inet 54
policy audit enforce
prints '^CR 2.1 +1 +not-met' "scripts that are only recorded are not met" \
	report --level 1
prints '^CR 7.7 +1 +met' "beside ports that are denied" report --level 1

sed -i 's/^version: .*/version: 4/' /tmp/policy.yaml
edgesec apply --force --confirm 600 /tmp/policy.yaml > /dev/null
prints '^CR 7.7 +1 +not-met' "a policy on trial holds nothing yet" report
prints ' trial=1 ' "the heart says that too" edgesec heartbeat
edgesec confirm > /dev/null
prints '^CR 7.7 +1 +met' "a confirmed one does" report

digest=$(edgesec status --json | sed -n 's/.*"digest": "\(.*\)".*/\1/p')
for format in html oscal csv json; do
	prints "$digest" "$format names the policy" report --format $format
done
exits 1 "a file is written all the same" report --format html --output /tmp/out.html
prints '^</html>$' "as a whole" cat /tmp/out.html
prints '^600$' "for its owner to read" stat -c %a /tmp/out.html
prints '[0-9]+ met, [0-9]+ partly, [0-9]+ not met, [0-9]+ out of scope' \
	"the requirements that are installed are judged" edgesec report

# The machine has no dpkg; this one knows a file by the place it had before.
cat > /usr/bin/dpkg-query <<'EOF'
#!/bin/sh
case $1 in
--search) echo "busybox-static, other: /bin/busybox" ;;
--show) printf 'busybox-static\t1:1.35.0-4+b1\tamd64\n' ;;
esac
EOF
chmod 755 /usr/bin/dpkg-query
cat > /tmp/policy.yaml <<'EOF'
edgesec: 1
name: inventory
version: 5
mode: audit
executables:
  allow: [{path: /usr/bin/busybox}, {path: /usr/bin/edgesec-none, if-absent: ignore}]
ports:
  - {scope: host, protocol: udp, bind: [53], default: deny}
modbus:
  servers: [{name: plc, address: 192.0.2.10, functions: read-only}]
EOF
apply /tmp/policy.yaml
sha256=$(sha256sum /usr/bin/busybox | cut -d ' ' -f 1)
prints "^/usr/bin/busybox +busybox-static 1:1.35.0-4\\+b1 +run.* +$sha256\$" \
	"an inventory has what may run, with package and digest" edgesec inventory
prints "^[^ ]+: Linux $(uname -r | sed 's,[+.],[&],g') " "the kernel" \
	edgesec inventory
prints '^host +udp +bind 53 ' "ports" edgesec inventory
prints 'plc .*192.0.2.10' "and servers" edgesec inventory
prints '"package": "busybox-static"' "also as JSON" edgesec inventory --json
prints 'pkg:deb/[a-z]+/busybox-static@1%3A1.35.0-4%2Bb1\?arch=amd64' \
	"and as a bill of materials" edgesec inventory --format cyclonedx
exits 77 "for those who may read the policy" su operator -c 'edgesec inventory'
edgesec disable > /dev/null
exits 1 "without a policy there is none" edgesec inventory
apply /tmp/policy.yaml

edgesec lock versioned > /dev/null
prints '^CR 3.9 +3 +met' "a lock meets what asks for one" report --level 3
tap_end
