// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Bench: the physical limit, one line of memory after the other
 * Copyright (C) 2026 The edgesec authors
 *
 * Each line says where the next one is. They lie in pieces of 64 KiB, like those
 * of the table.
 */
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include "common.h"

#define WARM_UP		50	/* slices */
#define SLICES		500

struct link {
	struct link *next;
} __aligned(64);

#define LINKS_PER_PIECE	(SZ_64K / sizeof(struct link))

static struct link *link_at(struct link **pieces, u64 i)
{
	return &pieces[i / LINKS_PER_PIECE][i % LINKS_PER_PIECE];
}

/* Cycles of a slice; @at goes on. */
static u64 chase(const struct link **at)
{
	const struct link *link = *at;
	u64 i, begin = bench_cycles();

	for (i = 0; i < BENCH_SLICE; i++)
		link = READ_ONCE(link->next);
	*at = link;
	OPTIMIZER_HIDE_VAR(link);
	return bench_cycles() - begin;
}

static void free_links(struct link **pieces, u64 n)
{
	u64 i;

	for (i = 0; i < DIV_ROUND_UP(n, LINKS_PER_PIECE); i++)
		kvfree(pieces[i]);
	kvfree(pieces);
}

static struct link **alloc_links(u64 n)
{
	u64 i, nr_pieces = DIV_ROUND_UP(n, LINKS_PER_PIECE);
	struct link **pieces = kvcalloc(nr_pieces, sizeof(*pieces), GFP_KERNEL);

	if (!pieces)
		return NULL;
	for (i = 0; i < nr_pieces; i++) {
		pieces[i] = kvmalloc(SZ_64K, GFP_KERNEL);
		if (!pieces[i]) {
			free_links(pieces, n);
			return NULL;
		}
	}
	return pieces;
}

/* Sattolo: one cycle through all of them. */
static void shuffle_links(struct link **pieces, u64 n)
{
	u64 i;

	for (i = 0; i < n; i++)
		link_at(pieces, i)->next = link_at(pieces, i);
	for (i = n - 1; i; i--)
		swap(link_at(pieces, i)->next,
		     link_at(pieces, (bench_mix(i) >> 32) * i >> 32)->next);
}

u64 bench_chase(u64 bytes)
{
	u64 n = max_t(u64, bytes / sizeof(struct link), 2), step;
	struct link **pieces = alloc_links(n);
	static u64 slices[SLICES];
	const struct link *at;
	u32 i;

	if (!pieces)
		return 0;
	shuffle_links(pieces, n);
	at = pieces[0];
	for (i = 0; i < WARM_UP; i++)
		chase(&at);
	for (i = 0; i < SLICES; i++)
		slices[i] = chase(&at);
	step = bench_median(slices, SLICES);
	free_links(pieces, n);
	return step;
}
