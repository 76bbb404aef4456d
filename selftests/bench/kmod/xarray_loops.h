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
	.destroy = destroy,
};
