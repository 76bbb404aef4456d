#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: policies that the command writes itself
# Copyright (C) 2026 The edgesec authors
#
# time: 240
. /usr/lib/tap.sh

# scan: what is installed runs, and nothing else.
succeeds "scan writes a policy" edgesec scan --output /tmp/scan.yaml
prints 'path: "/usr/bin/busybox", sha256: [0-9a-f]{64}' \
	"it names programs by digest, with their paths" cat /tmp/scan.yaml
exits 0 "it has no mistake" edgesec check /tmp/scan.yaml
# Whoever maps a device as code must not keep the command reading it.
trickster hold-code /dev/zero > /tmp/held &
holder=$!
sleep 1
prints 'applied' "it denies nothing that runs" \
	timeout 60 edgesec apply /tmp/scan.yaml
kill $holder
wait $holder 2> /dev/null
exits 0 "what is installed runs under it" runner /usr/bin/binder udp inet 0
cp /usr/bin/binder /tmp/unknown
printf x >> /tmp/unknown
prints '^execve: EACCES$' "other programs do not" runner /tmp/unknown udp inet 0
prints 'EACCES|EPERM' "other libraries are not mapped" \
	trickster map /tmp/unknown
exits 64 "scan takes no operands" edgesec scan /usr
mkdir /tmp/part
cp /usr/bin/binder /tmp/part
prints '^1$' "a folder can be named" \
	sh -c 'edgesec scan --directory /tmp/part | grep -c sha256'
prints 'no dpkg-query here' "without dpkg there are no packages" \
	edgesec scan --package bash
exits 66 "a file that can't be written is told" \
	edgesec scan --directory /tmp/part --output /none/scan.yaml
exits 0 "a scan of the same files decides alike" \
	sh -c 'edgesec scan > /tmp/again.yaml && edgesec apply /tmp/again.yaml | grep -q unchanged'

# learn: what is used meanwhile is in the policy, and only that.
prints 'a policy is in force' "learning does not replace a policy unasked" \
	edgesec learn --seconds 1
edgesec disable > /dev/null
cp /usr/bin/runner /usr/bin/used
printf 1 >> /usr/bin/used
cp /usr/bin/runner /usr/bin/unused
printf 2 >> /usr/bin/unused
cp /usr/bin/libharmless.so /usr/lib/used.so
mkdir /root/jobs
printf '#!/bin/sh\necho it-ran\n' > /root/jobs/used.sh
chmod 755 /root/jobs/used.sh
edgesec learn --seconds 12 --output /tmp/learned.yaml 2> /tmp/told &
learner=$!
sleep 4
used /root/jobs/used.sh > /dev/null
trickster dlopen /usr/lib/used.so > /dev/null
binder udp inet 5353 > /dev/null
cp /usr/bin/binder /usr/bin/shortlived
printf 3 >> /usr/bin/shortlived
shortlived tcp inet 4711 > /dev/null
prints 'policy +learned' "while it learns, its policy is in force" edgesec status
wait $learner
prints 'HOOK|no policy' "afterwards none is" edgesec status
prints '^\+ runs /root/jobs/used.sh' "it tells what it learned" cat /tmp/told
prints '^\+ binds udp port 5353 \(host\)' "ports too" cat /tmp/told
sed 's/^/# /' /tmp/told | tail -20
exits 0 "what it wrote has no mistake" edgesec check /tmp/learned.yaml
prints 'used.so' "a library is in it" cat /tmp/learned.yaml
prints 'applied' "it denies nothing that runs" edgesec apply /tmp/learned.yaml
prints 'it-ran' "what was used runs" used /root/jobs/used.sh
prints 'library-ran' "libraries too" trickster dlopen /usr/lib/used.so
exits 0 "a short-lived program too" shortlived tcp inet 4711
exits 0 "and its port" binder udp inet 5353
prints '^execve: EACCES$' "what was not used does not" used /usr/bin/unused
prints 'EACCES' "nor another port" binder udp inet 5354

# A second time it begins with the first policy, and puts it back.
cat >> /tmp/learned.yaml <<'EOF'
modbus:
  servers:
    - {name: line-3, address: 192.0.2.10, functions: [{code: [3]}]}
EOF
apply /tmp/learned.yaml
edgesec learn --seconds 6 --output /tmp/more.yaml /tmp/learned.yaml \
	2> /tmp/told &
learner=$!
sleep 3
used /usr/bin/unused /root/jobs/used.sh > /dev/null
prints '^line-3 .* audit, learns ' "while it learns, Modbus requests pass" \
	edgesec show
wait $learner
prints 'line-3' "what it writes keeps the Modbus servers" cat /tmp/more.yaml
prints '^1$' "and has no others" grep -c '    - name: ' /tmp/more.yaml
prints '^line-3 .* enforce ' "which are in force again" edgesec show
prints 'mode +enforce' "the policy that was in force is so again" edgesec status
prints '^execve: EACCES$' "and denies what it denied" used /usr/bin/unused
prints '^\+ runs /usr/bin/unused' "what came new is told" cat /tmp/told
prints 'learned [12] things' "and only that" cat /tmp/told
apply /tmp/more.yaml
prints 'it-ran' "with the longer policy it runs" \
	used /usr/bin/unused /root/jobs/used.sh

# A session that breaks off leaves the policy in force that was there.
edgesec learn --quiet --output /tmp/hung.yaml /tmp/more.yaml 2> /tmp/told &
learner=$!
sleep 4
prints 'mode +audit' "while it learns, nothing is denied" edgesec status
kill -HUP $learner
wait $learner
prints 'mode +enforce' "when its terminal goes away, the policy is back" \
	edgesec status
prints 'is not the policy in force' "another policy is not replaced" \
	edgesec learn --seconds 1 /tmp/scan.yaml
edgesec disable > /dev/null
sed -e 's/^mode: .*/signature: required\nmode: enforce/' \
	-e '$a audit: {on-loss: deny, warn-at: 50}' \
	-e '$a override: {max: 1h, of: [ports]}' /tmp/scan.yaml > /tmp/base.yaml
exits 0 "a base that is not in force is learned from" \
	edgesec learn --seconds 1 --output /tmp/again.yaml /tmp/base.yaml
prints '^signature: required$' "it is not followed by one with less" \
	cat /tmp/again.yaml
prints '^override: .max: 3600s, of: .ports..$' "nor is its override lost" \
	cat /tmp/again.yaml
prints 'on-loss: deny' "nor what it says of records" cat /tmp/again.yaml
prints 'HOOK|no policy' "and is not in force afterwards" edgesec status
tap_end
