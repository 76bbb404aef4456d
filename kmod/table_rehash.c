// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - the table: when it changes its size, and how, bit by bit */
/* Copyright (C) 2026 The edgesec authors */
#include "table_impl.h"

#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/slab.h>

/* Old and new buckets of one step; see pass_unit(). */
#define UNITS_PER_WRITE	4
#define UNITS_PER_SLICE	64

#define DELAY_BEGUN	(HZ / 10)	/* then the worker finishes a rehash */
#define DELAY_NO_MEMORY	HZ		/* then it asks for memory again */
#define RESEED_INTERVAL	HZ		/* between two new seeds, at least */

/* When. */

/* Would the table be larger than it may when it has @bits? */
static bool too_large(const struct edgesec_table *t, unsigned int bits)
{
	return t->limits.max_bytes &&
	       edgesec_table_map_bytes(bits) > t->limits.max_bytes;
}

/*
 * A map of the same size sheds overflow lines that removals have emptied. The
 * second half of the condition keeps a table from doing it again and again
 * where the lines are there because of the keys.
 */
static bool is_ragged(const struct edgesec_table *t,
		      const struct edgesec_table_map *map)
{
	u64 n = map_buckets(map);

	return map->overflow > n / 4 + 8 && t->removed > n;
}

/* Log2 of the buckets that the table should have next; 0: as it is. */
static unsigned int wanted_bits(const struct edgesec_table *t,
				const struct edgesec_table_map *map)
{
	u64 n = map_buckets(map);

	if (t->wants_reseed && time_after_eq(jiffies, t->next_reseed))
		return map->bits;
	if (t->entries * 4 > n * 9 && map->bits < TABLE_BITS_MAX &&
	    !too_large(t, map->bits + 1))
		return map->bits + 1;
	if (t->entries * 2 < n && map->bits > TABLE_BITS_MIN)
		return map->bits - 1;
	return is_ragged(t, map) ? map->bits : 0;
}

/* The next rehash is to take another seed, if the last one is long enough ago. */
void edgesec_table_reseed_want(struct edgesec_table *t)
{
	lockdep_assert_held(&t->lock);
	t->wants_reseed = true;
}

/* A successor of the same size gets another seed when one is wanted. */
static void choose_seed(struct edgesec_table *t,
			const struct edgesec_table_map *map,
			struct edgesec_table_map *next)
{
	next->seed = map->seed;
	next->epoch = map->epoch;
	if (!t->wants_reseed || next->bits != map->bits ||
	    time_before(jiffies, t->next_reseed))
		return;
	get_random_bytes(&next->seed, sizeof(next->seed));
	next->epoch++;
	t->wants_reseed = false;
	t->next_reseed = jiffies + RESEED_INTERVAL;
}

/* @next becomes the successor; from here on writers move buckets to it. */
void edgesec_table_rehash_begin(struct edgesec_table *t,
				struct edgesec_table_map *next)
{
	struct edgesec_table_map *map = table_map(t);

	lockdep_assert_held(&t->lock);
	WARN_ON_ONCE(map_next(t, map));
	choose_seed(t, map, next);
	rcu_assign_pointer(map->next, next);
	WRITE_ONCE(t->rehashes, t->rehashes + 1);
	queue_delayed_work(edgesec_table_wq, &t->work, DELAY_BEGUN);
}

/* The mark of @map is at its end: @next is the table. */
static void finish(struct edgesec_table *t, struct edgesec_table_map *map,
		   struct edgesec_table_map *next)
{
	rcu_assign_pointer(t->map, next);
	map->retired = t->reaper.retired;
	t->reaper.retired = map;
	t->removed = 0;
	edgesec_table_reaper_kick(t);
}

/* How: a unit is the smaller number of buckets that both maps can divide. */

static unsigned int unit_bits(const struct edgesec_table_map *map,
			      const struct edgesec_table_map *next)
{
	return min(map->bits, next->bits);
}

static unsigned int chain_live(const struct edgesec_table *t,
			       const struct edgesec_table_line *line)
{
	unsigned int live = 0;

	for (; line; line = line_next(t, line))
		live += hweight8(line->meta & TABLE_LIVE);
	return live;
}

/*
 * Overflow lines that @live keys can need at most in the buckets of a unit:
 * ceil(live / 3) - 1, reached when all fall into one bucket. With another seed
 * they fall into any buckets, and each may find its own full.
 */
static unsigned int lines_for(unsigned int live, bool reseed)
{
	if (reseed)
		return live;
	return live ? (live - 1) / TABLE_SLOTS : 0;
}

static void copy_chain(struct edgesec_table *t, struct edgesec_table_map *next,
		       const struct edgesec_table_line *line)
{
	unsigned int i;

	for (; line; line = line_next(t, line))
		for (i = 0; i < TABLE_SLOTS; i++)
			if (line->meta & BIT_ULL(i))
				edgesec_table_chain_add(t, next,
							line->slot[i].key,
							line->slot[i].val);
}

