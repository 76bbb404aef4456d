#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: a policy of fapolicyd's rules does what they say
# Copyright (C) 2026 The edgesec authors
#
# time: 240
. /usr/lib/tap.sh

mkdir -p /etc/fapolicyd/rules.d /etc/fapolicyd/trust.d /opt
for name in trusted untrusted starter; do
	cp /usr/bin/runner /opt/$name
	printf '%s' $name >> /opt/$name
done
cp /usr/bin/libharmless.so /opt/trusted.so
printf 1 >> /opt/trusted.so
cp /usr/bin/libharmless.so /opt/untrusted.so
printf 2 >> /opt/untrusted.so
printf '#!/bin/sh\necho it-ran\n' > /opt/script.sh
chmod 755 /opt/script.sh
cat > /etc/fapolicyd/rules.d/10-all.rules <<'EOF'
%system=/usr/,/lib/,/lib64/
allow perm=any uid=0 : dir=/opt/
allow perm=open all : dir=%system ftype=application/x-sharedlib
allow perm=open all : ftype=application/x-sharedlib trust=1
deny_audit perm=open all : ftype=application/x-sharedlib
allow perm=execute exe=/opt/starter : ftype=text/x-shellscript
allow perm=execute all : dir=execdirs
allow perm=execute all : path=/opt/starter,/opt/script.sh,/init
allow perm=execute all : trust=1
deny_audit perm=execute all : all
EOF
for name in trusted trusted.so; do
	echo "/opt/$name $(wc -c < /opt/$name)" \
		"$(sha256sum < /opt/$name | cut -d ' ' -f 1)"
done > /etc/fapolicyd/trust.d/own

succeeds "rules and trusted files become a policy" \
	edgesec import --output /tmp/audit.yaml fapolicyd
prints 'rules.d/10-all.rules:2: allow perm=any uid=0' \
	"a rule for one user is left out, and told" cat /tmp/audit.yaml
exits 0 "it has no mistake" edgesec check /tmp/audit.yaml
prints '^applied' "it is put in force" edgesec apply --force /tmp/audit.yaml
log_mark
prints '^it-ran$' "it denies nothing" /opt/untrusted /opt/script.sh
logged 'edgesec: op=exec .*mode=audit .*path="/opt/untrusted"' \
	"but records what it would deny"
logged 'edgesec: op=script .*mode=audit .*exe="/opt/untrusted"' \
	"also who may not start scripts"
edgesec disable > /dev/null

succeeds "the same rules for enforcement" edgesec import --mode enforce \
	--output /tmp/enforce.yaml fapolicyd
prints '^applied' "are put in force" edgesec apply --force /tmp/enforce.yaml
prints '^it-ran$' "who may start scripts does" /opt/starter /opt/script.sh
prints '^execve: E(ACCES|PERM)$' "a trusted program that may not does not" \
	/opt/trusted /opt/script.sh
prints '^execve: EACCES$' "a trusted program runs, and meets one that is not" \
	/opt/trusted /opt/untrusted
printf x >> /opt/trusted
prints '^execve: EACCES$' "with other content it is not trusted" \
	runner /opt/trusted
exits 0 "a trusted library is mapped" trickster dlopen /opt/trusted.so
prints 'EACCES|EPERM' "another is not" trickster map /opt/untrusted.so
prints '^execve: EACCES$' "nor is it by user 0, whom one rule names" \
	runner /opt/untrusted
edgesec disable > /dev/null
tap_end
