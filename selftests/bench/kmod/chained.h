/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Bench: a chained hash that its user locks, as it is often written
 * Copyright (C) 2026 The edgesec authors
 *
 * It doubles at one entry per bucket, all at once. The new buckets are allocated
 * before the lock is taken: this bench has one writer.
 */
#ifndef BENCH_CHAINED_H
#define BENCH_CHAINED_H

#include <linux/hash.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "bench.h"

struct chained_object {
	struct hlist_node node;
	u64 key;
	u64 val;
};

struct chained {
	struct hlist_head *buckets;
	unsigned int bits;
	u64 count;
};

static inline struct hlist_head *chained_bucket(const struct chained *t, u64 key)
{
	return &t->buckets[hash_64(key, t->bits)];
}

static __always_inline struct chained_object *
chained_find(const struct chained *t, u64 key)
{
	struct chained_object *object;

	hlist_for_each_entry(object, chained_bucket(t, key), node)
		if (object->key == key)
			return object;
	return NULL;
}

static inline int chained_init(struct chained *t)
{
	t->bits = 2;
	t->buckets = kvcalloc(1ULL << t->bits, sizeof(*t->buckets), GFP_KERNEL);
	return t->buckets ? 0 : -ENOMEM;
}

/* The buckets that the next insert needs, or NULL: none, or no memory. */
static inline struct hlist_head *chained_prepare(const struct chained *t)
{
	if (!(t->count >> t->bits))
		return NULL;
	return kvcalloc(2ULL << t->bits, sizeof(*t->buckets), GFP_KERNEL);
}

/* Moves all entries to @buckets; returns what is to be freed. */
static inline struct hlist_head *chained_grow(struct chained *t,
					      struct hlist_head *buckets)
{
	struct hlist_head *old = t->buckets;
	u64 i, count = 1ULL << t->bits;
	struct chained_object *object;
	struct hlist_node *next;

	t->buckets = buckets;
	t->bits++;
	for (i = 0; i < count; i++)
		hlist_for_each_entry_safe(object, next, &old[i], node)
			hlist_add_head(&object->node,
				       chained_bucket(t, object->key));
	return old;
}

static inline int chained_add(struct chained *t, struct chained_object *object)
{
	if (chained_find(t, object->key))
		return -EEXIST;
	hlist_add_head(&object->node, chained_bucket(t, object->key));
	t->count++;
	return 0;
}

static inline struct chained_object *chained_take(struct chained *t, u64 key)
{
	struct chained_object *object = chained_find(t, key);

	if (object) {
		hlist_del(&object->node);
		t->count--;
	}
	return object;
}

static inline void chained_free(struct chained *t)
{
	struct chained_object *object;
	struct hlist_node *next;
	u64 i;

	for (i = 0; t->buckets && i < 1ULL << t->bits; i++)
		hlist_for_each_entry_safe(object, next, &t->buckets[i], node)
			kfree(object);
	kvfree(t->buckets);
	*t = (struct chained){};
}

static inline u64 chained_bytes(const struct chained *t)
{
	return (sizeof(*t->buckets) << t->bits) +
	       t->count * kmalloc_size_roundup(sizeof(struct chained_object));
}

static inline u64 chained_largest(const struct chained *t)
{
	return sizeof(*t->buckets) << t->bits;
}

static inline struct chained_object *chained_object(u64 key, u64 val)
{
	struct chained_object *object = kmalloc(sizeof(*object), GFP_KERNEL);

	if (object) {
		object->key = key;
		object->val = val;
	}
	return object;
}

#endif /* BENCH_CHAINED_H */
