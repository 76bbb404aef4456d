/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - the table: u64 keys to u64 values, read without locks */
/* Copyright (C) 2026 The edgesec authors */
#ifndef EDGESEC_TABLE_H
#define EDGESEC_TABLE_H

#include <linux/gfp.h>
#include <linux/siphash.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>

/*
 * How to use one (table.c explains how it works):
 *
 *	static const struct edgesec_table_limits limits = {
 *		.name = "ports", .max_entries = 65536, .max_bytes = 4 << 20,
 *	};
 *
 *	err = edgesec_table_init(&t, &limits);
 *	err = edgesec_table_insert(&t, key, val, GFP_KERNEL_ACCOUNT);
 *
 *	rcu_read_lock();
 *	found = edgesec_table_lookup(&t, key, &val);
 *	rcu_read_unlock();
 *
 * Writers need no lock of their own: the table has one. What it cannot keep out,
 * writes from hard interrupts and to a table that was destroyed, is reported and
 * refused.
 *
 * Every u64 is a valid key and a valid value. Where a value is a pointer, the
 * object behind it may be used until the rcu_read_unlock(); who removes it from
 * the table frees the object after a grace period (kfree_rcu, call_rcu).
 */

struct edgesec_table_line;
struct edgesec_table_map;

/**
 * struct edgesec_table_limits - What a table may become.
 * @name: For statistics; lives as long as the table.
 * @max_entries: Most entries; 0: no limit.
 * @max_bytes: Most memory; 0: no limit. Growth is refused when the table would
 *   be larger than this at its end. What a running rehash has left behind
 *   counts, and comes on top until a grace period has passed.
 */
struct edgesec_table_limits {
	const char *name;
	u64 max_entries;
	u64 max_bytes;
};

/**
 * struct edgesec_table_stats - A snapshot for status reports.
 * @name: As in the limits.
 * @entries: Keys in the table.
 * @buckets: Head lines of the newest map.
 * @overflow_lines: Lines that hang on a head line.
 * @bytes: All memory but the struct edgesec_table itself.
 * @longest_chain: Longest chain that an insert has built since the last rehash,
 *   in lines of 64 bytes.
 * @rehash_percent: How far the running rehash is; 100: none is running.
 * @rehashes: How many were begun.
 * @reseeds: How many of these gave the table another secret.
 * @long_chains: Inserts that made a chain which chance does not make.
 * @max_entries: As in the limits.
 * @max_bytes: Likewise.
 */
struct edgesec_table_stats {
	const char *name;
	u64 entries;
	u64 buckets;
	u64 overflow_lines;
	u64 bytes;
	u32 longest_chain;
	u32 rehash_percent;
	u64 rehashes;
	u64 reseeds;
	u64 long_chains;
	u64 max_entries;
	u64 max_bytes;
};

/**
 * struct edgesec_table_needs - Memory that the holder of the lock lacked.
 * @bits: Log2 of the buckets of the map that the next rehash needs; 0: none.
 * @lines: Overflow lines; 0: none.
 * @chunk: The next map needs its next chunk.
 *
 * Memory is never allocated with the lock held: who holds it writes down here
 * what is missing, and it is allocated after the unlock (table_memory.c).
 */
struct edgesec_table_needs {
	unsigned int bits;
	unsigned int lines;
	bool chunk;
};

/**
 * struct edgesec_table_reaper - Memory on its way to be freed.
 * @work: Runs after a grace period that began when it was queued.
 * @busy: @work is queued or running; guarded by the table's lock.
 * @retired: Maps that were left while @work was busy, guarded by the lock.
 * @maps: Maps that this run of @work frees whole.
 * @map: Map that is being left, of which this run frees some chunks.
 * @chunks: Up to which chunk it does.
 *
 * @maps, @map and @chunks are written under the lock while @busy is false, and
 * belong to @work while it is true.
 */
struct edgesec_table_reaper {
	struct rcu_work work;
	bool busy;
	struct edgesec_table_map *retired;
	struct edgesec_table_map *maps;
	struct edgesec_table_map *map;
	unsigned int chunks;
};

