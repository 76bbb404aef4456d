// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - tests of the table: what each call promises, one thread */
/* Copyright (C) 2026 The edgesec authors */
#include "common.h"

#include <linux/errno.h>
#include <linux/overflow.h>
#include <linux/slab.h>

#include "table_impl.h"

static const struct edgesec_table_limits no_limits = { .name = "test" };
static struct edgesec_table t;

static u64 map_memory(unsigned int bits)
{
	u64 chunks = bits > 10 ? 1ULL << (bits - 10) : 1;

	return struct_size(t.map, chunk, chunks) + (64ULL << bits);
}

static void an_empty_table_has_no_key(void)
{
	struct edgesec_table_stats s;

	CHECK(edgesec_table_init(&t, &no_limits) == 0);
	CHECK(!find(&t, 0, NULL));
	CHECK(!find(&t, ~0ULL, NULL));
	CHECK(count_walk(&t) == 0);
	edgesec_table_stats(&t, &s);
	CHECK(s.name == no_limits.name && s.entries == 0 && s.buckets == 4);
	CHECK(s.overflow_lines == 0 && s.rehashes == 0);
	CHECK(s.rehash_percent == 100 && s.longest_chain == 1);
	CHECK(s.bytes == map_memory(2));
	edgesec_table_destroy(&t);
}

static void the_hash_is_that_of_the_kernel(void)
{
	const hsiphash_key_t secret = { { key_of(1), key_of(2) } };

	for (u64 i = 0; i < 1000; i++)
		CHECK(edgesec_table_hash(key_of(i), &secret) ==
		      hsiphash_2u32((u32)key_of(i), key_of(i) >> 32, &secret));
}

static void a_tiny_table_is_tiny(void)
{
	struct edgesec_table_stats s;

	CHECK(edgesec_table_init(&t, &no_limits) == 0);
	for (u64 i = 0; i < 20; i++)
		CHECK(edgesec_table_insert(&t, i, i, GFP_KERNEL) == 0);
	shim_settle();
	edgesec_table_stats(&t, &s);
	CHECK(s.buckets <= 16 && s.bytes <= 2048);
	edgesec_table_destroy(&t);
}

static void every_key_and_value_is_valid(void)
{
	static const u64 odd[] = {
		0, 1, 2, ~0ULL, ~0ULL - 1, 1ULL << 63, 1ULL << 32, 0xffffffff,
	};
	u64 val;

	CHECK(edgesec_table_init(&t, &no_limits) == 0);
	for (size_t i = 0; i < ARRAY_SIZE(odd); i++)
		CHECK(!edgesec_table_insert(&t, odd[i], ~odd[i], GFP_KERNEL));
	for (size_t i = 0; i < ARRAY_SIZE(odd); i++)
		CHECK(find(&t, odd[i], &val) && val == ~odd[i]);
	CHECK(!find(&t, 3, NULL));
	CHECK(count_walk(&t) == ARRAY_SIZE(odd));
	for (size_t i = 0; i < ARRAY_SIZE(odd); i++) {
		CHECK(edgesec_table_remove(&t, odd[i], &val) == 0);
		CHECK(val == ~odd[i]);
		CHECK(!find(&t, odd[i], NULL));
	}
	edgesec_table_destroy(&t);
}

static void refusals_change_nothing(void)
{
	u64 val = 77;

	CHECK(edgesec_table_init(&t, &no_limits) == 0);
	CHECK(edgesec_table_replace(&t, 5, 1) == -ENOENT);
	CHECK(edgesec_table_remove(&t, 5, &val) == -ENOENT && val == 77);
	CHECK(edgesec_table_insert(&t, 5, 50, GFP_KERNEL) == 0);
	CHECK(edgesec_table_insert(&t, 5, 51, GFP_KERNEL) == -EEXIST);
	CHECK(find(&t, 5, &val) && val == 50);
	CHECK(edgesec_table_replace(&t, 5, 52) == 0);
	CHECK(find(&t, 5, &val) && val == 52);
	CHECK(edgesec_table_remove(&t, 5, NULL) == 0);
	CHECK(edgesec_table_remove(&t, 5, NULL) == -ENOENT);
	CHECK(t.entries == 0);
	edgesec_table_destroy(&t);
}

