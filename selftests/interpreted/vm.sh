#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: scripts by every way that leads to an interpreter
# Copyright (C) 2026 The edgesec authors
#
# modules: binfmt_misc
# programs: dash bash
# time: 240
. /usr/lib/tap.sh

DENIED='E(ACCES|PERM)|[Pp]ermission denied|[Nn]ot permitted|cannot open|can.t open'

loader=$(readlink -f /lib64/ld-linux-x86-64.so.2 ||
	readlink -f /lib/ld-linux-aarch64.so.1)
[ -e "$loader" ] || loader=$(readlink -f /lib/ld-linux-aarch64.so.1)

cp /usr/bin/runner /tmp/starter
cp /usr/bin/runner /tmp/stranger
mkdir -p /srv/data /srv/jobs
ln -s /proc/self/fd /dev/fd
ln -s /proc/self/fd/0 /dev/stdin
printf 'echo it-ran\n' > /srv/jobs/listed
printf '#!/usr/bin/dash\necho it-ran\n' > /srv/jobs/listed.sh
printf '. /srv/jobs/listed\n' > /srv/jobs/dot
printf '. /tmp/evil\n' > /srv/jobs/dot-evil
# shellcheck disable=SC2016 # the script expands it
printf 'read line < /srv/data/line; echo "$line"\n' > /srv/jobs/data
# shellcheck disable=SC2016 # the script expands it
printf 'read line < /tmp/evil; echo "$line"\n' > /srv/jobs/data-evil
printf 'data-line\n' > /srv/data/line
printf 'echo it-ran # evil\n' > /tmp/evil
printf '#!/usr/bin/dash\necho it-ran # evil\n' > /tmp/evil.sh
chmod 755 /srv/jobs/* /tmp/evil /tmp/evil.sh

# The field rule: to start an interpreter is to start a script.
cat > /tmp/field.yaml <<'EOF'
edgesec: 1
name: field
mode: enforce
executables:
  scripts:
    identify-by: path
    allow-from: [/usr/bin/busybox, /tmp/starter, kernel]
    interpreters: [/usr/bin/dash, /usr/bin/bash]
EOF
apply /tmp/field.yaml

form() { # WHAT COMMAND...: a listed program may, another may not
	what=$1
	shift
	prints 'it-ran' "$what, from a listed program" /tmp/starter "$@"
	log_mark
	prints '^execve: EACCES$' "$what, from another one, is denied" \
		/tmp/stranger "$@"
	logged 'edgesec: op=script .*verdict=deny mode=enforce .*rule=executables.scripts .*exe="/tmp/stranger"' \
		"one record says so"
}
prints '^execve: EACCES$' "the loader of an interpreter is one, too" \
	/tmp/stranger "$loader" /usr/bin/dash /srv/jobs/listed
form "./file" /srv/jobs/listed.sh
form "dash file" /usr/bin/dash /srv/jobs/listed
form "bash file" /usr/bin/bash /srv/jobs/listed
form "dash -c" /usr/bin/dash -c 'echo it-ran'
form "dash -e file" /usr/bin/dash -e /srv/jobs/listed
form "bash with a start file" /usr/bin/bash --rcfile /srv/jobs/listed -i -c 'echo it-ran'
prints 'it-ran' "dash < file, from a listed program" \
	sh -c '/tmp/starter /usr/bin/dash < /srv/jobs/listed'
prints '^execve: EACCES$' "dash < file, from another one, is denied" \
	sh -c '/tmp/stranger /usr/bin/dash < /srv/jobs/listed'
prints '^execve: EACCES$' "a pipe into dash, from another one, is denied" \
	sh -c 'echo echo it-ran | /tmp/stranger /usr/bin/dash'
cp /usr/bin/dash /tmp/dash
prints 'it-ran' "a copy of an interpreter known by path is another program" \
	/tmp/stranger /tmp/dash -c 'echo it-ran'
sed 's/identify-by: path/identify-by: digest/' /tmp/field.yaml > /tmp/digest.yaml
printf x >> /tmp/stranger
apply /tmp/digest.yaml
prints '^execve: EACCES$' "a copy of one known by digest is that interpreter" \
	/tmp/stranger /tmp/dash -c 'echo it-ran'

# What interpreters read.
cat > /tmp/content.yaml <<'EOF'
edgesec: 1
name: content
mode: enforce
executables:
  scripts:
    mode: disabled
    allow-from: []
    interpreters: [/usr/bin/dash, /usr/bin/bash]
  interpreted:
    allow:
      - directory: /srv/jobs
    data:
      - directory: /srv/data
      - directory: /etc
      - directory: /usr/lib
      - directory: /proc
        if-absent: ignore
EOF
apply /tmp/content.yaml

reads() { # WHAT LISTED EVIL: commands, by a shell that is no named interpreter
	prints 'it-ran|data-line' "$1, of a listed file" sh -c "$2"
	log_mark
	prints "$DENIED" "$1, of another one, is denied" sh -c "$3"
	logged 'edgesec: op=read .*verdict=deny mode=enforce .*rule=executables.interpreted .*path="/tmp/evil' \
		"one record names the file"
}
reads "dash file" '/usr/bin/dash /srv/jobs/listed' '/usr/bin/dash /tmp/evil'
prints "$DENIED" "the loader of dash is an interpreter like dash" \
	"$loader" /usr/bin/dash /tmp/evil
reads "bash file" '/usr/bin/bash /srv/jobs/listed' '/usr/bin/bash /tmp/evil'
reads "dash -e file" '/usr/bin/dash -e /srv/jobs/listed' \
	'/usr/bin/dash -e /tmp/evil'
reads ". file" '/usr/bin/dash /srv/jobs/dot' '/usr/bin/dash /srv/jobs/dot-evil'
reads "dash < file" '/usr/bin/dash < /srv/jobs/listed' \
	'runner /usr/bin/dash < /tmp/evil'
reads "read < file" '/usr/bin/dash /srv/jobs/data' \
	'/usr/bin/dash /srv/jobs/data-evil'
reads "read <> file" \
	"/usr/bin/dash -c 'read line <> /srv/data/line; echo \"\$line\"'" \
	"/usr/bin/dash -c 'read line <> /tmp/evil; echo \"\$line\"'"
reads "./file" '/srv/jobs/listed.sh' '/tmp/evil.sh'
reads "bash with BASH_ENV" 'BASH_ENV=/srv/jobs/listed /usr/bin/bash -c :' \
	'BASH_ENV=/tmp/evil /usr/bin/bash -c :; echo Permission denied'
reads "a start file" \
	'/usr/bin/bash --rcfile /srv/jobs/listed -i -c : < /dev/null' \
	'/usr/bin/bash --rcfile /tmp/evil -i -c : < /dev/null; echo Permission denied'
reads "/dev/fd" '/usr/bin/dash /dev/fd/5 5< /srv/jobs/listed' \
	'/usr/bin/dash /dev/fd/5 5< /tmp/evil'
reads "/dev/stdin" '/usr/bin/dash /dev/stdin < /srv/jobs/listed' \
	'runner /usr/bin/dash /dev/stdin < /tmp/evil'
printf 'echo it-ran\nexec 3< /tmp/evil2; . /dev/fd/3\n' > /srv/jobs/later
prints "$DENIED" "a script that is not the listed one any more is denied" \
	/usr/bin/dash /srv/jobs/later
ln -s /srv/jobs/listed /tmp/link
cp /tmp/evil /srv/evil
ln /srv/evil /srv/data/hard
prints 'it-ran' "a symbolic link leads to a listed file" \
	/usr/bin/dash /tmp/link
prints 'it-ran' "a hard link in a place for data is data, which no rule can tell from a script" \
	/usr/bin/dash /srv/data/hard
prints 'it-ran' "programs that are no interpreter read what they like" \
	cat /tmp/evil
# What opens files is remembered, on each processor. It may become another
# program, or be under another policy.
prints "$DENIED" "who has read as another program is an interpreter after execve()" \
	taskset 1 sh -c 'read line < /tmp/evil; exec /usr/bin/dash /tmp/evil'
prints 'echo it-ran' "and an interpreter is none after execve()" \
	taskset 1 /usr/bin/dash -c 'exec cat /tmp/evil'
sed 's#/usr/bin/dash, ##' /tmp/content.yaml > /tmp/bash-only.yaml
apply /tmp/bash-only.yaml
mkfifo /tmp/go
# shellcheck disable=SC2016 # dash expands it
taskset 1 /usr/bin/dash -c 'read line < /tmp/evil; echo "before: $line"
	read go < /tmp/go; . /tmp/evil' > /tmp/out 2>&1 &
reader=$!
sleep 2
apply /tmp/content.yaml
echo > /tmp/go
wait $reader
prints '^before: echo it-ran' "a program that no policy names reads what it likes" \
	cat /tmp/out
prints "$DENIED" "until a policy does" cat /tmp/out
# An interpreter reads at its leisure.
printf 'sleep 8\necho it-ran\n' > /srv/jobs/slow
apply /tmp/content.yaml
cp /srv/jobs/slow /tmp/slow
/usr/bin/dash /tmp/slow > /tmp/out &
reader=$!
sleep 7
log_mark
prints '^ETXTBSY$' "a script that is being read is not written" \
	trickster write /tmp/slow
logged 'edgesec: op=write .*rule=executables.interpreted reason=used-as-code .*path="/tmp/slow"' \
	"one record says so"
wait $reader
prints 'it-ran' "it ran as it was" cat /tmp/out
prints '^allowed$' "afterwards it may be written" trickster write /tmp/slow
sleep 2 >> /tmp/slow &
log_mark
prints "$DENIED" "while somebody can write to it, it is not read" \
	/usr/bin/dash /tmp/slow
logged 'edgesec: op=read .*reason=open-for-writing .*path="/tmp/slow"' \
	"one record says why"
wait $!

# What comes by a pipe or an argument is no file.
prints 'it-ran' "dash -c has no content to judge" \
	/usr/bin/dash -c 'echo it-ran'
prints 'it-ran' "nor has a pipe" sh -c 'echo echo it-ran | /usr/bin/dash'

# A large file is no script, and nobody waits for its digest.
dd if=/dev/zero of=/tmp/large bs=1M count=65 2> /dev/null
log_mark
prints "$DENIED" "a file of 65 MiB is not read as a script" \
	/usr/bin/dash /tmp/large
logged 'edgesec: op=read .*reason=too-large .*path="/tmp/large"' \
	"the record says that it is too large"
log_mark
prints "$DENIED" "nor as standard input" \
	sh -c 'runner /usr/bin/dash < /tmp/large'
logged 'edgesec: op=read .*reason=too-large .*path="/tmp/large"' \
	"the record says the same"
rm /tmp/large

# An emulator that binfmt_misc starts is executed like any other program.
cat > /tmp/misc.yaml <<'EOF'
edgesec: 1
name: misc
mode: enforce
executables:
  default: deny
  allow:
    - {directory: /usr, identify-by: path}
    - {path: /tmp/game.emu}
EOF
mount -t binfmt_misc none /proc/sys/fs/binfmt_misc
printf 'EMUit\n' > /tmp/game.emu
printf 'EMUno\n' > /tmp/other.emu
chmod 755 /tmp/*.emu
cp /usr/bin/busybox /tmp/cat
echo ':emu:M::EMU::/usr/bin/cat:' > /proc/sys/fs/binfmt_misc/register
apply /tmp/misc.yaml
prints '^EMUit' "binfmt_misc: a listed file of a listed interpreter runs" \
	runner /tmp/game.emu
prints '^execve: EACCES$' "binfmt_misc: an unlisted file does not" \
	runner /tmp/other.emu
echo -1 > /proc/sys/fs/binfmt_misc/emu
echo ':emu:M::EMU::/tmp/cat:' > /proc/sys/fs/binfmt_misc/register
prints '^execve: EACCES$' "binfmt_misc: nor does a listed one by an unlisted interpreter" \
	runner /tmp/game.emu
echo -1 > /proc/sys/fs/binfmt_misc/emu

# The kernel's own helpers are programs too.
printf '#!/bin/sh\ncat > /dev/null\necho it-ran > /tmp/core-ran\n' > /tmp/core.sh
chmod 755 /tmp/core.sh
echo '|/tmp/core.sh' > /proc/sys/kernel/core_pattern
log_mark
sh -c 'kill -SEGV $$' 2> /dev/null
sleep 1
logged 'edgesec: op=exec .*verdict=deny .*exe=kernel path="/tmp/core.sh"|edgesec: op=exec .*verdict=deny .*path="/tmp/core.sh"' \
	"a usermode helper that is not listed is not executed"
exits 1 "and did not run" test -e /tmp/core-ran

edgesec disable > /dev/null
tap_end
