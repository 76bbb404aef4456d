#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: who may start scripts, and what may run at all
# Copyright (C) 2026 The edgesec authors
#
# modules: overlay loop ext4
# programs: mke2fs
# time: 240
. /usr/lib/tap.sh

EDGESEC_DENY='edgesec: op=script .*verdict=deny mode=enforce'

cp /usr/bin/runner /tmp/listed
cp /usr/bin/runner /tmp/unlisted

cat > /tmp/scripts.yaml <<'EOF'
edgesec: 1
name: scripts
mode: enforce
executables:
  scripts:
    identify-by: path
    allow-from: [/usr/bin/busybox, /tmp/listed, kernel, LONG/listed]
EOF
# Longer than most.
long=/tmp/$(printf '%0250d' 0)
mkdir "$long"
cp /usr/bin/runner "$long/listed"
cp /usr/bin/runner "$long/other"
sed -i "s#LONG#$long#" /tmp/scripts.yaml

write_script() { # FILE FIRST-LINE
	printf '%s\necho it-ran\n' "$2" > "$1"
	chmod 755 "$1"
}

# both FILE WHAT: a listed process starts it, an unlisted one does not, and
# one record says so.
both() {
	prints '^it-ran$' "$2: started by a listed process" /tmp/listed "$1"
	log_mark
	prints '^execve: E(ACCES|PERM)$' "$2: denied to another process" \
		/tmp/unlisted "$1"
	logged "$EDGESEC_DENY gen=[0-9]+ rule=executables.scripts .*uid=0 .*exe=\"/tmp/unlisted\" path=\"$1\"" \
		"$2: one record names process, program, rule and script"
}

mkdir -p /root/jobs /mnt/overlay /tmp/lower /tmp/upper /tmp/workdir
succeeds "an ext4 is there" new_fs ext4 /mnt/ext4 16
write_script /tmp/lower/s.sh '#!/bin/sh'
mount -t overlay overlay \
	-o lowerdir=/tmp/lower,upperdir=/tmp/upper,workdir=/tmp/workdir \
	/mnt/overlay

write_script /root/jobs/plain.sh '#!/bin/sh'
write_script /root/jobs/space.sh '#! /bin/sh -e'
write_script /root/jobs/env.sh '#!/usr/bin/env sh'
write_script /tmp/s.sh '#!/bin/sh'
write_script /mnt/ext4/s.sh '#!/bin/sh'

prints '^it-ran$' "without a policy everybody starts scripts" \
	/tmp/unlisted /tmp/s.sh

apply /tmp/scripts.yaml
both /root/jobs/plain.sh "on the root file system"
both /root/jobs/space.sh "a space after the hash-bang and an option"
both /root/jobs/env.sh "through env"
both /tmp/s.sh "in /tmp, on tmpfs"
both /mnt/ext4/s.sh "on ext4"
both /mnt/overlay/s.sh "on overlayfs"

log_mark
prints '^execve: EACCES$' "a user without privilege is denied too" \
	su operator -c '/tmp/unlisted /tmp/s.sh'
logged "$EDGESEC_DENY .* uid=1000 " "the record names the user"

log_mark
hostile="/tmp/x\" res=1
edgesec: op=exec verdict=allow.sh"
write_script "$hostile" '#!/bin/sh'
prints '^execve: EACCES$' "a script with a hostile name is denied" \
	/tmp/unlisted "$hostile"
logged "$EDGESEC_DENY .*path=2F746D702F78222072" \
	"a hostile name is recorded in hexadecimal"
not_logged 'edgesec: op=exec verdict=allow' "a hostile name forges no record"

log_mark
prints '^execve: EACCES$' "a copy of a listed program is another program" \
	sh -c 'cp /tmp/listed /tmp/copy; exec /tmp/copy /tmp/s.sh'
mkdir /tmp/fake
mount --bind /tmp/fake /mnt
cp /tmp/unlisted /tmp/fake/busybox
mount --bind /tmp/fake/busybox /tmp/listed
prints '^execve: EACCES$' "a bind mount over a listed program does not help" \
	/tmp/listed /tmp/s.sh
umount /tmp/listed
umount /mnt
prints '^it-ran$' "after it the listed program is itself again" \
	/tmp/listed /tmp/s.sh
