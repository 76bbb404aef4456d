// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Bench: builds, asks and empties every contender, and prints figures
 * Copyright (C) 2026 The edgesec authors
 *
 * Loading the module runs the bench. Each line that begins with "bench:" holds
 * a key of build/bench.json and a number; a key comes once in every round. The
 * contenders take turns within a round, so that what the neighbours of this
 * machine do meets all of them.
 */
#define pr_fmt(fmt) "bench: " fmt

#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <linux/vmstat.h>
#include <linux/workqueue.h>

#include "bench.h"
#include "table_impl.h"

static unsigned int rounds = 5;
module_param(rounds, uint, 0444);
MODULE_PARM_DESC(rounds, "How often each figure is taken");

static unsigned int largest = 3;
module_param(largest, uint, 0444);
MODULE_PARM_DESC(largest, "Index of the largest size: 0 to 3");

#define LOOKUPS		1000000

static const struct contender *const contenders[] = {
	&bench_edgesec, &bench_rhashtable, &bench_htab, &bench_xarray_dense,
	&bench_xarray_random, &bench_rwlock_hash, &bench_sharded_hash,
};

static const struct size {
	const char *name;
	u64 n;
} sizes[] = {
	{ "1k", 1000 }, { "100k", 100000 }, { "1M", 1000000 },
	{ "10M", 10000000 },
};

/* Cycles of 1024 microseconds. */
static u64 cycles_per_1024us;
static u64 wrong;

void bench_wrong(const char *name, u64 key)
{
	if (!wrong++)
		pr_err("wrong answer of %s, for %llu\n", name, key);
}

static void calibrate(void)
{
	u64 begin = bench_cycles(), start = ktime_get_ns(), ns;

	do
		ns = ktime_get_ns() - start;
	while (ns < 300 * NSEC_PER_MSEC);
	cycles_per_1024us = mul_u64_u64_div_u64(bench_cycles() - begin,
						1024 * NSEC_PER_USEC, ns);
}

/* A hundredth of a nanosecond is the unit of what is printed. */
static u64 centi_ns(u64 cycles)
{
	return mul_u64_u64_div_u64(cycles, 100 * 1024 * NSEC_PER_USEC,
				   cycles_per_1024us);
}

static void print(const char *metric, const struct size *size,
		  const char *contender, u64 hundredths)
{
	pr_info("table.%s.%s.%s %llu.%02llu\n", metric, size->name, contender,
		hundredths / 100, hundredths % 100);
}

static u64 key_of(const struct contender *c, u64 i)
{
	return c->dense ? i : bench_mix(i);
}

/*
 * The memory of the guest is a file of the host, which makes a page when it is
 * written to for the first time. That shall not happen while a clock runs.
 */
static void touch_memory(void)
{
	struct page *page, *next, *pages = NULL;
	u64 left = global_zone_page_state(NR_FREE_PAGES) * 9 / 10;

	for (; left > 1 << 9; left -= 1 << 9) {
		page = alloc_pages(GFP_KERNEL | __GFP_NOWARN | __GFP_ZERO, 9);
		if (!page)
			break;
		page->private = (unsigned long)pages;
		pages = page;
	}
	for (page = pages; page; page = next) {
		next = (struct page *)page->private;
		page->private = 0;
		__free_pages(page, 9);
	}
}

/* Lets go what waits for a grace period, or for a worker. */
static void settle(void)
{
	rcu_barrier();
	flush_scheduled_work();
	flush_workqueue(edgesec_table_wq);
	rcu_barrier();
}

static u64 pages_in_use(void)
{
	return ((u64)totalram_pages() -
		global_zone_page_state(NR_FREE_PAGES)) << PAGE_SHIFT;
}

/* Inserts. */

#define HISTOGRAM_NS	(1 << 20)

static struct {
	u32 *counts;	/* by nanoseconds */
	u64 max;
} histogram;

static void histogram_add(u64 cycles)
{
	u64 ns = centi_ns(cycles) / 100;

	histogram.counts[min_t(u64, ns, HISTOGRAM_NS - 1)]++;
	histogram.max = max(histogram.max, ns);
}

static u64 histogram_quantile(u64 n, u64 per_10000)
{
	u64 rank = div_u64(n * per_10000, 10000), seen = 0;
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
		print(quantiles[i].metric, size, c->name,
		      100 * histogram_quantile(size->n,
					       quantiles[i].per_10000));
	print("insert_max_ns", size, c->name, 100 * histogram.max);
}

/* Best and worst use of memory while the last doubling goes on. */
struct use {
	u64 before;
	u64 best;
	u64 worst;
};

static u64 bytes_of(const struct contender *c, const struct use *use)
{
	return c->bytes ? c->bytes() : pages_in_use() - use->before;
}

static void use_sample(const struct contender *c, struct use *use, u64 entries)
{
	u64 each = div64_u64(100 * bytes_of(c, use), entries);

	use->best = use->best ? min(use->best, each) : each;
	use->worst = max(use->worst, each);
}

/* Background work of a table gets its turn between inserts, and is not timed. */
static int insert_all(const struct contender *c, u64 n, struct use *use)
{
	u64 i;

	for (i = 0; i < n; i++) {
		u64 key = key_of(c, i), begin = bench_cycles();
		int err = c->insert(key, bench_value(key));

		histogram_add(bench_cycles() - begin);
		if (err)
			return err;
		cond_resched();
		if (i >= n / 2 && !(i % (n / 256 + 1)))
			use_sample(c, use, i + 1);
	}
	return 0;
}

