// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What a policy file may say: Modbus servers
 * Copyright (C) 2026 The edgesec authors
 */
#include "schema.h"
#include "memory.h"
#include "schema_grants.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#define PORT_MAX	65535
#define UNIT_MAX	255
#define IN_FLIGHT_MAX	16

/* Modbus/TCP: IANA service "mbap". */
#define PORT_MBAP	502

const char *const schema_on_denies[] = { "drop", "reset", "exception", NULL };
const char *const schema_responses[] = { "count", "deny", NULL };
const char *const schema_segments[] = { "strict", "lockstep", "coalesce",
					NULL };

static void read_server_name(struct reader *r, tree_ref node, void *into)
{
	struct modbus_server *server = into;

	server->name = read_name(r, node, "the name");
}

static bool parse_address(const char *text, struct prefix *prefix)
{
	if (inet_pton(AF_INET, text, prefix->address) == 1)
		prefix->bytes = 4;
	else if (inet_pton(AF_INET6, text, prefix->address) == 1)
		prefix->bytes = 16;
	else
		return false;
	prefix->length = 8 * prefix->bytes;
	return true;
}

static bool parse_length(const char *text, struct prefix *prefix)
{
	unsigned long length;
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	length = strtoul(text, &end, 10);
	if (*end || length > prefix->length)
		return false;
	prefix->length = length;
	return true;
}

/* "address" or "address/length". */
static bool parse_prefix(const char *text, struct prefix *prefix)
{
	const char *slash = strchr(text, '/');
	size_t len = slash ? (size_t)(slash - text) : strlen(text);
	char address[INET6_ADDRSTRLEN];

	if (len >= sizeof(address))
		return false;
	memcpy(address, text, len);
	address[len] = '\0';
	return parse_address(address, prefix) &&
	       (!slash || parse_length(slash + 1, prefix));
}

static bool has_host_bits(const struct prefix *prefix)
{
	for (unsigned int bit = prefix->length; bit < 8 * prefix->bytes; bit++)
		if (prefix->address[bit / 8] & (0x80 >> bit % 8))
			return true;
	return false;
}

void schema_read_prefix(struct reader *r, tree_ref node, void *into)
{
	struct prefixes *prefixes = into;
	struct prefix prefix = {};

	if (!is_scalar(r, node) ||
	    !parse_prefix(tree_text(r->tree, node), &prefix))
		mistake(r, node,
			"an address must be IPv4 or IPv6, with or without /length");
	else if (has_host_bits(&prefix))
		mistake(r, node, "the address has bits set beyond its /%u",
			prefix.length);
	else
		*vector_add(prefixes) = prefix;
}

static void read_address(struct reader *r, tree_ref node, void *into)
{
	struct modbus_server *server = into;

	if (is_scalar(r, node) && !strcmp(tree_text(r->tree, node), "any"))
		return;
	read_one_or_more(r, node, schema_read_prefix, &server->address);
	if (!is_scalar(r, node) && !tree_node(r->tree, node)->child)
		mistake(r, node,
			"an empty list of addresses; write \"any\" for every address");
}

static void read_clients(struct reader *r, tree_ref node, void *into)
{
	struct modbus_server *server = into;

	read_list(r, node, "\"clients\"", schema_read_prefix, &server->clients);
	if (!tree_node(r->tree, node)->child)
		mistake(r, node,
			"an empty list of clients; leave the key out for everybody");
}

static void read_port(struct reader *r, tree_ref node, void *into)
{
	struct modbus_server *server = into;
	struct range range;

	if (read_range(r, node, "a port", 1, PORT_MAX, &range))
		*vector_add(&server->port) = range;
}

static void read_ports(struct reader *r, tree_ref node, void *into)
{
	read_one_or_more(r, node, read_port, into);
	if (!is_scalar(r, node) && !tree_node(r->tree, node)->child)
		mistake(r, node, "an empty list of ports");
}

static void read_unit(struct reader *r, tree_ref node, void *into)
{
	struct ranges *units = into;
	struct range range;

	if (read_range(r, node, "a unit", 0, UNIT_MAX, &range))
		*vector_add(units) = range;
}

void schema_read_units(struct reader *r, tree_ref node, struct ranges *units)
{
	read_list(r, node, "\"units\"", read_unit, units);
	if (!tree_node(r->tree, node)->child)
		mistake(r, node,
			"an empty list of units; leave the key out for all units");
}

static void read_server_units(struct reader *r, tree_ref node, void *into)
{
	struct modbus_server *server = into;

	schema_read_units(r, node, &server->units);
}

/* What the keys of a server say for everybody. */
static struct grant *everybody(struct modbus_server *server)
{
	if (!server->allow.count)
		vector_add(&server->allow)->place = server->place;
	return &server->allow.list[0];
}

static void read_functions(struct reader *r, tree_ref node, void *into)
{
	schema_read_functions(r, node, everybody(into));
}

static void read_deny(struct reader *r, tree_ref node, void *into)
{
	schema_read_deny(r, node, everybody(into));
}

static void read_reads(struct reader *r, tree_ref node, void *into)
{
	schema_read_reads(r, node, everybody(into));
}

static void read_writes(struct reader *r, tree_ref node, void *into)
{
	schema_read_writes(r, node, everybody(into));
}

static void read_rate(struct reader *r, tree_ref node, void *into)
{
	schema_read_grant_rate(r, node, everybody(into));
}