/**
 * struct edgesec_table - One table; embed it, and touch no member.
 * @map: The oldest map that still holds keys. Published by RCU, written under
 *   @lock.
 * @seed_order: Secret of the order of keys whose hashes are equal; written
 *   once, in init.
 * @limits: Copied in init, never changed.
 * @lock: One writer at a time. All members below are guarded by it unless they
 *   say otherwise; those read by statistics are written by WRITE_ONCE().
 * @closed: The table was drained or destroyed: who still writes is refused.
 * @entries: Keys in the table.
 * @bytes: Memory held, including what waits for a grace period.
 * @rehashes: Rehashes begun.
 * @removed: Keys removed since the last rehash ended.
 * @long_chains: Inserts that made a chain longer than TABLE_CHAIN_MAX.
 * @wants_reseed: The next rehash is to take another seed.
 * @next_reseed: Not before this time, in jiffies.
 * @needs: What the table lacks.
 * @spare_lines: Overflow lines in stock, linked by their next pointers.
 * @spares: How many these are.
 * @work: Finishes a rehash when the writers are idle or out of memory.
 * @kicked: @work is on its way and will see to @needs.
 * @reaper: Frees what no reader can see any more.
 */
struct edgesec_table {
	struct edgesec_table_map __rcu *map;
	hsiphash_key_t seed_order;
	struct edgesec_table_limits limits;

	spinlock_t lock;
	bool closed;
	u64 entries;
	u64 bytes;
	u64 rehashes;
	u64 removed;
	u64 long_chains;
	bool wants_reseed;
	unsigned long next_reseed;
	struct edgesec_table_needs needs;
	struct edgesec_table_line *spare_lines;
	unsigned int spares;
	struct delayed_work work;
	bool kicked;
	struct edgesec_table_reaper reaper;
};

/**
 * struct edgesec_table_cursor - How far a walk is; begin with zeros.
 * @pos: All keys before this position were visited. A secret hash: it must not
 *   leave the kernel.
 * @epoch: The order that @pos belongs to.
 * @begun: The others have a meaning.
 */
struct edgesec_table_cursor {
	u64 pos;
	unsigned int epoch;
	bool begun;
};

/**
 * struct edgesec_table_probe - A lookup that has begun.
 * @key: What is looked for.
 * @map: Where, unless a rehash has passed it. Valid under the rcu_read_lock()
 *	that it was found under.
 * @hash: Of @key in @map.
 */
struct edgesec_table_probe {
	u64 key;
	const struct edgesec_table_map *map;
	u32 hash;
};

/* Says what to do with a key; nonzero: not taken, offer it again next time. */
typedef int (*edgesec_table_walk_fn)(u64 key, u64 val, void *data);

int edgesec_table_setup(void);
void edgesec_table_teardown(void);

int edgesec_table_init(struct edgesec_table *t,
		       const struct edgesec_table_limits *limits);
void edgesec_table_destroy(struct edgesec_table *t);

bool edgesec_table_lookup(const struct edgesec_table *t, u64 key, u64 *val);
void edgesec_table_probe(const struct edgesec_table *t,
			 struct edgesec_table_probe *probe);
bool edgesec_table_probe_end(const struct edgesec_table_probe *probe, u64 *val);
int edgesec_table_insert(struct edgesec_table *t, u64 key, u64 val, gfp_t gfp);
int edgesec_table_replace(struct edgesec_table *t, u64 key, u64 val);
int edgesec_table_remove(struct edgesec_table *t, u64 key, u64 *old);

int edgesec_table_walk(const struct edgesec_table *t,
		       struct edgesec_table_cursor *cursor,
		       edgesec_table_walk_fn fn, void *data);
void edgesec_table_drain(struct edgesec_table *t,
			 void (*fn)(u64 key, u64 val));
void edgesec_table_stats(const struct edgesec_table *t,
			 struct edgesec_table_stats *s);

#endif /* EDGESEC_TABLE_H */
