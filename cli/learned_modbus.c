// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What Modbus requests teach
 * Copyright (C) 2026 The edgesec authors
 *
 * While the policy learns, its servers only record, and a server for all
 * others comes behind them; what they would deny the kernel remembers. At the
 * end each device that was asked gets what it was asked: a server of the policy
 * that means just this device and port takes it in, else a server of its own
 * comes before the one that decided. What was not seen stays denied, for
 * devices that the policy does not know too.
 */
#include "learned_modbus.h"
#include "memory.h"

#include <stdlib.h>
#include <string.h>

#define PORT_MBAP	502

static bool has_name(const struct model *model, const char *name)
{
	for (size_t i = 0; i < model->servers.count; i++)
		if (!strcmp(model->servers.list[i].name, name))
			return true;
	return false;
}

/* A name that neither @one nor @other has; @name itself if it can be. */
static const char *new_name(struct learned *learned, const struct model *one,
			    const struct model *other, char *name)
{
	char *tried = must_strdup(name);

	for (int i = 2; has_name(one, tried) || has_name(other, tried); i++) {
		free(tried);
		tried = must_printf("%.56s-%d", name, i);
	}
	free(name);
	*vector_add(&learned->names) = tried;
	return tried;
}

void learned_modbus_begin(struct learned *learned)
{
	struct modbus_servers *servers = &learned->model.servers;
	struct modbus_server *server;
	const char *name;

	for (size_t i = 0; i < servers->count; i++) {
		server = &servers->list[i];
		server->learns = server->mode != EDGESEC_MODE_DISABLED;
		if (server->learns)
			server->mode = EDGESEC_MODE_AUDIT;
	}
	name = new_name(learned, &learned->model, &learned->model,
			must_strdup("others"));
	learned->any_server = servers->count;
	server = vector_add(servers);
	*server = (struct modbus_server){
		.name = name, .on_deny = EDGESEC_ON_DENY_RESET,
		.mode = EDGESEC_MODE_AUDIT, .learns = true,
	};
	*vector_add(&server->port) = (struct range){ PORT_MBAP, PORT_MBAP };
	vector_add(&server->allow);
}

static bool covers(const struct prefix *prefix, const struct prefix *other)
{
	unsigned int bytes = prefix->length / 8, bits = prefix->length % 8;
	uint8_t mask = (uint8_t)(0xff00 >> bits);

	return prefix->bytes == other->bytes &&
	       prefix->length <= other->length &&
	       !memcmp(prefix->address, other->address, bytes) &&
	       (!bits || !((prefix->address[bytes] ^ other->address[bytes]) &
			   mask));
}

static bool listens(const struct modbus_server *server, const struct kind *kind)
{
	for (size_t i = 0; i < server->port.count; i++)
		if (kind->port >= server->port.list[i].first &&
		    kind->port <= server->port.list[i].last)
			return true;
	return false;
}

static bool is_for(const struct modbus_server *server, const struct kind *kind)
{
	if (!listens(server, kind))
		return false;
	for (size_t i = 0; i < server->address.count; i++)
		if (covers(&server->address.list[i], &kind->server))
			return true;
	return !server->address.count;
}

/* The first server decides; the last one is for all. */
static size_t find_server(const struct modbus_servers *servers,
			  const struct kind *kind)
{
	size_t i = 0;

	while (i < servers->count && !is_for(&servers->list[i], kind))
		i++;
	return i;
}

/* Does it mean one device and one port of it? */
static bool is_narrow(const struct modbus_server *server)
{
	return server->address.count == 1 &&
	       server->address.list[0].length ==
		       8 * server->address.list[0].bytes &&
	       server->port.count == 1 &&
	       server->port.list[0].first == server->port.list[0].last;
}

/* What both sets have; none means all. Returns false if that is nothing. */
static bool meet_prefixes(struct prefixes *set, const struct prefixes *other)
{
	struct prefixes both = {};

	for (size_t i = 0; i < other->count; i++) {
		if (!set->count)
			*vector_add(&both) = other->list[i];
		for (size_t j = 0; j < set->count; j++)
			if (covers(&set->list[j], &other->list[i]))
				*vector_add(&both) = other->list[i];
			else if (covers(&other->list[i], &set->list[j]))
				*vector_add(&both) = set->list[j];
	}
	if (!other->count)
		return true;
	free(set->list);
	*set = both;
	return both.count;
}

static bool meet_ranges(struct ranges *set, const struct ranges *other)
{
	static const struct range all = { 0, UINT32_MAX };
	const struct range *list = set->count ? set->list : &all;
	size_t count = set->count ? set->count : 1;
	struct ranges both = {};

	if (!other->count)
		return true;
	for (size_t i = 0; i < other->count; i++)
		for (size_t j = 0; j < count; j++) {
			struct range range = other->list[i];

			if (list[j].first > range.first)
				range.first = list[j].first;
			if (list[j].last < range.last)
				range.last = list[j].last;
			if (range.first <= range.last)
				*vector_add(&both) = range;
		}
	free(set->list);
	*set = both;
	return both.count;
}

static bool allows_anything(const struct grant *grant)
{
	for (int code = 0; code <= FUNCTION_MAX; code++)
		if (grant->allowed[code])
			return true;
	return false;
}

/*
 * What a server says for all its grants goes into each of them, so that a grant
 * beside them can have other clients and units.
 */
