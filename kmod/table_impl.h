/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - the table: shape of its memory, shared by the table_*.c files */
/* Copyright (C) 2026 The edgesec authors */
#ifndef EDGESEC_TABLE_IMPL_H
#define EDGESEC_TABLE_IMPL_H

#include "table.h"
#include "table_hash.h"

#include <linux/bitops.h>
#include <linux/cache.h>
#include <linux/compiler.h>
#include <linux/lockdep.h>
#include <linux/rcupdate.h>

#define TABLE_SLOTS		3
#define TABLE_LIVE		(BIT_ULL(TABLE_SLOTS) - 1)
#define TABLE_VERSION_SHIFT	32
#define TABLE_VERSION_ONE	BIT_ULL(TABLE_VERSION_SHIFT)

#define TABLE_BITS_MIN		2
#define TABLE_BITS_MAX		26
#define TABLE_CHUNK_BITS	10	/* 1024 lines of 64 bytes: 64 KiB */
#define TABLE_HASH_END		BIT_ULL(32)

/* The stock of overflow lines is filled up to this much more than is needed. */
#define TABLE_LINES_EXTRA	3

/*
 * A chain of this many lines (30 keys) asks for another seed. Chance makes none:
 * in a table that is as full as it can be (four keys per bucket), a bucket has
 * 28 keys or more with a probability of 1e-14.
 */
#define TABLE_CHAIN_MAX		10

/**
 * struct edgesec_table_line - Three pairs in one cache line.
 * @meta: Bits 0-2: slot is live. Bits 32-63: version, counts removals.
 * @next: Overflow line of the same bucket; set once, then constant.
 * @slot: The pairs. A slot that is not live has no meaning.
 *
 * Written by the holder of the table's lock, until the mark has passed it; then
 * by nobody.
 */
struct edgesec_table_line {
	u64 meta;
	struct edgesec_table_line __rcu *next;
	struct {
		u64 key;
		u64 val;
	} slot[TABLE_SLOTS];
} __aligned(64);

/**
 * struct edgesec_table_map - One size of the table.
 * @mark: Hashes below it live in @next; only grows; TABLE_HASH_END at the end.
 * @next: The map that takes over; set when a rehash begins, then constant.
 * @seed: Secret of the hash; constant once the map is published.
 * @epoch: How often the table had got another seed before; likewise constant.
 * @bits: Log2 of the number of buckets; constant.
 * @chunks: Length of @chunk; constant.
 * @filled: Chunks 0 to @filled - 1 exist.
 * @dead: Chunks 0 to @dead - 1 lie below the mark.
 * @freed: Chunks 0 to @freed - 1 are freed; belongs to the reaper.
 * @longest: Longest chain in lines.
 * @overflow: Overflow lines linked in.
 * @retired: Next one in a list of the reaper.
 * @chunk: Arrays of head lines. An entry is set before the mark of the map
 *   before this one lets a reader come here, and stays when its chunk is freed:
 *   readers that come later do not look at it.
 *
 * Members that are not constant are guarded by the table's lock.
 */
struct edgesec_table_map {
	u64 mark;
	struct edgesec_table_map __rcu *next;
	hsiphash_key_t seed;
	unsigned int epoch;
	unsigned int bits;
	unsigned int chunks;
	unsigned int filled;
	unsigned int dead;
	unsigned int freed;
	unsigned int longest;
	u64 overflow;
	struct edgesec_table_map *retired;
	struct edgesec_table_line *chunk[];
};

/**
 * struct edgesec_table_supply - Memory on its way into a table.
 * @map: A map with its first chunk.
 * @chunk: A full chunk.
 * @lines: Overflow lines, linked by their next pointers.
 * @nr_lines: How many these are.
 */
struct edgesec_table_supply {
	struct edgesec_table_map *map;
	struct edgesec_table_line *chunk;
	struct edgesec_table_line *lines;
	unsigned int nr_lines;
};

static __always_inline u32
map_hash(const struct edgesec_table_map *map, u64 key)
{
	return edgesec_table_hash(key, &map->seed);
}

static inline u64 map_buckets(const struct edgesec_table_map *map)
{
	return 1ULL << map->bits;
}

