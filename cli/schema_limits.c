// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What a policy file may say: what Modbus clients read and write
 * Copyright (C) 2026 The edgesec authors
 */
#include "schema.h"
#include "memory.h"
#include "schema_grants.h"

#include <stdlib.h>
#include <string.h>

#define ADDRESS_MAX	65535
#define QUANTITY_MAX	2000

const char *const schema_tables[] = {
	"coils", "discrete-inputs", "holding-registers", "input-registers",
	"files", NULL
};

/* A list of spans while it is read. */
struct list {
	struct spans *spans;
	enum edgesec_modbus_access access;
	enum edgesec_modbus_table table;
};

/* A member of it. */
struct entry {
	const struct list *list;
	struct span span;
};

static void read_place(struct reader *r, tree_ref node, void *into)
{
	struct entry *entry = into;
	bool file = entry->list->table == EDGESEC_MODBUS_TABLE_FILES;

	if (!read_range(r, node, file ? "a file" : "an address", file,
			ADDRESS_MAX, &entry->span.range))
		entry->span.range = (struct range){ 1, 0 };
}

static int by_first(const void *a, const void *b)
{
	const struct range *left = a, *right = b;

	return left->first < right->first ? -1 : left->first > right->first;
}

/* In ascending order, and one range where several overlap or touch. */
static void merge(struct ranges *ranges)
{
	size_t kept = 0;

	if (!ranges->count)
		return;
	qsort(ranges->list, ranges->count, sizeof(*ranges->list), by_first);
	for (size_t i = 1; i < ranges->count; i++) {
		struct range *last = &ranges->list[kept];
		const struct range *next = &ranges->list[i];

		if (next->first > last->last + 1)
			ranges->list[++kept] = *next;
		else if (next->last > last->last)
			last->last = next->last;
	}
	ranges->count = kept + 1;
}

static void read_value(struct reader *r, tree_ref node, void *into)
{
	struct entry *entry = into;
	bool coil = entry->list->table == EDGESEC_MODBUS_TABLE_COILS;
	struct range range;

	if (read_range(r, node, coil ? "a value of a coil" : "a value", 0,
		       coil ? 1 : 65535, &range))
		*vector_add(&entry->span.values) = range;
}

static void read_values(struct reader *r, tree_ref node, void *into)
{
	struct entry *entry = into;

	read_one_or_more(r, node, read_value, entry);
	merge(&entry->span.values);
	if (!is_scalar(r, node) && !tree_node(r->tree, node)->child)
		mistake(r, node,
			"an empty list of values; leave the key out for all");
}

static void read_bits(struct reader *r, tree_ref node, uint32_t *bits)
{
	uint64_t number;

	if (read_number(r, node, "a mask of bits", 0, 65535, &number))
		*bits = number;
}

static void read_zeros(struct reader *r, tree_ref node, void *into)
{
	struct entry *entry = into;

	read_bits(r, node, &entry->span.zeros);
}

static void read_ones(struct reader *r, tree_ref node, void *into)
{
	struct entry *entry = into;

	read_bits(r, node, &entry->span.ones);
	if (entry->span.zeros & entry->span.ones)
		mistake(r, node,
			"bits 0x%04x must be both 0 and 1",
			entry->span.zeros & entry->span.ones);
}

static const struct field place_fields[] = {
	{ "range", read_place, true },
	{}
};

static const struct field coil_fields[] = {
	{ "range", read_place, true },
	{ "values", read_values, false },
	{}
};

static const struct field register_fields[] = {
	{ "range", read_place, true },
	{ "values", read_values, false },
	{ "zero-bits", read_zeros, false },
	{ "one-bits", read_ones, false },
	{}
};

/* Only of what is written something more can be said. */
static const struct field *fields_of(const struct list *list)
{
	if (list->access == EDGESEC_MODBUS_ACCESS_READ)
		return place_fields;
	switch (list->table) {
	case EDGESEC_MODBUS_TABLE_COILS:
		return coil_fields;
	case EDGESEC_MODBUS_TABLE_HOLDING_REGISTERS:
		return register_fields;
	default:
		return place_fields;
	}
}

/* Two rules on one register would leave open which one counts. */
static bool overlaps(struct reader *r, tree_ref node, const struct entry *entry)
{
	const struct range *range = &entry->span.range;
	const struct spans *spans = entry->list->spans;

	for (size_t i = 0; i < spans->count; i++) {
		const struct range *other = &spans->list[i].range;

		if (range->first > other->last || other->first > range->last)
			continue;
		mistake(r, node, "%u-%u overlaps %u-%u in %s",
			range->first, range->last, other->first, other->last,
			erec_line(r->erecs, tree_place(r->tree, node),
				  spans->list[i].place));
		return true;
	}
	return false;
}

