// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What a policy file may say: requests of Modbus clients
 * Copyright (C) 2026 The edgesec authors
 */
#include "schema_grants.h"
#include "memory.h"

static void read_from(struct reader *r, tree_ref node, void *into)
{
	struct grant *grant = into;

	read_one_or_more(r, node, schema_read_prefix, &grant->from);
	if (!is_scalar(r, node) && !tree_node(r->tree, node)->child)
		mistake(r, node,
			"an empty list of clients; leave the key out for everybody");
}

static void read_units(struct reader *r, tree_ref node, void *into)
{
	struct grant *grant = into;

	schema_read_units(r, node, &grant->units);
}

static const struct field fields[] = {
	{ "from", read_from, false },
	{ "units", read_units, false },
	{ "functions", schema_read_functions, true },
	{ "reads", schema_read_reads, false },
	{ "writes", schema_read_writes, false },
	{ "rate", schema_read_grant_rate, false },
	{}
};

static void read_grant(struct reader *r, tree_ref node, void *into)
{
	struct modbus_server *server = into;
	size_t errors = r->erecs->errors;
	struct grant *grant = vector_add(&server->allow);

	grant->place = tree_place(r->tree, node);
	read_mapping(r, node, "an entry of \"allow\"", fields, grant);
	if (server->allow.count == GRANTS_MAX + 1)
		mistake(r, node, "a server has at most %d entries of \"allow\"",
			GRANTS_MAX);
	if (r->erecs->errors == errors)
		schema_check_grant(r, node, grant);
}

void schema_read_allow(struct reader *r, tree_ref node, void *into)
{
	read_list(r, node, "\"allow\"", read_grant, into);
}
