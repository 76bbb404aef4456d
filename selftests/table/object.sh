#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Reads the compiled lookup: how long is it, and what does it call?
# Copyright (C) 2026 The edgesec authors
#
# usage: object.sh TABLE.O        of a module for amd64
#
# A lookup may call nothing, but go on elsewhere in a table that changes its
# size; it may not jump through a pointer, nor write but to its stack and to the
# caller's variable. Which slot has the key can't be foreseen, so it may not jump
# by that either.
set -uo pipefail

object=$1
code=$(objdump -dr --no-show-raw-insn --disassemble=edgesec_table_lookup \
	"$object" | sed -n '/<edgesec_table_lookup>:/,$p' |
	grep -E '^ +[0-9a-f]+:	' | cut -f 2-)
# The first call is the place where a tracer may hang itself on.
calls=$(grep '^call' <<< "$code" | grep -v '<edgesec_table_lookup+0x5>$')
status=0

result() { # GOOD DESCRIPTION DETAIL
	if [ "$1" = 0 ]; then
		echo "ok - table object: $2"
	else
		echo "not ok - table object: $2"
		while IFS= read -r line; do
			echo "#   $line"
		done <<< "$3"
		status=1
	fi
}

count=$(wc -l <<< "$code")
[ "$count" -gt 100 ] && [ "$count" -le 200 ]
result $? "a lookup is $count instructions, hash and all, 200 at most" "$code"

result "$([ -z "$calls" ]; echo $?)" "it calls nothing" "$calls"

[ "$(grep -c '^cmov' <<< "$code")" -ge 3 ]
result $? "it chooses the slot without jumps" "$code"

indirect=$(grep -E '^(call|jmp) +\*|__x86_indirect' <<< "$code")
result "$([ -z "$indirect" ]; echo $?)" "it jumps through no pointer" "$indirect"

locked=$(grep -E '^(lock|xchg|cmpxchg|mfence|lfence|sfence)' <<< "$code")
result "$([ -z "$locked" ]; echo $?)" "it has no locked instruction and no fence" \
	"$locked"

# Where a mov has memory as its last operand, it writes.
writes=$(grep -E '^(mov|add|sub|or|and|inc|dec)[a-z]* .*,[^,]*\([^)]*\)$' <<< "$code" |
	grep -vE ',(0x0)?\(%rbp\)$|\(%rsp\)$' |
	grep -vE '^mov[a-z]* +[^%$]' || true)
result "$([ -z "$writes" ]; echo $?)" "it writes to the caller's variable only" \
	"$writes"
exit $status
