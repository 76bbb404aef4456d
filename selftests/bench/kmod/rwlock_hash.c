// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Bench contender: a chained hash behind one reader-writer lock
 * Copyright (C) 2026 The edgesec authors
 */
#include <linux/spinlock.h>

#include "chained.h"

#define CONTENDER	"rwlock_hash"
#define DENSE		false

static DEFINE_RWLOCK(lock);
static struct chained table;

static __always_inline bool lookup(u64 key, u64 *val)
{
	const struct chained_object *object;

	read_lock(&lock);
	object = chained_find(&table, key);
	if (object)
		*val = object->val;
	read_unlock(&lock);
	return object;
}

#include "loops.h"

static int make(u64 n)
{
	return chained_init(&table);
}

static int insert(u64 key, u64 val)
{
	struct chained_object *object = chained_object(key, val);
	struct hlist_head *buckets = chained_prepare(&table);
	int err;

	if (!object)
		return -ENOMEM;
	write_lock(&lock);
	if (buckets)
		buckets = chained_grow(&table, buckets);
	err = chained_add(&table, object);
	write_unlock(&lock);
	kvfree(buckets);
	return err;
}

static void remove(u64 key)
{
	struct chained_object *object;

	write_lock(&lock);
	object = chained_take(&table, key);
	write_unlock(&lock);
	if (!object)
		bench_wrong(CONTENDER, key);
	kfree(object);
}

static u64 bytes(void)
{
	return chained_bytes(&table);
}

static u64 largest(void)
{
	return chained_largest(&table);
}

static void destroy(void)
{
	chained_free(&table);
}

const struct contender bench_rwlock_hash = {
	.name = CONTENDER,
	.make = make,
	.insert = insert,
	.remove = remove,
	.latency = run_latency,
	.throughput = run_throughput,
	.bytes = bytes,
	.largest = largest,
	.destroy = destroy,
};
