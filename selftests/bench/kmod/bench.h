/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Bench: what a contender is, and what is measured
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef BENCH_H
#define BENCH_H

#include <linux/types.h>

enum bench_keys { BENCH_MISS, BENCH_HIT, BENCH_MIXED };

/**
 * struct contender - A map of u64 keys to u64 values.
 * @name: As in build/bench.json.
 * @max: Most entries that it is asked for; 0: no limit.
 * @dense: Its keys are 0 to n - 1 and not random.
 * @make: Makes an empty one for up to @n entries; 0 or an error.
 * @insert: Adds a key that is not there, with what has to be allocated.
 * @remove: Takes out a key that is there.
 * @latency: Cycles of @count lookups, each of which waits for the one before.
 * @throughput: Cycles of @count lookups that may overlap.
 * @settle: Waits until no worker has anything left to do; NULL: none ever has.
 * @progress: How far its rehash is, in percent; 100: none is running. NULL: it
 *   has no rehash that lookups can meet.
 * @by_worker: A worker rehashes while this sleeps; otherwise inserts do.
 * @bytes: What its allocations take now.
 * @largest: Its largest allocation since it was made, in bytes; NULL: a few
 *   pages.
 * @destroy: Frees it all.
 *
 * Lookups are of random keys of the first @n, or of keys that are not there, or
 * of both by turns that nobody can foresee.
 */
struct contender {
	const char *name;
	u64 max;
	bool dense;
	int (*make)(u64 n);
	int (*insert)(u64 key, u64 val);
	void (*remove)(u64 key);
	u64 (*latency)(u64 n, u64 count, enum bench_keys keys);
	u64 (*throughput)(u64 n, u64 count, enum bench_keys keys);
	void (*settle)(void);
	unsigned int (*progress)(void);
	bool by_worker;
	u64 (*bytes)(void);
	u64 (*largest)(void);
	void (*destroy)(void);
};

extern const struct contender bench_edgesec, bench_rhashtable, bench_htab,
	bench_xarray_dense, bench_xarray_random, bench_rwlock_hash,
	bench_sharded_hash;

/* Nothing: keys are made, and values are compared. */
extern const struct contender bench_loop;

/* splitmix64: a different, random looking number for each @i. */
static inline u64 bench_mix(u64 i)
{
	u64 z = (i + 1) * 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

/* What a key of the table maps to. */
static inline u64 bench_value(u64 key)
{
	return key ^ 0x5555;
}

/* Keys that were never inserted. */
#define BENCH_ABSENT	(1ULL << 40)

/* The time stamp counter, when all that stands before it is done. */
static __always_inline u64 bench_cycles(void)
{
	u32 low, high;

	asm volatile("lfence; rdtsc; lfence" : "=a" (low), "=d" (high) ::
		     "memory");
	return (u64)high << 32 | low;
}

static __always_inline void bench_wait(void)
{
	asm volatile("lfence" ::: "memory");
}

/* Says that an answer was wrong. */
void bench_wrong(const char *name, u64 key);

/* Where a series of random numbers begins: nobody else's. */
u64 bench_stream(void);

#endif /* BENCH_H */
