// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Bench: clock, sizes and output, for both modules
 * Copyright (C) 2026 The edgesec authors
 *
 * Loading a module runs its bench. Each line that begins with "bench: table."
 * holds a key of build/bench.json and a number; a key comes once in every round.
 */
#define pr_fmt(fmt) "bench: " fmt

#include <linux/atomic.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sort.h>
#include <linux/vmstat.h>

#include "common.h"
#include "table_impl.h"

static unsigned int rounds = 5;
module_param(rounds, uint, 0444);
MODULE_PARM_DESC(rounds, "How often each figure is taken");

static unsigned int smallest;
module_param(smallest, uint, 0444);
MODULE_PARM_DESC(smallest, "Index of the smallest size: 0 to 3");

static unsigned int largest = BENCH_SIZES - 1;
module_param(largest, uint, 0444);
MODULE_PARM_DESC(largest, "Index of the largest size: 0 to 3");

static const struct size sizes[BENCH_SIZES] = {
	{ "1k", 1000 }, { "100k", 100000 }, { "1M", 1000000 },
	{ "10M", 10000000 },
};

u64 bench_wrongs;

/* Cycles of 1024 microseconds. */
static u64 cycles_per_1024us;

void bench_wrong(const char *name, u64 key)
{
	if (!bench_wrongs++)
		pr_err("wrong answer of %s, for %llu\n", name, key);
}

/* Far from each other, and from the indexes of keys. */
u64 bench_stream(void)
{
	static atomic64_t streams = ATOMIC64_INIT(1ULL << 50);

	return atomic64_add_return(1ULL << 32, &streams);
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

u64 bench_centi_ns(u64 cycles)
{
	return mul_u64_u64_div_u64(cycles, 100 * 1024 * NSEC_PER_USEC,
				   cycles_per_1024us);
}

static int compare(const void *a, const void *b)
{
	const u64 *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

u64 bench_median(u64 *slices, unsigned int count)
{
	sort(slices, count, sizeof(*slices), compare, NULL);
	return div_u64(bench_centi_ns(slices[count / 2]), BENCH_SLICE);
}

void bench_print(const char *metric, const struct size *size,
		 const char *contender, u64 hundredths)
{
	pr_info("table.%s.%s.%s %llu.%02llu\n", metric, size->name, contender,
		hundredths / 100, hundredths % 100);
}

/* Ten million entries take a minute: three rounds are enough. */
static unsigned int rounds_of(const struct size *size)
{
	return size->n > 1000000 ? min(rounds, 3U) : rounds;
}

int bench_run(int (*run_round)(const struct size *size, unsigned int round))
{
	unsigned int i, round;
	int err = 0;

	for (i = smallest; i <= min(largest, BENCH_SIZES - 1U); i++)
		for (round = 0; round < rounds_of(&sizes[i]) && !err; round++)
			err = run_round(&sizes[i], round);
	return err;
}

u64 bench_key(const struct contender *c, u64 i)
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

int bench_begin(void)
{
	int err = edgesec_table_setup();

	if (err)
		return err;
	touch_memory();
	calibrate();
	pr_info("%llu cycles in 1024 us\n", cycles_per_1024us);
	return 0;
}

int bench_end(int err)
{
	err = err ?: bench_wrongs ? -EINVAL : 0;
	pr_info("%s\n", err ? "FAILED" : "done");
	edgesec_table_teardown();
	return err;
}
