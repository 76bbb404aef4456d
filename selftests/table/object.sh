#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Reads the compiled lookup: how long is it, and what does it call?
# Copyright (C) 2026 The edgesec authors
#
# usage: object.sh TABLE.O        of a module for amd64
#
# A lookup may call its hash, which ends before a line is read, and nothing
# else; it may not jump through a pointer, nor write but to its stack and to
# the caller's variable.
set -uo pipefail

object=$1
code=$(objdump -dr --no-show-raw-insn --disassemble=edgesec_table_lookup \
	"$object" | sed -n '/<edgesec_table_lookup>:/,$p' |
	grep -E '^ +[0-9a-f]+:	' | cut -f 2-)
calls=$(objdump -dr --no-show-raw-insn --disassemble=edgesec_table_lookup \
	"$object" | grep -A1 '	call' | sed -n 's/.*R_X86_64_[A-Z0-9]*	\([a-z_0-9]*\).*/\1/p')
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
[ "$count" -gt 20 ] && [ "$count" -le 80 ]
result $? "a lookup is $count instructions, 80 at most" "$code"

[ "$calls" = hsiphash_2u32 ]
result $? "it calls its hash and nothing else" "$calls"

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
