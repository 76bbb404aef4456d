/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Bench: the loops around lookup(), once for each contender
 * Copyright (C) 2026 The edgesec authors
 *
 * Included by a contender after it has defined
 *	static __always_inline bool lookup(u64 key, u64 *val);
 *	#define CONTENDER and #define DENSE
 * so that lookup() is inlined as it would be by its users. No include guard:
 * each contender is a file of its own.
 */

static __always_inline bool is_wanted(u64 random, enum bench_keys keys)
{
	return keys == BENCH_MIXED ? random & 1 : keys == BENCH_HIT;
}

static __always_inline u64 loop(u64 n, u64 count, enum bench_keys keys,
				bool wait)
{
	u64 i, found = 0, wanted = 0, seed = bench_stream(), begin, end;

	begin = bench_cycles();
	for (i = 0; i < count; i++) {
		u64 random = bench_mix(seed++);
		bool present = is_wanted(random, keys);
		u64 index = ((random >> 32) * n >> 32) +
			    (present ? 0 : BENCH_ABSENT);
		u64 key = DENSE ? index : bench_mix(index);
		u64 val = 0;

		wanted += present;
		if (lookup(key, &val)) {
			found++;
			if (unlikely(val != bench_value(key)))
				bench_wrong(CONTENDER, key);
		}
		if (wait)
			bench_wait();
	}
	end = bench_cycles();
	if (found != wanted)
		bench_wrong(CONTENDER, found);
	return end - begin;
}

static __always_inline u64 loop_keys(u64 n, u64 count, enum bench_keys keys,
				     bool wait)
{
	switch (keys) {
	case BENCH_HIT:
		return loop(n, count, BENCH_HIT, wait);
	case BENCH_MISS:
		return loop(n, count, BENCH_MISS, wait);
	default:
		return loop(n, count, BENCH_MIXED, wait);
	}
}

static u64 run_latency(u64 n, u64 count, enum bench_keys keys)
{
	return loop_keys(n, count, keys, true);
}

static u64 run_throughput(u64 n, u64 count, enum bench_keys keys)
{
	return loop_keys(n, count, keys, false);
}
