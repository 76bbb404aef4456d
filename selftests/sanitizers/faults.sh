#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: every allocation of a request fails once
# Copyright (C) 2026 The edgesec authors
#
# time: 600
# programs: openssl
. /usr/lib/tap.sh

cp /usr/bin/runner /tmp/odd
cp /usr/bin/runner /tmp/even
printf '#!/bin/sh\nexit 7\n' > /tmp/seven.sh
chmod 755 /tmp/seven.sh
for kind in failslab fail_page_alloc; do
	echo N > /sys/kernel/debug/$kind/ignore-gfp-wait
	echo 0 > /sys/kernel/debug/$kind/verbose
done
echo 0 > /sys/kernel/debug/fail_page_alloc/min-order

# Eight names of one owner, so that each key can be added but once.
mkdir /tmp/owner
cd /tmp/owner || exit
for i in 0 1 2 3 4 5 6 7; do
	cat > openssl.cnf <<END
[req]
distinguished_name = name
x509_extensions = ext
prompt = no
[name]
CN = owner $i
[ext]
subjectKeyIdentifier = hash
END
	[ -e key ] || openssl genrsa -out key 2048 2> /dev/null
	openssl req -x509 -key key -days 1 -config openssl.cnf -out $i.pem
	openssl x509 -in $i.pem -outform DER -out $i.der
done
for version in 1 2; do
	injector manifest $version > manifest.txt
	openssl cms -sign -binary -noattr -nocerts -md sha256 -in manifest.txt \
		-signer 0.pem -inkey key -outform DER -out $version.p7s
done
injector /tmp/owner "/usr/lib/modules/$(uname -r)/extra/edgesec.ko"
cd / || exit
rmmod edgesec
