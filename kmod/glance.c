// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Ports that are allowed to whoever asks, by one bit
 * Copyright (C) 2026 The edgesec authors
 *
 * Nearly all that is asked about ports is asked about one that is listed, and
 * the answer is the same for every socket of the host, or of the containers. So
 * a policy that is published gets a map for each of these two, for TCP and UDP,
 * and each direction that a rule judges. A bit is set where the rule allows the port
 * and nothing more has to be found out: no rule is about a namespace or a cgroup
 * by name, which might decide instead, and the port belongs to no program.
 *
 * A map never denies, it only spares a question to eval. One that there is no
 * memory for is missed by nobody.
 */
#include "glance.h"
#include "policy.h"

#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/slab.h>

/*
 * The rule that decides for every socket of @kind, or NULL where there is none
 * or where that depends on more.
 */
static const struct edgesec_port_rule *
find_rule(const struct edgesec_policy *policy, enum edgesec_scope kind,
	  enum edgesec_protocol protocol, enum edgesec_direction direction)
{
	const struct edgesec_port_rule *rule, *found = NULL;
	u32 i;

	for (i = 0; i < policy->scope_count; i++) {
		rule = policy->scope[i]->rule[protocol];
		if (!rule || !(rule->directions & direction))
			continue;
		if (policy->scope[i]->kind >= EDGESEC_GLANCE_SCOPES)
			return NULL;
		if (policy->scope[i]->kind == kind)
			found = rule;
	}
	return found && found->mode != EDGESEC_MODE_DISABLED ? found : NULL;
}

static void set_range(unsigned long *map,
		      const struct edgesec_port_range *range, bool allowed)
{
	u32 count = range->last - range->first + 1;

	if (WARN_ON_ONCE(range->first > range->last ||
			 range->last >= EDGESEC_GLANCE_PORTS))
		return;
	if (allowed)
		bitmap_set(map, range->first, count);
	else
		bitmap_clear(map, range->first, count);
}

/* What all pieces of a rule list for @direction. */
static void set_listed(unsigned long *map, const struct edgesec_port_rule *rule,
		       enum edgesec_direction direction)
{
	u32 i;

	for (; rule; rule = rule->more)
		for (i = 0; i < rule->count; i++)
			if (!rule->range[i].owner &&
			    rule->range[i].direction == direction)
				set_range(map, &rule->range[i], true);
}

static void clear_owned(unsigned long *map,
			const struct edgesec_port_rule *rule)
{
	u32 i;

	for (; rule; rule = rule->more)
		for (i = 0; i < rule->count; i++)
			if (rule->range[i].owner)
				set_range(map, &rule->range[i], false);
}

/* To bind port 0 is to ask for any free one. */
static unsigned long *new_map(const struct edgesec_port_rule *rule,
			      enum edgesec_direction direction)
{
	unsigned long *map;

	map = kvzalloc(EDGESEC_GLANCE_PORTS / BITS_PER_BYTE,
		       GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	if (!map)
		return NULL;
	if (rule->verdict == EDGESEC_VERDICT_ALLOW)
		bitmap_fill(map, EDGESEC_GLANCE_PORTS);
	else
		set_listed(map, rule, direction);
	clear_owned(map, rule);
	if (direction == EDGESEC_DIRECTION_BIND)
		__set_bit(0, map);
	return map;
}

static void build_protocol(struct edgesec_policy *policy,
			   enum edgesec_scope kind,
			   enum edgesec_protocol protocol)
{
	unsigned long **map = policy->glance.map[kind][protocol];
	const struct edgesec_port_rule *rule;
	u32 i;

	for (i = 0; i < EDGESEC_GLANCE_DIRECTIONS; i++) {
		rule = find_rule(policy, kind, protocol, BIT(i));
		if (rule && !map[i])
			map[i] = new_map(rule, BIT(i));
	}
}

/**
 * edgesec_glance_build - Make the maps of a policy
 * @policy: A policy that is still private to the caller and complete.
 *
 * Context: Process context, may sleep.
 */
void edgesec_glance_build(struct edgesec_policy *policy)
{
	int kind, protocol;

	static_assert(EDGESEC_SCOPE_HOST < EDGESEC_GLANCE_SCOPES &&
		      EDGESEC_SCOPE_CONTAINER < EDGESEC_GLANCE_SCOPES);
	static_assert(EDGESEC_PROTOCOL_TCP < EDGESEC_GLANCE_PROTOCOLS &&
		      EDGESEC_PROTOCOL_UDP < EDGESEC_GLANCE_PROTOCOLS);
	static_assert(EDGESEC_DIRECTION_SEND ==
		      BIT(EDGESEC_GLANCE_DIRECTIONS - 1));

	for (kind = 0; kind < EDGESEC_GLANCE_SCOPES; kind++)
		for (protocol = 0; protocol < EDGESEC_GLANCE_PROTOCOLS;
		     protocol++)
			build_protocol(policy, kind, protocol);
}

/**
 * edgesec_glance_free - Free the maps of a policy
 * @glance: The maps, as many as there are.
 *
 * Context: Process context, when nobody reads them any more.
 */
void edgesec_glance_free(struct edgesec_glance *glance)
{
	int kind, protocol, i;

	for (kind = 0; kind < EDGESEC_GLANCE_SCOPES; kind++)
		for (protocol = 0; protocol < EDGESEC_GLANCE_PROTOCOLS;
		     protocol++)
			for (i = 0; i < EDGESEC_GLANCE_DIRECTIONS; i++)
				kvfree(glance->map[kind][protocol][i]);
}
