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

static int put_range(struct sk_buff *skb, const struct edgesec_port_range *range)
{
	struct nlattr *nest = nla_nest_start(skb, attr_of(range->direction));
	int failed;

	if (!nest)
		return -EMSGSIZE;
	failed = nla_put_u32(skb, EDGESEC_A_PORT_RANGE_FIRST, range->first) ||
		 nla_put_u32(skb, EDGESEC_A_PORT_RANGE_LAST, range->last);
	return edgesec_fill_end(skb, nest, failed);
}

static int put_ranges(struct sk_buff *skb, const struct edgesec_port_rule *rule)
{
	u32 i;

	for (i = 0; i < rule->count; i++)
		if (put_range(skb, &rule->range[i]))
			return -EMSGSIZE;
	return 0;
}

int edgesec_fill_port(struct sk_buff *skb, const struct edgesec_port_rule *rule)
{
	struct nlattr *nest = nla_nest_start(skb, EDGESEC_A_POLICY_PORT);
	int failed;

	if (!nest)
		return -EMSGSIZE;
	failed = nla_put_u32(skb, EDGESEC_A_PORT_SCOPE, rule->scope) ||
		 nla_put_u32(skb, EDGESEC_A_PORT_PROTOCOL, rule->protocol) ||
		 nla_put_u32(skb, EDGESEC_A_PORT_DIRECTIONS,
			     rule->directions) ||
		 put_ranges(skb, rule) ||
		 nla_put_u32(skb, EDGESEC_A_PORT_DEFAULT, rule->verdict) ||
		 nla_put_u32(skb, EDGESEC_A_PORT_MODE, rule->mode);
	return edgesec_fill_end(skb, nest, failed);
}
