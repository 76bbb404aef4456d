#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Runs libFuzzer programs for some time and says in TAP how it went
# Copyright (C) 2026 The edgesec authors
#
# usage: fuzz-run.sh SECONDS PROGRAM...
#
# The inputs that were found to be new are kept beside each program, for the
# next run. An input that breaks one is kept as PROGRAM.crash-*.
set -uo pipefail

seconds=$1
shift
status=0
for fuzzer; do
	name=$(basename "$fuzzer")
	mkdir -p "$fuzzer.corpus"
	log=$fuzzer.log
	if "$fuzzer" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
		-max_len=4096 -print_final_stats=1 \
		-artifact_prefix="$fuzzer.crash-" "$fuzzer.corpus" \
		> "$log" 2>&1; then
		runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
		echo "ok - $name finds nothing in $runs runs"
	else
		echo "not ok - $name"
		tail -30 "$log" | sed 's/^/#   /'
		status=1
	fi
done
exit $status
