// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What a policy file may say: ports
 * Copyright (C) 2026 The edgesec authors
 */
#include "schema.h"
#include "memory.h"
#include "ports.h"

#include <stdint.h>

#define PORT_MAX	65535

const char *const schema_scopes[] = { "host", "container", NULL };
const char *const schema_protocols[] = {
	"tcp", "udp", "sctp", "dccp", "raw", "packet", "vsock", NULL
};
const char *const schema_directions[] = {
	"bind", "listen", "connect", "send", NULL
};

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

/* A list of ports while it is read. */
struct port_list {
	const struct port_rule *rule;
	struct ranges *ranges;
};

/* What the kernel holds is one entry for each port. */
static void check_size(struct reader *r, tree_ref node,
		       const struct range *range)
{
	if (range->last - range->first > PORT_MAX)
		mistake(r, node, "a range holds no more than %d ports",
			PORT_MAX + 1);
}

static void read_port(struct reader *r, tree_ref node, void *into)
{
	struct port_list *list = into;
	bool is_vsock = list->rule->protocol == EDGESEC_PROTOCOL_VSOCK;
	struct range range;

	/* Port 0 asks for any free port and is always allowed. */
	if (!read_range(r, node, "a port", 1, is_vsock ? UINT32_MAX : PORT_MAX,
			&range))
		return;
	check_size(r, node, &range);
	*vector_add(list->ranges) = range;
}

/* Why a rule can't list ports of a direction. */
static const char *why_impossible(enum edgesec_protocol protocol)
{
	switch (protocol) {
	case EDGESEC_PROTOCOL_UDP:
		return "its sockets bind, connect and send";
	case EDGESEC_PROTOCOL_RAW:
	case EDGESEC_PROTOCOL_PACKET:
		return "it has no ports, so \"default\" says it all";
	default:
		return "its sockets bind, listen and connect";
	}
}

static void read_direction(struct reader *r, tree_ref node, void *into,
			   enum direction direction)
{
	struct port_rule *rule = into;
	struct port_list list = { rule, &rule->ports[direction] };
	static const char *const list_names[] = {
		"\"bind\"", "\"listen\"", "\"connect\"", "\"send\""
	};

	if (!(ports_possible(rule->protocol) & direction_bit(direction))) {
		mistake(r, node, "\"%s\" does not go with %s: %s",
			schema_directions[direction],
			schema_protocols[rule->protocol],
			why_impossible(rule->protocol));
		return;
	}
	rule->directions |= direction_bit(direction);
	read_list(r, node, list_names[direction], read_port, &list);
}

static void read_bind(struct reader *r, tree_ref node, void *into)
{
	read_direction(r, node, into, DIRECTION_BIND);
}

static void read_listen(struct reader *r, tree_ref node, void *into)
{
	read_direction(r, node, into, DIRECTION_LISTEN);
}

static void read_connect(struct reader *r, tree_ref node, void *into)
{
	read_direction(r, node, into, DIRECTION_CONNECT);
}

static void read_send(struct reader *r, tree_ref node, void *into)
{
	read_direction(r, node, into, DIRECTION_SEND);
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
	{ "bind", read_bind, false },
	{ "listen", read_listen, false },
	{ "connect", read_connect, false },
	{ "send", read_send, false },
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

/* A rule that says nothing would judge nothing. */
static void complete(struct reader *r, tree_ref node, struct port_rule *rule)
{
	if (ports_possible(rule->protocol) == EDGESEC_DIRECTION_CREATE)
		rule->directions = EDGESEC_DIRECTION_CREATE;
	else if (!rule->directions)
		mistake(r, node,
			"a port rule needs one of \"bind\", \"listen\", \"connect\" and \"send\"");
}

static void read_rule(struct reader *r, tree_ref node, void *into)
{
	size_t errors = r->erecs->errors;
	struct port_rule *rule = vector_add(&r->model->ports);

	(void)into;
	rule->place = tree_place(r->tree, node);
	rule->mode = r->model->mode;
	read_mapping(r, node, "a port rule", fields, rule);
	if (r->erecs->errors != errors)
		return;
	complete(r, node, rule);
	refuse_second(r, node, rule);
}

void schema_read_ports(struct reader *r, tree_ref node, void *into)
{
	read_list(r, node, "\"ports\"", read_rule, into);
}
