// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - the table: u64 keys to u64 values, read without locks */
/* Copyright (C) 2026 The edgesec authors */
#include "table_impl.h"

#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/preempt.h>
#include <linux/prefetch.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

/*
 * Theory of operation
 * ===================
 *
 * A hook asks the table once per system call or packet, from any context, often
 * about a key that is not cached. What such a question costs is the number of
 * cache lines that it touches one after the other. So the whole design serves
 * one aim: one line per lookup, hit or miss, at any time, also while the table
 * grows.
 *
 * Lines and buckets
 * -----------------
 *
 * A bucket is one cache line. It holds three pairs, key and value side by side:
 *
 *	0       8       16      24      32      40      48      56    63
 *	+-------+-------+-------+-------+-------+-------+-------+-------+
 *	| meta  | next  | key0    val0  | key1    val1  | key2    val2  |
 *	+-------+-------+-------+-------+-------+-------+-------+-------+
 *	  |       |
 *	  |       +-- overflow line of the same shape, for the fourth key
 *	  +-- bits 0-2: slot is live; bits 32-63: version, counts removals
 *
 * Liveness is in meta, so no key and no value is reserved. At 2.25 keys per
 * bucket, the most before the table grows, a fifth of the buckets have an
 * overflow line: a miss reads 1.2 lines, a hit 1.14.
 *
 * Hash, maps and chunks
 * ---------------------
 *
 * The hash is 32 bits of a SipHash keyed with a secret of the table: whoever
 * chooses keys cannot choose their buckets. The bucket number is the TOP bits
 * of the hash. So the buckets of a table of any size are in the order of the
 * hash, and a bucket of one size is two neighbours of the next:
 *
 *	hash      0          2^30         2^31       3*2^30        2^32
 *	4 buckets |     0      |     1      |     2      |     3      |
 *	8 buckets |  0  |  1   |  2  |  3   |  4  |  5   |  6  |  7   |
 *
 * One size of the table is a map: a directory of chunks of 1024 lines (64 KiB).
 * A map of 1024 buckets or fewer has one chunk of just its size; the first map
 * has 4 buckets, 256 bytes.
 *
 * The mark
 * --------
 *
 * To change its size, a map gets a successor and a mark, a position in the
 * hash. Hashes below the mark live in the successor, all others still here:
 *
 *	old map   |/////////////////|   keys >= mark live here      |
 *	                            ^ mark, only grows
 *	new map   | keys < mark     |        does not exist yet     |
 *
 * The reader compares the hash with one mark and reads one bucket. It never
 * looks in both maps. A writer works in the home of its key, then moves four
 * units (a unit: one bucket of the smaller map, one or two of the larger)
 * and the mark with them. A worker does what is left after a tenth of a second.
 *
 * Evacuation in the order of the hash means that the successor's chunks are
 * needed one by one, and that the old ones die one by one: growing from 64 MiB
 * to 128 MiB takes 128 MiB and what waits for a grace period, and never zeroes
 * more than 64 KiB at a time. If a chunk cannot be had, the mark just stops.
 * Every state is as good for readers as any other, only chains get longer.
 *
 * Growth begins above 2.25 keys per bucket and is done after n/4 writes; it is
 * 2.25 n inserts to the next. Shrinking begins below 0.5 and is done after n/8
 * writes; it is 0.25 n removals to the next. A map of the same size is made
 * when removals have left many overflow lines empty: keys never move within a
 * map, only a rehash packs them.
 *
 * Readers and the writer
 * ----------------------
 *
 * Writers take the table's spinlock. Readers take nothing; they are under
 * rcu_read_lock(), also in hard interrupts, and never wait for a writer. A slot
 * lives so:
 *
 *	fill	wmb; key and value; release: live bit		line_fill()
 *	change	release: value (one store)			replace
 *	remove	live bit off and version + 1 (one store)	line_clear()
 *	move	the copy; release: mark				pass_unit()
 *
 * A reader (line_find) takes meta with acquire, compares the three keys without
 * branches, takes the value of the match, then looks whether the version is the
 * same (rmb before). If not, a removal came between, and the slot may have got
 * another key: it reads the line again. That happens once per removal in the
 * line; a writer that is preempted in the middle holds up nobody, for there is
 * no odd state.
 *
 * Why each answer is right:
 *
 * - A pair that was read under an unchanged version was live as a pair. Reading
 *   anything of a later occupant means that its store came after the wmb after
 *   the removal, and then the rmb shows the new version. (Removal and reuse by
 *   two writers are ordered by the lock anyhow.)
 * - A miss needs no second look: a key that is in the table during the whole
 *   scan stays in its slot, and overflow lines are never unlinked.
 * - The home is right: if the mark was seen above the hash, the copy is seen.
 *   If not, the old bucket was still the home, or is frozen as it was when the
 *   mark passed, which was during this lookup.
 * - Memory is there: chunks and maps are freed a grace period after the mark
 *   passed them.
 * - The version has 32 bits. To fool a reader, 2^32 removals in one line would
 *   have to happen in one RCU section, over an hour.
 *
 * The selftests check these claims with litmus tests for the kernel memory
 * model, random operations against a reference, and readers in threads,
 * softirqs and hard interrupts against a writer.
 *
 * Another seed
 * ------------
 *
 * The hash is keyed with a secret, so nobody outside can choose keys for one
 * bucket. Should somebody have learnt it, long chains show: an insert that makes
 * one which chance does not make is counted, and the next rehash takes another
 * seed, once a second at most. Such a rehash is like any other for the reader:
 * below the mark it hashes once more, with the seed of the successor. But the
 * successor's order is another one. So all its chunks must exist before the mark
 * moves; keys are moved into buckets that readers look at; and a walk, which
 * goes by the order, has to begin again.
 */

