// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - From netlink attributes to Modbus servers
 * Copyright (C) 2026 The edgesec authors
 */
#include "parse.h"
#include "genl.h"
#include "modbus.h"
#include "parse_impl.h"
#include "policy.h"

#include <linux/socket.h>

/**
 * edgesec_parse_range - The two numbers that a nest of a range holds
 * @attr: The nest.
 * @policy: Of its set.
 * @range: Filled.
 * @extack: Where the reason of a refusal goes.
 *
 * Return: 0; -EINVAL.
 */
int edgesec_parse_range(const struct nlattr *attr,
			const struct nla_policy *policy, u32 range[2],
			struct netlink_ext_ack *extack)
{
	/* All sets of ranges have the same two attributes. */
	static_assert((int)EDGESEC_A_PORT_RANGE_FIRST == 1 &&
		      (int)EDGESEC_A_UNIT_RANGE_FIRST == 1 &&
		      (int)EDGESEC_A_SUB_RANGE_FIRST == 1 &&
		      (int)EDGESEC_A_VALUE_RANGE_FIRST == 1);
	static_assert((int)EDGESEC_A_PORT_RANGE_MAX == 2 &&
		      (int)EDGESEC_A_UNIT_RANGE_MAX == 2 &&
		      (int)EDGESEC_A_SUB_RANGE_MAX == 2 &&
		      (int)EDGESEC_A_VALUE_RANGE_MAX == 2);
	struct nlattr *tb[EDGESEC_A_PORT_RANGE_MAX + 1];
	int ret;

	ret = nla_parse_nested(tb, EDGESEC_A_PORT_RANGE_MAX, attr, policy,
			       extack);
	if (ret)
		return ret;
	if (!tb[EDGESEC_A_PORT_RANGE_FIRST] || !tb[EDGESEC_A_PORT_RANGE_LAST]) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "A range needs a first and a last number");
		return -EINVAL;
	}
	range[0] = nla_get_u32(tb[EDGESEC_A_PORT_RANGE_FIRST]);
	range[1] = nla_get_u32(tb[EDGESEC_A_PORT_RANGE_LAST]);
	return 0;
}

static int add_ports(struct edgesec_modbus_server *server,
		     const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	u32 range[2];
	int ret;

	ret = edgesec_parse_range(attr, edgesec_port_range_nl_policy, range,
				  extack);
	if (ret)
		return ret;
	ret = edgesec_modbus_server_add_ports(server, range[0], range[1]);
	if (ret == -EINVAL)
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "A range of ports goes upwards and ends at 65535");
	return ret;
}

static int add_units(struct edgesec_modbus_server *server,
		     const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	u32 range[2];
	int ret;

	ret = edgesec_parse_range(attr, edgesec_unit_range_nl_policy, range,
				  extack);
	if (ret)
		return ret;
	ret = edgesec_modbus_server_add_units(server, range[0], range[1]);
	if (ret == -EINVAL)
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "A range of units goes upwards and ends at 255");
	return ret;
}

/**
 * edgesec_parse_prefix - The addresses that a nest of set prefix holds
 * @attr: The nest.
 * @prefix: Filled.
 * @extack: Where the reason of a refusal goes.
 *
 * Return: 0; -EINVAL.
 */
int edgesec_parse_prefix(const struct nlattr *attr,
			 struct edgesec_modbus_prefix *prefix,
			 struct netlink_ext_ack *extack)
{
	struct nlattr *tb[EDGESEC_A_PREFIX_MAX + 1];
	const struct nlattr *address, *length;
	u32 bits;
	int ret;

	ret = nla_parse_nested(tb, EDGESEC_A_PREFIX_MAX, attr,
			       edgesec_prefix_nl_policy, extack);
	if (ret)
		return ret;
	address = tb[EDGESEC_A_PREFIX_ADDRESS];
	length = tb[EDGESEC_A_PREFIX_LENGTH];
	if (!address || (nla_len(address) != sizeof(struct in_addr) &&
			 nla_len(address) != sizeof(struct in6_addr))) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "A prefix needs an address of 4 or 16 bytes");
		return -EINVAL;
	}
	bits = 8 * nla_len(address);
	prefix->family = bits == 32 ? AF_INET : AF_INET6;
	prefix->length = length ? nla_get_u32(length) : bits;
	memset(&prefix->address, 0, sizeof(prefix->address));
	memcpy(&prefix->address, nla_data(address), bits / 8);
	if (prefix->length <= bits)
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr,
			    "The prefix is longer than its address");
	return -EINVAL;
}

typedef int (*add_prefix_fn)(struct edgesec_modbus_server *server,
			     const struct edgesec_modbus_prefix *prefix);

static int add_prefix(struct edgesec_modbus_server *server, add_prefix_fn add,
		      const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	struct edgesec_modbus_prefix prefix;
	int ret = edgesec_parse_prefix(attr, &prefix, extack);

	return ret ? ret : add(server, &prefix);
}

static int add_function(struct edgesec_modbus_server *server,
			const struct nlattr *attr,
			struct netlink_ext_ack *extack)
{
	struct nlattr *tb[EDGESEC_A_FUNCTION_MAX + 1];
	int ret;

	ret = nla_parse_nested(tb, EDGESEC_A_FUNCTION_MAX, attr,
			       edgesec_function_nl_policy, extack);
	if (ret)
		return ret;
	if (!tb[EDGESEC_A_FUNCTION_CODE] || !tb[EDGESEC_A_FUNCTION_FRAMING]) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "A function needs a code and a framing");
		return -EINVAL;
	}
	if (tb[EDGESEC_A_FUNCTION_SUB]) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "Sub-functions can only be listed in an allow entry");
		return -EINVAL;
	}
	ret = edgesec_modbus_server_add_function(server,
						 nla_get_u32(tb[EDGESEC_A_FUNCTION_CODE]),
						 nla_get_u32(tb[EDGESEC_A_FUNCTION_FRAMING]));
	if (ret)
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "Nothing implies the length of this function code, so it needs framing mbap");
	return ret;
}

