// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What a policy file may say: ports
 * Copyright (C) 2026 The edgesec authors
 */
#include "schema.h"
#include "memory.h"

#define PORT_MAX	65535

const char *const schema_scopes[] = { "host", "container", NULL };
const char *const schema_protocols[] = { "tcp", "udp", NULL };

static void read_scope(struct reader *r, tree_ref node, void *into)
{
	struct port_rule *rule = into;
	unsigned int index;

	if (read_word(r, node, schema_scopes, &index))
		rule->scope = index;
}

static void read_protocol(struct reader *r, tree_ref node, void *into)
{
	struct port_rule *rule = into;
	unsigned int index;

	if (read_word(r, node, schema_protocols, &index))
		rule->protocol = index;
}

static void read_port(struct reader *r, tree_ref node, void *into)
{
	struct port_rule *rule = into;
	struct range range;

	/* Port 0 asks for any free port and is always allowed. */
	if (read_range(r, node, "a port", 1, PORT_MAX, &range))
		*vector_add(&rule->bind) = range;
}

static void read_bind(struct reader *r, tree_ref node, void *into)
{
	read_list(r, node, "\"bind\"", read_port, into);
}

static void read_default(struct reader *r, tree_ref node, void *into)
{
	struct port_rule *rule = into;
	unsigned int index;

	if (read_word(r, node, schema_verdicts, &index))
		rule->verdict = index;
}

static void read_rule_mode(struct reader *r, tree_ref node, void *into)
{
	struct port_rule *rule = into;

	schema_read_mode(r, node, &rule->mode);
}

static const struct field fields[] = {
	{ "scope", read_scope, true },
	{ "protocol", read_protocol, true },
	{ "bind", read_bind, true },
	{ "default", read_default, true },
	{ "mode", read_rule_mode, false },
	{}
};

static void refuse_second(struct reader *r, tree_ref node,
			  const struct port_rule *rule)
{
	const struct port_rules *rules = &r->model->ports;

	for (size_t i = 0; i < rules->count; i++) {
		const struct port_rule *other = &rules->list[i];

		if (other != rule && other->scope == rule->scope &&
		    other->protocol == rule->protocol)
			mistake(r, node,
				"a second rule for %s %s; the first stands in line %u",
				schema_scopes[rule->scope],
				schema_protocols[rule->protocol],
				other->place.line);
	}
}

static void read_rule(struct reader *r, tree_ref node, void *into)
{
	size_t errors = r->erecs->errors;
	struct port_rule *rule = vector_add(&r->model->ports);

	(void)into;
	rule->place = tree_place(r->tree, node);
	rule->mode = r->model->mode;
	read_mapping(r, node, "a port rule", fields, rule);
	if (r->erecs->errors == errors)
		refuse_second(r, node, rule);
}

void schema_read_ports(struct reader *r, tree_ref node, void *into)
{
	read_list(r, node, "\"ports\"", read_rule, into);
}