static_assert(BITS_PER_LONG == 64, "edgesec needs 64-bit loads and stores");
static_assert(sizeof(struct edgesec_table_line) == 64, "one cache line");

/* Slots. */

static void line_fill(struct edgesec_table_line *line, unsigned int slot,
		      u64 key, u64 val)
{
	/*
	 * Orders the version of the removal that emptied the slot before the
	 * new occupant. Pairs with smp_rmb() in line_changed().
	 */
	smp_wmb();
	WRITE_ONCE(line->slot[slot].key, key);
	WRITE_ONCE(line->slot[slot].val, val);
	/*
	 * Pairs with the load-acquire in line_find() and search_line(): who
	 * sees the live bit sees the pair (litmus test 1-insert).
	 */
	smp_store_release(&line->meta, line->meta | BIT_ULL(slot));
}

static void line_clear(struct edgesec_table_line *line, unsigned int slot)
{
	WRITE_ONCE(line->meta,
		   (line->meta & ~BIT_ULL(slot)) + TABLE_VERSION_ONE);
}

/*
 * The last slot that holds @key, live or not; TABLE_SLOTS: none does. By three
 * conditional moves, for which slot it is can't be foreseen: the compiler may
 * not know the slot, or it makes jumps of them.
 */
static __always_inline unsigned int
last_match(const struct edgesec_table_line *line, u64 key)
{
	unsigned int slot = TABLE_SLOTS;

	OPTIMIZER_HIDE_VAR(slot);
	slot = READ_ONCE(line->slot[0].key) == key ? 0 : slot;
	OPTIMIZER_HIDE_VAR(slot);
	slot = READ_ONCE(line->slot[1].key) == key ? 1 : slot;
	OPTIMIZER_HIDE_VAR(slot);
	slot = READ_ONCE(line->slot[2].key) == key ? 2 : slot;
	OPTIMIZER_HIDE_VAR(slot);
	return slot;
}

