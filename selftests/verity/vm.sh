#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: files that are known by their fs-verity digest
# Copyright (C) 2026 The edgesec authors
#
# modules: overlay loop ext4
# programs: mke2fs
# time: 180
. /usr/lib/tap.sh

fs=/mnt/ext4

succeeds "an ext4 with fs-verity is there" \
	new_fs ext4 $fs 32 -O verity -b 4096
cp /usr/bin/binder $fs/app
cp /usr/bin/binder $fs/other
printf x >> $fs/other
cp /usr/bin/binder $fs/sha512
cp /usr/bin/libharmless.so $fs/lib.so
cp /usr/bin/libharmless.so $fs/evil.so
printf x >> $fs/evil.so
printf 'read me\n' > $fs/text
printf 'and me\n' > $fs/other-text
cp $fs/app $fs/plain
for file in app other lib.so evil.so text other-text; do
	prints '^allowed$' "fs-verity is enabled on $file" \
		trickster verity $fs/$file
done
digest=$(trickster measure $fs/app)
sha256=$(sha256sum $fs/app | cut -d ' ' -f 1)

policy() { # NAME: begins a policy whose entries follow
	cat <<-END
	edgesec: 1
	name: $1
	mode: enforce
	executables:
	  identify-by: fs-verity
	END
}

list() { # NAME ENTRY...: a policy of what may run
	policy "$1"
	shift
	printf '  allow:\n    - {directory: /usr, identify-by: path}\n'
	printf '    - %s\n' "$@"
}

by_sha256() {
	list digest "{path: $fs/app, identify-by: digest}" > /tmp/digest.yaml
	apply /tmp/digest.yaml
	exits 0 "by SHA-256 a file with fs-verity runs too" \
		runner $fs/app udp inet 0
	exits 0 "and a copy without it" runner $fs/plain udp inet 0
	prints '^execve: EACCES$' "and no other content" \
		runner $fs/other udp inet 0
}

# What the kernel exports says by itself which half of this suite is due.
if ! grep -qw __ksymtab_fsverity_get_digest /proc/kallsyms; then
	list refused "path: $fs/app" > /tmp/refused.yaml
	by_sha256
	prints 'refused.yaml:8:7: .*This kernel does not tell modules the fs-verity digests of files' \
		"a kernel that tells no digests refuses the entry, by its line" \
		edgesec apply --force /tmp/refused.yaml
	prints 'policy +digest' "the policy before stays in force" edgesec status
	edgesec disable > /dev/null
	umount $fs
	tap_end
	exit
fi

# Execution
list verity "path: $fs/app" > /tmp/verity.yaml
apply /tmp/verity.yaml
prints "$fs/app +fs-verity $(echo "$digest" | cut -c 1-16)" \
	"show names the digest" edgesec show
prints "\"fsverity\": *\"$digest\"" "in JSON all of it" edgesec show --json
exits 0 "a listed file runs" runner $fs/app udp inet 0
log_mark
prints '^execve: EACCES$' "another one does not" runner $fs/other udp inet 0
logged "edgesec: op=exec .*reason=not-listed .*path=\"$fs/other\" .* fsverity=$(trickster measure $fs/other) " \
	"one record names it and its digest"
log_mark
prints '^execve: EACCES$' "nor does the same content without fs-verity" \
	runner $fs/plain udp inet 0
not_logged 'fsverity=' "its record has no digest"
trickster verity $fs/plain > /dev/null
exits 0 "with fs-verity it is the same content" runner $fs/plain udp inet 0
umount $fs
mount -t ext4 -o loop /root/images/ext4 $fs
exits 0 "after a mount the listed file runs" runner $fs/app udp inet 0
prints '^execve: EACCES$' "and the other one does not" \
	runner $fs/other udp inet 0
prints '"digest-computed": *0' "no file was read for all that" \
	edgesec status --json

mkdir -p /tmp/upper /tmp/work /mnt/overlay
mount -t overlay overlay \
	-o lowerdir=$fs,upperdir=/tmp/upper,workdir=/tmp/work /mnt/overlay
exits 0 "under an overlay the listed file runs" \
	runner /mnt/overlay/app udp inet 0
prints '^execve: EACCES$' "and the other one does not" \
	runner /mnt/overlay/other udp inet 0
touch /mnt/overlay/app
prints '^execve: EACCES$' "nor does its copy in the upper layer" \
	runner /mnt/overlay/app udp inet 0
umount /mnt/overlay
cat > /tmp/namespace.sh <<END
mount -t tmpfs tmpfs /mnt/overlay
mkdir /mnt/overlay/upper /mnt/overlay/work
mount -t overlay overlay /mnt/overlay \\
	-o lowerdir=$fs,upperdir=/mnt/overlay/upper,workdir=/mnt/overlay/work &&
	echo mounted
