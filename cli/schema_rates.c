// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What a policy file may say: how often Modbus clients may ask
 * Copyright (C) 2026 The edgesec authors
 */
#include "schema_grants.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define RATE_MAX	1000000

/* "count/s", "count/m" or "count/h". */
static bool parse_rate(const char *text, struct rate *rate)
{
	unsigned long count;
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	count = strtoul(text, &end, 10);
	if (!count || count > RATE_MAX || end[0] != '/' || !end[1] || end[2])
		return false;
	rate->count = count;
	rate->seconds = end[1] == 's' ? 1 : end[1] == 'm' ? 60 :
			end[1] == 'h' ? 3600 : 0;
	return rate->seconds;
}

static void read_limit(struct reader *r, tree_ref node, void *into)
{
	struct rate *rate = into;

	if (is_scalar(r, node) && parse_rate(tree_text(r->tree, node), rate))
		return;
	*rate = (struct rate){};
	mistake(r, node,
		"a rate must be a number of requests up to %u and a time, such as 10/s, 10/m or 10/h",
		RATE_MAX);
}

static void read_burst(struct reader *r, tree_ref node, void *into)
{
	struct rate *rate = into;
	uint64_t number;

	if (read_number(r, node, "a burst", 1, RATE_MAX, &number))
		rate->burst = number;
}

static const struct field fields[] = {
	{ "limit", read_limit, true },
	{ "burst", read_burst, false },
	{}
};

void schema_read_rate(struct reader *r, tree_ref node, struct rate *rate)
{
	if (is_scalar(r, node))
		read_limit(r, node, rate);
	else
		read_mapping(r, node, "a rate", fields, rate);
	if (!rate->burst)
		rate->burst = rate->count;
}

void schema_read_grant_rate(struct reader *r, tree_ref node, void *into)
{
	struct grant *grant = into;

	schema_read_rate(r, node, &grant->rates[EDGESEC_MODBUS_RATED_ALL]);
}