static __always_inline bool
line_find(const struct edgesec_table_line *line, u64 key, u64 *val)
{
	unsigned long match;
	unsigned int slot;
	u64 meta, v;

	do {
		/* Pairs with the store-release in line_fill(). */
		meta = smp_load_acquire(&line->meta);
		slot = last_match(line, key);
		/* The bit of slot TABLE_SLOTS is never set. */
		if (unlikely(!(meta >> slot & 1))) {
			if (slot == TABLE_SLOTS)
				return false;
			/* It was removed from there; it may have come back. */
			match = line_match(line, key) & meta & TABLE_LIVE;
			if (!match)
				return false;
			slot = __ffs(match);
		}
		/*
		 * Several live slots may match: the three keys were not read at
		 * one time. The version then says so; until it does, any of the
		 * slots will do.
		 */
		v = READ_ONCE(line->slot[slot].val);
	} while (unlikely(line_changed(line, meta)));
	*val = v;
	return true;
}

/* Looks for @key in the bucket that begins with @line. */
static __always_inline bool chain_find(const struct edgesec_table_line *line,
				       u64 key, u64 *val)
{
	do {
		if (line_find(line, key, val))
			return true;
		/* Pairs with rcu_assign_pointer() in hang_line(). */
		line = rcu_dereference(line->next);
	} while (unlikely(line));
	return false;
}

/*
 * Looks for a @key whose @hash the mark of @map has passed. Not inlined: in a
 * table at rest nobody comes here.
 */
static noinline bool lookup_beyond(const struct edgesec_table_map *map, u64 key,
				   u64 *val, u32 hash)
{
	const struct edgesec_table_map *next;

	do {
		next = rcu_dereference(map->next);
		if (is_reseed(map, next))
			hash = map_hash(next, key);
		map = next;
		/* Pairs with the release in pass_unit(), as in lookup. */
	} while (hash < smp_load_acquire(&map->mark));
	return chain_find(map_bucket(map, hash), key, val);
}

/*
 * Nothing is asked of @map but what any reader asks that was held up after it had
 * read t->map, so it may be as old as the caller's rcu_read_lock().
 */
static __always_inline bool map_lookup(const struct edgesec_table_map *map,
				       u64 key, u32 hash, u64 *val)
{
	/* Pairs with the release in pass_unit(): shows the next map's lines. */
	if (unlikely(hash < smp_load_acquire(&map->mark)))
		return lookup_beyond(map, key, val, hash);
	return chain_find(map_bucket(map, hash), key, val);
}

/**
 * edgesec_table_probe - Begin a lookup: fetch what it will read.
 * @t: The table.
 * @probe: Filled with where to look; its key says for what.
 *
 * Worth it where there is something else to do meanwhile. Context: as lookup;
 * edgesec_table_probe_end() comes under the same rcu_read_lock().
 */
void edgesec_table_probe(const struct edgesec_table *t,
			 struct edgesec_table_probe *probe)
{
	probe->map = rcu_dereference(t->map);
	probe->hash = map_hash(probe->map, probe->key);
	/* A running rehash is not worth more. */
	if (probe->hash >= READ_ONCE(probe->map->mark))
		prefetch(map_bucket(probe->map, probe->hash));
}

/**
 * edgesec_table_probe_end - Find the value of a key that is on its way.
 * @probe: From edgesec_table_probe().
 * @val: Receives the value if the key is there.
 *
 * Context: Any, hard interrupts included, under rcu_read_lock().
 * Return: True if the key is in the table.
 */
bool edgesec_table_probe_end(const struct edgesec_table_probe *probe, u64 *val)
{
	return map_lookup(probe->map, probe->key, probe->hash, val);
}

/**
 * edgesec_table_lookup - Find the value of a key.
 * @t: The table.
 * @key: Any value.
 * @val: Receives the value if the key is there.
 *
 * Context: Any, hard interrupts included, under rcu_read_lock().
 * Return: True if @key is in the table.
 */
