// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - tests of the table: every allocation fails once, or for good */
/* Copyright (C) 2026 The edgesec authors */
#include "common.h"

#include <linux/errno.h>
#include <linux/slab.h>

#include "table_impl.h"

#define KEYS	400

static const struct edgesec_table_limits no_limits = { .name = "fault" };
static struct edgesec_table t;
static bool present[KEYS];
static u64 refused;

static void check_keys(void)
{
	u64 val, count = 0;

	for (u64 i = 0; i < KEYS; i++) {
		CHECK(find(&t, key_of(i), &val) == present[i]);
		CHECK(!present[i] || val == i);
		count += present[i];
	}
	CHECK(t.entries == count && count_walk(&t) == count);
}

static void fill(gfp_t gfp)
{
	int err;

	for (u64 i = 0; i < KEYS; i++) {
		err = edgesec_table_insert(&t, key_of(i), i, gfp);
		CHECK(err == 0 || err == -ENOMEM || err == -ENOSPC);
		present[i] = !err;
		refused += !!err;
		if (i % 100 == 50)
			shim_work_run();
	}
}

static void empty(void)
{
	for (u64 i = 0; i < KEYS - 5; i++) {
		CHECK(edgesec_table_remove(&t, key_of(i), NULL) ==
		      (present[i] ? 0 : -ENOENT));
		present[i] = false;
		if (i % 100 == 50)
			shim_settle();
	}
}

/* With memory again, everything can be completed and works as ever. */
static void recover(void)
{
	struct edgesec_table_stats s;

	shim_fail_nth(0);
	shim_settle();
	edgesec_table_stats(&t, &s);
	CHECK(s.rehash_percent == 100);
	check_keys();
	for (u64 i = 0; i < KEYS; i++) {
		if (present[i])
			continue;
		CHECK(!edgesec_table_insert(&t, key_of(i), i, GFP_KERNEL));
		present[i] = true;
	}
	check_keys();
}

/* Returns whether an allocation has failed. */
static bool scenario(void (*order)(unsigned long nth), unsigned long nth,
		     gfp_t gfp)
{
	const long live = shim_alloc_live();
	bool failed;
	int err;

	memset(present, 0, sizeof(present));
	order(nth);
	err = edgesec_table_init(&t, &no_limits);
	if (err) {
		shim_fail_nth(0);
		CHECK_OR(err == -ENOMEM && shim_alloc_live() == live, true);
		return true;
	}
	fill(gfp);
	check_keys();
	empty();
	check_keys();
	failed = shim_fail_happened();
	recover();
	edgesec_table_destroy(&t);
	CHECK_OR(shim_alloc_live() == live, true);
	return failed;
}

static void each_n(void (*order)(unsigned long nth), gfp_t gfp)
{
	unsigned long n = 0;

	refused = 0;
	do {
		n++;
	} while (scenario(order, n, gfp) && !tap_failed);
	CHECK(!tap_failed);
	/* The scenario is large enough, and failures have an effect. */
	CHECK(n > 40);
	CHECK(refused > 0);
}

static void any_one_allocation_may_fail(void)
{
	each_n(shim_fail_nth, GFP_KERNEL);
}

static void any_one_allocation_may_fail_in_softirq(void)
{
	each_n(shim_fail_nth, GFP_ATOMIC);
}

static void memory_may_end_at_any_time_and_come_back(void)
{
	each_n(shim_fail_from, GFP_KERNEL);
}

static void without_memory_the_table_fills_to_four_per_bucket(void)
{
	u64 n = 0, most = 0;
	int err;

	CHECK(edgesec_table_init(&t, &no_limits) == 0);
	for (u64 i = 0; i < 2000; i++)
		CHECK(!edgesec_table_insert(&t, i, i, GFP_KERNEL));
	shim_settle();
	shim_fail_from(1);
	/* Keys that need an overflow line are refused; others still come in. */
	for (u64 i = 2000; i < 100000; i++) {
		err = edgesec_table_insert(&t, i, i, GFP_KERNEL);
		n += err == -ENOMEM;
		most += err == -ENOSPC;
		CHECK(!err || err == -ENOMEM || err == -ENOSPC);
	}
	CHECK(n > 0);
	CHECK(t.entries <= 4 * map_buckets(t.map));
	CHECK(most > 0 || t.entries < 4 * map_buckets(t.map));
	shim_fail_from(0);
	shim_settle();
	CHECK(!edgesec_table_insert(&t, ~0ULL, 0, GFP_KERNEL));
	CHECK(count_walk(&t) == t.entries);
	edgesec_table_destroy(&t);
}

static void a_mark_without_a_chunk_stops_and_goes_on(void)
{
	u64 i = 0, mark, val;

	CHECK(edgesec_table_init(&t, &no_limits) == 0);
	while (t.map->bits < 13 || !t.map->next) {
		CHECK(!edgesec_table_insert(&t, key_of(i), i, GFP_KERNEL));
		i++;
	}
	shim_fail_above(32768);
	for (u64 k = 0; k < 2000; k++)
		edgesec_table_remove(&t, key_of(k), NULL);
	shim_settle();
	mark = t.map->mark;
	/* One chunk of the new map stands for half a chunk of the old one. */
	CHECK(mark == 512ULL << (32 - 13));
	CHECK(t.needs.chunk);
	for (u64 k = 2000; k < i; k++)
		CHECK(find(&t, key_of(k), &val) && val == k);
	CHECK(count_walk(&t) == i - 2000);
	shim_fail_above(0);
	shim_settle();
	CHECK(!t.map->next && t.map->bits == 14);
	CHECK(count_walk(&t) == i - 2000);
	edgesec_table_destroy(&t);
}

static const struct tap_test tests[] = {
	{ "any one allocation may fail", any_one_allocation_may_fail },
	{ "any one allocation may fail in softirq",
	  any_one_allocation_may_fail_in_softirq },
	{ "memory may end at any time and come back",
	  memory_may_end_at_any_time_and_come_back },
	{ "without memory the table fills to four per bucket",
	  without_memory_the_table_fills_to_four_per_bucket },
	{ "a mark without a chunk stops and goes on",
	  a_mark_without_a_chunk_stops_and_goes_on },
};

int main(void)
{
	return table_tests_run(tests, ARRAY_SIZE(tests));
}
