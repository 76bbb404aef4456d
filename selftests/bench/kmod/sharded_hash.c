// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Bench contender: 256 chained hashes, each behind its own lock
 * Copyright (C) 2026 The edgesec authors
 */
#include <linux/cache.h>
#include <linux/spinlock.h>

#include "chained.h"

#define CONTENDER	"sharded_hash"
#define DENSE		false
#define SHARDS		256

static struct shard {
	spinlock_t lock;
	struct chained table;
} ____cacheline_aligned shards[SHARDS];

/* Bits that the buckets of a shard do not use: the lowest. */
static struct shard *shard_of(u64 key)
{
	return &shards[key % SHARDS];
}

static __always_inline bool lookup(u64 key, u64 *val)
{
	struct shard *shard = shard_of(key);
	const struct chained_object *object;

	spin_lock(&shard->lock);
	object = chained_find(&shard->table, key);
	if (object)
		*val = object->val;
	spin_unlock(&shard->lock);
	return object;
}

#include "loops.h"

static int make(u64 n)
{
	int i, err = 0;

	for (i = 0; i < SHARDS && !err; i++) {
		spin_lock_init(&shards[i].lock);
		err = chained_init(&shards[i].table);
	}
	return err;
}

static int insert(u64 key, u64 val)
{
	struct chained_object *object = chained_object(key, val);
	struct shard *shard = shard_of(key);
	struct hlist_head *buckets = chained_prepare(&shard->table);
	int err;

	if (!object)
		return -ENOMEM;
	spin_lock(&shard->lock);
	if (buckets)
		buckets = chained_grow(&shard->table, buckets);
	err = chained_add(&shard->table, object);
	spin_unlock(&shard->lock);
	kvfree(buckets);
	return err;
}

static void remove(u64 key)
{
	struct shard *shard = shard_of(key);
	struct chained_object *object;

	spin_lock(&shard->lock);
	object = chained_take(&shard->table, key);
	spin_unlock(&shard->lock);
	if (!object)
		bench_wrong(CONTENDER, key);
	kfree(object);
}

static u64 bytes(void)
{
	u64 total = sizeof(shards);
	int i;

	for (i = 0; i < SHARDS; i++)
		total += chained_bytes(&shards[i].table);
	return total;
}

static u64 largest(void)
{
	u64 most = 0;
	int i;

	for (i = 0; i < SHARDS; i++)
		most = max(most, chained_largest(&shards[i].table));
	return most;
}

static void destroy(void)
{
	int i;

	for (i = 0; i < SHARDS; i++)
		chained_free(&shards[i].table);
}

const struct contender bench_sharded_hash = {
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
