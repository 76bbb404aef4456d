// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What a policy file may say: ports
 * Copyright (C) 2026 The edgesec authors
 */
#include "schema_programs.h"
#include "memory.h"
#include "ports.h"
#include "quote.h"

#include <stdint.h>
#include <string.h>

#define PORT_MAX	65535

/* What the kernel compares on its stack. */
#define CGROUP_MAX	255

const char *const schema_scopes[] = {
	"host", "container", "netns", "cgroup", NULL
};
const char *const schema_protocols[] = {
	"tcp", "udp", "sctp", "dccp", "raw", "packet", "vsock", NULL
};
const char *const schema_directions[] = {
	"bind", "listen", "connect", "send", NULL
};

static void read_scope_path(struct reader *r, tree_ref node, void *into,
			    enum edgesec_scope kind)
{
	struct scope *scope = into;
	const char *path = read_text(r, node, "a path");

	if (scope->path)
		mistake(r, node, "a scope is one of \"netns\" and \"cgroup\"");
	else if (path && *path != '/')
		mistake(r, node, "a path must be absolute");
	else if (path)
		*scope = (struct scope){ kind, path };
}

static void read_netns(struct reader *r, tree_ref node, void *into)
{
	read_scope_path(r, node, into, EDGESEC_SCOPE_NETNS);
}

/* The kernel compares it with what it writes itself. */
static void read_cgroup(struct reader *r, tree_ref node, void *into)
{
	const struct scope *scope = into;
	const char *path;
	size_t len;

	read_scope_path(r, node, into, EDGESEC_SCOPE_CGROUP);
	if (scope->kind != EDGESEC_SCOPE_CGROUP)
		return;
	path = scope->path;
	len = strlen(path);
	if (strstr(path, "//") || (len > 1 && path[len - 1] == '/'))
		mistake(r, node, "a cgroup has no empty part in its path");
	else if (len > CGROUP_MAX)
		mistake(r, node, "the path of a cgroup is longer than %d bytes",
			CGROUP_MAX);
	else if (!strncmp(path, "/sys/", 5))
		mistake(r, node,
			"the path of a cgroup begins at the root of all cgroups, not in /sys");
}

static const struct field scope_fields[] = {
	{ "netns", read_netns, false },
	{ "cgroup", read_cgroup, false },
	{}
};

static void read_scope(struct reader *r, tree_ref node, void *into)
{
	static const char *const words[] = { "host", "container", NULL };
	struct port_rule *rule = into;
	size_t errors = r->erecs->errors;
	unsigned int index;

	if (is_scalar(r, node)) {
		if (read_word(r, node, words, &index))
			rule->scope.kind = index;
		return;
	}
	read_mapping(r, node, "a scope", scope_fields, &rule->scope);
	if (!rule->scope.path && r->erecs->errors == errors)
		mistake(r, node, "a scope needs \"netns\" or \"cgroup\"");
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

/* Every port that belongs to a program has to be one that may be used. */
static bool is_listed(const struct port_rule *rule, const struct range *range)
{
	uint64_t port = range->first;
	bool found = true;

	if (rule->verdict == EDGESEC_VERDICT_ALLOW)
		return true;
	for (; found && port <= range->last; port++) {
		found = false;
		for (int i = 0; i < DIRECTION_COUNT; i++)
			found |= ranges_have(&rule->ports[i], port);
	}
	return found;
}

static void check_owned(struct reader *r, tree_ref node,
			const struct port_rule *rule, const struct range *range)
{
	if (!is_listed(rule, range))
		mistake(r, node,
			"what belongs to a program has to be listed as well");
	for (size_t i = 0; i + 1 < rule->owned.count; i++)
		if (ranges_overlap(&rule->owned.list[i].ports, range))
			mistake(r, node, "a port belongs to programs twice");
}

static void read_owned(struct reader *r, tree_ref key, tree_ref value,
		       void *into)
{
	struct port_rule *rule = into;
	struct owned *owned = vector_add(&rule->owned);
	struct port_list ports = { rule, &owned->ports };
	struct list list = { .identity = rule->identity, .role = ROLE_OWNER };
	size_t errors = r->erecs->errors;

	owned->number = list.owner = ++r->model->owners;
	read_port(r, key, &ports);
	if (r->erecs->errors == errors)
		check_owned(r, key, rule, &owned->ports.list[0]);
	read_one_or_more(r, value, list_read_path, &list);
}

/* Raw and packet sockets have no port that could be given to anyone. */
static void read_program(struct reader *r, tree_ref node, void *into)
{
	const struct port_rule *rule = into;

	if (ports_possible(rule->protocol) == EDGESEC_DIRECTION_CREATE)
		mistake(r, node, "\"program\" does not go with %s: %s",
			schema_protocols[rule->protocol],
			why_impossible(rule->protocol));
	else
		read_pairs(r, node, "\"program\"", read_owned, into);
}

static void read_identify_by(struct reader *r, tree_ref node, void *into)
{
	struct port_rule *rule = into;
	struct list list = { .identity = rule->identity };

	list_read_identify(r, node, &list);
	rule->identity = list.identity;
}

static void read_existing(struct reader *r, tree_ref node, void *into)
{
	static const char *const words[] = { "keep", "close", NULL };
	struct port_rule *rule = into;
	unsigned int index;

	if (read_word(r, node, words, &index))
		rule->close = index;
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
	{ "identify-by", read_identify_by, false },
	{ "program", read_program, false },
	{ "existing", read_existing, false },
	{ "mode", read_rule_mode, false },
	{}
};

static void refuse_second(struct reader *r, tree_ref node,
			  const struct port_rule *rule)
{
	const struct port_rules *rules = &r->model->ports;

	for (size_t i = 0; i < rules->count; i++) {
		const struct port_rule *other = &rules->list[i];

		if (other != rule && scope_equals(&other->scope, &rule->scope) &&
		    other->protocol == rule->protocol)
			mistake(r, node,
				"a second rule for %s%s%s %s; the first stands in %s",
				schema_scopes[rule->scope.kind],
				rule->scope.path ? " " : "",
				rule->scope.path ? quote(rule->scope.path) : "",
				schema_protocols[rule->protocol],
				erec_line(r->erecs, rule->place, other->place));
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
