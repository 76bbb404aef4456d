#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - What becomes of rules and trusted files of fapolicyd
# Copyright (C) 2026 The edgesec authors
set -u
cd "$(dirname "$0")" || exit 1
. ./tap.sh

umask 022
digest=$(printf 'ab%.0s' {1..32})
other=$(printf '0c%.0s' {1..32})

# begin: an empty folder as fapolicyd has one.
begin() {
	rm -rf "$work/f"
	mkdir -p "$work/f/rules.d" "$work/f/trust.d"
}
rules() { printf '%s\n' "$@" > "$work/f/rules.d/${RULES-10-a.rules}"; }
trust() { printf '%s\n' "$@" > "$work/f/${TRUST-fapolicyd.trust}"; }
# shellcheck disable=SC2317 # gives calls these
import() { "$EDGESEC" "$@" fapolicyd "$work/f"; }
# shellcheck disable=SC2317
checked() { "$EDGESEC" -q import fapolicyd "$work/f" | "$EDGESEC" check -; }
# shellcheck disable=SC2317
noted() { import -q import | grep -A1 "^# .*[.]rules:$1: " | sed -n 's/^#   //p'; }
# shellcheck disable=SC2317
body() { import -q import | grep -v '^#'; }

# allows PATTERN DESCRIPTION; leaves_out PATTERN DESCRIPTION: in the policy itself.
allows() { gives 0 "$1" "$2" body; }
leaves_out() { gives 1 '' "$2" bash -c "'$EDGESEC' -q import fapolicyd '$work/f' | grep -v '^#' | grep -E '$1'"; }
# says LINE PATTERN DESCRIPTION: a rule is noted, with the reason.
says() { gives 0 "$2" "$3" noted "$1"; }
silent() { gives 0 '^$' "$2" noted "$1"; }

# Everything at once, as the fuzzer begins with it.
begin
sed '/^---8<---/,$d' fapolicyd.txt > "$work/f/rules.d/10-all.rules"
sed '1,/^---8<---/d' fapolicyd.txt > "$work/f/fapolicyd.trust"
gives 0 'no mistakes' "rules of all kinds become a policy without mistakes" \
	checked
gives 0 '^edgesec: import: 22 rules, of which 8 can.t be said' \
	"and it is told how much of them" import import
allows '^mode: audit$' "which only records"
gives 0 '^mode: enforce$' "unless something else is wanted" \
	import import --mode enforce
gives 0 '^name: plant-7$' "under a name that can be chosen" \
	import import --name plant-7
allows '^  libraries:$' "rules on libraries become one" 
allows '- {path: "/opt/app/one", sha256: 0123' "a trusted file is known by its digest"
allows '- {path: "/opt/with blanks", sha256: abcdef01' "also one with blanks in its name"
allows '- {directory: "/opt/app/", identify-by: path, if-absent: ignore}' \
	"a folder that rules allow is known by its place"
allows '- {path: "/opt/tool", identify-by: path, if-absent: ignore}' \
	"so is a file that rules allow by name"
allows '- {path: "/opt/lib/a.so", identify-by: path' "and a library"
allows '- sha256: 0123456789abcdef' "a digest in a rule is one in the policy"
allows '- {path: "/usr/sbin/cron", identify-by: path, if-absent: ignore}' \
	"who may execute scripts may start them"
allows '- {directory: "/opt/jobs/", identify-by: path' "also if that is a folder"
allows '- {path: "/usr/bin/perl", identify-by: path' "what reads scripts is an interpreter"
leaves_out '/opt/app/bad' "what is denied first is not allowed by a later rule"
says 6 'the same for every user' "a user is told"
says 7 'how a program was started' "so is a pattern"
says 11 'every user' "and all that a subject can be"
says 15 'a folder that is listed has no exceptions' "and a denial inside of a folder"
says 17 'is denied before, in line 15' "and what an earlier rule denies"
says 19 'only what the trust files list' "and that packages are not looked at"
says 20 'neither device nor' "and a device"
says 22 'for interpreted' "and scripts by their kind"
for line in 8 9 10 12 13 14 16 18 21 23 24 25 26 27; do
	silent $line "rule $line is in the policy"
done
gives 0 'fapolicyd trusts what packages brought' "packages are mentioned" \
	import import

# The first rule that fits decides.
begin
trust "/opt/one 1 $digest" "/opt/two 2 $other"
rules 'deny perm=execute all : path=/opt/one' 'allow perm=execute all : trust=1' \
	'deny perm=execute all : all'
