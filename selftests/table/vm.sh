#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: readers in every context against writers of a table
# Copyright (C) 2026 The edgesec authors
#
# edgesec: not-loaded
# test-module: table_stress
# time: 150
. /usr/lib/tap.sh

log_mark
succeeds "no answer of the table is wrong in 60 seconds" \
	modprobe table_stress seconds=60
log_since_mark | sed -n 's/.*table_stress: /# /p'
logged 'table_stress: wrong answers: 0 ' "the test says so itself"
logged 'table_stress: passed' "and came to its end"
logged 'lookups: [1-9][0-9]{3,} thread, [1-9][0-9]+ softirq, [1-9][0-9]+ hardirq' \
	"threads, softirqs and hard interrupts looked up"
logged 'writes: [1-9][0-9]{3,} thread, [1-9][0-9]+ softirq; [1-9][0-9]+ rehashes, [1-9][0-9]* reseeds; [1-9][0-9]* walks' \
	"while it was written to, resized, reseeded and walked"
succeeds "the test module can be unloaded" rmmod table_stress
tap_end
