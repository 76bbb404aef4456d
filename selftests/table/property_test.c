// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - tests of the table: random operations against a reference map */
/* Copyright (C) 2026 The edgesec authors */
#include "common.h"

#include <linux/errno.h>
#include <linux/slab.h>

#ifdef WEAK_HASH
#define UNIVERSE	48
#define OPERATIONS	60000
#define RUNS		3
#else
#define UNIVERSE	1500
#define OPERATIONS	60000
#define RUNS		6
#endif

/* What is known of a key, and of the walk that is under way. */
struct known {
	u64 key;
	u64 val;
	bool present;
	bool stayed;		/* present since the walk began */
	unsigned int visits;	/* in this walk */
};

struct run {
	struct edgesec_table t;
	struct known known[UNIVERSE];
	u64 random;
	u64 entries;
	struct edgesec_table_cursor cursor;
	u64 room;		/* keys that the walk may still take */
	u64 walks;
	u64 refused;
	bool faults;
};

static struct run r;
static u64 refused;

static struct known *known_of(u64 key)
{
	for (int i = 0; i < UNIVERSE; i++)
		if (r.known[i].key == key)
			return &r.known[i];
	return NULL;
}

static struct known *any(void)
{
	return &r.known[random_below(&r.random, UNIVERSE)];
}

/* Operations: each does what it says in the table and in the reference. */

static void do_insert(void)
{
	struct known *k = any();
	u64 val = random_next(&r.random);
	gfp_t gfp = val & 1 ? GFP_KERNEL : GFP_ATOMIC;
	int err;

	if (r.faults && random_below(&r.random, 4) == 0)
		shim_fail_nth(1 + random_below(&r.random, 3));
	err = edgesec_table_insert(&r.t, k->key, val, gfp);
	if (k->present) {
		CHECK(err == -EEXIST);
	} else if (err) {
		CHECK(r.faults && (err == -ENOMEM || err == -ENOSPC));
		r.refused++;
	} else {
		k->present = true;
		k->val = val;
		r.entries++;
	}
	shim_fail_nth(0);
}

static void do_remove(void)
{
	struct known *k = any();
	u64 old = 0;
	int err = edgesec_table_remove(&r.t, k->key, &old);

	CHECK(err == (k->present ? 0 : -ENOENT));
	if (!k->present)
		return;
	CHECK(old == k->val);
	k->present = false;
	k->stayed = false;
	r.entries--;
}

static void do_replace(void)
{
	struct known *k = any();
	u64 val = random_next(&r.random);
	int err = edgesec_table_replace(&r.t, k->key, val);

	CHECK(err == (k->present ? 0 : -ENOENT));
	if (k->present)
		k->val = val;
}

static void do_lookup(void)
{
	struct known *k = any();
	u64 val;

	CHECK(find(&r.t, k->key, &val) == k->present);
	CHECK(!k->present || val == k->val);
	CHECK(!find(&r.t, ~k->key, NULL));
}

/* The walk goes on a few keys at a time, and all else happens in between. */

static void walk_begin(void)
{
	r.cursor = (struct edgesec_table_cursor){};
	for (int i = 0; i < UNIVERSE; i++) {
		r.known[i].stayed = r.known[i].present;
		r.known[i].visits = 0;
	}
}

static int visit(u64 key, u64 val, void *data)
{
	struct known *k = known_of(key);

	(void)data;
	if (!r.room)
		return -EMSGSIZE;
	r.room--;
	CHECK_OR(k && k->present && k->val == val, -EINVAL);
	k->visits++;
	return 0;
}

static void walk_end(void)
{
	for (int i = 0; i < UNIVERSE; i++) {
		struct known *k = &r.known[i];

		CHECK(!k->stayed || k->visits >= 1);
#ifndef WEAK_HASH
		/* Keys that share a position may be offered again. */
		CHECK(k->visits <= 1);
#endif
	}
	r.walks++;
	walk_begin();
}

static void do_walk(void)
{
	int ret;

#ifdef WEAK_HASH
	/* All the keys of one position must fit, or the walk stands still. */
	r.room = UNIVERSE / 2;
#else
	r.room = random_below(&r.random, 9);
#endif
	rcu_read_lock();
	ret = edgesec_table_walk(&r.t, &r.cursor, visit, NULL);
	rcu_read_unlock();
	CHECK(ret == 0 || ret == -EMSGSIZE || ret == -EAGAIN);
	if (!ret)
		walk_end();
	else if (ret == -EAGAIN)
		walk_begin();
}

static void do_kernel_things(void)
{
	if (random_below(&r.random, 8) == 0)
		want_reseed(&r.t);
	else if (random_below(&r.random, 2))
		shim_work_run();
	else
		shim_rcu_quiesce();
}

/* Everything at once, now and then. */
static void check_all(void)
{
	struct edgesec_table_stats s;
	u64 count = count_walk(&r.t), val;

	edgesec_table_stats(&r.t, &s);
	CHECK(s.entries == r.entries);
	CHECK(count == r.entries || (count == U64_MAX && s.reseeds));
	for (int i = 0; i < UNIVERSE; i++) {
		CHECK(find(&r.t, r.known[i].key, &val) == r.known[i].present);
		CHECK(!r.known[i].present || val == r.known[i].val);
	}
}

/* @mood: 0 to 9, how many of ten writes are inserts. */
static void step(unsigned int mood)
{
	switch (random_below(&r.random, 10)) {
	case 0:
		do_lookup();
		break;
	case 1:
		do_replace();
		break;
	case 2:
		do_walk();
		break;
	case 3:
		if (random_below(&r.random, 8) == 0)
			do_kernel_things();
		break;
	default:
		if (random_below(&r.random, 10) < mood)
			do_insert();
		else
			do_remove();
	}
}

static void run_begin(u64 seed, bool faults)
{
	static const struct edgesec_table_limits limits = { .name = "random" };

	memset(&r, 0, sizeof(r));
	r.random = seed << 32;
	r.faults = faults;
	for (int i = 0; i < UNIVERSE; i++)
		r.known[i].key = random_next(&r.random);
	CHECK(edgesec_table_init(&r.t, &limits) == 0);
	walk_begin();
}

static void run_one(u64 seed, bool faults)
{
	const long live = shim_alloc_live();
	struct edgesec_table_stats s;
	unsigned int mood = 9;

	run_begin(seed, faults);
	for (int i = 0; i < OPERATIONS && !tap_failed; i++) {
		if (i % 2500 == 0) {
			mood = (unsigned int)random_below(&r.random, 10);
			check_all();
		}
		step(mood);
	}
	CHECK(!tap_failed);
	edgesec_table_stats(&r.t, &s);
	CHECK(s.rehashes >= 6 && s.reseeds >= 2 && r.walks >= 10);
	refused += r.refused;
	edgesec_table_destroy(&r.t);
	CHECK(shim_alloc_live() == live);
}

static void random_operations_agree_with_the_reference(void)
{
	for (u64 seed = 1; seed <= RUNS && !tap_failed; seed++)
		run_one(seed, false);
}

static void also_when_memory_is_short(void)
{
	for (u64 seed = 101; seed <= 100 + RUNS && !tap_failed; seed++)
		run_one(seed, true);
	CHECK(refused > 0);
}

static const struct tap_test tests[] = {
	{ "random operations agree with the reference",
	  random_operations_agree_with_the_reference },
	{ "also when memory is short", also_when_memory_is_short },
};

int main(void)
{
	return table_tests_run(tests, ARRAY_SIZE(tests));
}