static void read_span(struct reader *r, tree_ref node, void *into)
{
	struct list *list = into;
	struct entry entry = { .list = list };

	entry.span.place = tree_place(r->tree, node);
	entry.span.range = (struct range){ 1, 0 };
	if (is_scalar(r, node))
		read_place(r, node, &entry);
	else
		read_mapping(r, node,
			     list->access == EDGESEC_MODBUS_ACCESS_READ ?
			     "a range of \"reads\"" : "a range of \"writes\"",
			     fields_of(list), &entry);
	if (entry.span.range.first > entry.span.range.last ||
	    overlaps(r, node, &entry))
		free(entry.span.values.list);
	else
		*vector_add(list->spans) = entry.span;
}

/* Which limits of a grant are read. */
struct side {
	struct limits *limits;
	struct rate *rate;
	enum edgesec_modbus_access access;
};

static void read_table(struct reader *r, tree_ref node, void *into,
		       enum edgesec_modbus_table table)
{
	struct side *side = into;
	struct list list = { &side->limits->table[table], side->access, table };

	side->limits->limited = true;
	read_one_or_more(r, node, read_span, &list);
}

#define TABLE(name, number)						\
	static void read_##name(struct reader *r, tree_ref node,	\
				void *into)				\
	{								\
		read_table(r, node, into, EDGESEC_MODBUS_TABLE_##number);	\
	}

TABLE(coils, COILS)
TABLE(discrete_inputs, DISCRETE_INPUTS)
TABLE(holding_registers, HOLDING_REGISTERS)
TABLE(input_registers, INPUT_REGISTERS)
TABLE(files, FILES)

static void read_quantity(struct reader *r, tree_ref node, void *into)
{
	struct side *side = into;
	uint64_t number;

	if (read_number(r, node, "a quantity", 1, QUANTITY_MAX, &number))
		side->limits->quantity = number;
}

static void read_side_rate(struct reader *r, tree_ref node, void *into)
{
	struct side *side = into;

	schema_read_rate(r, node, side->rate);
}

static const struct field read_fields[] = {
	{ "quantity", read_quantity, false },
	{ "rate", read_side_rate, false },
	{ "coils", read_coils, false },
	{ "discrete-inputs", read_discrete_inputs, false },
	{ "holding-registers", read_holding_registers, false },
	{ "input-registers", read_input_registers, false },
	{ "files", read_files, false },
	{}
};

static const struct field write_fields[] = {
	{ "quantity", read_quantity, false },
	{ "rate", read_side_rate, false },
	{ "coils", read_coils, false },
	{ "holding-registers", read_holding_registers, false },
	{ "files", read_files, false },
	{}
};

static void read_limits(struct reader *r, tree_ref node, struct grant *grant,
			enum edgesec_modbus_access access)
{
	bool write = access == EDGESEC_MODBUS_ACCESS_WRITE;
	struct rate *rate = &grant->rates[write ? EDGESEC_MODBUS_RATED_WRITES :
						  EDGESEC_MODBUS_RATED_READS];
	struct side side = { &grant->limits[access], rate, access };
	const char *what = write ? "\"writes\"" : "\"reads\"";

	read_mapping(r, node, what, write ? write_fields : read_fields, &side);
	if (tree_node(r->tree, node)->kind == TREE_MAPPING &&
	    !tree_node(r->tree, node)->child)
		mistake(r, node,
			"%s limits nothing; leave the key out, or the functions",
			what);
}

void schema_read_reads(struct reader *r, tree_ref node, void *into)
{
	read_limits(r, node, into, EDGESEC_MODBUS_ACCESS_READ);
}

void schema_read_writes(struct reader *r, tree_ref node, void *into)
{
	read_limits(r, node, into, EDGESEC_MODBUS_ACCESS_WRITE);
}

static bool is_limited(const struct grant *grant, int access)
{
	return grant->limits[access].limited || grant->limits[access].quantity;
}

/* What is not parsed can't be limited. */
void schema_check_grant(struct reader *r, tree_ref node,
			const struct grant *grant)
{
	bool reads = is_limited(grant, EDGESEC_MODBUS_ACCESS_READ);
	bool writes = is_limited(grant, EDGESEC_MODBUS_ACCESS_WRITE);

	for (unsigned int code = 1; code <= FUNCTION_MAX; code++)
		if (grant->allowed[code] &&
		    grant->framing[code] == EDGESEC_FRAMING_MBAP &&
		    ((reads && modbus_code_reads(code)) ||
		     (writes && modbus_code_writes(code))))
			mistake(r, node,
				"function code 0x%02x with \"framing: mbap\" is not parsed, so what it reads or writes can't be limited",
				code);
}
