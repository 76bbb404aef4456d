#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: what differs between two policies
# Copyright (C) 2026 The edgesec authors
#
# time: 180
. /usr/lib/tap.sh

policies=/usr/share/edgesec/policies
cat > /tmp/a.yaml <<'EOF'
edgesec: 1
name: host
version: 1
mode: enforce
executables:
  scripts:
    identify-by: path
    allow-from: [/usr/bin/busybox, kernel]
ports:
  - {scope: host, protocol: udp, bind: [53, 5000-5010], default: deny}
  - {scope: host, protocol: tcp, bind: [22], default: deny, program: {22: /usr/bin/busybox}}
modbus:
  servers:
    - {name: plc, address: 192.0.2.10, port: 502, clients: [192.0.2.1], functions: [{code: 3}]}
EOF
# The same in other words and another order.
cat > /tmp/same.yaml <<'EOF'
# a comment
edgesec: 1
version: 1
name: host
mode: enforce
modbus:
  servers:
    - name: plc
      functions: [{code: 3}]
      address: 192.0.2.10
      clients: [192.0.2.1]
      port: 502
ports:
  - {scope: host, protocol: tcp, default: deny, bind: [22], program: {22: /usr/bin/busybox}}
  - {scope: host, protocol: udp, default: deny, bind: [53, 5000-5010]}
executables:
  scripts:
    identify-by: path
    allow-from: [kernel, /usr/bin/busybox]
EOF
sed -e 's/5000-5010/5000-5003, 5004-5010/' -e 's/bind: \[53, \(5000.*\)\]}/bind: [\1, 53]}/' \
	/tmp/same.yaml > /tmp/pieces.yaml
sed -e 's/version: 1/version: 2/' -e 's/bind: \[53, /bind: [54, /' \
	-e 's/, kernel\]/, kernel, \/usr\/bin\/runner]/' /tmp/a.yaml > /tmp/b.yaml

exits 0 "a file is like itself" edgesec diff /tmp/a.yaml /tmp/a.yaml
prints '^$' "which takes no words" edgesec diff /tmp/a.yaml /tmp/a.yaml
exits 0 "text that means the same is no difference" \
	edgesec diff /tmp/a.yaml /tmp/same.yaml
exits 0 "nor are ranges in pieces" edgesec diff /tmp/a.yaml /tmp/pieces.yaml
exits 1 "two policies differ" edgesec diff /tmp/a.yaml /tmp/b.yaml
edgesec diff /tmp/a.yaml /tmp/b.yaml > /tmp/out 2> /dev/null
prints '^- port .*bind 53 5000-5010' "what goes is shown" cat /tmp/out
prints '^\+ port .*bind 54 5000-5010' "and what comes" cat /tmp/out
prints '^\+ program .*path /usr/bin/runner' "a program too" cat /tmp/out
prints '^\+ policy +version 2$' "and the version" cat /tmp/out
prints '^5$' "and nothing else" sh -c 'wc -l < /tmp/out'
prints '"same": false' "as JSON it says so" \
	edgesec --json diff /tmp/a.yaml /tmp/b.yaml
exits 1 "--quiet only answers" edgesec -q diff /tmp/a.yaml /tmp/b.yaml

exits 1 "with nothing in force everything comes" edgesec diff /tmp/a.yaml
edgesec diff /tmp/a.yaml > /tmp/out 2> /dev/null
prints '^0$' "and nothing goes" grep -c '^-' /tmp/out
apply /tmp/a.yaml
exits 0 "what is in force is like its file" edgesec diff /tmp/a.yaml
exits 1 "but not like another" edgesec diff /tmp/b.yaml
for file in "$policies"/*.yaml; do
	edgesec apply --force "$file" > /dev/null 2>&1 || continue
	exits 0 "${file##*/} in force is like the file" edgesec diff "$file"
done
exits 64 "no file" edgesec diff
exits 64 "three" edgesec diff /tmp/a.yaml /tmp/a.yaml /tmp/a.yaml
exits 66 "a file that is absent is trouble" edgesec diff /none
exits 65 "and one with mistakes" \
	sh -c 'echo "port: [" | edgesec diff /tmp/a.yaml -'
exits 77 "a user can't ask what is in force" \
	su operator -c 'edgesec diff /tmp/a.yaml'
exits 0 "but can compare two files" \
	su operator -c 'edgesec diff /tmp/a.yaml /tmp/same.yaml'
rmmod edgesec 2> /dev/null || edgesec disable > /dev/null
rmmod edgesec 2> /dev/null
exits 69 "without the module there is nothing to compare with" \
	edgesec diff /tmp/a.yaml
exits 0 "two files need none" edgesec diff /tmp/a.yaml /tmp/same.yaml
tap_end
