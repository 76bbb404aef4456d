// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - the table: visiting all keys while it changes */
/* Copyright (C) 2026 The edgesec authors */
#include "table_impl.h"

#include <linux/limits.h>

/*
 * Keys are visited in the order of a 64-bit position: the hash in the upper
 * half, a second keyed hash in the lower one. The order is the same in a map of
 * any size, and the cursor is a position: all keys below it were visited. So a
 * rehash between two steps, or many, neither repeats nor skips a key.
 *
 * Nor does one within a step. A bucket lies on one side of the mark as a whole,
 * because the mark is always a border of buckets in the old map and in the new
 * one. The step looks once where its cursor lives and reads that bucket; if the
 * mark passes it meanwhile, the bucket stays as it was at that moment.
 *
 * Another seed makes another order. Then the cursor has no meaning any more, and
 * the walk says so: its caller begins again.
 *
 * Keys that share a position in all 64 bits (of n keys, some pair does with a
 * probability of about n^2 / 2^65) are visited in the order of the keys. They
 * have one cursor: when the second is refused, the first is offered again too.
 */

#define CURSOR_END	U64_MAX

/* A place in the order. Without a key it stands before all keys at @pos. */
struct place {
	u64 pos;
	u64 key;
	bool has_key;
};

/* The pair with the lowest place in @map after @from that was found so far. */
struct search {
	const struct edgesec_table_map *map;
	struct place from;
	bool found;
	u64 pos;
	u64 key;
	u64 val;
};

static u64 key_position(const struct edgesec_table *t,
			const struct edgesec_table_map *map, u64 key)
{
	u64 low = edgesec_table_hash(key, &t->seed_order);
	u64 pos = (u64)map_hash(map, key) << 32 | low;

	return pos == CURSOR_END ? pos - 1 : pos;
}

static bool is_after(const struct place *from, u64 pos, u64 key)
{
	if (pos != from->pos)
		return pos > from->pos;
	return !from->has_key || key > from->key;
}

static void consider(const struct edgesec_table *t, struct search *s, u64 key,
		     u64 val)
{
	u64 pos = key_position(t, s->map, key);

	if (!is_after(&s->from, pos, key))
		return;
	if (s->found && (pos > s->pos || (pos == s->pos && key > s->key)))
		return;
	s->found = true;
	s->pos = pos;
	s->key = key;
	s->val = val;
}

static void search_line(const struct edgesec_table *t, struct search *s,
			const struct edgesec_table_line *line)
{
	struct search before = *s;
	unsigned int i;
	u64 meta;

	for (;;) {
		/* Pairs with the release in line_fill(), as in line_find(). */
		meta = smp_load_acquire(&line->meta);
		for (i = 0; i < TABLE_SLOTS; i++)
			if (meta & BIT_ULL(i))
				consider(t, s, READ_ONCE(line->slot[i].key),
					 READ_ONCE(line->slot[i].val));
		if (!line_changed(line, meta))
			return;
		*s = before;
	}
}

/* The map where @hash lives; NULL: in one of another order than @epoch. */
static const struct edgesec_table_map *
walk_home(const struct edgesec_table *t, u32 hash, unsigned int epoch)
{
	const struct edgesec_table_map *map = rcu_dereference(t->map);

	/* Pairs with the release in pass_unit(), as in edgesec_table_lookup(). */
	while (map->epoch == epoch && hash < smp_load_acquire(&map->mark))
		map = rcu_dereference(map->next);
	return map->epoch == epoch ? map : NULL;
}

/*
 * Looks for the next pair in the bucket where @s->from lives. Returns where the
 * bucket ends, or 0 if the order is not that of @epoch any more.
 */
static u64 search_bucket(const struct edgesec_table *t, struct search *s,
			 unsigned int epoch)
{
	u32 hash = s->from.pos >> 32;
	const struct edgesec_table_line *line;
	u64 bucket;

	s->map = walk_home(t, hash, epoch);
	if (!s->map)
		return 0;
	bucket = hash >> (32 - s->map->bits);
	for (line = map_line(s->map, bucket); line;
	     line = rcu_dereference(line->next))
		search_line(t, s, line);
	if (bucket + 1 == map_buckets(s->map))
		return CURSOR_END;
	return (bucket + 1) << (64 - s->map->bits);
}

static void begin_walk(const struct edgesec_table *t,
		       struct edgesec_table_cursor *cursor)
{
	*cursor = (struct edgesec_table_cursor){
		.epoch = rcu_dereference(t->map)->epoch,
		.begun = true,
	};
}

/**
 * edgesec_table_walk - Visit all keys, in one call or in many.
 * @t: The table.
 * @cursor: Where to go on. Begin with zeros; otherwise it has no meaning for
 *   the caller.
 * @fn: Called for each key. When it returns nonzero, the walk ends there, and
 *   the key is offered again by the next call with the same cursor. It may
 *   change this table (without sleeping), also by removing the key.
 * @data: Handed to @fn.
 *
 * A key that is in the table during the whole walk is taken by @fn exactly
 * once, whatever happens to other keys and to the size of the table. A key that
 * comes, goes, or changes its value meanwhile may be seen in either state.
 *
 * Context: Any, under rcu_read_lock(), which may be released between calls. The
 * whole table may be visited before the call returns: end long walks by @fn.
 * Return: 0 when all keys were visited; %-EAGAIN when the table has got another
 * seed since the walk began, which has to begin again; otherwise what @fn
 * returned.
 */
int edgesec_table_walk(const struct edgesec_table *t,
		       struct edgesec_table_cursor *cursor,
		       edgesec_table_walk_fn fn, void *data)
{
	struct place at;
	u64 end;
	int ret;

	if (!cursor->begun)
		begin_walk(t, cursor);
	at = (struct place){ .pos = cursor->pos };
	while (at.pos != CURSOR_END) {
		struct search s = { .from = at };

		end = search_bucket(t, &s, cursor->epoch);
		if (!end)
			return -EAGAIN;
		if (!s.found) {
			at = (struct place){ .pos = end };
			continue;
		}
		ret = fn(s.key, s.val, data);
		if (ret) {
			cursor->pos = s.pos;
			return ret;
		}
		at = (struct place){ s.pos, s.key, true };
	}
	cursor->pos = CURSOR_END;
	return 0;
}
