// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - the table: where its memory comes from and goes to */
/* Copyright (C) 2026 The edgesec authors */
#include "table_impl.h"

#include <linux/err.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/sched.h>
#include <linux/slab.h>

/*
 * In: nothing is allocated under a table's lock. Its holder writes into
 * t->needs what was missing; after the unlock gather() allocates it with
 * whatever flags the context allows, and install() puts it to use under the
 * lock. Meanwhile another writer may have been faster; what is not needed any
 * more is discarded. What the worker allocates is charged to nobody; a writer
 * with GFP_KERNEL_ACCOUNT, which does most of it, is charged itself.
 *
 * Out: what the mark has passed can still be seen by readers that began before.
 * The reaper collects it, waits for a grace period and frees it in process
 * context, chunk by chunk, with the overflow lines that hang on it.
 */

struct workqueue_struct *edgesec_table_wq;
static struct kmem_cache *line_cache;

/**
 * edgesec_table_setup - Prepare for tables; before the first one.
 *
 * Context: Module init.
 * Return: 0 or %-ENOMEM.
 */
int edgesec_table_setup(void)
{
	line_cache = kmem_cache_create("edgesec_table_line",
				       sizeof(struct edgesec_table_line),
				       __alignof__(struct edgesec_table_line),
				       0, NULL);
	if (!line_cache)
		return -ENOMEM;
	edgesec_table_wq = alloc_workqueue("edgesec_table", WQ_UNBOUND, 0);
	if (!edgesec_table_wq)
		goto err_line_cache;
	return 0;

err_line_cache:
	kmem_cache_destroy(line_cache);
	return -ENOMEM;
}

/**
 * edgesec_table_teardown - Undo it, after the last table was destroyed.
 *
 * Context: Module exit or a failed init. No table has left anything to wait
 *   for: edgesec_table_destroy() waits itself.
 */
void edgesec_table_teardown(void)
{
	destroy_workqueue(edgesec_table_wq);
	kmem_cache_destroy(line_cache);
}

/* Maps and chunks. */

static unsigned int chunk_lines(unsigned int bits)
{
	return 1U << min_t(unsigned int, bits, TABLE_CHUNK_BITS);
}

static size_t chunk_bytes(unsigned int bits)
{
	return chunk_lines(bits) * sizeof(struct edgesec_table_line);
}

static unsigned int map_chunks(unsigned int bits)
{
	return bits > TABLE_CHUNK_BITS ? 1U << (bits - TABLE_CHUNK_BITS) : 1;
}

static size_t header_bytes(unsigned int chunks)
{
	return struct_size((struct edgesec_table_map *)NULL, chunk, chunks);
}

/*
 * Growth can wait for the worker: who must not sleep leaves the reserves for
 * atomic allocations alone.
 */
static gfp_t growth_gfp(gfp_t gfp)
{
	return (gfpflags_allow_blocking(gfp) ? gfp : GFP_NOWAIT) | __GFP_NOWARN;
}

static struct edgesec_table_line *chunk_alloc(unsigned int bits, gfp_t gfp)
{
	return kvzalloc(chunk_bytes(bits), growth_gfp(gfp));
}

/* What a map of @bits takes when all its chunks exist, without overflow. */
u64 edgesec_table_map_bytes(unsigned int bits)
{
	unsigned int chunks = map_chunks(bits);

	return header_bytes(chunks) + (u64)chunks * chunk_bytes(bits);
}

/* A map of @bits with its first chunk, or NULL. */
struct edgesec_table_map *edgesec_table_map_alloc(unsigned int bits, gfp_t gfp)
{
	unsigned int chunks = map_chunks(bits);
	struct edgesec_table_map *map;

	map = kvzalloc(header_bytes(chunks), growth_gfp(gfp));
	if (!map)
		return NULL;
	map->bits = bits;
	map->chunks = chunks;
	map->longest = 1;
	map->chunk[0] = chunk_alloc(bits, gfp);
	if (!map->chunk[0]) {
		kvfree(map);
		return NULL;
	}
	map->filled = 1;
	return map;
}

static u64 overflow_free(struct edgesec_table_line *head)
{
	struct edgesec_table_line *line, *next;
	u64 bytes = 0;

	for (line = rcu_dereference_protected(head->next, 1); line;
	     line = next) {
		next = rcu_dereference_protected(line->next, 1);
		kmem_cache_free(line_cache, line);
		bytes += sizeof(*line);
	}
	return bytes;
}