static void the_entry_limit_holds(void)
{
	const struct edgesec_table_limits ten = { "ten", 10, 0 };

	CHECK(edgesec_table_init(&t, &ten) == 0);
	for (u64 i = 0; i < 10; i++)
		CHECK(edgesec_table_insert(&t, i, i, GFP_KERNEL) == 0);
	CHECK(edgesec_table_insert(&t, 10, 0, GFP_KERNEL) == -ENOSPC);
	/* A key that is there is told so, full or not. */
	CHECK(edgesec_table_insert(&t, 9, 0, GFP_KERNEL) == -EEXIST);
	CHECK(edgesec_table_replace(&t, 9, 90) == 0);
	CHECK(edgesec_table_remove(&t, 0, NULL) == 0);
	CHECK(edgesec_table_insert(&t, 10, 0, GFP_KERNEL) == 0);
	CHECK(edgesec_table_insert(&t, 11, 0, GFP_KERNEL) == -ENOSPC);
	CHECK(count_walk(&t) == 10);
	edgesec_table_destroy(&t);
}

/* Fills the table to its limit of bytes; returns how many keys it took. */
static u64 fill_to(u64 bytes)
{
	const struct edgesec_table_limits small = { "small", 0, bytes };
	u64 n = 0, val;
	int err;

	CHECK_OR(edgesec_table_init(&t, &small) == 0, 0);
	while (!(err = edgesec_table_insert(&t, key_of(n), n, GFP_KERNEL))) {
		n++;
		shim_settle();
		CHECK_OR(t.bytes <= bytes, 0);
	}
	CHECK_OR(err == -ENOSPC, 0);
	for (u64 i = 0; i < n; i++)
		CHECK_OR(find(&t, key_of(i), &val) && val == i, 0);
	edgesec_table_destroy(&t);
	return n;
}

static void the_byte_limit_holds(void)
{
	u64 n;

	/* 128 buckets fit, 256 do not; they hold up to 4 keys each. */
	n = fill_to(map_memory(8) - 1);
	CHECK(n == 128 * 4);
	/* With room for ten overflow lines, the first bucket more ends it. */
	n = fill_to(map_memory(7) + 10 * 64);
	CHECK(n > 64 * 9 / 4 && n < 128 * 5 / 2);
}

static void it_grows_and_shrinks_by_need(void)
{
	struct edgesec_table_stats s;
	const u64 n = 100000;
	u64 val;

	CHECK(edgesec_table_init(&t, &no_limits) == 0);
	for (u64 i = 0; i < n; i++)
		CHECK(edgesec_table_insert(&t, key_of(i), i, GFP_KERNEL) == 0);
	shim_settle();
	edgesec_table_stats(&t, &s);
	CHECK(s.entries == n && s.buckets == 65536 && s.rehashes == 14);
	CHECK(s.rehash_percent == 100);
	CHECK(s.bytes >= map_memory(16) + s.overflow_lines * 64);
	CHECK(s.bytes <= map_memory(16) + s.overflow_lines * 64 + 10 * 64);
	/* Poisson at 1.53 keys per bucket: 7 % have an overflow line. */
	CHECK(s.overflow_lines > 3000 && s.overflow_lines < 6500);
	CHECK(s.longest_chain >= 3 && s.longest_chain <= 6);
	for (u64 i = 0; i < n; i++)
		CHECK(find(&t, key_of(i), &val) && val == i);
	CHECK(count_walk(&t) == n);
	for (u64 i = 0; i < n; i++)
		CHECK(edgesec_table_remove(&t, key_of(i), NULL) == 0);
	shim_settle();
	edgesec_table_stats(&t, &s);
	CHECK(s.entries == 0 && s.buckets == 4);
	CHECK(s.bytes <= map_memory(2) + 16 * 64);
	edgesec_table_destroy(&t);
}