leaves_out "$digest" "a trusted file that is denied before is left out"
allows "$other" "the other is not"
gives 0 '2 trusted files, of which 1 are left out$' "which is counted" import import
gives 0 'fapolicyd.trust:1: /opt/one 1 ab' "and noted with its line" import import
leaves_out libraries "without a rule on libraries there is none"
silent 1 "the denial needs no note"
silent 3 "nor does that of all the rest"
rules 'allow perm=execute all : trust=1' 'deny perm=execute all : path=/opt/one'
allows "$digest" "a denial that comes later changes nothing"
rules 'allow perm=execute uid=0 : trust=1' 'deny perm=execute all : all'
leaves_out "$digest|$other" "what only a user may is nobody's"
says 1 'the same for every user' "and noted"
rules 'allow perm=open all : trust=1' 'deny perm=any all : all'
leaves_out "$digest" "to be opened is not to be executed"
rules 'allow all : trust=1' 'deny perm=any all : all'
leaves_out "$digest" "which is what a rule without a permission means"
rules 'allow perm=any all : trust=1' 'deny perm=open all : ftype=application/x-sharedlib'
allows '^  libraries:$' "a rule on libraries is one on trusted files, too"
gives 0 'no mistakes' "and has no mistake" checked
rules 'deny perm=open all : ftype=application/x-sharedlib' \
	'allow perm=execute all : dir=/opt/ trust=1'
allows "$digest" "a trusted file in a folder"
rules 'allow perm=execute all : dir=/srv/ trust=1'
leaves_out "$digest" "none in another"
rm "$work/f/fapolicyd.trust"
rules 'deny perm=open all : ftype=application/x-sharedlib'
gives 0 'no mistakes; 0 programs' "no rule on libraries without any library" checked
says 1 'no library is listed' "which is noted"
rules 'allow perm=execute all : dir=execdirs'
gives 0 '^6$' "the usual folders" \
	bash -c "'$EDGESEC' -q import fapolicyd '$work/f' | grep -c 'directory:'"
rules 'allow perm=execute all : dir=/opt/ ftype=text/x-python'
leaves_out '/opt' "scripts in a folder are not all of it"
says 1 'files of one kind are not told apart' "which is noted"
rules 'deny perm=execute all : dir=/usr/' 'allow perm=execute all : dir=execdirs'
leaves_out '"/usr/' "of the usual folders none that is denied before"
allows '"/bin/"' "but the others"
rules 'allow perm=execute all : dir=/opt/' 'deny perm=execute all : path=/opt/late'
silent 2 "a denial that comes too late needs no note"
rules 'deny perm=execute all : path=/opt/early' 'allow perm=execute all : dir=/opt/'
says 1 'has no exceptions' "one that comes first does"
rules 'allow perm=execute exe=/usr/sbin/cron : all'
says 1 'does not ask which program executes' "one program for another is noted"
rules 'allow perm=open exe=/usr/bin/perl : ftype=text/x-perl'
says 1 'who may start scripts' "an interpreter that nobody may start is noted"

