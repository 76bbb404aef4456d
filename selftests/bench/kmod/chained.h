/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Bench: a chained hash that its user locks, as it is often written
 * Copyright (C) 2026 The edgesec authors
 *
 * It doubles at one entry per bucket, all at once.
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

static inline int chained_resize(struct chained *t, unsigned int bits)
{
	struct hlist_head *old = t->buckets;
	u64 i, count = old ? 1ULL << t->bits : 0;
	struct chained_object *object;
	struct hlist_node *next;

	t->buckets = kvcalloc(1ULL << bits, sizeof(*t->buckets), GFP_ATOMIC);
	if (!t->buckets) {
		t->buckets = old;
		return old ? 0 : -ENOMEM;
	}
	t->bits = bits;
	for (i = 0; i < count; i++)
		hlist_for_each_entry_safe(object, next, &old[i], node)
			hlist_add_head(&object->node,
				       chained_bucket(t, object->key));
	kvfree(old);
	return 0;
}

static inline int chained_add(struct chained *t, struct chained_object *object)
{
	int err = 0;

	if (t->count >> t->bits)
		err = chained_resize(t, t->bits + 1);
	if (chained_find(t, object->key))
		return -EEXIST;
	hlist_add_head(&object->node, chained_bucket(t, object->key));
	t->count++;
	return err;
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
