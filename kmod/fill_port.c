// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - From port rules to netlink attributes
 * Copyright (C) 2026 The edgesec authors
 */
#include "fill.h"
#include "genl.h"
#include "policy.h"

#include <net/netlink.h>

/* The attribute that lists the ports of a direction. */
static int attr_of(enum edgesec_direction direction)
{
	switch (direction) {
	case EDGESEC_DIRECTION_LISTEN:
		return EDGESEC_A_PORT_LISTEN;
	case EDGESEC_DIRECTION_CONNECT:
		return EDGESEC_A_PORT_CONNECT;
	case EDGESEC_DIRECTION_SEND:
		return EDGESEC_A_PORT_SEND;
	default:
		return EDGESEC_A_PORT_BIND;
	}
}

static int put_range(struct sk_buff *skb, int type,
		     const struct edgesec_port_range *range)
{
	struct nlattr *nest = nla_nest_start(skb, type);
	int failed;

	if (!nest)
		return -EMSGSIZE;
	failed = nla_put_u32(skb, EDGESEC_A_PORT_RANGE_FIRST, range->first) ||
		 nla_put_u32(skb, EDGESEC_A_PORT_RANGE_LAST, range->last);
	return edgesec_fill_end(skb, nest, failed);
}

/* The ranges that belong to @owner; 0 for those that are listed. */
static int put_ranges(struct sk_buff *skb, const struct edgesec_port_rule *rule,
		      u32 owner)
{
	const struct edgesec_port_range *range;
	u32 i;

	for (i = 0; i < rule->count; i++) {
		range = &rule->range[i];
		if (range->owner == owner &&
		    put_range(skb, owner ? EDGESEC_A_PORT_PROGRAM_PORT :
				   attr_of(range->direction), range))
			return -EMSGSIZE;
	}
	return 0;
}

static int put_programs(struct sk_buff *skb,
			const struct edgesec_policy *policy, u32 owner)
{
	const struct edgesec_program *program;

	list_for_each_entry(program, &policy->program_list, node)
		if (program->owner == owner &&
		    edgesec_fill_program(skb, EDGESEC_A_PORT_PROGRAM_PROGRAM,
					 program))
			return -EMSGSIZE;
	return 0;
}

static int put_owner(struct sk_buff *skb, const struct edgesec_policy *policy,
		     const struct edgesec_port_rule *rule, u32 owner)
{
	struct nlattr *nest = nla_nest_start(skb, EDGESEC_A_PORT_PROGRAM);

	if (!nest)
		return -EMSGSIZE;
	return edgesec_fill_end(skb, nest, put_ranges(skb, rule, owner) ||
					   put_programs(skb, policy, owner));
}

/* Numbers of owners ascend, and those of the same number stand together. */
static int put_owners(struct sk_buff *skb, const struct edgesec_policy *policy,
		      const struct edgesec_port_rule *rule)
{
	u32 i, last = 0;

	for (i = 0; i < rule->count; i++) {
		if (rule->range[i].owner == last)
			continue;
		last = rule->range[i].owner;
		if (put_owner(skb, policy, rule, last))
			return -EMSGSIZE;
	}
	return 0;
}

/* What the first piece of a rule says for all of them. */
static int put_rule(struct sk_buff *skb, const struct edgesec_port_rule *rule)
{
	return nla_put_u32(skb, EDGESEC_A_PORT_DIRECTIONS, rule->directions) ||
	       nla_put_u32(skb, EDGESEC_A_PORT_DEFAULT, rule->verdict) ||
	       nla_put_u32(skb, EDGESEC_A_PORT_MODE, rule->mode);
}

int edgesec_fill_port(struct sk_buff *skb, const struct edgesec_policy *policy,
		      const struct edgesec_port_scope *scope,
		      const struct edgesec_port_rule *piece)
{
	struct nlattr *nest = nla_nest_start(skb, EDGESEC_A_POLICY_PORT);
	bool is_first = piece == scope->rule[piece->protocol];
	int failed;

	if (!nest)
		return -EMSGSIZE;
	failed = nla_put_u32(skb, EDGESEC_A_PORT_SCOPE, scope->kind) ||
		 (*scope->path &&
		  nla_put_string(skb, EDGESEC_A_PORT_PATH, scope->path)) ||
		 nla_put_u32(skb, EDGESEC_A_PORT_PROTOCOL, piece->protocol) ||
		 (is_first ? put_rule(skb, piece) :
			     nla_put_flag(skb, EDGESEC_A_PORT_CONTINUES)) ||
		 put_ranges(skb, piece, 0) || put_owners(skb, policy, piece);
	return edgesec_fill_end(skb, nest, failed);
}
