/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Bench: notes how much the table allocates at a time
 * Copyright (C) 2026 The edgesec authors
 *
 * The compiler reads this before kmod/table_memory.c, whose chunks and maps all
 * come from kvzalloc().
 */
#ifndef BENCH_MEMORY_H
#define BENCH_MEMORY_H

#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>

/* The largest allocation so far; whoever begins anew sets it to 0. */
extern size_t bench_largest_bytes;

static inline void *bench_kvzalloc(size_t size, gfp_t gfp)
{
	bench_largest_bytes = max(bench_largest_bytes, size);
	return kvzalloc(size, gfp);
}

#undef kvzalloc
#define kvzalloc(size, gfp)	bench_kvzalloc(size, gfp)

#endif /* BENCH_MEMORY_H */