static void no_write_does_more_than_its_share(void)
{
	struct edgesec_table_map *map = NULL;
	u64 before = 0, most = 0, n = 0;

	CHECK(edgesec_table_init(&t, &no_limits) == 0);
	for (; n < 50000; n++) {
		before = t.map == map ? map->mark : 0;
		map = t.map;
		CHECK(!edgesec_table_insert(&t, key_of(n), n, GFP_KERNEL));
		if (t.map == map && map->bits > 4)
			most = max(most, (map->mark - before) >>
					 (32 - map->bits));
	}
	CHECK(most == 4);
	edgesec_table_destroy(&t);
}

static void an_idle_rehash_is_finished_by_the_worker(void)
{
	struct edgesec_table_stats s;
	u64 i = 0;

	CHECK(edgesec_table_init(&t, &no_limits) == 0);
	do {
		CHECK(!edgesec_table_insert(&t, key_of(i), i, GFP_KERNEL));
		i++;
		edgesec_table_stats(&t, &s);
	} while (i < 3000 || s.rehash_percent == 100);
	CHECK(s.rehash_percent < 100);
	CHECK(shim_work_run());
	edgesec_table_stats(&t, &s);
	CHECK(s.rehash_percent == 100);
	for (u64 k = 0; k < i; k++)
		CHECK(find(&t, key_of(k), NULL));
	edgesec_table_destroy(&t);
}

static void churn_does_not_leave_a_heap_of_empty_lines(void)
{
	struct edgesec_table_stats s;
	const u64 n = 2000;

	CHECK(edgesec_table_init(&t, &no_limits) == 0);
	for (u64 i = 0; i < 200000; i++) {
		CHECK(!edgesec_table_insert(&t, key_of(i), i, GFP_KERNEL));
		if (i >= n)
			CHECK(!edgesec_table_remove(&t, key_of(i - n), NULL));
		if (i % 64 == 0)
			shim_settle();
	}
	edgesec_table_stats(&t, &s);
	CHECK(s.entries == n && s.buckets == 1024);
	/* Without rehashes to the same size there would be about 2000. */
	CHECK(s.overflow_lines < 700);
	CHECK(s.rehashes > 20 && s.rehashes < 9 + 200000 / 1024);
	edgesec_table_destroy(&t);
}

static void a_small_table_under_churn_stays_put(void)
{
	struct edgesec_table_stats s;

	CHECK(edgesec_table_init(&t, &no_limits) == 0);
	for (u64 i = 0; i < 10000; i++) {
		CHECK(!edgesec_table_insert(&t, key_of(i), i, GFP_KERNEL));
		if (i >= 8)
			CHECK(!edgesec_table_remove(&t, key_of(i - 8), NULL));
	}
	edgesec_table_stats(&t, &s);
	CHECK(s.rehashes <= 2);
	edgesec_table_destroy(&t);
}

static void writers_may_be_atomic(void)
{
	static DEFINE_SPINLOCK(outer);
	const u64 n = 5000;

	CHECK(edgesec_table_init(&t, &no_limits) == 0);
	spin_lock_bh(&outer);
	rcu_read_lock();
	for (u64 i = 0; i < n; i++)
		CHECK(!edgesec_table_insert(&t, key_of(i), i, GFP_ATOMIC));
	for (u64 i = 0; i < n; i += 2)
		CHECK(!edgesec_table_remove(&t, key_of(i), NULL));
	rcu_read_unlock();
	spin_unlock_bh(&outer);
	for (u64 i = 0; i < n; i++)
		CHECK(find(&t, key_of(i), NULL) == (i % 2 == 1));
	CHECK(map_buckets(t.map) >= 512);
	edgesec_table_destroy(&t);
}

static void memory_is_kept_for_a_grace_period(void)
{
	u64 bytes;
	u64 i = 0;

	CHECK(edgesec_table_init(&t, &no_limits) == 0);
	while (t.rehashes < 8 || t.map->next) {
		CHECK(!edgesec_table_insert(&t, key_of(i), i, GFP_KERNEL));
		i++;
	}
	bytes = t.bytes;
	CHECK(t.reaper.busy);
	/* No grace period has passed: the work is not even queued yet. */
	CHECK(!flush_work(&t.reaper.work.work));
	CHECK(t.bytes == bytes);
	shim_settle();
	CHECK(!t.reaper.busy);
	/* All the old maps together were nearly as large as this one. */
	CHECK(t.bytes < bytes - map_memory(t.map->bits - 1));
	edgesec_table_destroy(&t);
}

