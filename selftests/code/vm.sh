#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: what may become code, and who may change code that runs
# Copyright (C) 2026 The edgesec authors
#
# modules: overlay loop ext4 btrfs
# programs: mke2fs mkfs.btrfs
# time: 300
. /usr/lib/tap.sh

DENIED='^(mmap: )?E(ACCES|PERM)$'

loader=$(readlink -f /lib64/ld-linux-x86-64.so.2 ||
	readlink -f /lib/ld-linux-aarch64.so.1)
[ -e "$loader" ] || loader=$(readlink -f /lib/ld-linux-aarch64.so.1)

succeeds "an ext4 is there" new_fs ext4 /mnt/ext4 32
new_fs btrfs /mnt/btrfs 120 && has_btrfs=1
mkdir -p /mnt/overlay
mkdir -p /mnt/ext4/lower /mnt/ext4/upper /mnt/ext4/work
cp /usr/bin/libharmless.so /mnt/ext4/lower/lib.so
cp /usr/bin/swapper /mnt/ext4/lower/evil.so
printf x >> /mnt/ext4/lower/evil.so
mount -t overlay overlay \
	-o lowerdir=/mnt/ext4/lower,upperdir=/mnt/ext4/upper,workdir=/mnt/ext4/work \
	/mnt/overlay

cp /usr/bin/libharmless.so /tmp/listed.so
cp /usr/bin/libharmless.so /tmp/fresh.so
cp /usr/bin/libharmless.so /tmp/evil.so
printf x >> /tmp/evil.so
cp /usr/bin/binder /tmp/evil
printf x >> /tmp/evil
cp /usr/bin/trickster /usr/bin/jit
printf x >> /usr/bin/jit

cat > /tmp/code.yaml <<'EOF'
edgesec: 1
name: code
mode: enforce
executables:
  default: deny
  libraries: deny-unknown
  memory: {identify-by: path, allow-from: [/usr/bin/jit]}
  allow:
    - directory: /usr
EOF

run_all() { # FILE: every way to make its content code
	for way in map protect implied remap dlopen; do
		echo "$way: $(trickster "$way" "$1")"
	done
}

own_memory=$(trickster own-memory)
prints 'library-ran' "without a policy a library is loaded" \
	trickster dlopen /tmp/evil.so
sed 's/^mode: enforce/mode: audit/' /tmp/code.yaml > /tmp/audit.yaml
apply /tmp/audit.yaml
log_mark
prints 'library-ran' "audit mode lets a library be loaded" \
	trickster dlopen /tmp/evil.so
logged 'edgesec: op=map .*verdict=deny mode=audit .*rule=executables.libraries .*path="/tmp/evil.so" .*res=1' \
	"and records it"
prints '^allowed$' "audit mode lets memory be executed" trickster anonymous
prints '^allowed$' "audit mode lets mapped code be written" \
	trickster write "$loader"

apply /tmp/code.yaml
prints 'harmless|it-ran|library-ran' "a listed library is loaded" \
	trickster dlopen /usr/bin/libharmless.so
prints 'library-ran' "a copy of it is the same content" \
	trickster dlopen /tmp/listed.so

# B1
log_mark
prints 'cannot|failed|denied|not permitted' "an unlisted program does not run by its loader" \
	"$loader" /tmp/evil udp inet 0
logged 'edgesec: op=map .*verdict=deny mode=enforce .*rule=executables.libraries reason=not-listed .*path="/tmp/evil"' \
	"one record names it"
exits 0 "a listed one does" "$loader" /usr/bin/binder udp inet 0
# B9
prints 'cannot be preloaded|ignored|denied|not permitted|failed' \
	"LD_PRELOAD of an unlisted library fails" \
	env LD_PRELOAD=/tmp/evil.so trickster read /etc/passwd
prints 'library-ran' "LD_PRELOAD of a listed one works" \
	env LD_PRELOAD=/tmp/listed.so trickster read /etc/passwd
prints 'failed to map' "LD_AUDIT of an unlisted library fails" \
	env LD_AUDIT=/tmp/evil.so trickster read /etc/passwd
prints 'undefined symbol: la_version' "a listed one is mapped, and then no auditor" \
	env LD_AUDIT=/tmp/listed.so trickster read /etc/passwd
prints 'denied|cannot|failed|not permitted' "dlopen() of an unlisted library fails" \
	trickster dlopen /tmp/evil.so

ways() { # FILE WHAT: each way is denied to FILE
	prints "$DENIED" "mmap() of $2 as code is denied" trickster map "$1"
	prints "$DENIED" "mprotect() of $2 to code is denied" \
		trickster protect "$1"
	prints "$DENIED" "READ_IMPLIES_EXEC does not map $2 as code" \
		trickster implied "$1"
	prints "$DENIED" "nor does remap_file_pages() with it" \
		trickster remap "$1"
}
ways /tmp/evil.so "an unlisted library"
cp /tmp/evil.so /mnt/ext4/evil.so
ways /mnt/ext4/evil.so "an unlisted library on ext4"
prints '^allowed$' "mmap() of a listed library works" \
	trickster map /tmp/listed.so