/* The last chunk of @next that moving unit @unit writes to. */
static u64 chunk_for(const struct edgesec_table_map *map,
		     const struct edgesec_table_map *next, u64 unit)
{
	unsigned int new_shift = next->bits - unit_bits(map, next);

	return is_reseed(map, next) ? next->chunks - 1 :
				      (unit << new_shift) >> TABLE_CHUNK_BITS;
}

/* Is there memory to move unit @unit? If not, says so in t->needs. */
static bool unit_ready(struct edgesec_table *t,
		       const struct edgesec_table_map *map,
		       const struct edgesec_table_map *next, u64 unit)
{
	unsigned int old_shift = map->bits - unit_bits(map, next);
	unsigned int i, lines, live = 0;

	if (chunk_for(map, next, unit) >= next->filled) {
		t->needs.chunk = true;
		return false;
	}
	for (i = 0; i < 1U << old_shift; i++)
		live += chain_live(t, map_line(map, (unit << old_shift) + i));
	lines = lines_for(live, is_reseed(map, next));
	if (t->spares < lines) {
		t->needs.lines = lines;
		return false;
	}
	return true;
}

/*
 * Copies a unit and moves the mark over it. The mark is always a border of
 * buckets in both maps, so that a bucket has one home as a whole.
 */
static void pass_unit(struct edgesec_table *t, struct edgesec_table_map *map,
		      struct edgesec_table_map *next, u64 unit)
{
	unsigned int old_shift = map->bits - unit_bits(map, next);
	u64 bucket = unit << old_shift;
	u64 end = bucket + (1U << old_shift);

	for (; bucket < end; bucket++)
		copy_chain(t, next, map_line(map, bucket));
	/*
	 * Pairs with the load-acquire in edgesec_table_lookup(): who sees the new mark
	 * sees map->next, its chunk and the copies (litmus test 3-evac).
	 */
	smp_store_release(&map->mark,
			  (unit + 1) << (32 - unit_bits(map, next)));
	map->dead = end >> min_t(unsigned int, map->bits, TABLE_CHUNK_BITS);
}

/* Moves up to @units units; stops early when memory is missing. */
static void move_units(struct edgesec_table *t, unsigned int units)
{
	struct edgesec_table_map *map = table_map(t);
	struct edgesec_table_map *next = map_next(t, map);
	u64 unit;

	while (next && units--) {
		unit = map->mark >> (32 - unit_bits(map, next));
		if (!unit_ready(t, map, next, unit))
			return;
		pass_unit(t, map, next, unit);
		if (map->mark == TABLE_HASH_END) {
			finish(t, map, next);
			return;
		}
	}
	edgesec_table_reaper_kick(t);
}

static void advance(struct edgesec_table *t, unsigned int units)
{
	struct edgesec_table_map *map;

	lockdep_assert_held(&t->lock);
	move_units(t, units);
	map = table_map(t);
	t->needs.bits = map_next(t, map) ? 0 : wanted_bits(t, map);
}

/* Part of each insert and remove: does a little, and looks what is needed. */
void edgesec_table_rehash_advance(struct edgesec_table *t)
{
	advance(t, UNITS_PER_WRITE);
}

/* The worker. */

/*
 * Gives the table what it needs; a lack of memory makes the worker come back.
 * Returns how long it shall wait.
 */
static unsigned long work_provide(struct edgesec_table *t,
				  const struct edgesec_table_needs *needs)
{
	struct edgesec_table_supply supply = {};
	bool enough;

	enough = edgesec_table_supply_gather(&supply, needs, GFP_KERNEL);
	spin_lock_bh(&t->lock);
	edgesec_table_supply_install(t, &supply);
	spin_unlock_bh(&t->lock);
	edgesec_table_supply_discard(&supply);
	return enough ? 0 : DELAY_NO_MEMORY;
}

/* One slice of the rehash. Returns false when there is nothing left to do. */
static bool work_slice(struct edgesec_table *t,
		       struct edgesec_table_needs *needs)
{
	bool more;

	spin_lock_bh(&t->lock);
	advance(t, UNITS_PER_SLICE);
	*needs = t->needs;
	more = map_next(t, table_map(t)) || needs_any(needs);
	t->kicked = more;
	spin_unlock_bh(&t->lock);
	return more;
}

static void rehash_work(struct work_struct *work)
{
	struct edgesec_table *t = container_of(to_delayed_work(work),
					       struct edgesec_table, work);
	struct edgesec_table_needs needs;
	unsigned long delay = 0;

	while (!delay && work_slice(t, &needs)) {
		if (needs_any(&needs))
			delay = work_provide(t, &needs);
		cond_resched();
	}
	if (delay)
		queue_delayed_work(edgesec_table_wq, &t->work, delay);
}

/*
 * A writer could not give the table what it needs: the worker shall, now. It is
 * told once, and then goes on until the table lacks nothing.
 */
void edgesec_table_rehash_kick(struct edgesec_table *t)
{
	lockdep_assert_held(&t->lock);
	if (t->kicked)
		return;
	t->kicked = true;
	mod_delayed_work(edgesec_table_wq, &t->work, 0);
}

void edgesec_table_rehash_init(struct edgesec_table *t)
{
	INIT_DELAYED_WORK(&t->work, rehash_work);
}