/* While a lookup is under way the table grows, shrinks, takes another seed. */
static void a_probe_outlives_rehashes(void)
{
	struct edgesec_table_probe there = { .key = key_of(0) };
	struct edgesec_table_probe not_there = { .key = ~0ull };
	u64 rehashes, val, n = 1;

	CHECK(edgesec_table_init(&t, &no_limits) == 0);
	CHECK(!edgesec_table_insert(&t, key_of(0), 0, GFP_KERNEL));
	for (unsigned int round = 0; round < 24; round++) {
		if (round % 4 == 1)
			want_reseed(&t);
		rcu_read_lock();
		edgesec_table_probe(&t, &there);
		edgesec_table_probe(&t, &not_there);
		rehashes = t.rehashes;
		while (t.rehashes < rehashes + 1 + round % 2) {
			if (round % 6 < 3)
				CHECK(!edgesec_table_insert(&t, key_of(n++), 1,
							    GFP_ATOMIC));
			else if (n == 1)
				break;
			else
				CHECK(!edgesec_table_remove(&t, key_of(--n),
							    NULL));
			/* The old place keeps the old value. */
			CHECK(!edgesec_table_replace(&t, key_of(0), n));
			CHECK(edgesec_table_probe_end(&there, &val) &&
			      val == n);
			CHECK(!edgesec_table_probe_end(&not_there, &val));
		}
		rcu_read_unlock();
		shim_settle();
	}
	edgesec_table_destroy(&t);
}

/* Each kind of write is told -EBUSY, with a warning, and does nothing. */
static void check_writes_are_refused(void)
{
	u64 entries = t.entries, val = 77;

	shim_warn_expect(3);
	CHECK(edgesec_table_insert(&t, 2, 2, GFP_ATOMIC) == -EBUSY);
	CHECK(edgesec_table_replace(&t, 1, 2) == -EBUSY);
	CHECK(edgesec_table_remove(&t, 1, &val) == -EBUSY && val == 77);
	CHECK(shim_warn_missing() == 0);
	CHECK(t.entries == entries);
}

static void ignore_pair(u64 key, u64 val)
{
}

static void writers_that_no_lock_keeps_out_are_refused(void)
{
	u64 val;

	CHECK(edgesec_table_init(&t, &no_limits) == 0);
	CHECK(edgesec_table_insert(&t, 1, 1, GFP_KERNEL) == 0);
	shim_in_hardirq = true;
	CHECK(find(&t, 1, &val) && val == 1);
	check_writes_are_refused();
	shim_in_hardirq = false;
	CHECK(find(&t, 1, &val) && val == 1 && !find(&t, 2, NULL));

	edgesec_table_drain(&t, ignore_pair);
	check_writes_are_refused();
	edgesec_table_destroy(&t);
	check_writes_are_refused();
}

static void a_table_can_be_destroyed_at_any_time(void)
{
	const long live = shim_alloc_live();

	for (u64 n = 0; n < 400; n++) {
		CHECK(edgesec_table_init(&t, &no_limits) == 0);
		for (u64 i = 0; i < n; i++)
			CHECK(!edgesec_table_insert(&t, i, i, GFP_KERNEL));
		for (u64 i = 0; i < n / 2 + n % 50; i++)
			edgesec_table_remove(&t, i, NULL);
		if (n % 3 == 0)
			shim_rcu_quiesce();
		if (n % 5 == 0)
			shim_work_run();
		edgesec_table_destroy(&t);
		CHECK(shim_alloc_live() == live);
	}
}

/* Adds keys that fall into the first bucket of 1024: the secret is known. */
static void attack(struct edgesec_table *t, u64 *next, unsigned int count)
{
	for (; count; ++*next) {
		u64 key = key_of(*next);

		if (map_hash(t->map, key) >> 22)
			continue;
		CHECK(edgesec_table_insert(t, key, *next, GFP_KERNEL) == 0);
		count--;
	}
}