bool edgesec_table_lookup(const struct edgesec_table *t, u64 key, u64 *val)
{
	const struct edgesec_table_map *map = rcu_dereference(t->map);

	return map_lookup(map, key, map_hash(map, key), val);
}

/* Writers. */

/**
 * struct spot - Where a writer found a key, or room for it.
 * @map: The home of the key.
 * @line: Where the key is; NULL: nowhere.
 * @slot: Which slot of @line, or of @room.
 * @room: The first line with a free slot; NULL: none.
 * @last: The last line of the bucket.
 * @lines: Length of the chain.
 */
struct spot {
	struct edgesec_table_map *map;
	struct edgesec_table_line *line;
	struct edgesec_table_line *room;
	struct edgesec_table_line *last;
	unsigned int slot;
	unsigned int lines;
};

/* The map where @key lives, and its hash there. */
static struct edgesec_table_map *
writer_home(const struct edgesec_table *t, u64 key, u32 *hash)
{
	struct edgesec_table_map *map = table_map(t);
	struct edgesec_table_map *next = map_next(t, map);

	*hash = map_hash(map, key);
	if (*hash >= map->mark)
		return map;
	if (is_reseed(map, next))
		*hash = map_hash(next, key);
	return next;
}

/* Looks for @key, and for room for it, in the bucket of @hash in @map. */
static void search_chain(const struct edgesec_table *t,
			 struct edgesec_table_map *map, u32 hash, u64 key,
			 struct spot *spot)
{
	struct edgesec_table_line *line = map_bucket(map, hash);
	unsigned long match;

	*spot = (struct spot){ .map = map };
	for (; line; line = line_next(t, line)) {
		match = line_match(line, key) & line->meta & TABLE_LIVE;
		if (match) {
			spot->line = line;
			spot->slot = __ffs(match);
			return;
		}
		if (!spot->room && ~line->meta & TABLE_LIVE) {
			spot->room = line;
			spot->slot = __ffs(~line->meta & TABLE_LIVE);
		}
		spot->last = line;
		spot->lines++;
	}
}

static void find_spot(const struct edgesec_table *t, u64 key, struct spot *spot)
{
	struct edgesec_table_map *map;
	u32 hash;

	lockdep_assert_held(&t->lock);
	map = writer_home(t, key, &hash);
	search_chain(t, map, hash, key, spot);
}

/*
 * Is there no room even if nothing could be allocated? A table whose growth has
 * stopped goes on filling, up to four keys per bucket of its smaller map.
 */
static bool is_full(const struct edgesec_table *t)
{
	struct edgesec_table_map *map = table_map(t);
	struct edgesec_table_map *next = map_next(t, map);
	u64 n = map_buckets(map);

	if (t->limits.max_entries && t->entries >= t->limits.max_entries)
		return true;
	if (next && map_buckets(next) < n)
		n = map_buckets(next);
	return t->entries >= 4 * n;
}

/* Hangs an empty @line with the pair in it on the bucket. */
static void hang_line(const struct spot *spot, struct edgesec_table_line *line,
		      u64 key, u64 val)
{
	line_fill(line, 0, key, val);
	/* Pairs with rcu_dereference() of the next pointer in the readers. */
	rcu_assign_pointer(spot->last->next, line);
	WRITE_ONCE(spot->map->overflow, spot->map->overflow + 1);
	if (spot->lines + 1 > spot->map->longest)
		WRITE_ONCE(spot->map->longest, spot->lines + 1);
}

/* One more line for the bucket. -EAGAIN: t->needs says what is missing. */
static int add_line(struct edgesec_table *t, const struct spot *spot, u64 key,
		    u64 val)
{
	struct edgesec_table_line *line = edgesec_table_line_take(t);

	if (!line) {
		if (!edgesec_table_line_fits(t))
			return -ENOSPC;
		t->needs.lines = 1;
		return -EAGAIN;
	}
	hang_line(spot, line, key, val);
	if (spot->lines + 1 > TABLE_CHAIN_MAX) {
		WRITE_ONCE(t->long_chains, t->long_chains + 1);
		edgesec_table_reseed_want(t);
	}
	return 0;
}

