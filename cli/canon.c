// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - The one form of what can be said in several ways
 * Copyright (C) 2026 The edgesec authors
 */
#include "canon.h"
#include "memory.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct range {
	long long first;
	long long last;
};

/* Numbers and ranges, as describe.c writes them. */
static bool read_range(const json_t *value, struct range *range)
{
	int end = 0;

	if (json_is_integer(value)) {
		range->first = json_integer_value(value);
		range->last = range->first;
		return true;
	}
	return json_is_string(value) &&
	       sscanf(json_string_value(value), "%lld-%lld%n", &range->first,
		      &range->last, &end) == 2 &&
	       !json_string_value(value)[end];
}

static bool read_ranges(const json_t *list, struct range *ranges)
{
	json_t *value;
	size_t i;

	json_array_foreach(list, i, value)
		if (!read_range(value, &ranges[i]))
			return false;
	return true;
}

static int by_first(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

static json_t *range_value(const struct range *range)
{
	return range->first == range->last ?
		       json_integer(range->first) :
		       json_sprintf("%lld-%lld", range->first, range->last);
}

/* Joins each range with those behind it that touch it. */
static void write_ranges(json_t *list, struct range *ranges, size_t count)
{
	size_t i, k;

	qsort(ranges, count, sizeof(*ranges), by_first);
	json_array_clear(list);
	for (i = 0; i < count; i = k) {
		for (k = i + 1; k < count &&
		     ranges[k].first <= ranges[i].last + 1; k++)
			if (ranges[k].last > ranges[i].last)
				ranges[i].last = ranges[k].last;
		json_array_append_new(list, range_value(&ranges[i]));
	}
}

struct member {
	char *text;
	json_t *value;
};

static int by_text(const void *a, const void *b)
{
	const struct member *x = a, *y = b;

	return strcmp(x->text, y->text);
}

static char *text_of(const json_t *value)
{
	char *text = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS |
				JSON_ENCODE_ANY);

	return text ? text : must_strdup("");
}

static void sort(json_t *list, size_t count)
{
	struct member *members = must_calloc(count, sizeof(*members));
	size_t i;

	for (i = 0; i < count; i++) {
		members[i].value = json_incref(json_array_get(list, i));
		members[i].text = text_of(members[i].value);
	}
	qsort(members, count, sizeof(*members), by_text);
	json_array_clear(list);
	for (i = 0; i < count; i++) {
		json_array_append_new(list, members[i].value);
		free(members[i].text);
	}
	free(members);
}

static void canon_list(json_t *list)
{
	size_t i, count = json_array_size(list);
	struct range *ranges = must_calloc(count + 1, sizeof(*ranges));
	json_t *value;

	json_array_foreach(list, i, value)
		canon(value);
	if (read_ranges(list, ranges))
		write_ranges(list, ranges, count);
	else
		sort(list, count);
	free(ranges);
}

void canon(json_t *value)
{
	const char *key;
	json_t *member;

	if (json_is_array(value))
		canon_list(value);
	json_object_foreach(value, key, member)
		canon(member);
}
