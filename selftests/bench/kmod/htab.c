// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Bench contender: a hash table with the layout of BPF's htab
 * Copyright (C) 2026 The edgesec authors
 *
 * The map itself is only reached by system calls and programs. What is rebuilt
 * here is what a lookup touches: an array of buckets of 16 bytes, as many as
 * entries are allowed, rounded up; elements of 64 bytes, allocated in advance,
 * that are compared by hash and then by key; jhash. It does not grow. As there,
 * an element that was removed may get another key at once, so a reader that
 * ends up in another chain looks again.
 */
#include <linux/jhash.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/rculist_nulls.h>
#include <linux/spinlock.h>

#include "bench.h"

#define CONTENDER	"htab"
#define DENSE		false

struct element {
	struct hlist_nulls_node node;
	struct element *free;
	u64 unused[2];
	u32 hash;
	u64 key;
	u64 val;
} __aligned(8);

/* On one processor a lock takes no room; BPF's takes eight bytes. */
struct bucket {
	struct hlist_nulls_head head;
	union {
		raw_spinlock_t lock;
		u64 room;
	};
};

static struct bucket *buckets;
static struct element *elements, *free_elements;
static u64 used, count, mask;
static u32 seed = 0x1234567;

static u32 hash_of(u64 key)
{
	return jhash2((u32 *)&key, 2, seed);
}

static __always_inline struct element *find(u64 key)
{
	u32 hash = hash_of(key), bucket = hash & mask;
	struct hlist_nulls_node *node;
	struct element *element;

	do {
		hlist_nulls_for_each_entry_rcu(element, node,
					       &buckets[bucket].head, node)
			if (element->hash == hash && element->key == key)
				return element;
	} while (unlikely(get_nulls_value(node) != bucket));
	return NULL;
}

static __always_inline bool lookup(u64 key, u64 *val)
{
	struct element *element;

	rcu_read_lock();
	element = find(key);
	if (element)
		*val = element->val;
	rcu_read_unlock();
	return element;
}

#include "loops.h"

static int make(u64 n)
{
	u64 i;

	static_assert(sizeof(struct element) == 64);
	static_assert(sizeof(struct bucket) == 16);
	used = 0;
	free_elements = NULL;
	count = n;
	mask = roundup_pow_of_two(n) - 1;
	buckets = kvmalloc_array(mask + 1, sizeof(*buckets), GFP_KERNEL);
	elements = kvmalloc_array(n, sizeof(*elements), GFP_KERNEL);
	if (!buckets || !elements) {
		kvfree(buckets);
		kvfree(elements);
		return -ENOMEM;
	}
	for (i = 0; i <= mask; i++) {
		INIT_HLIST_NULLS_HEAD(&buckets[i].head, i);
		raw_spin_lock_init(&buckets[i].lock);
	}
	return 0;
}

static struct element *take_element(void)
{
	struct element *element = free_elements;

	if (!element)
		return &elements[used++];
	free_elements = element->free;
	return element;
}

static int insert(u64 key, u64 val)
{
	struct element *element = take_element();
	struct bucket *bucket;
	unsigned long flags;

	element->hash = hash_of(key);
	element->key = key;
	element->val = val;
	bucket = &buckets[element->hash & mask];
	raw_spin_lock_irqsave(&bucket->lock, flags);
	if (!find(key))
		hlist_nulls_add_head_rcu(&element->node, &bucket->head);
	raw_spin_unlock_irqrestore(&bucket->lock, flags);
	return 0;
}

static void remove(u64 key)
{
	struct bucket *bucket = &buckets[hash_of(key) & mask];
	struct element *element;
	unsigned long flags;

	raw_spin_lock_irqsave(&bucket->lock, flags);
	element = find(key);
	if (element)
		hlist_nulls_del_rcu(&element->node);
	raw_spin_unlock_irqrestore(&bucket->lock, flags);
	if (!element) {
		bench_wrong(CONTENDER, key);
		return;
	}
	element->free = free_elements;
	free_elements = element;
}

static u64 bytes(void)
{
	return (mask + 1) * sizeof(*buckets) + count * sizeof(*elements);
}

static u64 largest(void)
{
	return max((mask + 1) * sizeof(*buckets), count * sizeof(*elements));
}

static void destroy(void)
{
	kvfree(buckets);
	kvfree(elements);
}

const struct contender bench_htab = {
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