mkdir /tmp/jail
mount --rbind / /tmp/jail
mount --bind /tmp/unlisted /tmp/jail/tmp/listed
prints '^execve: EACCES$' "nor does a chroot, where it bears the listed path" \
	chroot /tmp/jail /tmp/listed /tmp/s.sh
umount /tmp/jail/tmp/listed
prints '^it-ran$' "a listed program is listed in a chroot" \
	chroot /tmp/jail /tmp/listed /tmp/s.sh
umount -l /tmp/jail
prints '^execve: EACCES$' "nor does a mount in a user namespace" \
	su operator -c 'unshare -rm sh -c "mount --bind /tmp/unlisted /tmp/listed; exec /tmp/listed /tmp/s.sh"'
prints '^it-ran$' "without the mount it runs there" \
	su operator -c 'unshare -rm /tmp/listed /tmp/s.sh'
prints '^prctl: EPERM$' "a process can't pose as another program" \
	/tmp/unlisted --pose /tmp/listed

cp /tmp/listed /tmp/new
(sleep 1; exec /tmp/listed /tmp/s.sh) > /tmp/out 2>&1 &
mv /tmp/new /tmp/listed
wait $!
prints '^it-ran$' "an upgraded program at a listed path is listed" \
	cat /tmp/out

prints '^it-ran$' "a starter with a long path is known by it" \
	"$long/listed" /tmp/s.sh
prints '^execve: EACCES$' "another one beside it is not" \
	"$long/other" /tmp/s.sh
# A path that is too long to be named is not listed.
deep() { # COMMAND: in a folder whose path is longer than PATH_MAX
	sh -c 'long=$(printf "%0200d" 0); cd /tmp; i=0
		while [ $i -lt 22 ]; do
			mkdir -p $long; cd -P $long; i=$((i + 1))
		done
		cp /tmp/listed deep; cp /tmp/s.sh .; '"$1"
}
log_mark
prints '^execve: EACCES$' "a starter whose path is too long is denied" \
	deep './deep /tmp/s.sh'
logged "$EDGESEC_DENY .*reason=path-too-long" "the record says so"
prints '^it-ran$' "a script whose path is too long is started" \
	deep '/tmp/listed ./s.sh'

cat > /tmp/audit.yaml <<'EOF'
edgesec: 1
name: audit
mode: audit
executables:
  scripts:
    identify-by: path
    allow-from: [/tmp/listed, kernel]
EOF
apply /tmp/audit.yaml
log_mark
prints '^it-ran$' "audit mode denies nothing" /tmp/unlisted /tmp/s.sh
logged 'edgesec: op=script .*verdict=deny mode=audit .*exe="/tmp/unlisted".* res=1' \
	"audit mode records what it would deny"

# By content: the two runners are one program, until a byte differs.
printf x >> /tmp/unlisted
cat > /tmp/digest.yaml <<'EOF'
edgesec: 1
name: digest
mode: enforce
executables:
  scripts:
    allow-from: [/usr/bin/busybox, /tmp/listed, kernel]
EOF
apply /tmp/digest.yaml
prints '^it-ran$' "by digest: a listed process starts a script" \
	/tmp/listed /tmp/s.sh
cp /tmp/listed /tmp/copy
prints '^it-ran$' "by digest: a copy is the same program" /tmp/copy /tmp/s.sh
prints '^execve: EACCES$' "by digest: one more byte makes another program" \
	/tmp/unlisted /tmp/s.sh

# The allow list, on a file system that counts versions and on one that does
# not: with and without the digest cache.
last_byte() { # FILE: flips its last byte, which no loader looks at
	size=$(stat -c %s "$1")
	printf '\377' | dd of="$1" bs=1 seek=$((size - 1)) conv=notrunc 2> /dev/null
}

