// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Bench contender: the kernel's resizable hash table
 * Copyright (C) 2026 The edgesec authors
 */
#include <linux/rhashtable.h>
#include <linux/slab.h>

#include "bench.h"

#define CONTENDER	"rhashtable"
#define DENSE		false

struct object {
	struct rhash_head node;
	u64 key;
	u64 val;
};

static const struct rhashtable_params params = {
	.key_len = sizeof(u64),
	.key_offset = offsetof(struct object, key),
	.head_offset = offsetof(struct object, node),
	.automatic_shrinking = true,
};

static struct rhashtable table;
static u64 object_size;

static __always_inline bool lookup(u64 key, u64 *val)
{
	struct object *object;

	rcu_read_lock();
	object = rhashtable_lookup(&table, &key, params);
	if (object)
		*val = object->val;
	rcu_read_unlock();
	return object;
}

#include "loops.h"

static int make(u64 n)
{
	return rhashtable_init(&table, &params);
}

static int insert(u64 key, u64 val)
{
	struct object *object = kmalloc(sizeof(*object), GFP_KERNEL);

	if (!object)
		return -ENOMEM;
	object_size = ksize(object);
	object->key = key;
	object->val = val;
	return rhashtable_insert_fast(&table, &object->node, params);
}

static void remove(u64 key)
{
	struct object *object = rhashtable_lookup_fast(&table, &key, params);

	if (!object || rhashtable_remove_fast(&table, &object->node, params))
		bench_wrong(CONTENDER, key);
	/* On one processor nobody reads while this bench removes. */
	if (IS_ENABLED(CONFIG_SMP))
		kfree_rcu_mightsleep(object);
	else
		kfree(object);
}

/* Objects are all of one size; a table that takes over counts too. */
static u64 bytes(void)
{
	struct bucket_table *map, *next;
	u64 total;

	rcu_read_lock();
	map = rht_dereference_rcu(table.tbl, &table);
	next = rht_dereference_rcu(map->future_tbl, &table);
	total = atomic_read(&table.nelems) * object_size +
		struct_size(map, buckets, map->size) +
		(next ? struct_size(next, buckets, next->size) : 0);
	rcu_read_unlock();
	return total;
}

static u64 largest(void)
{
	struct bucket_table *map;
	u64 total;

	rcu_read_lock();
	map = rht_dereference_rcu(table.tbl, &table);
	total = struct_size(map, buckets, map->size);
	rcu_read_unlock();
	return total;
}

static bool is_empty(const struct bucket_table *map, unsigned int i)
{
	return rht_is_a_nulls(rht_ptr_rcu(rht_bucket(map, i)));
}

/* The worker begins with the first bucket; a bucket that it left is empty. */
static unsigned int progress(void)
{
	struct bucket_table *map;
	unsigned int i, passed = 0;

	rcu_read_lock();
	map = rht_dereference_rcu(table.tbl, &table);
	if (!rht_dereference_rcu(map->future_tbl, &table))
		passed = work_busy(&table.run_work) ? 0 : 100;
	else
		for (i = 0; i < map->size && is_empty(map, i); i++)
			passed = i * 100ULL / map->size;
	rcu_read_unlock();
	return passed;
}

static void settle(void)
{
	flush_work(&table.run_work);
	rcu_barrier();
}

static void free_object(void *object, void *unused)
{
	kfree(object);
}

static void destroy(void)
{
	rhashtable_free_and_destroy(&table, free_object, NULL);
}

const struct contender bench_rhashtable = {
	.name = CONTENDER,
	.make = make,
	.insert = insert,
	.remove = remove,
	.latency = run_latency,
	.throughput = run_throughput,
	.settle = settle,
	.progress = progress,
	.by_worker = true,
	.bytes = bytes,
	.largest = largest,
	.destroy = destroy,
};