static u64 chunk_free(struct edgesec_table_map *map, unsigned int c)
{
	struct edgesec_table_line *chunk = map->chunk[c];
	u64 bytes = chunk_bytes(map->bits);
	unsigned int i;

	for (i = 0; i < chunk_lines(map->bits); i++)
		bytes += overflow_free(&chunk[i]);
	kvfree(chunk);
	return bytes;
}

/* Frees chunks up to @end that are not freed yet; returns how many bytes. */
static u64 map_free_chunks(struct edgesec_table_map *map, unsigned int end)
{
	u64 bytes = 0;

	while (map->freed < end) {
		bytes += chunk_free(map, map->freed++);
		cond_resched();
	}
	return bytes;
}

/*
 * Frees @map, which no reader can see, and all below it; returns how many
 * bytes. May sleep.
 */
u64 edgesec_table_map_free(struct edgesec_table_map *map)
{
	u64 bytes = header_bytes(map->chunks);

	bytes += map_free_chunks(map, map->filled);
	kvfree(map);
	return bytes;
}

/* Overflow lines. */

static void line_push(struct edgesec_table_line **list,
		      struct edgesec_table_line *line)
{
	RCU_INIT_POINTER(line->next, *list);
	*list = line;
}

static struct edgesec_table_line *line_pop(struct edgesec_table_line **list)
{
	struct edgesec_table_line *line = *list;

	if (!line)
		return NULL;
	*list = rcu_dereference_protected(line->next, 1);
	RCU_INIT_POINTER(line->next, NULL);
	return line;
}

/* Frees a list of lines that no reader has seen. */
void edgesec_table_lines_free(struct edgesec_table_line *lines)
{
	struct edgesec_table_line *line;

	while ((line = line_pop(&lines)))
		kmem_cache_free(line_cache, line);
}

/* An empty line from the stock, or NULL. */
struct edgesec_table_line *edgesec_table_line_take(struct edgesec_table *t)
{
	struct edgesec_table_line *line;

	lockdep_assert_held(&t->lock);
	line = line_pop(&t->spare_lines);
	if (line)
		t->spares--;
	return line;
}

/* May the table have one more line? */
bool edgesec_table_line_fits(const struct edgesec_table *t)
{
	return !t->limits.max_bytes ||
	       t->bytes + sizeof(struct edgesec_table_line) <=
	       t->limits.max_bytes;
}

/* Supplies. */

static void gather_lines(struct edgesec_table_supply *supply,
			 unsigned int count, gfp_t gfp)
{
	struct edgesec_table_line *line;

	while (supply->nr_lines < count) {
		line = kmem_cache_zalloc(line_cache, gfp | __GFP_NOWARN);
		if (!line)
			return;
		line_push(&supply->lines, line);
		supply->nr_lines++;
	}
}

/*
 * Allocates what @needs asks for. Returns false if not all was to be had; then
 * @supply holds the rest. The lock is not held.
 */
bool edgesec_table_supply_gather(struct edgesec_table_supply *supply,
				 const struct edgesec_table_needs *needs,
				 gfp_t gfp)
{
	bool all = true;

	if (needs->lines) {
		gather_lines(supply, needs->lines + TABLE_LINES_EXTRA, gfp);
		all &= supply->nr_lines >= needs->lines;
	}
	if (needs->chunk) {
		supply->chunk = chunk_alloc(TABLE_CHUNK_BITS, gfp);
		all &= !!supply->chunk;
	}
	if (needs->bits) {
		supply->map = edgesec_table_map_alloc(needs->bits, gfp);
		all &= !!supply->map;
	}
	return all;
}

/* Only what is needed may exceed the limit, by the few lines of one bucket. */
static bool wants_line(const struct edgesec_table *t)
{
	if (t->spares < t->needs.lines)
		return true;
	return t->spares < t->needs.lines + TABLE_LINES_EXTRA &&
	       edgesec_table_line_fits(t);
}

static void install_lines(struct edgesec_table *t,
			  struct edgesec_table_supply *supply)
{
	while (supply->lines && wants_line(t)) {
		line_push(&t->spare_lines, line_pop(&supply->lines));
		t->spares++;
		WRITE_ONCE(t->bytes, t->bytes +
			   sizeof(struct edgesec_table_line));
	}
	if (t->spares >= t->needs.lines)
		t->needs.lines = 0;
}

