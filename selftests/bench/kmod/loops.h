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

static __always_inline u64 loop(u64 n, u64 count, bool hit, bool wait)
{
	static u64 seed = 1ULL << 50;
	u64 absent = hit ? 0 : BENCH_ABSENT;
	u64 i, found = 0, begin, end;

	begin = bench_cycles();
	for (i = 0; i < count; i++) {
		u64 index = (bench_mix(seed++) >> 32) * n >> 32;
		u64 key = DENSE ? index + absent : bench_mix(index + absent);
		u64 val = 0;

		if (lookup(key, &val)) {
			found++;
			if (unlikely(val != bench_value(key)))
				bench_wrong(CONTENDER, key);
		}
		if (wait)
			bench_wait();
	}
	end = bench_cycles();
	if (found != (hit ? count : 0))
		bench_wrong(CONTENDER, found);
	return end - begin;
}

static u64 run_latency(u64 n, u64 count, bool hit)
{
	return hit ? loop(n, count, true, true) : loop(n, count, false, true);
}

static u64 run_throughput(u64 n, u64 count, bool hit)
{
	return hit ? loop(n, count, true, false) : loop(n, count, false, false);
}