/*
 * Puts a pair into @map, where its key is not yet, for a rehash. Readers may be
 * in the bucket if @map has another seed than the map before it. The caller has
 * seen to it that a line is in stock.
 */
void edgesec_table_chain_add(struct edgesec_table *t,
			     struct edgesec_table_map *map, u64 key, u64 val)
{
	struct spot spot;

	lockdep_assert_held(&t->lock);
	search_chain(t, map, map_hash(map, key), key, &spot);
	if (spot.room)
		line_fill(spot.room, spot.slot, key, val);
	else
		hang_line(&spot, edgesec_table_line_take(t), key, val);
}

static int add_pair(struct edgesec_table *t, u64 key, u64 val)
{
	struct spot spot;
	int err = 0;

	find_spot(t, key, &spot);
	if (spot.line)
		return -EEXIST;
	if (is_full(t))
		return -ENOSPC;
	if (spot.room)
		line_fill(spot.room, spot.slot, key, val);
	else
		err = add_line(t, &spot, key, val);
	if (!err)
		WRITE_ONCE(t->entries, t->entries + 1);
	return err;
}

/*
 * Every write asks these two, the first without the lock, so that faults of
 * callers are told and harmless. A hard interrupt would wait for ever for the
 * writer that it has interrupted; on a single processor it would not even wait.
 */
static bool may_write(void)
{
	return !WARN_ON_ONCE(in_hardirq() || in_nmi());
}

static bool is_closed(const struct edgesec_table *t)
{
	lockdep_assert_held(&t->lock);
	return WARN_ON_ONCE(t->closed);
}

/* One try. Takes over what is needed of @supply; tells in @needs what lacks. */
static int try_insert(struct edgesec_table *t, u64 key, u64 val,
		      struct edgesec_table_supply *supply,
		      struct edgesec_table_needs *needs)
{
	int err = -EBUSY;

	*needs = (struct edgesec_table_needs){};
	if (!may_write())
		goto out;
	spin_lock_bh(&t->lock);
	if (!is_closed(t)) {
		edgesec_table_supply_install(t, supply);
		err = add_pair(t, key, val);
		if (!err)
			edgesec_table_rehash_advance(t);
		*needs = t->needs;
	}
	spin_unlock_bh(&t->lock);
out:
	edgesec_table_supply_discard(supply);
	return err;
}

/* Gives the table what the next rehash or its next step needs. */
static void provide(struct edgesec_table *t,
		    const struct edgesec_table_needs *needs, gfp_t gfp)
{
	struct edgesec_table_supply supply = {};
	bool enough = edgesec_table_supply_gather(&supply, needs, gfp);

	spin_lock_bh(&t->lock);
	edgesec_table_supply_install(t, &supply);
	if (!enough)
		edgesec_table_rehash_kick(t);
	spin_unlock_bh(&t->lock);
	edgesec_table_supply_discard(&supply);
}

/**
 * edgesec_table_insert - Add a key that is not there.
 * @t: The table.
 * @key: Any value.
 * @val: Any value.
 * @gfp: How to allocate; GFP_KERNEL_ACCOUNT on behalf of a user, GFP_ATOMIC
 *   where one must not sleep.
 *
 * Context: Process or softirq, BH on or off; may sleep if @gfp may.
 * Return: 0, or
 * * %-EEXIST - The key is there; nothing was changed.
 * * %-ENOSPC - A limit is reached, or the table is more than full and found no
 *   memory to grow.
 * * %-ENOMEM - No memory for this key.
 * * %-EBUSY - Called from a hard interrupt, or after drain or destroy.
 */
