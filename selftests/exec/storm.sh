#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: policies exchanged while everybody executes
# Copyright (C) 2026 The edgesec authors
#
# modules: loop ext4
# programs: mke2fs
# time: 240
. /usr/lib/tap.sh

# Odd generations list "odd", even ones "even", all list "both" and none
# "neither": programs to run and libraries to map, by digest (storm.c). So each
# verdict shows by itself whether it was right, and each record by the
# generation that it names.
swaps=1000
verdicts=8
processes=200
state=/dev/shm/storm
fs=/mnt/ext4

succeeds "an ext4 is there" new_fs ext4 $fs 32
digest() { sha256sum "$1" | cut -d ' ' -f 1; }
for kind in both odd even neither; do
	cp /usr/bin/storm $fs/$kind
	cp /usr/bin/libharmless.so $fs/lib-$kind
	printf %s $kind | tee -a $fs/$kind >> $fs/lib-$kind
done

# The first generation, which is odd
cat > /tmp/storm.yaml <<END
edgesec: 1
name: first
mode: enforce
executables:
  libraries:
    allow: [{path: $fs/lib-both}, {path: $fs/lib-odd}]
  allow:
    - {directory: /usr, identify-by: path}
    - {directory: /lib64, identify-by: path}
    - path: $fs/both
    - path: $fs/odd
END
prints 'generation 1' "the first generation is in force" \
	edgesec apply --force /tmp/storm.yaml
before=$(slab)
begin=$(cut -d . -f 1 /proc/uptime)

storm $state $fs $processes > /tmp/counts 2>&1 &
storm=$!
sleep 2
prints "^$((1 + swaps))\$" "$swaps swaps in the storm come to their end" \
	storm-swapper $state $swaps $verdicts \
	"$(digest $fs/both)" "$(digest $fs/odd)" "$(digest $fs/even)" \
	"$(digest $fs/lib-both)" "$(digest $fs/lib-odd)" \
	"$(digest $fs/lib-even)"
wait $storm
exits 0 "all $processes processes come to theirs" sh -c "exit $?"
sed 's/^/# /' /tmp/counts
echo "# $(($(cut -d . -f 1 /proc/uptime) - begin)) seconds"

counted() { # AT-LEAST AT-MOST WHAT KIND
	count=$(awk -v what="$3" -v kind="$4" '
		$1 == what && $2 == kind { print $3 }' /tmp/counts)
	if [ "${count:-0}" -ge "$1" ] && [ "${count:--1}" -le "$2" ]; then
		pass "$3 $4: ${count} times"
	else
		fail "$3 $4: between $1 and $2 times" "${count:-not counted}"
	fi
}
many=1000000000
counted 0 0 wrong all
counted 0 0 failed all
counted 2000 $many checked all
for way in executed mapped; do
	counted 300 $many $way both
	counted 100 $many $way odd
	counted 100 $many $way even
	counted 0 0 $way neither
	counted 0 0 not-$way both
	counted 100 $many not-$way odd
	counted 100 $many not-$way even
	counted 300 $many not-$way neither
done

# Of each denial: what it was, the generation and the file.
dmesg | sed -n "s,.*edgesec: op=\([a-z]*\) .*verdict=deny .*gen=\([0-9]*\) .*path=\"$fs/\([^\"]*\)\".*,\1 \2 \3,p" > /tmp/records
right() { # OP: no record names a file that its generation lists
	wrong=$(awk -v op="$1" '$1 == op {
		sub(/^lib-/, "", $3)
		listed = $2 % 2 ? "odd" : "even"
		if ($3 == "both" || $3 == listed)
			print
	}' /tmp/records | head -3)
	seen=$(grep "^$1 " /tmp/records | cut -d ' ' -f 2 | sort -u | grep -c .)
	if [ -z "$wrong" ] && [ "$seen" -ge 50 ]; then
		pass "records of $seen generations, op=$1, are theirs"
	else
		fail "records of 50 generations, op=$1, are theirs" \
			"$seen generations" "$wrong"
	fi
}
right exec
right map
for kind in odd even neither lib-odd lib-even lib-neither; do
	succeeds "$kind is named by some record" grep -q " $kind\$" /tmp/records
done

succeeds "disable works afterwards" edgesec disable
umount $fs
succeeds "the module can be unloaded" rmmod edgesec
sleep 2
kept_small "no memory is left behind" "$before" "$(slab)" 4096
tap_end
