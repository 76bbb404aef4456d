// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - tests of the table: a writer between any two reads of a reader */
/* Copyright (C) 2026 The edgesec authors */
#include "common.h"

#include <linux/errno.h>
#include <linux/slab.h>

#include "table_impl.h"

/*
 * One thread. While it looks a key up, or walks, the shim calls it back before
 * each access that other CPUs may see, and there it plays the writer: a script
 * of operations, each due at an access of its own. So the reader is stopped at
 * places where two threads would meet once in a year.
 *
 * All the keys fall into two of the four first buckets: slots are reused at
 * once, chains have two lines or more, and the table grows and shrinks.
 */
#define KEYS		40
#define OPERATIONS	5

static const struct edgesec_table_limits no_limits = { .name = "interleave" };
static struct edgesec_table t;
static u64 keys[KEYS];
static u64 values[KEYS];	/* what the key has now; 0: nothing */
static u64 next_value;

/* What was true of each key since the reader began. */
static u64 since[KEYS][OPERATIONS + 1];
static unsigned int nr_since[KEYS];

struct operation {
	unsigned int due;	/* number of the access before which it comes */
	unsigned int key;
	bool toggle;		/* whatever the tide is */
};
static struct operation script[OPERATIONS];
static unsigned int script_length;
static unsigned int script_done;
static unsigned int accesses;
static u64 operations_between;
static bool filling;		/* the tide: more inserts than removals */

static void remember(unsigned int k)
{
	since[k][nr_since[k]++] = values[k];
}

/* Key @k comes in, goes out, or gets another value. */
static void operate(unsigned int k, bool toggle)
{
	bool present = values[k];
	u64 val = ++next_value;
	int err = 0;

	if (!present && (filling || toggle))
		err = edgesec_table_insert(&t, keys[k], val, GFP_ATOMIC);
	else if (present && filling && !toggle)
		err = edgesec_table_replace(&t, keys[k], val);
	else if (present)
		err = edgesec_table_remove(&t, keys[k], NULL);
	CHECK(!err);
	if (present ? filling && !toggle : filling || toggle)
		values[k] = val;
	else
		values[k] = 0;
}

/* Called before every marked access of the reader. */
static void play(void)
{
	void (*hook)(void) = shim_pause_hook;
	const struct operation *op;

	shim_pause_hook = NULL;
	accesses++;
	while (script_done < script_length) {
		op = &script[script_done];
		if (op->due > accesses)
			break;
		operate(op->key, op->toggle);
		remember(op->key);
		script_done++;
		operations_between++;
	}
	shim_pause_hook = hook;
}

static void reader_begin(void)
{
	for (unsigned int k = 0; k < KEYS; k++) {
		nr_since[k] = 0;
		remember(k);
	}
	script_done = 0;
	accesses = 0;
	rcu_read_lock();
	shim_pause_hook = play;
}

static void reader_end(void)
{
	shim_pause_hook = NULL;
	rcu_read_unlock();
}

/* Was it @val at some time since the reader began? 0: absent. */
static bool was(unsigned int k, u64 val)
{
	for (unsigned int i = 0; i < nr_since[k]; i++)
		if (since[k][i] == val)
			return true;
	return false;
}

static void look_up(unsigned int k)
{
	bool found;
	u64 val = 0;

	reader_begin();
	found = edgesec_table_lookup(&t, keys[k], &val);
	reader_end();
	CHECK(was(k, found ? val : 0));
	CHECK(found == !!val);
}

struct visits {
	unsigned int count[KEYS];
	unsigned int room;
	bool bad;
};

static int visit(u64 key, u64 val, void *data)
{
	struct visits *v = data;

	if (!v->room--)
		return -EMSGSIZE;
	for (unsigned int k = 0; k < KEYS; k++) {
		if (keys[k] != key)
			continue;
		v->count[k]++;
		v->bad |= !val || !was(k, val);
		return 0;
	}
	v->bad = true;
	return 0;
}

static unsigned int begun_again;

/* In steps of @step keys; readers may not hold RCU for ever. */
static void walk(unsigned int step)
{
	struct edgesec_table_cursor cursor = {};
	struct visits v = {};
	int more;

	reader_begin();
	do {
		v.room = step;
		more = edgesec_table_walk(&t, &cursor, visit, &v);
	} while (more && more != -EAGAIN);
	reader_end();
	if (more) {
		begun_again++;
		return;
	}
	CHECK(!v.bad);
	for (unsigned int k = 0; k < KEYS; k++) {
		CHECK(v.count[k] <= 1);
		CHECK(v.count[k] || was(k, 0));
	}
}