int edgesec_table_insert(struct edgesec_table *t, u64 key, u64 val, gfp_t gfp)
{
	const struct edgesec_table_needs line = { .lines = 1 };
	struct edgesec_table_supply supply = {};
	struct edgesec_table_needs needs;
	int err;

	err = try_insert(t, key, val, &supply, &needs);
	if (err == -EAGAIN) {
		if (!edgesec_table_supply_gather(&supply, &line, gfp))
			return -ENOMEM;
		err = try_insert(t, key, val, &supply, &needs);
	}
	if (needs_any(&needs))
		provide(t, &needs, gfp);
	return err;
}

static int replace_locked(struct edgesec_table *t, u64 key, u64 val)
{
	struct spot spot;

	find_spot(t, key, &spot);
	if (!spot.line)
		return -ENOENT;
	/*
	 * Pairs with the address dependency of a reader that uses the value as
	 * a pointer: the object behind it was written before.
	 */
	smp_store_release(&spot.line->slot[spot.slot].val, val);
	return 0;
}

/**
 * edgesec_table_replace - Give a key that is there another value.
 * @t: The table.
 * @key: The key.
 * @val: Its new value. Readers see the old one or this one.
 *
 * Context: Process or softirq, BH on or off. Does not sleep or allocate.
 * Return: 0, %-ENOENT if the key is not there, or %-EBUSY as insert.
 */
int edgesec_table_replace(struct edgesec_table *t, u64 key, u64 val)
{
	int err = -EBUSY;

	if (!may_write())
		return err;
	spin_lock_bh(&t->lock);
	if (!is_closed(t))
		err = replace_locked(t, key, val);
	spin_unlock_bh(&t->lock);
	return err;
}

static int remove_locked(struct edgesec_table *t, u64 key, u64 *old)
{
	struct spot spot;

	find_spot(t, key, &spot);
	if (!spot.line)
		return -ENOENT;
	if (old)
		*old = spot.line->slot[spot.slot].val;
	line_clear(spot.line, spot.slot);
	WRITE_ONCE(t->entries, t->entries - 1);
	t->removed++;
	edgesec_table_rehash_advance(t);
	if (needs_any(&t->needs))
		edgesec_table_rehash_kick(t);
	return 0;
}

/**
 * edgesec_table_remove - Take a key out.
 * @t: The table.
 * @key: The key.
 * @old: Receives the value that it had; may be NULL. An object behind it may be
 *   in use by readers until a grace period has passed.
 *
 * Context: Process or softirq, BH on or off. Does not sleep or allocate.
 * Return: 0, %-ENOENT if the key is not there, or %-EBUSY as insert.
 */
int edgesec_table_remove(struct edgesec_table *t, u64 key, u64 *old)
{
	int err = -EBUSY;

	if (!may_write())
		return err;
	spin_lock_bh(&t->lock);
	if (!is_closed(t))
		err = remove_locked(t, key, old);
	spin_unlock_bh(&t->lock);
	return err;
}

/* Statistics. */

static u32 progress(const struct edgesec_table_map *map,
		    const struct edgesec_table_map *next)
{
	return next ? READ_ONCE(map->mark) * 100 >> 32 : 100;
}

/**
 * edgesec_table_stats - Take a snapshot for a status report.
 * @t: The table.
 * @s: Receives it. The figures need not belong to one moment.
 *
 * Context: Any.
 */
void edgesec_table_stats(const struct edgesec_table *t,
			 struct edgesec_table_stats *s)
{
	const struct edgesec_table_map *map, *next;

	rcu_read_lock();
	map = rcu_dereference(t->map);
	next = rcu_dereference(map->next);
	*s = (struct edgesec_table_stats){
		.name = t->limits.name,
		.entries = READ_ONCE(t->entries),
		.buckets = map_buckets(next ?: map),
		.overflow_lines = READ_ONCE(map->overflow),
		.bytes = READ_ONCE(t->bytes),
		.longest_chain = READ_ONCE(map->longest),
		.rehash_percent = progress(map, next),
		.rehashes = READ_ONCE(t->rehashes),
		.reseeds = (next ?: map)->epoch,
		.long_chains = READ_ONCE(t->long_chains),
		.max_entries = t->limits.max_entries,
		.max_bytes = t->limits.max_bytes,
	};
	if (next) {
		s->overflow_lines += READ_ONCE(next->overflow);
		s->longest_chain = max_t(u32, s->longest_chain,
					 READ_ONCE(next->longest));
	}
	rcu_read_unlock();
}

