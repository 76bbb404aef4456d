/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Bench: clock, sizes and output, for both modules
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef BENCH_COMMON_H
#define BENCH_COMMON_H

#include "bench.h"

struct size {
	const char *name;
	u64 n;
};

#define BENCH_SIZES	4

/*
 * Lookups are timed in slices, of which the median counts: the host has other
 * work to do too, and stops a processor at times.
 */
#define BENCH_SLICE	2000

/* How often wrong answers were seen. */
extern u64 bench_wrongs;

int bench_begin(void);
int bench_end(int err);

/* Runs the rounds of all sizes, until one returns an error. */
int bench_run(int (*run_round)(const struct size *size, unsigned int round));

u64 bench_key(const struct contender *c, u64 i);

/*
 * chase.c: what a line of memory takes that only the one before it names, of as
 * many as make @bytes; 0 without memory.
 */
u64 bench_chase(u64 bytes);

/* Sorts @slices; returns the time of a lookup in the median one. */
u64 bench_median(u64 *slices, unsigned int count);

/* A hundredth of a nanosecond is the unit of what is printed. */
u64 bench_centi_ns(u64 cycles);
void bench_print(const char *metric, const struct size *size,
		 const char *contender, u64 hundredths);

#endif /* BENCH_COMMON_H */
