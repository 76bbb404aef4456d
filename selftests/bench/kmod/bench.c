// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Bench: builds, asks and empties every contender, on one processor
 * Copyright (C) 2026 The edgesec authors
 *
 * The contenders take turns within a round, so that what the neighbours of this
 * machine do meets all of them.
 */
#define pr_fmt(fmt) "bench: " fmt

#include <linux/jiffies.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "common.h"
#include "memory.h"

#define SLICES		500

static const struct contender *const contenders[] = {
	&bench_edgesec, &bench_rhashtable, &bench_htab, &bench_xarray_dense,
	&bench_xarray_random, &bench_rwlock_hash, &bench_sharded_hash,
};

size_t bench_largest_bytes;

static void settle(const struct contender *c)
{
	if (c->settle)
		c->settle();
	rcu_barrier();
}

/* Inserts. */

#define HISTOGRAM_NS	(1 << 20)

static struct {
	u32 *counts;	/* by nanoseconds */
	u64 count;
	u64 max;
} histogram;

static void histogram_add(u64 ns)
{
	histogram.counts[min_t(u64, ns, HISTOGRAM_NS - 1)]++;
	histogram.count++;
	histogram.max = max(histogram.max, ns);
}

static u64 histogram_quantile(u64 per_10000)
{
	u64 rank = div_u64(histogram.count * per_10000, 10000), seen = 0;
	u32 ns;

	for (ns = 0; ns < HISTOGRAM_NS - 1; ns++) {
		seen += histogram.counts[ns];
		if (seen > rank)
			break;
	}
	return ns;
}

static void print_inserts(const struct contender *c, const struct size *size)
{
	static const struct {
		const char *metric;
		u64 per_10000;
	} quantiles[] = {
		{ "insert_p50_ns", 5000 }, { "insert_p99_ns", 9900 },
		{ "insert_p999_ns", 9990 }, { "insert_p9999_ns", 9999 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(quantiles); i++)
		bench_print(quantiles[i].metric, size, c->name,
			    100 * histogram_quantile(quantiles[i].per_10000));
	bench_print("insert_max_ns", size, c->name, 100 * histogram.max);
}

/*
 * A tick takes longer than nearly all inserts and meets thirty in a million: one
 * that it meets does not count, if it was short.
 */
#define TICK_NS		200000

static int insert_one(const struct contender *c, u64 i)
{
	unsigned long ticks = READ_ONCE(jiffies);
	u64 key = bench_key(c, i), begin = bench_cycles();
	int err = c->insert(key, bench_value(key));
	u64 ns = bench_centi_ns(bench_cycles() - begin) / 100;

	if (ticks == READ_ONCE(jiffies) || ns > TICK_NS)
		histogram_add(ns);
	return err;
}

/* Background work of a table gets its turn between inserts, and is not timed. */
static int insert_all(const struct contender *c, u64 n)
{
	int err = 0;
	u64 i;

	memset(histogram.counts, 0, HISTOGRAM_NS * sizeof(*histogram.counts));
	histogram.count = 0;
	histogram.max = 0;
	for (i = 0; i < n && !err; i++) {
		err = insert_one(c, i);
		cond_resched();
	}
	return err;
}

static void remove_all(const struct contender *c, const struct size *size)
{
	u64 i, cycles = 0;

	for (i = 0; i < size->n; i++) {
		u64 key = bench_key(c, i), begin = bench_cycles();

		c->remove(key);
		cycles += bench_cycles() - begin;
		cond_resched();
	}
	bench_print("delete_ns", size, c->name, div64_u64(bench_centi_ns(cycles), size->n));
}

/* Lookups. */

static u64 slices[SLICES];

/* Median time of one lookup. */
static u64 time_lookups(u64 (*run)(u64 n, u64 count, enum bench_keys keys),
			u64 n, enum bench_keys keys)
{
	size_t i;

	run(n, 50 * BENCH_SLICE, keys);
	for (i = 0; i < SLICES; i++)
		slices[i] = run(n, BENCH_SLICE, keys);
	return bench_median(slices, SLICES);
}

/* In the state of the table that @state names. */
static void print_lookups(const struct contender *c, const struct size *size,
			  u64 n, const char *state)
{
	static const struct {
		const char *what;
		bool waits;
		enum bench_keys keys;
	} kinds[] = {
		{ "hit", true, BENCH_HIT }, { "miss", true, BENCH_MISS },
		{ "mixed", true, BENCH_MIXED },
		{ "hit_tput", false, BENCH_HIT },
		{ "miss_tput", false, BENCH_MISS },
		{ "mixed_tput", false, BENCH_MIXED },
	};
	char metric[40];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		snprintf(metric, sizeof(metric), "%s%s_ns", kinds[i].what, state);
		bench_print(metric, size, c->name,
			    time_lookups(kinds[i].waits ? c->latency :
					 c->throughput, n, kinds[i].keys));
	}
}