allow_list() { # DIRECTORY WHAT
	app=$1/app
	cp /usr/bin/binder "$app"
	cat > /tmp/allow.yaml <<EOF
edgesec: 1
name: allow
mode: enforce
executables:
  allow:
    - {directory: /usr, identify-by: path}
    - path: $app
EOF
	apply /tmp/allow.yaml
	exits 0 "$2: a listed program runs" runner "$app" udp inet 0
	exits 0 "$2: it runs again" runner "$app" udp inet 0
	cp "$app" "$1/other"
	exits 0 "$2: a copy under another name is the same content" \
		runner "$1/other" udp inet 0
	log_mark
	last_byte "$app"
	prints '^execve: EACCES$' "$2: with one byte changed it does not run" \
		runner "$app" udp inet 0
	logged "edgesec: op=exec .*verdict=deny mode=enforce .*rule=executables.allow reason=not-listed .*path=\"$app\"" \
		"$2: one record names the program"
	rm "$app"
	cp /usr/bin/swapper "$app"
	prints '^execve: EACCES$' "$2: another program under its name does not run" \
		runner "$app" 0
	cp "$1/other" "$app"
	exits 0 "$2: the listed content runs again" runner "$app" udp inet 0
	prints '^execve: EACCES$' "$2: a script that is not listed does not run" \
		runner "$1/s.sh"
	prints '^execveat: EACCES$' "$2: nor does an unlisted program in memory" \
		runner --memfd "$1/s.sh"
}

# An overlay in a user namespace: who mounted it can write to its layers.
cat > /tmp/namespace.sh <<'EOF'
mount -t tmpfs tmpfs /mnt
mkdir /mnt/lower /mnt/upper /mnt/work /mnt/merged
cp /usr/bin/binder /mnt/lower/app
mount -t overlay overlay /mnt/merged \
	-o lowerdir=/mnt/lower,upperdir=/mnt/upper,workdir=/mnt/work || exit
echo mounted
runner /mnt/lower/app udp inet 0
runner /mnt/merged/app udp inet 0
EOF
cat > /tmp/user.yaml <<'EOF'
edgesec: 1
name: user
mode: enforce
executables:
  allow:
    - directory: /usr
EOF
apply /tmp/user.yaml
log_mark
# shellcheck disable=SC2016 # the shell in it expands it
prints '^mounted.* ok.*execve: EACCES$' \
	"a user runs a listed program, but not from an overlay of his own" \
	sh -c 'echo $(su operator -c "unshare -Urm sh /tmp/namespace.sh")'
logged 'edgesec: op=exec .*reason=untrusted-file-system .*path="/mnt/merged/app"' \
	"the record says why"

allow_list /tmp "tmpfs"
allow_list /mnt/ext4 "ext4"
prints 'digest-cached +[1-9]' "the digest cache was used" edgesec status
prints '^digests +[0-9]+\.[0-9]+ +[1-9][0-9]* +[0-9]{4,} +[1-9][0-9]* +[0-9]+ +[1-9][0-9]* +4194304 ' \
	"status shows the tables, their keys and their limits" edgesec status --tables
edgesec status --tables | sed 's/^/# /'

# The same content where the kernel is told of changes, and where it is not.
cp /usr/bin/binder /tmp/app
cp /usr/bin/binder /mnt/ext4/app
cat > /tmp/untracked.yaml <<'EOF'
edgesec: 1
name: untracked
mode: enforce
executables:
  untracked: deny
  allow:
    - {directory: /usr, identify-by: path}
    - path: /tmp/app
EOF
apply /tmp/untracked.yaml
prints '"untracked": "deny"' "untracked: it is shown" edgesec show --json
log_mark
prints '^execve: EACCES$' "untracked: a listed program on tmpfs does not run" \
	runner /tmp/app udp inet 0
logged 'edgesec: op=exec .*reason=untrusted-file-system .*path="/tmp/app"' \
	"untracked: the record says why"
exits 0 "untracked: on ext4 it does" runner /mnt/ext4/app udp inet 0
edgesec disable > /dev/null
prints '^it-ran$' "after disable everybody starts scripts" \
	/tmp/unlisted /tmp/s.sh
cp /usr/bin/busybox /tmp/busybox
/tmp/busybox sleep 60 &
sleeper=$!
sed 's|/tmp/app|/tmp/busybox|' /tmp/untracked.yaml > /tmp/running.yaml
prints '/tmp/busybox, which runs as process' \
	"untracked: what runs on tmpfs is not denied unawares" \
	edgesec apply /tmp/running.yaml
kill $sleeper
umount /mnt/overlay /mnt/ext4
tap_end