static void read_in_flight(struct reader *r, tree_ref node, void *into)
{
	struct modbus_server *server = into;
	uint64_t number;

	if (read_number(r, node, "requests in flight", 1, IN_FLIGHT_MAX,
			&number))
		server->in_flight = number;
}

static void read_responses(struct reader *r, tree_ref node, void *into)
{
	struct modbus_server *server = into;
	unsigned int index;

	if (read_word(r, node, schema_responses, &index))
		server->responses = index;
}

static void read_segments(struct reader *r, tree_ref node, void *into)
{
	struct modbus_server *server = into;
	unsigned int index;

	if (read_word(r, node, schema_segments, &index))
		server->segments = index;
}

static void read_exceptions(struct reader *r, tree_ref node, void *into)
{
	struct modbus_server *server = into;

	schema_read_rate(r, node, &server->exceptions);
}

static void read_on_deny(struct reader *r, tree_ref node, void *into)
{
	struct modbus_server *server = into;
	unsigned int index;

	if (read_word(r, node, schema_on_denies, &index))
		server->on_deny = index;
}

static void read_server_mode(struct reader *r, tree_ref node, void *into)
{
	struct modbus_server *server = into;

	schema_read_mode(r, node, &server->mode);
}

static const struct field server_fields[] = {
	{ "name", read_server_name, true },
	{ "address", read_address, true },
	{ "port", read_ports, false },
	{ "units", read_server_units, false },
	{ "clients", read_clients, false },
	{ "functions", read_functions, false },
	{ "deny", read_deny, false },
	{ "reads", read_reads, false },
	{ "writes", read_writes, false },
	{ "rate", read_rate, false },
	{ "allow", schema_read_allow, false },
	{ "in-flight", read_in_flight, false },
	{ "segments", read_segments, false },
	{ "responses", read_responses, false },
	{ "exceptions", read_exceptions, false },
	{ "on-deny", read_on_deny, false },
	{ "mode", read_server_mode, false },
	{}
};

/* Functions stand in one place, and what limits them beside them. */
static void check_keys(struct reader *r, tree_ref node)
{
	tree_ref functions = find_key(r, node, "functions");
	tree_ref deny = find_key(r, node, "deny");
	tree_ref allow = find_key(r, node, "allow");
	static const char *const beside[] = { "reads", "writes", "rate" };

	if (functions && deny)
		mistake(r, deny,
			"a server has \"functions\" or \"deny\", not both");
	if (allow && (functions || deny))
		mistake(r, allow,
			"a server has \"allow\", or \"%s\" for everybody, not both",
			functions ? "functions" : "deny");
	for (size_t i = 0; allow && i < sizeof(beside) / sizeof(*beside); i++)
		if (find_key(r, node, beside[i]))
			mistake(r, find_key(r, node, beside[i]),
				"with \"allow\" this key stands in an entry of it");
	if (!functions && !deny && !allow)
		mistake(r, node,
			"a server needs \"functions\", \"deny\" or \"allow\"");
}

/* One request at a time leaves nothing to say of how many may wait. */
static void check_in_flight(struct reader *r, tree_ref node,
			    const struct modbus_server *server)
{
	if (server->segments == EDGESEC_SEGMENTS_LOCKSTEP &&
	    server->in_flight > 1)
		mistake(r, find_key(r, node, "in-flight"),
			"with \"segments: lockstep\" only one request is in flight");
}

static void check_server(struct reader *r, tree_ref node,
			 const struct modbus_server *server)
{
	const struct modbus_servers *servers = &r->model->servers;

	check_keys(r, node);
	check_in_flight(r, node, server);
	if (!find_key(r, node, "allow") && server->allow.count)
		schema_check_grant(r, node, &server->allow.list[0]);
	for (size_t i = 0; i + 1 < servers->count; i++)
		if (servers->list[i].name &&
		    !strcmp(servers->list[i].name, server->name))
			mistake(r, node,
				"a second server with the name \"%s\"; the first stands in %s",
				server->name,
				erec_line(r->erecs, tree_place(r->tree, node),
					  servers->list[i].place));
}

/* What a section of servers hands down. */
struct section {
	struct modbus_servers *servers;
	enum edgesec_mode mode;
};

static void read_server(struct reader *r, tree_ref node, void *into)
{
	struct section *section = into;
	size_t errors = r->erecs->errors;
	struct modbus_server *server = vector_add(section->servers);

	server->place = tree_place(r->tree, node);
	server->mode = section->mode;
	server->on_deny = EDGESEC_ON_DENY_RESET;
	read_mapping(r, node, "a server", server_fields, server);
	if (!server->port.count)
		*vector_add(&server->port) =
			(struct range){ PORT_MBAP, PORT_MBAP };
	if (r->erecs->errors == errors)
		check_server(r, node, server);
}

static void read_section_mode(struct reader *r, tree_ref node, void *into)
{
	struct section *section = into;

	schema_read_mode(r, node, &section->mode);
}

static void read_servers(struct reader *r, tree_ref node, void *into)
{
	read_list(r, node, "\"servers\"", read_server, into);
}

static const struct field section_fields[] = {
	{ "mode", read_section_mode, false },
	{ "servers", read_servers, true },
	{}
};

void schema_read_modbus(struct reader *r, tree_ref node, void *into)
{
	struct model *model = into;
	struct section section = { &model->servers, model->mode };

	read_mapping(r, node, "\"modbus\"", section_fields, &section);
}
