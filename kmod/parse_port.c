// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - From netlink attributes to port rules
 * Copyright (C) 2026 The edgesec authors
 */
#include "parse.h"
#include "genl.h"
#include "policy.h"
#include "scope.h"

#include <linux/err.h>
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

static u32 count_nested(const struct nlattr *nest, int type)
{
	const struct nlattr *attr;
	u32 count = 0;
	int rem;

	nla_for_each_nested(attr, nest, rem)
		count += nla_type(attr) == type;
	return count;
}

/* Room for what a rule lists, and for what it gives to programs. */
static u32 count_ranges(const struct nlattr *nest)
{
	const struct nlattr *attr;
	u32 count = 0;
	int rem;

	nla_for_each_nested(attr, nest, rem) {
		if (direction_of(attr))
			count++;
		else if (nla_type(attr) == EDGESEC_A_PORT_PROGRAM)
			count += count_nested(attr,
					      EDGESEC_A_PORT_PROGRAM_PORT);
	}
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
	struct edgesec_port_range *range;
	const struct nlattr *attr;
	int rem, ret;

	nla_for_each_nested(attr, nest, rem) {
		if (!direction_of(attr))
			continue;
		range = &rule->range[rule->count];
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
	}
	return 0;
}

/* Ports and the programs that they belong to; nothing else is in there. */
static int parse_owned(struct edgesec_policy *policy,
		       struct edgesec_port_rule *rule,
		       const struct nlattr *nest,
		       struct netlink_ext_ack *extack)
{
	u32 owner = policy->owner_count + 1;
	struct edgesec_port_range *range;
	const struct nlattr *attr;
	int rem, ret = 0;

	nla_for_each_nested(attr, nest, rem) {
		if (nla_type(attr) == EDGESEC_A_PORT_PROGRAM_PORT) {
			range = &rule->range[rule->count++];
			range->owner = owner;
			ret = parse_range(range, rule->protocol, attr, extack);
		} else if (nla_type(attr) == EDGESEC_A_PORT_PROGRAM_PROGRAM) {
			ret = edgesec_parse_owner(policy, attr, owner, extack);
		}
		if (ret)
			return ret;
	}
	policy->owner_count = owner;
	return 0;
}

static int parse_owners(struct edgesec_policy *policy,
			struct edgesec_port_rule *rule,
			const struct nlattr *nest,
			struct netlink_ext_ack *extack)
{
	const struct nlattr *attr;
	int rem, ret;

	nla_for_each_nested(attr, nest, rem) {
		if (nla_type(attr) != EDGESEC_A_PORT_PROGRAM)
			continue;
		ret = parse_owned(policy, rule, attr, extack);
		if (ret)
			return ret;
	}
	return 0;
}

static void explain(int error, const struct nlattr *attr,
		    struct netlink_ext_ack *extack)
{
	if (error == -EBUSY)
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "Two rules judge the same scope and protocol");
	else if (error == -ENOENT)
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "A port belongs to a program and is not listed");
	else if (error == -EEXIST)
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "A port belongs to programs twice");
	else
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "The policy has no room for this rule");
}

static int add_port_rule(struct edgesec_policy *policy,
			 struct edgesec_port_scope *scope,
			 struct edgesec_port_rule *rule, bool continues,
			 const struct nlattr *attr,
			 struct netlink_ext_ack *extack)
{
	int ret = parse_ranges(rule, attr, extack);

	if (!ret)
		ret = parse_owners(policy, rule, attr, extack);
	if (ret)
		return ret;
	ret = continues ? edgesec_policy_continue_port_rule(policy, scope, rule) :
			  edgesec_policy_add_port_rule(policy, scope, rule);
	if (ret)
		explain(ret, attr, extack);
	/* What is at fault is the rule, not the family or the stage. */
	return ret == -EBUSY ? -EEXIST : ret == -ENOENT ? -EINVAL : ret;
}