static bool has_all(const struct edgesec_table *t, u64 end)
{
	u64 found = 0, val;

	for (u64 i = 0; i < end; i++)
		if (find(t, key_of(i), &val) && val == i)
			found++;
	return found == t->entries;
}

static void long_chains_are_answered_with_another_seed(void)
{
	struct edgesec_table_stats s;
	struct edgesec_table t;
	u64 end = 0;

	CHECK(edgesec_table_init(&t, &no_limits) == 0);
	attack(&t, &end, 3 * TABLE_CHAIN_MAX);
	shim_settle();
	edgesec_table_stats(&t, &s);
	CHECK(s.longest_chain == TABLE_CHAIN_MAX);
	CHECK(s.long_chains == 0 && s.reseeds == 0);

	attack(&t, &end, 1);
	shim_settle();
	edgesec_table_stats(&t, &s);
	CHECK(s.long_chains == 1 && s.reseeds == 1);
	CHECK(s.longest_chain < TABLE_CHAIN_MAX / 2);
	CHECK(has_all(&t, end));

	/* The new secret is known as well, but a second has not passed. */
	attack(&t, &end, 4 * TABLE_CHAIN_MAX);
	shim_settle();
	edgesec_table_stats(&t, &s);
	CHECK(s.long_chains > 1 && s.reseeds == 1);
	shim_jiffies += HZ;
	attack(&t, &end, 1);
	shim_settle();
	edgesec_table_stats(&t, &s);
	CHECK(s.reseeds == 2 && s.longest_chain < TABLE_CHAIN_MAX / 2);
	CHECK(has_all(&t, end));
	edgesec_table_destroy(&t);
}

static u64 drained, drained_sum;

static void count_drained(u64 key, u64 val)
{
	CHECK(key == key_of(val));
	drained++;
	drained_sum += val;
}

static void drain_visits_every_pair_once(void)
{
	for (u64 n = 0; n < 6000; n += n < 200 ? 1 : 97) {
		struct edgesec_table t;

		CHECK(edgesec_table_init(&t, &no_limits) == 0);
		drained = 0;
		drained_sum = 0;
		for (u64 i = 0; i < n; i++) {
			if (n % 3 == 0 && i == n / 2)
				want_reseed(&t);
			CHECK(!edgesec_table_insert(&t, key_of(i), i,
						    GFP_KERNEL));
		}
		edgesec_table_drain(&t, count_drained);
		CHECK(drained == n);
		CHECK(!n || drained_sum == n * (n - 1) / 2);
		edgesec_table_destroy(&t);
	}
}

static const struct tap_test tests[] = {
	{ "an empty table has no key", an_empty_table_has_no_key },
	{ "the hash is that of the kernel", the_hash_is_that_of_the_kernel },
	{ "a tiny table is tiny", a_tiny_table_is_tiny },
	{ "every key and value is valid", every_key_and_value_is_valid },
	{ "refusals change nothing", refusals_change_nothing },
	{ "the entry limit holds", the_entry_limit_holds },
	{ "the byte limit holds", the_byte_limit_holds },
	{ "it grows and shrinks by need", it_grows_and_shrinks_by_need },
	{ "no write does more than its share",
	  no_write_does_more_than_its_share },
	{ "an idle rehash is finished by the worker",
	  an_idle_rehash_is_finished_by_the_worker },
	{ "churn does not leave a heap of empty lines",
	  churn_does_not_leave_a_heap_of_empty_lines },
	{ "a small table under churn stays put",
	  a_small_table_under_churn_stays_put },
	{ "writers may be atomic", writers_may_be_atomic },
	{ "memory is kept for a grace period",
	  memory_is_kept_for_a_grace_period },
	{ "a lookup that has begun outlives rehashes",
	  a_probe_outlives_rehashes },
	{ "long chains are answered with another seed",
	  long_chains_are_answered_with_another_seed },
	{ "drain visits every pair once", drain_visits_every_pair_once },
	{ "writers that no lock keeps out are refused",
	  writers_that_no_lock_keeps_out_are_refused },
	{ "a table can be destroyed at any time",
	  a_table_can_be_destroyed_at_any_time },
};

int main(void)
{
	return table_tests_run(tests, ARRAY_SIZE(tests));
}