static inline struct edgesec_table_line *
map_line(const struct edgesec_table_map *map, u64 bucket)
{
	struct edgesec_table_line *chunk;

	chunk = READ_ONCE(map->chunk[bucket >> TABLE_CHUNK_BITS]);
	return chunk + (bucket & ((1U << TABLE_CHUNK_BITS) - 1));
}

static inline struct edgesec_table_line *
map_bucket(const struct edgesec_table_map *map, u32 hash)
{
	return map_line(map, hash >> (32 - map->bits));
}

/* Bit i is set if slot i holds @key or did so a moment ago; no branches. */
static inline unsigned long line_match(const struct edgesec_table_line *line,
				       u64 key)
{
	return (unsigned long)(READ_ONCE(line->slot[0].key) == key) |
	       (unsigned long)(READ_ONCE(line->slot[1].key) == key) << 1 |
	       (unsigned long)(READ_ONCE(line->slot[2].key) == key) << 2;
}

/*
 * True if a key was removed from the line since its @meta was read; then what
 * was read from its slots may be a mixture.
 */
static inline bool line_changed(const struct edgesec_table_line *line, u64 meta)
{
	/*
	 * Orders the slot reads before the read of the version. Pairs with
	 * smp_wmb() in line_fill(): who saw a new occupant of a slot sees that
	 * the old one was removed.
	 */
	smp_rmb();
	return (READ_ONCE(line->meta) ^ meta) >> TABLE_VERSION_SHIFT;
}

/* For writers. */

static inline struct edgesec_table_map *
table_map(const struct edgesec_table *t)
{
	return rcu_dereference_protected(t->map, lockdep_is_held(&t->lock));
}

static inline struct edgesec_table_map *
map_next(const struct edgesec_table *t, const struct edgesec_table_map *map)
{
	return rcu_dereference_protected(map->next, lockdep_is_held(&t->lock));
}

static inline struct edgesec_table_line *
line_next(const struct edgesec_table *t, const struct edgesec_table_line *line)
{
	return rcu_dereference_protected(line->next, lockdep_is_held(&t->lock));
}

/* Has @next another seed than @map? Then it has another order of keys too. */
static inline bool is_reseed(const struct edgesec_table_map *map,
			     const struct edgesec_table_map *next)
{
	return next->epoch != map->epoch;
}

static inline bool needs_any(const struct edgesec_table_needs *needs)
{
	return needs->bits || needs->lines || needs->chunk;
}

/* table_memory.c */
extern struct workqueue_struct *edgesec_table_wq;
struct edgesec_table_map *edgesec_table_map_alloc(unsigned int bits, gfp_t gfp);
u64 edgesec_table_map_bytes(unsigned int bits);
u64 edgesec_table_map_free(struct edgesec_table_map *map);
struct edgesec_table_line *edgesec_table_line_take(struct edgesec_table *t);
bool edgesec_table_line_fits(const struct edgesec_table *t);
void edgesec_table_lines_free(struct edgesec_table_line *lines);
bool edgesec_table_supply_gather(struct edgesec_table_supply *supply,
				 const struct edgesec_table_needs *needs,
				 gfp_t gfp);
void edgesec_table_supply_install(struct edgesec_table *t,
				  struct edgesec_table_supply *supply);
void edgesec_table_supply_discard(struct edgesec_table_supply *supply);
void edgesec_table_reaper_init(struct edgesec_table_reaper *reaper);
void edgesec_table_reaper_kick(struct edgesec_table *t);
void edgesec_table_reaper_flush(struct edgesec_table *t);

/* table_rehash.c */
void edgesec_table_rehash_init(struct edgesec_table *t);
void edgesec_table_rehash_begin(struct edgesec_table *t,
				struct edgesec_table_map *next);
void edgesec_table_rehash_advance(struct edgesec_table *t);
void edgesec_table_rehash_kick(struct edgesec_table *t);
void edgesec_table_reseed_want(struct edgesec_table *t);
void edgesec_table_chain_add(struct edgesec_table *t,
			     struct edgesec_table_map *map, u64 key, u64 val);

#endif /* EDGESEC_TABLE_IMPL_H */