static void spread(struct modbus_server *server)
{
	struct grants *grants = &server->allow;
	size_t kept = 0;

	for (size_t i = 0; i < grants->count; i++) {
		struct grant *grant = &grants->list[i];

		if (allows_anything(grant) &&
		    meet_prefixes(&grant->from, &server->clients) &&
		    meet_ranges(&grant->units, &server->units))
			grants->list[kept++] = *grant;
		else
			grant_free(grant);
	}
	grants->count = kept;
	server->clients.count = 0;
	server->units.count = 0;
}

static void add_note(struct learned *learned, const struct kind *kind)
{
	*vector_add(&learned->notes) = kind_text(kind);
	learned->count++;
}

/* Allows the kinds from @first to before @end. */
static void allow(struct learned *learned, struct modbus_server *server,
		  size_t first, size_t end)
{
	spread(server);
	learned_grants_add(&server->allow, &learned->seen, first, end);
	for (size_t i = first; i < end; i++)
		if (!*learned->seen.list[i].fault)
			add_note(learned, &learned->seen.list[i]);
}

/* "10.1.0.2", "10.1.0.2-1502", "fd01--2"; names have no colons. */
static char *name_of(const struct modbus_server *from, bool is_any,
		     const struct kind *kind)
{
	char *name = must_printf("%.10s-%s", is_any ? "server" : from->name,
				 kind_address(&kind->server));

	for (char *c = name; *c; c++)
		if (*c == ':')
			*c = '-';
	if (kind->port != PORT_MBAP) {
		char *longer = must_printf("%s-%u", name, kind->port);

		free(name);
		name = longer;
	}
	return name;
}

/* The server that decides on a kind of request is split: this device, the rest. */
static void split(struct learned *learned, struct model *result,
		  const struct modbus_server *from, size_t first, size_t end,
		  bool is_any)
{
	const struct kind *kind = &learned->seen.list[first];
	struct modbus_server *server = model_add_server(result, from);

	server->name = new_name(learned, &learned->model, result,
				name_of(from, is_any, kind));
	server->address.count = 0;
	*vector_add(&server->address) = kind->server;
	server->port.count = 0;
	*vector_add(&server->port) = (struct range){ kind->port, kind->port };
	allow(learned, server, first, end);
}

/* The kinds from @first on that are for the same device and port. */
static size_t end_of(const struct seen *seen, size_t first)
{
	size_t end = first;

	while (end < seen->count &&
	       kind_same_server(&seen->list[first], &seen->list[end]))
		end++;
	return end;
}

static bool teaches(const struct seen *seen, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++)
		if (!*seen->list[i].fault)
			return true;
	return false;
}

/* The server @from of the policy, number @index, and what it brings with it. */
static void put_server(struct learned *learned, struct model *result,
		       const struct modbus_server *from, size_t index)
{
	const struct modbus_servers *servers = &learned->model.servers;
	bool is_any = index == learned->any_server, narrow = is_narrow(from);
	const struct seen *seen = &learned->seen;
	struct modbus_server *server = NULL;
	bool taught = false;

	if (narrow)
		server = model_add_server(result, from);
	for (size_t i = 0, end; i < seen->count; i = end) {
		end = end_of(seen, i);
		if (find_server(servers, &seen->list[i]) != index ||
		    !teaches(seen, i, end))
			continue;
		taught = true;
		if (narrow)
			allow(learned, server, i, end);
		else
			split(learned, result, from, i, end, is_any);
	}
	if (!narrow && (taught || !is_any))
		model_add_server(result, from);
}

void learned_modbus_end(struct learned *learned, const struct model *base)
{
	struct model *model = &learned->model, old = {}, result = {};
	struct modbus_server *any = &model->servers.list[learned->any_server];

	any->learns = false;
	any->mode = model->mode;
	for (size_t i = 0; i < base->servers.count; i++)
		put_server(learned, &result, &base->servers.list[i], i);
	put_server(learned, &result, any, learned->any_server);
	old.servers = model->servers;
	model->servers = result.servers;
	model_free(&old);
}

size_t learned_modbus_faults(const struct learned *learned)
{
	size_t count = 0;

	for (size_t i = 0; i < learned->seen.count; i++)
		count += *learned->seen.list[i].fault != '\0';
	return count;
}

static void print_kind(FILE *to, const struct kind *kind)
{
	char *text = kind_text(kind);

	fprintf(to, "# %s", text);
	if (!*kind->fault)
		fprintf(to, ", values %u-%u", kind->values.first,
			kind->values.last);
	fprintf(to, " (%u times)\n", kind->count);
	free(text);
}

static void print_values(FILE *to, const struct seen *seen)
{
	bool any = false;

	for (size_t i = 0; i < seen->count; i++) {
		if (!seen->list[i].has_values)
			continue;
		if (!any)
			fputs("\n# Which values may be written was not learned. These were:\n",
			      to);
		any = true;
		print_kind(to, &seen->list[i]);
	}
}

static void print_faults(FILE *to, const struct learned *learned)
{
	if (!learned_modbus_faults(learned))
		return;
	fputs("\n# These requests are not of the standard, and are not allowed:\n",
	      to);
	for (size_t i = 0; i < learned->seen.count; i++)
		if (*learned->seen.list[i].fault)
			print_kind(to, &learned->seen.list[i]);
}

void learned_modbus_print(FILE *to, const struct learned *learned)
{
	print_values(to, &learned->seen);
	print_faults(to, learned);
}