static int add_member(struct edgesec_modbus_server *server,
		      const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	switch (nla_type(attr)) {
	case EDGESEC_A_MODBUS_SERVER_ADDRESS:
		return add_prefix(server, edgesec_modbus_server_add_address,
				  attr, extack);
	case EDGESEC_A_MODBUS_SERVER_CLIENT:
		return add_prefix(server, edgesec_modbus_server_add_client,
				  attr, extack);
	case EDGESEC_A_MODBUS_SERVER_PORT:
		return add_ports(server, attr, extack);
	case EDGESEC_A_MODBUS_SERVER_UNIT:
		return add_units(server, attr, extack);
	case EDGESEC_A_MODBUS_SERVER_FUNCTION:
		return add_function(server, attr, extack);
	case EDGESEC_A_MODBUS_SERVER_ALLOW:
		return edgesec_parse_grant(server, attr, extack);
	case EDGESEC_A_MODBUS_SERVER_EXCEPTIONS:
		return edgesec_parse_exceptions(server, attr, extack);
	}
	return 0;
}

static int add_members(struct edgesec_modbus_server *server,
		       const struct nlattr *nest,
		       struct netlink_ext_ack *extack)
{
	const struct nlattr *attr;
	int rem, ret;

	nla_for_each_nested(attr, nest, rem) {
		ret = add_member(server, attr, extack);
		if (ret)
			return ret;
	}
	return 0;
}

static int add_server(struct edgesec_policy *policy,
		      struct edgesec_modbus_server *server,
		      const struct nlattr *nest, struct netlink_ext_ack *extack)
{
	int ret = add_members(server, nest, extack);

	if (ret)
		return ret;
	ret = edgesec_modbus_rules_add(&policy->modbus, server);
	if (ret == -EEXIST)
		NL_SET_ERR_MSG_ATTR(extack, nest,
				    "Two Modbus servers have the same name");
	else if (ret == -EINVAL)
		NL_SET_ERR_MSG_ATTR(extack, nest,
				    "A Modbus server needs a port");
	return ret;
}

/* What stands in words or numbers. */
static void fill_server(struct edgesec_modbus_server *server,
			struct nlattr **tb)
{
	server->on_deny = nla_get_u32(tb[EDGESEC_A_MODBUS_SERVER_ON_DENY]);
	server->mode = nla_get_u32(tb[EDGESEC_A_MODBUS_SERVER_MODE]);
	server->learns = tb[EDGESEC_A_MODBUS_SERVER_LEARN];
	if (tb[EDGESEC_A_MODBUS_SERVER_IN_FLIGHT])
		server->in_flight =
			nla_get_u32(tb[EDGESEC_A_MODBUS_SERVER_IN_FLIGHT]);
	if (tb[EDGESEC_A_MODBUS_SERVER_RESPONSES])
		server->responses =
			nla_get_u32(tb[EDGESEC_A_MODBUS_SERVER_RESPONSES]);
	if (tb[EDGESEC_A_MODBUS_SERVER_SEGMENTS])
		server->segments =
			nla_get_u32(tb[EDGESEC_A_MODBUS_SERVER_SEGMENTS]);
}

/**
 * edgesec_parse_modbus_server - Add a Modbus server to a policy
 * @policy: A policy that is private to the caller.
 * @attr: A nest of set modbus-server.
 * @extack: Where the reason of a refusal goes.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0; -EINVAL; -EEXIST; -ENOMEM.
 */
int edgesec_parse_modbus_server(struct edgesec_policy *policy,
				const struct nlattr *attr,
				struct netlink_ext_ack *extack)
{
	struct nlattr *tb[EDGESEC_A_MODBUS_SERVER_MAX + 1];
	struct edgesec_modbus_server *server;
	const struct nlattr *name;
	int ret;

	ret = nla_parse_nested(tb, EDGESEC_A_MODBUS_SERVER_MAX, attr,
			       edgesec_modbus_server_nl_policy, extack);
	if (ret)
		return ret;
	if (tb[EDGESEC_A_MODBUS_SERVER_LEARN] &&
	    (!tb[EDGESEC_A_MODBUS_SERVER_MODE] ||
	     nla_get_u32(tb[EDGESEC_A_MODBUS_SERVER_MODE]) !=
		     EDGESEC_MODE_AUDIT)) {
		NL_SET_ERR_MSG_ATTR(extack, tb[EDGESEC_A_MODBUS_SERVER_LEARN],
				    "Only a Modbus server in mode audit can learn");
		return -EINVAL;
	}
	name = tb[EDGESEC_A_MODBUS_SERVER_NAME];
	if (!name || !edgesec_parse_is_name(nla_data(name)) ||
	    !tb[EDGESEC_A_MODBUS_SERVER_ON_DENY] ||
	    !tb[EDGESEC_A_MODBUS_SERVER_MODE]) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "A Modbus server needs a name of letters, digits and ._/-, on-deny and mode");
		return -EINVAL;
	}
	server = edgesec_modbus_server_alloc(nla_data(name));
	if (!server)
		return -ENOMEM;
	fill_server(server, tb);

	ret = add_server(policy, server, attr, extack);
	if (ret)
		edgesec_modbus_server_free(server);
	return ret;
}
