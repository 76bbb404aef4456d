#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Each policy in policies/bad gives the mistakes that it announces
# Copyright (C) 2026 The edgesec authors
set -u
cd "$(dirname "$0")" || exit 1
. ./tap.sh

for policy in ../../policies/bad/*.yaml; do
	name=$(basename "$policy" .yaml)
	"$EDGESEC" check "$policy" > "$work/out" 2> "$work/err"
	status=$?
	sed -n 's/^# expect: //p' "$policy" > "$work/want"
	sed -n 's/^[^:]*:\([0-9]*:[0-9]*\): error: /\1: /p' "$work/err" \
		> "$work/got"
	if [ $status != 65 ]; then
		fail "$name is refused" "exit status $status" "$(cat "$work/err")"
	elif [ -s "$work/out" ]; then
		fail "$name is refused" "standard output:" "$(cat "$work/out")"
	elif ! grep -q '^ *^' "$work/err"; then
		fail "$name is refused" "no caret in:" "$(cat "$work/err")"
	elif difference=$(diff "$work/want" "$work/got"); then
		pass "$name is refused, each mistake in its place"
	else
		fail "$name is refused" "$difference"
	fi
done

# Of the levels only the first is quick: the others take digests.
for policy in ../../policies/*.yaml ../../policies/hosts/*[a-z].yaml \
	      ../../policies/iec62443-4-2/sl1.yaml; do
	case $policy in
	*.site.yaml) continue ;;
	esac
	gives 0 'no mistakes' "$(basename "$policy") has no mistake" \
		"$EDGESEC" check "$policy"
done
tap_end
