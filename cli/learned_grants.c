// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - From Modbus requests that were seen to grants
 * Copyright (C) 2026 The edgesec authors
 *
 * Each client, unit and function gets a grant with the addresses that were
 * seen. Then grants are put together where that allows nothing new:
 * 1. clients who ask the same of a unit;
 * 2. units of which the same is asked by the same clients;
 * 3. functions of the same clients and units that share no kind of data, or
 *    have the same addresses in it.
 */
#include "learned_modbus.h"
#include "memory.h"

#include <stdlib.h>
#include <string.h>

static int compare_ranges(const void *one, const void *other)
{
	const struct range *a = one, *b = other;

	return a->first < b->first ? -1 : a->first > b->first;
}

/* Sorts, and makes one of what overlaps or lies side by side. */
static void tidy_ranges(struct ranges *ranges)
{
	size_t kept = 0;

	if (!ranges->count)
		return;
	qsort(ranges->list, ranges->count, sizeof(*ranges->list),
	      compare_ranges);
	for (size_t i = 1; i < ranges->count; i++) {
		struct range *last = &ranges->list[kept];
		const struct range *range = &ranges->list[i];

		if (range->first > last->last + 1)
			ranges->list[++kept] = *range;
		else if (range->last > last->last)
			last->last = range->last;
	}
	ranges->count = kept + 1;
}

/* The same for spans, which say nothing of values here. */
static void tidy_spans(struct spans *spans)
{
	struct ranges ranges = {};

	for (size_t i = 0; i < spans->count; i++)
		*vector_add(&ranges) = spans->list[i].range;
	tidy_ranges(&ranges);
	for (size_t i = 0; i < ranges.count; i++)
		spans->list[i].range = ranges.list[i];
	spans->count = ranges.count;
	free(ranges.list);
}

static void tidy(struct grant *grant)
{
	tidy_ranges(&grant->units);
	for (int code = 0; code <= FUNCTION_MAX; code++)
		tidy_ranges(&grant->subs[code]);
	for (int access = 0; access < ACCESS_COUNT; access++)
		for (int table = 0; table < TABLE_COUNT; table++)
			tidy_spans(&grant->limits[access].table[table]);
}

static void add_kind(struct grant *grant, const struct kind *kind)
{
	struct limits *limits;

	if (kind->has_sub)
		*vector_add(&grant->subs[kind->function]) =
			(struct range){ kind->sub, kind->sub };
	for (int access = 0; access < ACCESS_COUNT; access++) {
		if (!kind->touches[access])
			continue;
		limits = &grant->limits[access];
		limits->limited = true;
		vector_add(&limits->table[kind_table(kind->function)])->range =
			kind->touched[access];
	}
}

static bool same_asker(const struct kind *a, const struct kind *b)
{
	return a->unit == b->unit && a->function == b->function &&
	       a->client.bytes == b->client.bytes &&
	       !memcmp(a->client.address, b->client.address, a->client.bytes);
}

static struct grant *new_grant(struct grants *grants, const struct kind *kind)
{
	struct grant *grant = vector_add(grants);

	*vector_add(&grant->from) = kind->client;
	*vector_add(&grant->units) = (struct range){ kind->unit, kind->unit };
	grant->allowed[kind->function] = true;
	return grant;
}

/* @seen is sorted, so those of a client, unit and function follow each other. */
static void make_grants(struct grants *grants, const struct seen *seen,
			size_t first, size_t end)
{
	const struct kind *last = NULL;
	struct grant *grant = NULL;

	for (size_t i = first; i < end; i++) {
		const struct kind *kind = &seen->list[i];

		if (*kind->fault)
			continue;
		if (!last || !same_asker(last, kind))
			grant = new_grant(grants, kind);
		add_kind(grant, kind);
		last = kind;
	}
	for (size_t i = 0; i < grants->count; i++)
		tidy(&grants->list[i]);
}

static bool same_ranges(const struct ranges *a, const struct ranges *b)
{
	return a->count == b->count &&
	       (!a->count ||
		!memcmp(a->list, b->list, a->count * sizeof(*a->list)));
}

static bool same_prefixes(const struct prefixes *a, const struct prefixes *b)
{
	return a->count == b->count &&
	       !memcmp(a->list, b->list, a->count * sizeof(*a->list));
}