/* Only maps of several chunks ask for one, so it is always a full one. */
static void install_chunk(struct edgesec_table *t,
			  struct edgesec_table_supply *supply)
{
	struct edgesec_table_map *next = map_next(t, table_map(t));

	if (!supply->chunk || !t->needs.chunk)
		return;
	WRITE_ONCE(next->chunk[next->filled], supply->chunk);
	next->filled++;
	WRITE_ONCE(t->bytes, t->bytes + chunk_bytes(TABLE_CHUNK_BITS));
	t->needs.chunk = false;
	supply->chunk = NULL;
}

static void install_map(struct edgesec_table *t,
			struct edgesec_table_supply *supply)
{
	struct edgesec_table_map *map = supply->map;

	if (!map || t->needs.bits != map->bits)
		return;
	WRITE_ONCE(t->bytes, t->bytes + header_bytes(map->chunks) +
		   chunk_bytes(map->bits));
	t->needs.bits = 0;
	supply->map = NULL;
	edgesec_table_rehash_begin(t, map);
}

/* Takes from @supply what is still needed. */
void edgesec_table_supply_install(struct edgesec_table *t,
				  struct edgesec_table_supply *supply)
{
	lockdep_assert_held(&t->lock);
	install_lines(t, supply);
	install_chunk(t, supply);
	install_map(t, supply);
}

/*
 * Frees what was not taken. In the context that gathered it: memory that was
 * allocated without sleeping is also freed without.
 */
void edgesec_table_supply_discard(struct edgesec_table_supply *supply)
{
	edgesec_table_lines_free(supply->lines);
	kvfree(supply->chunk);
	if (supply->map) {
		kvfree(supply->map->chunk[0]);
		kvfree(supply->map);
	}
	memset(supply, 0, sizeof(*supply));
}

/* The reaper. */

/*
 * Begins a run if there is something to free and none is under way. The grace
 * period begins after the mark has passed the chunks, and after the maps were
 * left: a reader that comes later does not find them (litmus test 5-free).
 */
void edgesec_table_reaper_kick(struct edgesec_table *t)
{
	struct edgesec_table_reaper *reaper = &t->reaper;
	struct edgesec_table_map *map = table_map(t);

	lockdep_assert_held(&t->lock);
	if (reaper->busy)
		return;
	if (!reaper->retired && map->dead == map->freed)
		return;
	reaper->busy = true;
	reaper->maps = reaper->retired;
	reaper->retired = NULL;
	reaper->map = map;
	reaper->chunks = map->dead;
	queue_rcu_work(edgesec_table_wq, &reaper->work);
}

static u64 reap(struct edgesec_table_reaper *reaper)
{
	struct edgesec_table_map *map, *rest = reaper->maps;
	u64 bytes = map_free_chunks(reaper->map, reaper->chunks);

	while (rest) {
		map = rest;
		rest = map->retired;
		bytes += edgesec_table_map_free(map);
	}
	return bytes;
}

static void reap_work(struct work_struct *work)
{
	struct edgesec_table *t = container_of(to_rcu_work(work),
					       struct edgesec_table,
					       reaper.work);
	u64 bytes = reap(&t->reaper);

	spin_lock_bh(&t->lock);
	WRITE_ONCE(t->bytes, t->bytes - bytes);
	t->reaper.busy = false;
	edgesec_table_reaper_kick(t);
	spin_unlock_bh(&t->lock);
}

void edgesec_table_reaper_init(struct edgesec_table_reaper *reaper)
{
	memset(reaper, 0, sizeof(*reaper));
	INIT_RCU_WORK(&reaper->work, reap_work);
}

static bool reaper_busy(struct edgesec_table *t)
{
	bool busy;

	spin_lock_bh(&t->lock);
	busy = t->reaper.busy;
	spin_unlock_bh(&t->lock);
	return busy;
}

/*
 * Waits until the reaper has nothing left and does not run. The flush comes
 * after the look: a run that has just said that it is not busy may still be in
 * its unlock.
 */
void edgesec_table_reaper_flush(struct edgesec_table *t)
{
	bool busy;

	might_sleep();
	do {
		busy = reaper_busy(t);
		flush_rcu_work(&t->reaper.work);
	} while (busy);
}