static void print_chase(const struct size *size, u64 bytes)
{
	u64 step = bench_chase(bytes);

	if (!step)
		return;
	bench_print("hit_ns", size, "chase", step);
	bench_print("hit_ns", size, "loop",
		    time_lookups(bench_loop.latency, size->n, BENCH_HIT));
	bench_print("hit_tput_ns", size, "loop",
		    time_lookups(bench_loop.throughput, size->n, BENCH_HIT));
}

/* Growth. */

static int insert_next(const struct contender *c, u64 *n)
{
	u64 key = bench_key(c, (*n)++);

	return c->insert(key, bench_value(key));
}

/*
 * Inserts until a rehash has begun, and lets it come to its middle: before it
 * moves anything, all keys are where they were in the table at rest. A worker
 * does its part while this sleeps; it goes on only when this sleeps again, for
 * there is one processor. Returns false if it could not be stopped there.
 */
static bool stop_in_rehash(const struct contender *c, const struct size *size,
			   u64 *n)
{
	u64 end = 4 * *n;

	while (*n < end && c->progress() == 100)
		if (insert_next(c, n))
			return false;
	print_lookups(c, size, *n, "_before_rehash");
	while (*n < end && c->progress() < 30)
		if (c->by_worker)
			schedule_timeout_uninterruptible(1);
		else if (insert_next(c, n))
			return false;
	return c->progress() < 70;
}

/* The same keys in the middle of a rehash and after its end. */
static void print_rehash(const struct contender *c, const struct size *size)
{
	u64 n = size->n;
	bool stopped = stop_in_rehash(c, size, &n);
	unsigned int progress = c->progress();

	if (stopped)
		print_lookups(c, size, n, "_rehash");
	if (stopped && c->progress() != progress)
		pr_warn("%s did not stand still: %u %%\n", c->name, progress);
	settle(c);
	print_lookups(c, size, n, "_after_rehash");
	while (n-- > size->n)
		c->remove(bench_key(c, n));
}

/* Memory. */

/*
 * Bytes per entry at the end, and at the best and the worst point of the last
 * doubling. Not in the same go as the times: looking takes time too.
 */
static int print_memory(const struct contender *c, const struct size *size)
{
	u64 i, n = size->n, each, best = U64_MAX, worst = 0;
	int err = c->make(n);

	for (i = 0; i < n && !err; i++) {
		err = c->insert(bench_key(c, i), bench_value(bench_key(c, i)));
		cond_resched();
		if (i < n / 2 || i % (n / 256 + 1))
			continue;
		each = div64_u64(100 * c->bytes(), i + 1);
		best = min(best, each);
		worst = max(worst, each);
	}
	if (err)
		return err;
	settle(c);
	bench_print("bytes_per_entry", size, c->name,
		    div64_u64(100 * c->bytes(), n));
	bench_print("bytes_per_entry_best", size, c->name, best);
	bench_print("bytes_per_entry_worst", size, c->name, worst);
	if (c->largest)
		bench_print("largest_allocation", size, c->name,
			    100 * c->largest());
	c->destroy();
	return 0;
}

/* The bench. */

static int print_times(const struct contender *c, const struct size *size)
{
	int err = c->make(size->n);

	if (err)
		return err;
	err = insert_all(c, size->n);
	if (err)
		return err;
	settle(c);
	print_inserts(c, size);
	print_lookups(c, size, size->n, "");
	if (c == &bench_edgesec)
		print_chase(size, c->bytes());
	if (c->progress)
		print_rehash(c, size);
	remove_all(c, size);
	c->destroy();
	rcu_barrier();
	return 0;
}

static int run_round(const struct size *size, unsigned int round)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(contenders); i++) {
		const struct contender *c = contenders[i];
		int err = 0;

		if (c->max && size->n > c->max)
			continue;
		if (!round)
			err = print_memory(c, size);
		err = err ?: print_times(c, size);
		if (err) {
			pr_err("%s of %s fails: %d\n", c->name, size->name, err);
			return err;
		}
	}
	return 0;
}

static int __init bench_init(void)
{
	int err;

	histogram.counts = vmalloc(HISTOGRAM_NS * sizeof(*histogram.counts));
	if (!histogram.counts)
		return -ENOMEM;
	err = bench_begin();
	if (!err)
		err = bench_end(bench_run(run_round));
	vfree(histogram.counts);
	return err;
}

static void __exit bench_exit(void)
{
}

module_init(bench_init);
module_exit(bench_exit);
MODULE_DESCRIPTION("Bench of the table of edgesec and of its peers");
MODULE_LICENSE("GPL");