static bool same_spans(const struct spans *a, const struct spans *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (compare_ranges(&a->list[i].range, &b->list[i].range) ||
		    a->list[i].range.last != b->list[i].range.last)
			return false;
	return true;
}

/* May all functions of both touch what either of them touches? */
static bool may_share(const struct grant *a, const struct grant *b)
{
	for (int access = 0; access < ACCESS_COUNT; access++)
		for (int table = 0; table < TABLE_COUNT; table++) {
			const struct spans *one =
				&a->limits[access].table[table];
			const struct spans *other =
				&b->limits[access].table[table];

			if (one->count && other->count &&
			    !same_spans(one, other))
				return false;
		}
	return true;
}

static bool same_content(const struct grant *a, const struct grant *b)
{
	if (memcmp(a->allowed, b->allowed, sizeof(a->allowed)))
		return false;
	for (int code = 0; code <= FUNCTION_MAX; code++)
		if (!same_ranges(&a->subs[code], &b->subs[code]))
			return false;
	for (int access = 0; access < ACCESS_COUNT; access++)
		for (int table = 0; table < TABLE_COUNT; table++)
			if (!same_spans(&a->limits[access].table[table],
					&b->limits[access].table[table]))
				return false;
	return true;
}

static bool of_some_functions(const struct grant *a, const struct grant *b)
{
	return same_prefixes(&a->from, &b->from) &&
	       same_ranges(&a->units, &b->units) && may_share(a, b);
}

static bool of_some_units(const struct grant *a, const struct grant *b)
{
	return same_prefixes(&a->from, &b->from) && same_content(a, b);
}

static bool of_some_clients(const struct grant *a, const struct grant *b)
{
	return same_ranges(&a->units, &b->units) && same_content(a, b);
}

static void take_limits(struct limits *to, struct limits *from)
{
	to->limited |= from->limited;
	for (int table = 0; table < TABLE_COUNT; table++)
		if (!to->table[table].count) {
			to->table[table] = from->table[table];
			from->table[table] = (struct spans){};
		}
}

static void take_functions(struct grant *to, struct grant *from)
{
	for (int code = 0; code <= FUNCTION_MAX; code++)
		if (from->allowed[code]) {
			to->allowed[code] = true;
			to->subs[code] = from->subs[code];
			from->subs[code] = (struct ranges){};
		}
	for (int access = 0; access < ACCESS_COUNT; access++)
		take_limits(&to->limits[access], &from->limits[access]);
}

static void take_units(struct grant *to, struct grant *from)
{
	for (size_t i = 0; i < from->units.count; i++)
		*vector_add(&to->units) = from->units.list[i];
	tidy_ranges(&to->units);
}

static void take_clients(struct grant *to, struct grant *from)
{
	for (size_t i = 0; i < from->from.count; i++)
		*vector_add(&to->from) = from->from.list[i];
}

/* Two grants that may become one, and how. */
struct union_rule {
	bool (*fits)(const struct grant *a, const struct grant *b);
	void (*take)(struct grant *to, struct grant *from);
};

/* Returns true if @grant went into one of the first @count. */
static bool unite(struct grants *grants, size_t count, struct grant *grant,
		  const struct union_rule *rule)
{
	for (size_t i = 0; i < count; i++)
		if (rule->fits(&grants->list[i], grant)) {
			rule->take(&grants->list[i], grant);
			grant_free(grant);
			return true;
		}
	return false;
}

static void unite_all(struct grants *grants, const struct union_rule *rule)
{
	size_t kept = 0;

	for (size_t i = 0; i < grants->count; i++)
		if (!unite(grants, kept, &grants->list[i], rule))
			grants->list[kept++] = grants->list[i];
	grants->count = kept;
}

void learned_grants_add(struct grants *grants, const struct seen *seen,
			size_t first, size_t end)
{
	static const struct union_rule rules[] = {
		{ of_some_clients, take_clients },
		{ of_some_units, take_units },
		{ of_some_functions, take_functions },
	};
	struct grants made = {};

	make_grants(&made, seen, first, end);
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		unite_all(&made, &rules[i]);
	for (size_t i = 0; i < made.count; i++)
		*vector_add(grants) = made.list[i];
	free(made.list);
}
