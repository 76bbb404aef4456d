/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - tests of the table: what they share */
/* Copyright (C) 2026 The edgesec authors */
#ifndef TABLE_COMMON_H
#define TABLE_COMMON_H

#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/rcupdate.h>

#include "../tap.h"
#include "shim.h"
#include "table.h"
#include "table_impl.h"

/* Different keys for different numbers, in no visible order. */
static inline u64 key_of(u64 i)
{
	u64 z = (i + 1) * 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

/* A small generator with its state in the caller's hands. */
static inline u64 random_next(u64 *state)
{
	return key_of((*state)++);
}

static inline u64 random_below(u64 *state, u64 n)
{
	return random_next(state) % n;
}

static inline bool find(const struct edgesec_table *t, u64 key, u64 *val)
{
	u64 unused;
	bool found;

	rcu_read_lock();
	found = edgesec_table_lookup(t, key, val ? val : &unused);
	rcu_read_unlock();
	return found;
}

static inline int count_one(u64 key, u64 val, void *data)
{
	(void)key;
	(void)val;
	++*(u64 *)data;
	return 0;
}

/* U64_MAX when the table is just getting another seed. */
static inline u64 count_walk(const struct edgesec_table *t)
{
	struct edgesec_table_cursor cursor = {};
	u64 count = 0;

	rcu_read_lock();
	if (edgesec_table_walk(t, &cursor, count_one, &count))
		count = U64_MAX;
	rcu_read_unlock();
	return count;
}

/* The next write begins a rehash with another seed, unless one is under way. */
static inline void want_reseed(struct edgesec_table *t)
{
	spin_lock_bh(&t->lock);
	edgesec_table_reseed_want(t);
	t->next_reseed = jiffies;
	spin_unlock_bh(&t->lock);
}

/* Setup and teardown around a program's tests; teardown finds leaked lines. */
static inline int table_tests_run(const struct tap_test *tests, size_t count)
{
	int ret;

	if (edgesec_table_setup()) {
		printf("Bail out! no memory for the table's caches\n");
		return EXIT_FAILURE;
	}
	ret = tap_run(tests, (int)count);
	if (ret == EXIT_SUCCESS)
		edgesec_table_teardown();
	return ret;
}

#endif /* TABLE_COMMON_H */
