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

/* Nobody reads while this bench removes, so objects need not wait. */
static void remove(u64 key)
{
	struct object *object = rhashtable_lookup_fast(&table, &key, params);

	if (!object || rhashtable_remove_fast(&table, &object->node, params))
		bench_wrong(CONTENDER, key);
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
	.bytes = bytes,
	.destroy = destroy,
};
