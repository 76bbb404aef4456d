// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - tests of the table: readers in threads against two writers */
/* Copyright (C) 2026 The edgesec authors */
#include "common.h"
#include "judge.h"

#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/slab.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

/*
 * Small tables, so that each lookup has a good chance to meet a rehash. The
 * writers own the even and the odd keys below KEYS. Keys above are there for
 * good: every walk must find each of them once.
 */
#define KEYS		600
#define STEADY		30
#define WRITERS		2
#define READERS		2
/* A busy machine takes longer to meet enough rehashes and walks. */
#define SECONDS		6
#define SECONDS_MAX	40
#define REHASHES_MIN	200
#define WALKS_MIN	100

static struct edgesec_table t;
static struct judge_key judged[KEYS];
static bool stop;
static bool growing;
static u64 wrong;
static u64 lookups;
static u64 walks;
static u64 writes;

static bool stopped(void)
{
	return READ_ONCE(stop);
}

static void add(u64 *sum, u64 n)
{
	__atomic_fetch_add(sum, n, __ATOMIC_RELAXED);
}

static void *reader(void *arg)
{
	u64 random = (u64)(uintptr_t)arg << 40, n = 0, val;
	struct judge_key *k;
	u64 done, begun;
	bool found;
	u32 i;

	for (; !stopped(); n++) {
		i = (u32)random_below(&random, KEYS);
		k = &judged[i];
		val = 0;
		done = judge_before(k);
		found = find(&t, key_of(i), &val);
		begun = judge_after(k);
		if (!judge_answer(i, done, begun, found, val))
			add(&wrong, 1);
	}
	add(&lookups, n);
	return NULL;
}

struct visits {
	unsigned int room;
	u8 seen[STEADY];
};

/* Is it a pair that was ever in the table? */
static bool is_pair(u64 key, u64 val)
{
	u32 i = judge_index(val);

	if (val < STEADY)
		return key == key_of(KEYS + val);
	return i < KEYS && key == key_of(i);
}

static int visit(u64 key, u64 val, void *data)
{
	struct visits *v = data;

	if (!v->room)
		return 1;
	v->room--;
	if (!is_pair(key, val))
		add(&wrong, 1);
	else if (val < STEADY)
		v->seen[val]++;
	return 0;
}

static void walk_once(u64 *random)
{
	struct edgesec_table_cursor cursor = {};
	struct visits v = {};
	int more = 1;

	while (more) {
		v.room = (unsigned int)random_below(random, 20);
		rcu_read_lock();
		more = edgesec_table_walk(&t, &cursor, visit, &v);
		rcu_read_unlock();
		if (more == -EAGAIN)
			return;
	}
	for (int i = 0; i < STEADY; i++)
		if (v.seen[i] != 1)
			add(&wrong, 1);
}

static void *walker(void *arg)
{
	u64 random = (u64)(uintptr_t)arg << 40;

	for (; !stopped(); add(&walks, 1))
		walk_once(&random);
	return NULL;
}

/* One operation of the only writer of key @i; @grow: which one is likely. */
static void write_key(u32 i, bool grow, u64 random)
{
	struct judge_key *k = &judged[i];
	bool present = judge_present(k->done);
	bool after = present ? grow || random % 8 == 0 : true;
	u64 state = judge_next(k->done, after);
	u64 val = judge_value(i, state);
	int err;

	if (!present && !grow && random % 64)
		return;
	judge_begin(k, state);
	if (!present)
		err = edgesec_table_insert(&t, key_of(i), val, GFP_KERNEL);
	else if (after)
		err = edgesec_table_replace(&t, key_of(i), val);
	else
		err = edgesec_table_remove(&t, key_of(i), NULL);
	judge_end(k, state);
	if (err)
		add(&wrong, 1);
}

static void *writer(void *arg)
{
	u32 me = (u32)(uintptr_t)arg;
	u64 random = (u64)me << 50, n = 0, r;

	for (; !stopped(); n++) {
		r = random_next(&random);
		if (me == 0 && n % 1500 == 0)
			WRITE_ONCE(growing, !growing);
		if (me == 1 && n % 2000 == 0)
			want_reseed(&t);
		write_key((u32)(r % (KEYS / WRITERS)) * WRITERS + me,
			  READ_ONCE(growing), r >> 32);
	}
	add(&writes, n);
	return NULL;
}

/* The worker and the end of grace periods. */
static void *kernel(void *arg)
{
	(void)arg;
	while (!stopped()) {
		shim_rcu_quiesce();
		if (!shim_work_run())
			usleep(100);
	}
	return NULL;
}

static void start(pthread_t *thread, void *(*run)(void *), uintptr_t arg)
{
	if (pthread_create(thread, NULL, run, (void *)arg)) {
		printf("Bail out! no threads\n");
		exit(EXIT_FAILURE);
	}
}

static bool enough(void)
{
	struct edgesec_table_stats s;

	edgesec_table_stats(&t, &s);
	return s.rehashes > REHASHES_MIN &&
	       __atomic_load_n(&walks, __ATOMIC_RELAXED) > WALKS_MIN;
}

static void run_threads(void)
{
	pthread_t threads[WRITERS + READERS + 2];
	int n = 0;

	for (uintptr_t i = 0; i < WRITERS; i++)
		start(&threads[n++], writer, i);
	for (uintptr_t i = 0; i < READERS; i++)
		start(&threads[n++], reader, i + 10);
	start(&threads[n++], walker, 20);
	start(&threads[n++], kernel, 0);
	sleep(SECONDS);
	for (int i = SECONDS; i < SECONDS_MAX && !enough(); i++)
		sleep(1);
	WRITE_ONCE(stop, true);
	while (n)
		pthread_join(threads[--n], NULL);
}

static void answers_are_right_while_the_table_changes(void)
{
	static const struct edgesec_table_limits limits = { .name = "stress" };
	struct edgesec_table_stats s;

	CHECK(edgesec_table_init(&t, &limits) == 0);
	for (u64 i = 0; i < STEADY; i++)
		CHECK(!edgesec_table_insert(&t, key_of(KEYS + i), i,
					    GFP_KERNEL));
	run_threads();
	edgesec_table_stats(&t, &s);
	printf("# %llu lookups, %llu writes, %llu walks, %llu rehashes, %llu reseeds\n",
	       lookups, writes, walks, s.rehashes, s.reseeds);
	printf("# %llu wrong answers\n", wrong);
	CHECK(wrong == 0);
	CHECK(s.rehashes > REHASHES_MIN && walks > WALKS_MIN);
	CHECK(s.reseeds > 0);
	CHECK(lookups > 10000 && writes > 10000);
	for (u32 i = 0; i < KEYS; i++)
		CHECK(find(&t, key_of(i), NULL) ==
		      judge_present(judged[i].done));
	edgesec_table_destroy(&t);
}

static const struct tap_test tests[] = {
	{ "answers are right while the table changes",
	  answers_are_right_while_the_table_changes },
};

int main(void)
{
	return table_tests_run(tests, ARRAY_SIZE(tests));
}