/* What a rule says but for its ports. */
static int parse_rule(struct edgesec_port_rule *rule, struct nlattr **tb,
		      const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	const struct nlattr *directions = tb[EDGESEC_A_PORT_DIRECTIONS];

	if (!tb[EDGESEC_A_PORT_DEFAULT] || !tb[EDGESEC_A_PORT_MODE]) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "A port rule needs default and mode");
		return -EINVAL;
	}
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

/* What a piece of a rule has from the first one. */
static int parse_piece(struct edgesec_port_rule *piece,
		       const struct edgesec_port_rule *rule,
		       const struct nlattr *attr,
		       struct netlink_ext_ack *extack)
{
	if (!rule) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "There is no rule that this could continue");
		return -EINVAL;
	}
	piece->verdict = rule->verdict;
	piece->mode = rule->mode;
	piece->directions = rule->directions;
	return 0;
}

static int check_head(struct nlattr **tb, const struct nlattr *attr,
		      struct netlink_ext_ack *extack)
{
	if (!tb[EDGESEC_A_PORT_SCOPE] || !tb[EDGESEC_A_PORT_PROTOCOL]) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "A port rule needs scope and protocol");
		return -EINVAL;
	}
	if (nla_len(attr) > EDGESEC_PORT_ENTRY_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "An entry takes at most 30 KiB; let others continue it");
		return -EMSGSIZE;
	}
	return 0;
}

/* The scope that @tb names, which may be new to the policy. */
static struct edgesec_port_scope *find_scope(struct edgesec_policy *policy,
					     struct nlattr **tb,
					     const struct nlattr *attr,
					     struct netlink_ext_ack *extack)
{
	enum edgesec_scope kind = nla_get_u32(tb[EDGESEC_A_PORT_SCOPE]);
	const struct nlattr *path = tb[EDGESEC_A_PORT_PATH];
	const char *name = path ? nla_data(path) : "";
	struct edgesec_port_scope *scope;
	u64 cookie;
	int ret;

	ret = edgesec_scope_resolve(kind, name, &cookie);
	if (ret) {
		NL_SET_ERR_MSG_ATTR(extack, path ? path : attr,
				    "A scope is host, container, a mounted network namespace that exists, or the absolute path of a cgroup");
		return ERR_PTR(ret);
	}
	scope = edgesec_policy_scope(policy, kind, cookie, name);
	if (scope)
		return scope;
	NL_SET_ERR_MSG_ATTR(extack, attr, "The policy has no room for this scope");
	return ERR_PTR(-ENOSPC);
}

/**
 * edgesec_parse_port - Add a port rule to a policy
 * @policy: A policy that is private to the caller.
 * @attr: A nest of set port.
 * @extack: Where the reason of a refusal goes.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0; -EINVAL; -EMSGSIZE; -EEXIST; -ENOMEM; or what resolving the path
 * gave.
 */
int edgesec_parse_port(struct edgesec_policy *policy, const struct nlattr *attr,
		       struct netlink_ext_ack *extack)
{
	struct nlattr *tb[EDGESEC_A_PORT_MAX + 1];
	struct edgesec_port_scope *scope;
	struct edgesec_port_rule *rule;
	bool continues;
	int ret;

	ret = nla_parse_nested(tb, EDGESEC_A_PORT_MAX, attr,
			       edgesec_port_nl_policy, extack);
	if (!ret)
		ret = check_head(tb, attr, extack);
	if (ret)
		return ret;
	scope = find_scope(policy, tb, attr, extack);
	if (IS_ERR(scope))
		return PTR_ERR(scope);
	rule = kzalloc(struct_size(rule, range, count_ranges(attr)),
		       GFP_KERNEL_ACCOUNT);
	if (!rule)
		return -ENOMEM;
	rule->protocol = nla_get_u32(tb[EDGESEC_A_PORT_PROTOCOL]);
	continues = nla_get_flag(tb[EDGESEC_A_PORT_CONTINUES]);
	ret = continues ? parse_piece(rule, scope->rule[rule->protocol], attr,
				      extack) :
			  parse_rule(rule, tb, attr, extack);
	if (!ret)
		ret = add_port_rule(policy, scope, rule, continues, attr,
				    extack);
	if (ret)
		kfree(rule);
	return ret;
}
