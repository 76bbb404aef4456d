#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - In the machine of the exec bench: each contender, round by round
# Copyright (C) 2026 The edgesec authors
#
# modules: loop ext4 sha256_ssse3
# programs: mke2fs
# time: 1500
. /usr/lib/tap.sh

rounds=$(sed -n 's/.*bench.rounds=\([0-9]*\).*/\1/p' /proc/cmdline)
rounds=${rounds:-3}
SPAWNS=5000 FILES=2000 OPENS=100000
# As large as a usual program; the bytes at the end make each another one.
KBYTES=128

figure() { # CASE CONTENDER VALUE
	echo "# bench: exec.$1.$2 $3"
}

new_fs ext4 /mnt 512
mkdir /mnt/each
head -c ${KBYTES}k /dev/urandom > /tmp/pad
for i in $(seq $FILES); do
	{ cat /usr/bin/nothing; echo "$i"; cat /tmp/pad; } > "/mnt/each/$i"
done
cp /usr/bin/nothing /mnt/one
echo text > /mnt/text
# Who opens is judged, too, and is read each time where no digest is kept.
cp /usr/bin/spawner /mnt/spawner
spawner() { /mnt/spawner "$@"; }
chmod 755 /mnt/one /mnt/each/*
sync
spawner hash $FILES /mnt/each > /dev/null

measure() { # CONTENDER
	figure cached "$1" "$(spawner spawn $SPAWNS /mnt/one)"
	figure distinct "$1" "$(spawner spawn-each $FILES /mnt/each)"
	figure open "$1" "$(spawner open $OPENS /mnt/text)"
}

# Everything on ext4 by digest; what the bench itself needs by its place.
cat > /tmp/policy.yaml <<'EOF'
edgesec: 1
name: bench
mode: enforce
executables:
  default: deny
  allow:
    - directory: /mnt
    - {directory: /usr, identify-by: path}
    - {directory: /lib64, identify-by: path}
EOF
cat > /tmp/strict.yaml <<'EOF'
edgesec: 1
name: strict
mode: enforce
executables:
  default: deny
  libraries: deny-unknown
  interpreted: {data: [{directory: /etc}]}
  scripts: {mode: disabled, allow-from: [], interpreters: [/mnt/one]}
  allow:
    - directory: /mnt
    - {directory: /usr, identify-by: path}
    - {directory: /lib64, identify-by: path}
EOF

# What it shows on a terminal would stand in the same line as a figure.
protect() { # FILE
	edgesec apply --force --quiet "$1" 2> /tmp/err ||
		fail "edgesec applies" "$(cat /tmp/err)"
}

edgesec_rounds() {
	measure none
	# Nothing is cached at first: what the first execution costs.
	protect /tmp/policy.yaml
	figure first edgesec "$(spawner spawn-each $FILES /mnt/each)"
	figure hash user "$(spawner hash $FILES /mnt/each)"
	measure edgesec
	protect /tmp/strict.yaml
	spawner spawn-each $FILES /mnt/each > /dev/null
	figure open_strict edgesec "$(spawner open $OPENS /mnt/text)"
	edgesec disable --quiet
	figure open_strict none "$(spawner open $OPENS /mnt/text)"
}

trust() { # FILE...: lines of fapolicyd's list of trusted files
	for file; do
		set -- "$(sha256sum "$file")"
		echo "$file $(stat -c %s "$file") ${1%% *}"
	done
}

start_fapolicyd() {
	mkdir -p /etc/fapolicyd/trust.d /var/lib/fapolicyd /run/fapolicyd
	cat > /etc/fapolicyd/fapolicyd.conf <<-EOF
	permissive = 0
	nice_val = 14
	q_size = 800
	uid = 0
	gid = 0
	do_stat_report = 0
	detailed_report = 0
	db_max_size = 50
	subj_cache_size = 4099
	obj_cache_size = 8191
	watch_fs = ext4
	trust = file
	integrity = sha256
	EOF
	cat > /etc/fapolicyd/compiled.rules <<-EOF
	allow perm=any all : trust=1
	deny perm=execute all : all
	allow perm=open all : all
	EOF
	cp /etc/fapolicyd/compiled.rules /etc/fapolicyd/fapolicyd.rules
	{ trust /mnt/spawner /mnt/one /mnt/text; trust /mnt/each/*; } \
		> /etc/fapolicyd/fapolicyd.trust
	fapolicyd --debug-deny > /tmp/fapolicyd.log 2>&1 &
	fapolicyd=$!
	for _ in $(seq 60); do
		sleep 1
		grep -q 'Starting to listen' /tmp/fapolicyd.log && return
	done
	tail -5 /tmp/fapolicyd.log | sed 's/^/# /'
	return 1
}

cp /usr/bin/nothing /mnt/unknown
chmod 755 /mnt/unknown
for _ in $(seq "$rounds"); do
	edgesec_rounds
done

if start_fapolicyd; then
	echo x >> /mnt/unknown
	exits 1 "fapolicyd denies what it does not trust" spawner spawn 1 /mnt/unknown
	spawner spawn-each $FILES /mnt/each > /dev/null
	for _ in $(seq "$rounds"); do
		measure fapolicyd
		figure open_strict fapolicyd "$(spawner open $OPENS /mnt/text)"
	done
	kill $fapolicyd
	wait $fapolicyd 2> /dev/null
else
	fail "fapolicyd runs"
fi

# A policy of IMA can't be taken back, so it comes last. 0404 is a digest, and
# SHA-256 (include/uapi/linux/hash_info.h).
for file in /mnt/spawner /mnt/one /mnt/each/*; do
	sum=$(sha256sum "$file")
	setfattr -n security.ima -v "0x0404${sum%% *}" "$file"
done
echo 'appraise func=BPRM_CHECK fsmagic=0xef53' > /sys/kernel/security/ima/policy
exits 1 "IMA denies what has no digest" spawner spawn 1 /mnt/unknown
for _ in $(seq "$rounds"); do
	measure ima
	figure open_strict ima "$(spawner open $OPENS /mnt/text)"
done
pass "the bench came to its end"
tap_end