# Which files.
begin
RULES=10-b.rules rules 'deny perm=execute all : path=/opt/x'
RULES=9-a.rules rules 'allow perm=execute all : path=/opt/x'
RULES=1-a.rules.old rules 'nonsense'
allows '/opt/x' "9 comes before 10, and other names do not count"
echo 'allow perm=execute all : path=/opt/compiled' > "$work/f/compiled.rules"
leaves_out compiled "compiled.rules is not read beside rules.d"
rm "$work"/f/rules.d/*
allows '/opt/compiled' "but in its place"
mv "$work/f/compiled.rules" "$work/f/fapolicyd.rules"
allows '/opt/compiled' "so is the file of old releases"
echo 'allow perm=execute all : trust=1' > "$work/f/fapolicyd.rules"
TRUST=trust.d/a trust "/opt/d 1 $digest"
allows '/opt/d' "trusted files stand in trust.d, too"
chmod o+w "$work/f/trust.d/a"
gives 65 'trust.d/a: error: may be written to by everybody' \
	"a file that anybody may change is refused" import import
rm "$work/f/trust.d/a"
mkfifo "$work/f/trust.d/fifo"
gives 65 'trust.d/fifo: error: is no regular file' "a pipe is not waited for" \
	timeout 20 "$EDGESEC" import fapolicyd "$work/f"
begin
gives 66 'no rules and no trusted files' "a folder with nothing in it" import import
gives 66 'no rules and no trusted files' "a folder that is not there" \
	"$EDGESEC" import fapolicyd "$work/none"

# Names that others chose.
begin
rules 'allow perm=execute all : trust=1' $'allow perm=execute all : path=/opt/\e[31m'
trust $'/opt/\e]0;x\a\xff 1 '"$digest"
gives 0 'no mistakes; 1 programs' "names with control characters make no mistake" checked
says 2 'without control characters' "what YAML can't name is noted"
gives 1 '' "and none is printed as it is" \
	bash -c "'$EDGESEC' import fapolicyd '$work/f' 2>&1 | LC_ALL=C grep -q '[^[:print:]]'"

# Mistakes, each in its place.
bad() { # PLACE-AND-PATTERN DESCRIPTION LINE...
	begin
	rules "${@:3}"
	gives 65 "/f/rules.d/10-a.rules:$1" "$2" import import --output "$work/out"
}
bad '1:1: error: "alow" must be .*did you mean "allow"' "no decision" 'alow all : all'
bad '2:13: error: a second colon' "two colons" \
	'# comment' 'allow all : : all'
bad '1:1: error: a rule has a colon' "no colon" 'allow exe=/a path=/b'
bad '1:1: error: the rule says nothing of an object' "no object" 'allow all :'
bad '1:1: error: the rule says nothing of a subject' "no subject" 'allow perm=any : all'
bad '1:7: error: a subject has no field "path"' "a field of the other side" \
	'allow path=/a : all'
bad '1:13: error: an object has no field "pat"; did you mean "path"' "no such field" \
	'allow all : pat=/a'
bad '1:19: error: "pattern" needs a value' "a field without a value" \
	'deny_log perm=any pattern ld_so : all'
bad '1:12: error: "read" must be open, execute or any' "no such permission" \
	'allow perm=read all : all'
bad '1:19: error: trust is 0 or 1' "trust that is neither" 'allow all : trust=2'
bad '1:24: error: a SHA-256 has 64 hexadecimal' "a digest that is none" \
	'allow all : sha256hash=12'
bad '1:11: error: no set "%x" stands before this' "an unknown set" 'allow exe=%x : all'
bad '2:1: error: a second set "%a"; the first stands in line 1' "a set twice" \
	'%a=1,2' '%a=3'
bad '1:1: error: a set is %name=value' "a set without values" '%a'
bad '1:21: error: an object has one "path"' \
	"a field twice" 'allow all : path=/a path=/b'
bad '1:1: error: beside "all" no other' "all and something else" 'allow all uid=0 : all'
bad '1:13: error: "all" has no value' "a value of all" 'allow all : all=1'
begin
printf 'allow \0 all : all\n' > "$work/f/rules.d/10-a.rules"
gives 65 '10-a.rules:1:7: error: a NUL byte' "a NUL byte" import import
gives 1 '' "after a mistake nothing was written" test -e "$work/out"
begin
trust '/opt/x 1' "/opt/x one $digest" '/opt/x 1 12' "opt/x 1 $digest"
gives 65 'trust:1:1: error: a trusted file is an absolute path, a size' \
	"a trusted file without a digest" import import
gives 65 'trust:2:8: error: a size is a number' "a size that is none" import import
gives 65 'trust:3:10: error: a SHA-256 has 64' "a digest that is none" import import
gives 65 'trust:4:1: error: a trusted file is an absolute' "no absolute path" import import
begin
yes 'allow all : all' | head -200000 > "$work/f/rules.d/10-a.rules"
gives 0 '^edgesec: import: 200000 rules' "200,000 rules" import import --output "$work/out"
gives 0 '^600$' "the policy is nobody else's to read" stat -c %a "$work/out"
head -c 300000 /dev/urandom | tr -d '\0' > "$work/f/rules.d/10-a.rules"
gives 65 '10-a.rules:[0-9]+:[0-9]+: error: ' "random bytes" import import
for wrong in '' selinux 'fapolicyd a b' '--mode disabled fapolicyd' '--name a:b fapolicyd' \
	'--name= fapolicyd' '--unknown fapolicyd'; do
	# shellcheck disable=SC2086 # words are wanted
	gives 64 'usage: edgesec import' "no good: import $wrong" \
		"$EDGESEC" import $wrong
done
tap_end
