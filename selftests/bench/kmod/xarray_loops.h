/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Bench: what both contenders of the xarray share
 * Copyright (C) 2026 The edgesec authors
 *
 * Values of an xarray have 63 bits; the upper bit is left out of the question.
 */
#include <linux/xarray.h>

#include "bench.h"

static struct xarray array;

static __always_inline bool lookup(u64 key, u64 *val)
{
	void *entry = xa_load(&array, key);

	*val = (bench_value(key) & BIT_ULL(63)) | xa_to_value(entry);
	return entry;
}

#include "loops.h"

static int make(u64 n)
{
	xa_init(&array);
	return 0;
}

static int insert(u64 key, u64 val)
{
	return xa_err(xa_store(&array, key, xa_mk_value(val & LONG_MAX),
			       GFP_KERNEL));
}

static void remove(u64 key)
{
	if (!xa_erase(&array, key))
		bench_wrong(CONTENDER, key);
}

static u64 node_bytes(const void *entry)
{
	const struct xa_node *node = xa_to_node(entry);
	u64 i, total = sizeof(*node);

	for (i = 0; i < XA_CHUNK_SIZE; i++) {
		const void *below = rcu_dereference_protected(node->slots[i], 1);

		/* The lowest nodes hold entries of the user, or siblings. */
		if (node->shift && xa_is_node(below))
			total += node_bytes(below);
	}
	return total;
}

static u64 bytes(void)
{
	const void *head = rcu_dereference_protected(array.xa_head, 1);

	return xa_is_node(head) ? node_bytes(head) : 0;
}

static void destroy(void)
{
	xa_destroy(&array);
}

const struct contender SELF = {
	.name = CONTENDER,
	.max = MOST,
	.dense = DENSE,
	.make = make,
	.insert = insert,
	.remove = remove,
	.latency = run_latency,
	.throughput = run_throughput,
	.bytes = bytes,
	.destroy = destroy,
};