cp /tmp/listed.so /mnt/ext4/listed.so
prints '^allowed$' "mmap() of one on ext4 works" \
	trickster map /mnt/ext4/listed.so
prints '^allowed$' "so does mprotect(), once it has been judged" \
	trickster protect /mnt/ext4/listed.so
prints '^allowed$' "READ_IMPLIES_EXEC maps a listed library" \
	trickster implied /mnt/ext4/listed.so
cp /tmp/listed.so /mnt/ext4/remap.so
prints "$DENIED" "remap_file_pages() leaves it writable, so it is denied" \
	trickster remap /mnt/ext4/remap.so
prints "$DENIED|ENOSYS|there is no" "uselib() of an unlisted library fails" \
	trickster uselib /tmp/evil.so

# Content that can still change
prints "$DENIED" "code that stays writable is no content" \
	trickster map-shared-writable /tmp/fresh.so
sleep 6
trickster hold /mnt/ext4/listed.so > /tmp/held &
holder=$!
sleep 1
log_mark
prints "$DENIED" "a library that is open for writing is not mapped" \
	trickster map /mnt/ext4/listed.so
logged 'edgesec: op=map .*reason=open-for-writing .*path="/mnt/ext4/listed.so"' \
	"and the record says why"
kill $holder
wait $holder 2> /dev/null
prints '^allowed$' "when it is closed it is" \
	trickster map /mnt/ext4/listed.so

# B14
for file in /tmp/listed.so /mnt/ext4/listed.so; do
	trickster hold-code $file > /tmp/held &
	holder=$!
	sleep 1
	log_mark
	prints '^ETXTBSY$' "$file, while it is executed, is not written" \
		trickster write $file
	logged "edgesec: op=write .*reason=used-as-code .*path=\"$file\"" \
		"one record says so"
	prints '^ETXTBSY$' "nor is it emptied as it is opened for reading" \
		trickster truncate-open $file
	kill $holder
	wait $holder 2> /dev/null
	sleep 6
	prints '^allowed$' "afterwards it is" trickster write $file
done
# What is about to be mapped is only held open yet.
sh -c 'exec 3< /mnt/ext4/listed.so; sleep 7' &
sleep 6
prints '^ETXTBSY$' "a library that somebody is about to map is not written" \
	trickster write /mnt/ext4/listed.so
wait $!
prints '^allowed$' "when he has closed it, it is" \
	trickster write /mnt/ext4/listed.so
# execve() has its digest computed, but no mmap() has judged it.
printf 'listed' > /usr/bin/listed
chmod 755 /usr/bin/listed
apply /tmp/code.yaml
cp /usr/bin/listed /mnt/ext4/known
prints '^execve: ENOEXEC$' "what is listed but no program is not executed" \
	runner /mnt/ext4/known
prints '^ETXTBSY$' "code by mprotect() is not written either" \
	trickster protect-write /mnt/ext4/known