/* Life. */

/**
 * edgesec_table_init - Make an empty table.
 * @t: Uninitialised memory.
 * @limits: Copied.
 *
 * Context: Process, may sleep.
 * Return: 0, or %-ENOMEM; then there is nothing to destroy.
 */
int edgesec_table_init(struct edgesec_table *t,
		       const struct edgesec_table_limits *limits)
{
	struct edgesec_table_map *map;

	map = edgesec_table_map_alloc(TABLE_BITS_MIN, GFP_KERNEL_ACCOUNT);
	if (!map)
		return -ENOMEM;
	memset(t, 0, sizeof(*t));
	t->limits = *limits;
	t->bytes = edgesec_table_map_bytes(TABLE_BITS_MIN);
	t->next_reseed = jiffies;
	get_random_bytes(&map->seed, sizeof(map->seed));
	get_random_bytes(&t->seed_order, sizeof(t->seed_order));
	spin_lock_init(&t->lock);
	edgesec_table_rehash_init(t);
	edgesec_table_reaper_init(&t->reaper);
	RCU_INIT_POINTER(t->map, map);
	return 0;
}

/* Neither writers nor the worker come back. */
static void close_table(struct edgesec_table *t)
{
	spin_lock_bh(&t->lock);
	t->closed = true;
	spin_unlock_bh(&t->lock);
	cancel_delayed_work_sync(&t->work);
}

static void drain_map(const struct edgesec_table_map *map, u64 bucket,
		      void (*fn)(u64 key, u64 val))
{
	const struct edgesec_table_line *line;
	unsigned int i;

	for (; bucket < map_buckets(map) &&
	       bucket >> TABLE_CHUNK_BITS < map->filled; bucket++) {
		for (line = map_line(map, bucket); line;
		     line = rcu_dereference_protected(line->next, 1))
			for (i = 0; i < TABLE_SLOTS; i++)
				if (line->meta & BIT_ULL(i))
					fn(line->slot[i].key, line->slot[i].val);
		cond_resched();
	}
}

/**
 * edgesec_table_drain - Visit all pairs of a table that nobody uses any more.
 * @t: The table; no reader and no writer is left. Its own worker may run.
 * @fn: Called once for each pair, to free what a value points to.
 *
 * Nothing is removed: edgesec_table_destroy() comes next.
 *
 * Context: Process, may sleep.
 */
void edgesec_table_drain(struct edgesec_table *t, void (*fn)(u64 key, u64 val))
{
	const struct edgesec_table_map *map, *next;

	close_table(t);
	map = rcu_dereference_protected(t->map, 1);
	next = rcu_dereference_protected(map->next, 1);
	drain_map(map, map->mark >> (32 - map->bits), fn);
	if (next)
		drain_map(next, 0, fn);
}

/**
 * edgesec_table_destroy - Free all memory of a table.
 * @t: The table; no reader and no writer is left.
 *
 * Context: Process, may sleep, for a grace period or two if a rehash is or was
 *   just running.
 */
void edgesec_table_destroy(struct edgesec_table *t)
{
	struct edgesec_table_map *map, *next;

	close_table(t);
	edgesec_table_reaper_flush(t);
	map = rcu_dereference_protected(t->map, 1);
	next = rcu_dereference_protected(map->next, 1);
	edgesec_table_map_free(map);
	if (next)
		edgesec_table_map_free(next);
	edgesec_table_lines_free(t->spare_lines);
	RCU_INIT_POINTER(t->map, NULL);
}
