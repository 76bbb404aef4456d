#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: the second way to the hooks, where the BPF LSM is absent
# Copyright (C) 2026 The edgesec authors
#
# append: lsm=lockdown,capability,yama
. /usr/lib/tap.sh

cp /usr/bin/runner /tmp/unlisted
cp /usr/bin/runner /tmp/listed
printf '#!/bin/sh\necho it-ran\n' > /tmp/s.sh
chmod 755 /tmp/s.sh
cat > /tmp/policy.yaml <<'EOF'
edgesec: 1
name: no-bpf
mode: enforce
executables:
  allow:
    - {directory: /usr, identify-by: path}
    - {directory: /tmp, identify-by: path}
    - path: /usr/bin/runner
  scripts:
    identify-by: path
    allow-from: [/usr/bin/busybox, /tmp/listed, kernel]
ports:
  - {scope: host, protocol: udp, bind: [53], default: deny}
EOF

exits 1 "bpf is not in the list of LSMs" grep -q bpf /sys/kernel/security/lsm
apply /tmp/policy.yaml
prints 'security_bprm_check' "the security_*() functions are redirected" \
	edgesec status
prints '^it-ran$' "a listed process starts a script" /tmp/listed /tmp/s.sh
prints '^execve: EACCES$' "another one does not" /tmp/unlisted /tmp/s.sh
prints '^prctl: EPERM$' "a process can't pose as another program" \
	/tmp/unlisted --pose /tmp/listed
prints '^54 EACCES$' "a port that is not listed can't be bound" \
	binder udp inet 54
exits 0 "a listed one can" binder udp inet 53
cp /usr/bin/binder /root/app
prints '^execve: EACCES$' "a program that is not listed does not run" \
	runner /root/app udp inet 0
succeeds "disable works" edgesec disable
prints '^it-ran$' "then nothing is denied" /tmp/unlisted /tmp/s.sh
succeeds "the module can be unloaded" rmmod edgesec
prints '^it-ran$' "and the host is as before" /tmp/unlisted /tmp/s.sh
tap_end