prints '^ETXTBSY$' "the C library of all that runs is not written" \
	trickster write /lib/*-linux-gnu/libc.so.6
# B21
prints '^(ETXTBSY|ENOSYS)$' "nor by io_uring" \
	trickster uring-write /lib/*-linux-gnu/libc.so.6
prints '^(allowed|ENOSYS)$' "which opens other files for writing" \
	trickster uring-write /tmp/evil.so
prints '^allowed$' "an unlisted file is, however often somebody maps it" \
	sh -c 'trickster map /tmp/evil.so; trickster write /tmp/evil.so' 

# Every change ends what is known of a file. What follows is done to a listed
# library that the cache knows, and undone again by a copy.
changed() { # WHAT COMMAND... FILE: afterwards the file is another one
	what=$1
	shift
	for file; do :; done
	prints '^allowed$' "before $what it is listed" trickster map "$file"
	sleep 6
	"$@" > /dev/null 2>&1
	prints "$DENIED" "after $what it is not" trickster map "$file"
	umount "$file" 2> /dev/null
	rm -f "$file"
	cp /tmp/listed.so "$file"
}
flip() { # FILE
	printf '\377' | dd of="$1" bs=1 seek=$(($(stat -c %s "$1") - 1)) \
		conv=notrunc
}
cp /tmp/listed.so /mnt/ext4/c.so
cp /tmp/listed.so /mnt/btrfs/c.so
cp /tmp/evil.so /mnt/btrfs/evil.so
changed "write()" flip /mnt/ext4/c.so
cp /tmp/listed.so /tmp/c.so
changed "write() on tmpfs" flip /tmp/c.so
changed "writing through a mapping on tmpfs" trickster store /tmp/c.so
changed "truncate()" truncate -s 100 /mnt/ext4/c.so
changed "writing through a mapping" trickster store /mnt/ext4/c.so
changed "fallocate()" trickster zero-range /mnt/ext4/c.so
if [ -n "${has_btrfs-}" ]; then
	changed "a clone of another file's blocks" \
		trickster clone /mnt/btrfs/evil.so /mnt/btrfs/c.so
else
	skip "after a clone of another file's blocks it is not" \
		"this kernel has no btrfs"
fi
cp /tmp/evil.so /mnt/ext4/donor.so
changed "an exchange of blocks" \
	trickster exchange /mnt/ext4/donor.so /mnt/ext4/c.so
changed "a rename over it" mv /mnt/ext4/evil.so /mnt/ext4/c.so
changed "a bind mount over it" mount --bind /tmp/evil.so /mnt/ext4/c.so
prints '^allowed$' "in a lower layer a listed library is listed" \
	trickster map /mnt/overlay/lib.so
sleep 6
flip /mnt/overlay/lib.so > /dev/null 2>&1
prints "$DENIED" "copied up and changed it is not" \
	trickster map /mnt/overlay/lib.so
prints '^allowed$' "the lower one still is" \
	trickster map /mnt/ext4/lower/lib.so
prints "$DENIED" "what was mapped before a copy-up is not what came after it" \
	trickster protect-old /tmp/listed.so /mnt/overlay/evil.so

# Memory that is no file's content
for way in anonymous anonymous-protect zero shm own-memory; do
	log_mark
	prints "$DENIED" "executable memory ($way) is denied" trickster "$way"
	logged "edgesec: op=memory .*rule=executables.memory .*exe=\"/usr/bin/trickster\"" \
		"one record names the program"
	if [ "$way $own_memory" = "own-memory EIO" ]; then
		skip "a listed program may have it" \
			"this kernel lets nobody write to memory that is read-only"
	else
		prints '^allowed$' "a listed program may have it" jit "$way"
	fi
done
log_mark
trickster flood > /dev/null
prints 'EACCES' "during a flood of such denials others are denied" \
	runner /tmp/evil udp inet 0
logged 'edgesec: op=exec .*path="/tmp/evil"' "and recorded"
prints "$DENIED" "a listed library, changed in private, is no content" \
	trickster patch /tmp/listed.so
prints "$DENIED" "nor is one that can be" \
	trickster map-private-writable /tmp/listed.so
# What was opened for writing meanwhile has to be judged anew.
prints 'EACCES' "without a look at the library mprotect() can't judge it" \
	jit patch /mnt/ext4/listed.so
trickster map /mnt/ext4/listed.so > /dev/null
prints '^allowed$' "a listed program may do that" jit patch /mnt/ext4/listed.so

# The forms of execve()
ways="exec-memfd exec-tmpfile exec-deleted exec-fd exec-path-fd"
for way in $ways; do
	prints "$DENIED" "$way of an unlisted program is denied" \
		trickster "$way" /tmp/evil udp inet 0
	exits 0 "$way of a listed one works" \
		trickster "$way" /usr/bin/binder udp inet 0
done
log_mark
prints "$DENIED" "a listed program in memory that is not sealed is denied" \
	trickster exec-unsealed /usr/bin/binder udp inet 0
logged 'edgesec: op=exec .*rule=executables.allow reason=open-for-writing' \
	"the record says why"
prints "$DENIED" "it is not mapped either" trickster map-unsealed /tmp/listed.so
prints '^usage' "/proc/self/exe of a listed program works" \
	trickster exec-fd /proc/self/exe
if [ "$(trickster exec-check /usr/bin/binder)" = EINVAL ]; then
	skip "AT_EXECVE_CHECK is answered" "this kernel does not have it"
else
	prints "$DENIED" "AT_EXECVE_CHECK says no to an unlisted file" \
		trickster exec-check /tmp/evil
	prints '^allowed$' "and yes to a listed one" \
		trickster exec-check /usr/bin/binder
fi

# A policy that asks none of this attaches none of its hooks.
cat > /tmp/none.yaml <<'EOF'
edgesec: 1
name: none
mode: enforce
executables:
  allow: [{directory: /, identify-by: path}]
EOF
apply /tmp/none.yaml
prints 'mmap_file +not needed' "a policy without libraries asks no mmap()" \
	edgesec status
prints 'file_open +not needed' "and no open()" edgesec status
prints '^allowed$' "and lets everything be mapped" trickster map /tmp/evil.so

edgesec disable > /dev/null
umount /mnt/overlay /mnt/ext4 /mnt/btrfs
tap_end
