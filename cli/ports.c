// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What the rules of a policy say about a port
 * Copyright (C) 2026 The edgesec authors
 */
#include "ports.h"

#include <string.h>
#include <sys/stat.h>

bool ranges_have(const struct ranges *ranges, uint32_t port)
{
	for (size_t i = 0; i < ranges->count; i++)
		if (port >= ranges->list[i].first &&
		    port <= ranges->list[i].last)
			return true;
	return false;
}

bool ranges_overlap(const struct ranges *ranges, const struct range *range)
{
	for (size_t i = 0; i < ranges->count; i++)
		if (range->first <= ranges->list[i].last &&
		    range->last >= ranges->list[i].first)
			return true;
	return false;
}

unsigned int ports_possible(enum edgesec_protocol protocol)
{
	const unsigned int common = EDGESEC_DIRECTION_BIND |
				    EDGESEC_DIRECTION_CONNECT;

	switch (protocol) {
	case EDGESEC_PROTOCOL_TCP:
	case EDGESEC_PROTOCOL_SCTP:
	case EDGESEC_PROTOCOL_DCCP:
		return common | EDGESEC_DIRECTION_LISTEN;
	case EDGESEC_PROTOCOL_UDP:
		return common | EDGESEC_DIRECTION_SEND;
	case EDGESEC_PROTOCOL_VSOCK:
		return common | EDGESEC_DIRECTION_LISTEN |
		       EDGESEC_DIRECTION_SEND;
	case EDGESEC_PROTOCOL_RAW:
	case EDGESEC_PROTOCOL_PACKET:
		break;
	}
	return EDGESEC_DIRECTION_CREATE;
}

bool scope_equals(const struct scope *a, const struct scope *b)
{
	return a->kind == b->kind &&
	       (!a->path || !b->path || !strcmp(a->path, b->path));
}

static bool is_netns(const char *path, ino_t inode)
{
	struct stat st;

	return !stat(path, &st) && st.st_ino == inode;
}

/* At @path or below it. */
static bool is_cgroup(const char *path, const char *cgroup)
{
	size_t len = strcmp(path, "/") ? strlen(path) : 0;

	return cgroup && !strncmp(cgroup, path, len) &&
	       (!cgroup[len] || cgroup[len] == '/');
}

static bool is_in(const struct scope *scope, const struct bound *bound)
{
	switch (scope->kind) {
	case EDGESEC_SCOPE_HOST:
		return bound->is_host;
	case EDGESEC_SCOPE_CONTAINER:
		return !bound->is_host;
	case EDGESEC_SCOPE_NETNS:
		return is_netns(scope->path, bound->netns);
	case EDGESEC_SCOPE_CGROUP:
		return is_cgroup(scope->path, bound->cgroup);
	}
	return false;
}

static unsigned int narrowness(const struct scope *scope)
{
	unsigned int parts = 0;

	if (scope->kind == EDGESEC_SCOPE_NETNS)
		return 1;
	if (scope->kind != EDGESEC_SCOPE_CGROUP)
		return 0;
	for (const char *c = scope->path; *c; c++)
		parts += *c == '/' && c[1];
	return 2 + parts;
}

const struct port_rule *ports_denial(const struct port_rules *rules,
				     const struct bound *bound)
{
	const struct port_rule *found = NULL;

	for (size_t i = 0; i < rules->count; i++) {
		const struct port_rule *rule = &rules->list[i];

		if (rule->protocol != bound->protocol ||
		    !(rule->directions & direction_bit(bound->direction)) ||
		    !is_in(&rule->scope, bound))
			continue;
		if (!found ||
		    narrowness(&rule->scope) > narrowness(&found->scope))
			found = rule;
	}
	return found && found->mode == EDGESEC_MODE_ENFORCE &&
	       found->verdict == EDGESEC_VERDICT_DENY &&
	       !ranges_have(&found->ports[bound->direction], bound->port) ?
		       found : NULL;
}