/* Keys whose hashes are in the first or the third quarter. */
static void choose_keys(void)
{
	unsigned int n = 0;

	for (u64 i = 0; n < KEYS; i++)
		if (map_hash(t.map, key_of(i)) >> 30 == (n % 4 == 0 ? 2 : 0))
			keys[n++] = key_of(i);
	memset(values, 0, sizeof(values));
}

static void prepare(void)
{
	CHECK(edgesec_table_init(&t, &no_limits) == 0);
	choose_keys();
}

static void random_script(u64 *random, unsigned int most)
{
	unsigned int due = 0;

	script_length = 1 + (unsigned int)random_below(random, OPERATIONS);
	for (unsigned int i = 0; i < script_length; i++) {
		if (random_below(random, 3))
			due += (unsigned int)random_below(random, most);
		script[i].due = due;
		script[i].key = (unsigned int)random_below(random, KEYS);
		script[i].toggle = random_below(random, 4) == 0;
	}
}

#define LOOKUPS	300000
#define WALKS	120000

/*
 * Some writes before; they fill and empty the table by turns. Another seed
 * scatters the keys, which were chosen to be neighbours: only if @reseed.
 */
static void random_state(u64 *random, int i, bool reseed)
{
	unsigned int writes = (unsigned int)random_below(random, 4);

	filling = i / 40 % 2 == 0;
	while (writes--)
		operate((unsigned int)random_below(random, KEYS), false);
	if (random_below(random, 4) == 0)
		shim_settle();
	if (reseed && random_below(random, 32) == 0)
		want_reseed(&t);
}

static void lookups_are_right_at_any_moment(void)
{
	struct edgesec_table_stats s;
	u64 random = 1ULL << 40;

	operations_between = 0;
	prepare();
	for (int i = 0; i < LOOKUPS && !tap_failed; i++) {
		random_state(&random, i, i > LOOKUPS / 2);
		random_script(&random, 3);
		look_up((unsigned int)random_below(&random, KEYS));
	}
	CHECK(!tap_failed);
	CHECK(operations_between > LOOKUPS && t.rehashes > 5000);
	edgesec_table_stats(&t, &s);
	CHECK(s.reseeds > 500);
	edgesec_table_destroy(&t);
}

static void walks_are_right_at_any_moment(void)
{
	u64 random = 2ULL << 40;

	operations_between = 0;
	prepare();
	for (int i = 0; i < WALKS && !tap_failed; i++) {
		random_state(&random, i, i > WALKS / 2);
		random_script(&random, 60);
		walk(1 + (unsigned int)random_below(&random, KEYS));
	}
	CHECK(!tap_failed);
	CHECK(operations_between > WALKS && t.rehashes > 1000);
	CHECK(begun_again > 100 && begun_again < WALKS / 4);
	edgesec_table_destroy(&t);
}

/* Brings the table back: keys 1, 2, 3 in the slots 0, 1, 2 of one line. */
static void three_in_a_line(void)
{
	prepare();
	operate(1, true);
	operate(2, true);
	operate(3, true);
}

/*
 * A reader that looks for key 2 sees it in slot 1. Then key 5 takes that slot,
 * and key 2 comes back in slot 2: the reader sees it there as well.
 */
static void a_key_may_be_seen_in_two_slots(void)
{
	static const unsigned int who[] = { 2, 5, 3, 2 };

	script_length = ARRAY_SIZE(who);
	for (unsigned int i = 0; i < script_length; i++)
		script[i] = (struct operation){ 0, who[i], true };
	for (unsigned int due = 1; due < 20; due++) {
		for (unsigned int i = 0; i < script_length; i++)
			script[i].due = due;
		three_in_a_line();
		look_up(2);
		CHECK(!tap_failed);
		edgesec_table_destroy(&t);
	}
}

static const struct tap_test tests[] = {
	{ "a key may be seen in two slots", a_key_may_be_seen_in_two_slots },
	{ "lookups are right at any moment", lookups_are_right_at_any_moment },
	{ "walks are right at any moment", walks_are_right_at_any_moment },
};

int main(void)
{
	return table_tests_run(tests, ARRAY_SIZE(tests));
}
