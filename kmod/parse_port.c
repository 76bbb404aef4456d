// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - From netlink attributes to port rules
 * Copyright (C) 2026 The edgesec authors
 */
#include "parse.h"
#include "genl.h"
#include "policy.h"

#include <linux/slab.h>

#define CREATE	EDGESEC_DIRECTION_CREATE
#define LISTENS	(EDGESEC_DIRECTION_BIND | EDGESEC_DIRECTION_LISTEN | \
		 EDGESEC_DIRECTION_CONNECT)
#define SENDS	(EDGESEC_DIRECTION_BIND | EDGESEC_DIRECTION_CONNECT | \
		 EDGESEC_DIRECTION_SEND)

/* What can be done with the sockets of each protocol. */
static const u32 possible[EDGESEC_PROTOCOL_COUNT] = {
	[EDGESEC_PROTOCOL_TCP]	  = LISTENS,
	[EDGESEC_PROTOCOL_UDP]	  = SENDS,
	[EDGESEC_PROTOCOL_SCTP]	  = LISTENS,
	[EDGESEC_PROTOCOL_DCCP]	  = LISTENS,
	[EDGESEC_PROTOCOL_RAW]	  = CREATE,
	[EDGESEC_PROTOCOL_PACKET] = CREATE,
	[EDGESEC_PROTOCOL_VSOCK]  = LISTENS | SENDS,
};

/* The direction of a list of ports, or 0 for what is no such list. */
static u32 direction_of(const struct nlattr *attr)
{
	switch (nla_type(attr)) {
	case EDGESEC_A_PORT_BIND:
		return EDGESEC_DIRECTION_BIND;
	case EDGESEC_A_PORT_LISTEN:
		return EDGESEC_DIRECTION_LISTEN;
	case EDGESEC_A_PORT_CONNECT:
		return EDGESEC_DIRECTION_CONNECT;
	case EDGESEC_A_PORT_SEND:
		return EDGESEC_DIRECTION_SEND;
	}
	return 0;
}

static u32 count_ranges(const struct nlattr *nest)
{
	const struct nlattr *attr;
	u32 count = 0;
	int rem;

	nla_for_each_nested(attr, nest, rem)
		count += !!direction_of(attr);
	return count;
}

static bool is_good_range(enum edgesec_protocol protocol, u32 first, u32 last)
{
	return first <= last && last - first < EDGESEC_PORT_RANGE_MAX &&
	       (protocol == EDGESEC_PROTOCOL_VSOCK || last <= U16_MAX);
}

static int parse_range(struct edgesec_port_range *range,
		       enum edgesec_protocol protocol,
		       const struct nlattr *attr,
		       struct netlink_ext_ack *extack)
{
	struct nlattr *tb[EDGESEC_A_PORT_RANGE_MAX + 1];
	int ret;

	ret = nla_parse_nested(tb, EDGESEC_A_PORT_RANGE_MAX, attr,
			       edgesec_port_range_nl_policy, extack);
	if (ret)
		return ret;
	if (!tb[EDGESEC_A_PORT_RANGE_FIRST] || !tb[EDGESEC_A_PORT_RANGE_LAST]) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "A range needs a first and a last port");
		return -EINVAL;
	}
	range->first = nla_get_u32(tb[EDGESEC_A_PORT_RANGE_FIRST]);
	range->last = nla_get_u32(tb[EDGESEC_A_PORT_RANGE_LAST]);
	if (!is_good_range(protocol, range->first, range->last)) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "A range of ports goes upwards and ends at 65535; one of vsock holds no more than 65536");
		return -EINVAL;
	}
	return 0;
}

static int parse_ranges(struct edgesec_port_rule *rule,
			const struct nlattr *nest,
			struct netlink_ext_ack *extack)
{
	struct edgesec_port_range *range = rule->range;
	const struct nlattr *attr;
	int rem, ret;

	nla_for_each_nested(attr, nest, rem) {
		if (!direction_of(attr))
			continue;
		range->direction = direction_of(attr);
		if (!(range->direction & rule->directions)) {
			NL_SET_ERR_MSG_ATTR(extack, attr,
					    "Ports are listed for something that the rule does not judge");
			return -EINVAL;
		}
		ret = parse_range(range, rule->protocol, attr, extack);
		if (ret)
			return ret;
		rule->count++;
		range++;
	}
	return 0;
}

static int add_port_rule(struct edgesec_policy *policy,
			 struct edgesec_port_rule *rule,
			 const struct nlattr *attr,
			 struct netlink_ext_ack *extack)
{
	int ret = parse_ranges(rule, attr, extack);

	if (ret)
		return ret;
	ret = edgesec_policy_add_port_rule(policy, rule);
	if (ret == -EEXIST)
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "Two rules judge the same scope and protocol");
	else if (ret)
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "The policy has no room for this rule");
	return ret;
}

/* What a rule says but for its ports. */
static int parse_rule(struct edgesec_port_rule *rule, struct nlattr **tb,
		      const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	const struct nlattr *directions = tb[EDGESEC_A_PORT_DIRECTIONS];

	rule->scope = nla_get_u32(tb[EDGESEC_A_PORT_SCOPE]);
	rule->protocol = nla_get_u32(tb[EDGESEC_A_PORT_PROTOCOL]);
	rule->verdict = nla_get_u32(tb[EDGESEC_A_PORT_DEFAULT]);
	rule->mode = nla_get_u32(tb[EDGESEC_A_PORT_MODE]);
	rule->directions = directions ? nla_get_u32(directions) :
					EDGESEC_DIRECTION_BIND;
	if (rule->directions && !(rule->directions & ~possible[rule->protocol]))
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr,
			    "Sockets of this protocol don't do what the rule judges");
	return -EINVAL;
}

/**
 * edgesec_parse_port - Add a port rule to a policy
 * @policy: A policy that is private to the caller.
 * @attr: A nest of set port.
 * @extack: Where the reason of a refusal goes.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0; -EINVAL; -EEXIST; -ENOMEM.
 */
int edgesec_parse_port(struct edgesec_policy *policy, const struct nlattr *attr,
		       struct netlink_ext_ack *extack)
{
	struct nlattr *tb[EDGESEC_A_PORT_MAX + 1];
	struct edgesec_port_rule *rule;
	int ret;

	ret = nla_parse_nested(tb, EDGESEC_A_PORT_MAX, attr,
			       edgesec_port_nl_policy, extack);
	if (ret)
		return ret;
	if (!tb[EDGESEC_A_PORT_SCOPE] || !tb[EDGESEC_A_PORT_PROTOCOL] ||
	    !tb[EDGESEC_A_PORT_DEFAULT] || !tb[EDGESEC_A_PORT_MODE]) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "A port rule needs scope, protocol, default and mode");
		return -EINVAL;
	}
	rule = kzalloc(struct_size(rule, range, count_ranges(attr)),
		       GFP_KERNEL_ACCOUNT);
	if (!rule)
		return -ENOMEM;
	ret = parse_rule(rule, tb, attr, extack);
	if (!ret)
		ret = add_port_rule(policy, rule, attr, extack);
	if (ret)
		kfree(rule);
	return ret;
}
