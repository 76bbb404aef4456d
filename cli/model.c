// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - A policy file, understood
 * Copyright (C) 2026 The edgesec authors
 */
#include "model.h"
#include "memory.h"

#include <stdlib.h>
#include <string.h>

/* Makes the list of a vector that was copied one of its own. */
#define vector_own(vector)						\
	((vector)->list = own_list((vector)->list,			\
				   (vector)->count * sizeof(*(vector)->list)))

static void *own_list(const void *list, size_t size)
{
	return size ? memcpy(must_calloc(1, size), list, size) : NULL;
}

/* @owners: What numbers of owners of the other model begin behind. */
static void add_program(struct model *model, const struct program *from,
			unsigned int owners)
{
	struct program *program = vector_add(&model->programs);

	*program = *from;
	program->path = must_strdup(from->path);
	if (program->owner)
		program->owner += owners;
}

static void add_port_rule(struct model *model, const struct port_rule *from,
			  unsigned int owners)
{
	struct port_rule *rule = vector_add(&model->ports);

	*rule = *from;
	for (int i = 0; i < DIRECTION_COUNT; i++)
		vector_own(&rule->ports[i]);
	vector_own(&rule->owned);
	for (size_t i = 0; i < rule->owned.count; i++) {
		vector_own(&rule->owned.list[i].ports);
		rule->owned.list[i].number += owners;
	}
}

static void own_limits(struct limits *limits)
{
	for (int table = 0; table < TABLE_COUNT; table++) {
		struct spans *spans = &limits->table[table];

		vector_own(spans);
		for (size_t i = 0; i < spans->count; i++)
			vector_own(&spans->list[i].values);
	}
}

static void own_grant(struct grant *grant)
{
	vector_own(&grant->from);
	vector_own(&grant->units);
	for (int code = 0; code <= FUNCTION_MAX; code++)
		vector_own(&grant->subs[code]);
	for (int access = 0; access < ACCESS_COUNT; access++)
		own_limits(&grant->limits[access]);
}

struct modbus_server *model_add_server(struct model *model,
				       const struct modbus_server *from)
{
	struct modbus_server *server = vector_add(&model->servers);

	*server = *from;
	vector_own(&server->address);
	vector_own(&server->port);
	vector_own(&server->units);
	vector_own(&server->clients);
	vector_own(&server->allow);
	for (size_t i = 0; i < server->allow.count; i++)
		own_grant(&server->allow.list[i]);
	return server;
}

bool grant_is_plain(const struct grant *grant)
{
	for (int code = 0; code <= FUNCTION_MAX; code++)
		if (grant->subs[code].count)
			return false;
	for (int access = 0; access < ACCESS_COUNT; access++)
		if (grant->limits[access].limited ||
		    grant->limits[access].quantity)
			return false;
	for (int rated = 0; rated < RATED_COUNT; rated++)
		if (grant->rates[rated].count)
			return false;
	return !grant->from.count && !grant->units.count;
}

void model_add(struct model *model, const struct model *from)
{
	unsigned int owners = model->owners;

	for (size_t i = 0; i < from->programs.count; i++)
		add_program(model, &from->programs.list[i], owners);
	for (size_t i = 0; i < from->ports.count; i++)
		add_port_rule(model, &from->ports.list[i], owners);
	for (size_t i = 0; i < from->servers.count; i++)
		model_add_server(model, &from->servers.list[i]);
	model->owners += from->owners;
}

static void free_limits(struct limits *limits)
{
	for (int table = 0; table < TABLE_COUNT; table++) {
		struct spans *spans = &limits->table[table];

		for (size_t i = 0; i < spans->count; i++)
			free(spans->list[i].values.list);
		free(spans->list);
	}
}

void grant_free(struct grant *grant)
{
	free(grant->from.list);
	free(grant->units.list);
	for (int code = 0; code <= FUNCTION_MAX; code++)
		free(grant->subs[code].list);
	for (int access = 0; access < ACCESS_COUNT; access++)
		free_limits(&grant->limits[access]);
}

static void free_server(struct modbus_server *server)
{
	free(server->address.list);
	free(server->port.list);
	free(server->units.list);
	free(server->clients.list);
	for (size_t i = 0; i < server->allow.count; i++)
		grant_free(&server->allow.list[i]);
	free(server->allow.list);
}

static void free_port_rule(struct port_rule *rule)
{
	for (int i = 0; i < DIRECTION_COUNT; i++)
		free(rule->ports[i].list);
	for (size_t i = 0; i < rule->owned.count; i++)
		free(rule->owned.list[i].ports.list);
	free(rule->owned.list);
}

void model_free(struct model *model)
{
	for (size_t i = 0; i < model->programs.count; i++)
		free(model->programs.list[i].path);
	for (size_t i = 0; i < model->ports.count; i++)
		free_port_rule(&model->ports.list[i]);
	for (size_t i = 0; i < model->servers.count; i++)
		free_server(&model->servers.list[i]);
	free(model->programs.list);
	free(model->ports.list);
	free(model->servers.list);
}