static void remove_all(const struct contender *c, const struct size *size)
{
	u64 i, cycles = 0;

	for (i = 0; i < size->n; i++) {
		u64 key = key_of(c, i), begin = bench_cycles();

		c->remove(key);
		cycles += bench_cycles() - begin;
		cond_resched();
	}
	print("delete_ns", size, c->name, div64_u64(centi_ns(cycles), size->n));
}

/* Lookups. */

static void print_lookups(const struct contender *c, const struct size *size)
{
	static const struct {
		const char *metric;
		bool waits;
		bool hit;
	} kinds[] = {
		{ "hit_ns", true, true }, { "miss_ns", true, false },
		{ "hit_tput_ns", false, true }, { "miss_tput_ns", false, false },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		u64 (*run)(u64, u64, bool) = kinds[i].waits ? c->latency :
							      c->throughput;
		u64 cycles = run(size->n, LOOKUPS / 10, kinds[i].hit);

		cycles = run(size->n, LOOKUPS, kinds[i].hit);
		print(kinds[i].metric, size, c->name,
		      div_u64(centi_ns(cycles), LOOKUPS));
		cond_resched();
	}
}

/*
 * The physical limit: one line of memory after the other, of which each says
 * where the next one is.
 */
struct link {
	u64 next;
} __aligned(64);

static u64 chase(const struct link *links, u64 count)
{
	u64 i, at = 0, begin = bench_cycles();

	for (i = 0; i < count; i++)
		at = READ_ONCE(links[at].next);
	OPTIMIZER_HIDE_VAR(at);
	return bench_cycles() - begin;
}

static void print_chase(const struct size *size, u64 bytes)
{
	u64 i, n = max_t(u64, bytes / sizeof(struct link), 2);
	struct link *links = vmalloc(n * sizeof(*links));
	u64 cycles;

	if (!links)
		return;
	for (i = 0; i < n; i++)
		links[i].next = i;
	/* Sattolo: one cycle through all of them. */
	for (i = n - 1; i; i--)
		swap(links[i].next, links[(bench_mix(i) >> 32) * i >> 32].next);
	cycles = chase(links, LOOKUPS / 10);
	cycles = chase(links, LOOKUPS);
	print("hit_ns", size, "chase", div_u64(centi_ns(cycles), LOOKUPS));
	vfree(links);
}

/* A rehash of edgesec that stands still in the middle, and after its end. */

static void print_rehash(const struct contender *c, const struct size *size)
{
	u64 n = size->n, end = 2 * n, cycles;

	while (n < end && bench_edgesec_progress() == 100) {
		u64 key = key_of(c, n++);

		if (c->insert(key, bench_value(key)))
			return;
	}
	while (n < end && bench_edgesec_progress() < 50) {
		u64 key = key_of(c, n++);

		if (c->insert(key, bench_value(key)))
			return;
	}
	cycles = c->latency(n, LOOKUPS, true);
	print("hit_rehash_ns", size, c->name, div_u64(centi_ns(cycles), LOOKUPS));
	while (bench_edgesec_progress() != 100)
		schedule_timeout_uninterruptible(HZ / 10);
	cycles = c->latency(n, LOOKUPS, true);
	print("hit_after_rehash_ns", size, c->name,
	      div_u64(centi_ns(cycles), LOOKUPS));
}

/* The bench. */

static int run_contender(const struct contender *c, const struct size *size)
{
	struct use use = {};
	int err;

	settle();
	use.before = pages_in_use();
	memset(histogram.counts, 0, HISTOGRAM_NS * sizeof(*histogram.counts));
	histogram.max = 0;
	err = c->make(size->n);
	if (err)
		return err;
	err = insert_all(c, size->n, &use);
	settle();
	if (!err) {
		u64 bytes = bytes_of(c, &use);

		print_inserts(c, size);
		print("bytes_per_entry", size, c->name,
		      div64_u64(100 * bytes, size->n));
		print("bytes_per_entry_best", size, c->name, use.best);
		print("bytes_per_entry_worst", size, c->name, use.worst);
		print_lookups(c, size);
		if (c == &bench_edgesec) {
			print_chase(size, bytes);
			print_rehash(c, size);
		}
		remove_all(c, size);
	}
	c->destroy();
	return err;
}

static int run_round(const struct size *size)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(contenders); i++) {
		const struct contender *c = contenders[i];
		int err;

		if (c->max && size->n > c->max)
			continue;
		err = run_contender(c, size);
		if (err) {
			pr_err("%s of %s fails: %d\n", c->name, size->name, err);
			return err;
		}
		cond_resched();
	}
	return 0;
}

/* Ten million entries take a minute: three rounds are enough. */
static unsigned int rounds_of(const struct size *size)
{
	return size->n > 1000000 ? min(rounds, 3U) : rounds;
}

static int run(void)
{
	unsigned int i, round;
	int err = 0;

	for (i = 0; i <= largest && i < ARRAY_SIZE(sizes); i++)
		for (round = 0; round < rounds_of(&sizes[i]) && !err; round++)
			err = run_round(&sizes[i]);
	return err ?: wrong ? -EINVAL : 0;
}

static int __init bench_init(void)
{
	int err;

	histogram.counts = vmalloc(HISTOGRAM_NS * sizeof(*histogram.counts));
	if (!histogram.counts)
		return -ENOMEM;
	err = edgesec_table_setup();
	if (err)
		goto out_histogram;
	touch_memory();
	calibrate();
	pr_info("%llu cycles in 1024 us\n", cycles_per_1024us);
	err = run();
	pr_info("%s\n", err ? "FAILED" : "done");
	edgesec_table_teardown();
out_histogram:
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