runner /mnt/overlay/app udp inet 0
END
log_mark
# shellcheck disable=SC2016 # the shell in it expands it
prints '^mounted.*execve: EACCES$' "nor anything under an overlay of a user" \
	sh -c 'echo $(su operator -c "unshare -Urm sh /tmp/namespace.sh")'
logged 'edgesec: op=exec .*reason=untrusted-file-system .*path="/mnt/overlay/app"' \
	"the record says why"

# Digests that are written down
list stated "fsverity: $digest" > /tmp/stated.yaml
apply /tmp/stated.yaml
exits 0 "a digest without a path lists the content" runner $fs/app udp inet 0
prints '^execve: EACCES$' "and no other" runner $fs/other udp inet 0
list crossed "fsverity: $sha256" "sha256: $digest" > /tmp/crossed.yaml
apply /tmp/crossed.yaml
prints '^execve: EACCES$' "digests of one kind list nothing of the other" \
	runner $fs/app udp inet 0
prints '^execve: EACCES$' "in neither direction" runner $fs/other udp inet 0
by_sha256

# What the command can't take a digest from
trickster verity-sha512 $fs/sha512 > /tmp/out
prints '^allowed$' "there is a file with a SHA-512" cat /tmp/out
list long "path: $fs/sha512" > /tmp/long.yaml
prints "long.yaml:8:7: error: $fs/sha512: has an fs-verity digest that is no SHA-256" \
	"it can't be listed" edgesec check /tmp/long.yaml
apply /tmp/verity.yaml
prints '^execve: EACCES$' "and does not run" runner $fs/sha512 udp inet 0
cp /usr/bin/runner $fs/none
list none "path: $fs/none" > /tmp/none.yaml
prints "none.yaml:8:7: error: $fs/none: has no fs-verity digest" \
	"a file without fs-verity can't be listed" \
	edgesec check /tmp/none.yaml
mkdir $fs/dir
cp /usr/bin/runner /usr/bin/swapper $fs/dir
trickster verity $fs/dir/runner > /dev/null
list dir "directory: $fs/dir" > /tmp/dir.yaml
prints "dir.yaml:8:7: error: $fs/dir/swapper: has no fs-verity digest" \
	"nor a directory with such a file" edgesec check /tmp/dir.yaml
trickster verity $fs/dir/swapper > /dev/null
exits 0 "when all its files have it, it can" edgesec check /tmp/dir.yaml

# What runs now is looked at in the same way.
cp /usr/bin/trickster $fs/holder
trickster verity $fs/holder > /dev/null
edgesec disable > /dev/null
$fs/holder hold-code /usr/bin/binder > /tmp/held 2>&1 &
holder=$!
sleep 1
prints "would deny $fs/holder" "a running file that is not listed is told" \
	edgesec apply /tmp/verity.yaml
list running "path: $fs/holder" > /tmp/running.yaml
prints '^applied' "one that is listed is fine" edgesec apply /tmp/running.yaml
kill $holder
wait $holder 2> /dev/null

# Libraries, and mprotect(), which may not sleep
{
	policy code
	cat <<-END
	  libraries: deny-unknown
	  allow:
	    - {directory: /usr, identify-by: path}
	    - {directory: /lib64, identify-by: path}
	    - path: $fs/lib.so
	END
} > /tmp/code.yaml
apply /tmp/code.yaml
prints 'library-ran' "a listed library is loaded" trickster dlopen $fs/lib.so
prints '^allowed$' "it may become code by mprotect()" \
	trickster protect $fs/lib.so
log_mark
prints '^EACCES$' "another library is not mapped" trickster map $fs/evil.so
logged "edgesec: op=map .*reason=not-listed .* fsverity=$(trickster measure $fs/evil.so) " \
	"one record names its digest"
prints '^EACCES$' "nor does it become code" trickster protect $fs/evil.so

# What an interpreter opens is judged before its file system has opened it.
{
	policy text
	cat <<-END
	  scripts:
	    identify-by: path
	    allow-from: [/usr/bin/busybox, kernel]
	    interpreters: [/usr/bin/trickster]
	  interpreted:
	    data: [{directory: /usr}, {directory: /etc}]
	    allow:
	      - path: $fs/text
	END
} > /tmp/text.yaml
apply /tmp/text.yaml
umount $fs
mount -t ext4 -o loop /root/images/ext4 $fs
prints '^allowed$' "an interpreter reads a listed file that nobody had open" \
	trickster read $fs/text
prints '^EACCES$' "and no other" trickster read $fs/other-text
prints '^allowed$' "again it reads the listed one" trickster read $fs/text

edgesec disable > /dev/null
umount $fs
tap_end
