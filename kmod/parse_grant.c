// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - From netlink attributes to what clients may ask a Modbus server
 * Copyright (C) 2026 The edgesec authors
 */
#include "parse_impl.h"
#include "genl.h"
#include "modbus_grant.h"

#include <linux/slab.h>
#include <net/netlink.h>

static int add_from(struct edgesec_modbus_grant *grant,
		    const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	struct edgesec_modbus_prefix prefix;
	int ret = edgesec_parse_prefix(attr, &prefix, extack);

	return ret ? ret : edgesec_modbus_grant_add_from(grant, &prefix);
}

static int add_units(struct edgesec_modbus_grant *grant,
		     const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	u32 range[2];
	int ret;

	ret = edgesec_parse_range(attr, edgesec_unit_range_nl_policy, range,
				  extack);
	if (ret)
		return ret;
	ret = edgesec_modbus_grant_add_units(grant, range[0], range[1]);
	if (ret)
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "A range of units goes upwards and ends at 255");
	return ret;
}

/* The sub-functions that the nest of a function lists. */
static int add_subs(struct edgesec_modbus_grant *grant, u32 code,
		    const struct nlattr *nest, struct netlink_ext_ack *extack)
{
	const struct nlattr *attr;
	u32 range[2];
	int rem, ret;

	nla_for_each_nested(attr, nest, rem) {
		if (nla_type(attr) != EDGESEC_A_FUNCTION_SUB)
			continue;
		ret = edgesec_parse_range(attr, edgesec_sub_range_nl_policy,
					  range, extack);
		if (ret)
			return ret;
		ret = edgesec_modbus_grant_add_subs(grant, code, range[0],
						    range[1]);
		if (ret == -EINVAL)
			NL_SET_ERR_MSG_ATTR(extack, attr,
					    "Only codes 8, 43 and 90 have sub-functions, in ranges that go upwards");
		if (ret)
			return ret;
	}
	return 0;
}

static int add_function(struct edgesec_modbus_grant *grant,
			const struct nlattr *attr,
			struct netlink_ext_ack *extack)
{
	struct nlattr *tb[EDGESEC_A_FUNCTION_MAX + 1];
	u32 code, framing;
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
	code = nla_get_u32(tb[EDGESEC_A_FUNCTION_CODE]);
	framing = nla_get_u32(tb[EDGESEC_A_FUNCTION_FRAMING]);
	ret = edgesec_modbus_grant_add_function(grant, code, framing);
	if (!ret)
		return add_subs(grant, code, attr, extack);
	NL_SET_ERR_MSG_ATTR(extack, attr,
			    "Nothing implies the length of this function code, so it needs framing mbap");
	return ret;
}

static int add_values(struct edgesec_modbus_span *span,
		      const struct nlattr *nest, struct netlink_ext_ack *extack)
{
	const struct nlattr *attr;
	u32 range[2];
	int rem, ret;

	nla_for_each_nested(attr, nest, rem) {
		if (nla_type(attr) != EDGESEC_A_SPAN_VALUE)
			continue;
		ret = edgesec_parse_range(attr, edgesec_value_range_nl_policy,
					  range, extack);
		if (ret)
			return ret;
		ret = edgesec_modbus_span_add_values(span, range[0], range[1]);
		if (ret == -EINVAL)
			NL_SET_ERR_MSG_ATTR(extack, attr,
					    "Ranges of values go upwards, each above the one before, and end at 65535");
		if (ret)
			return ret;
	}
	return 0;
}

static u32 get_or_zero(const struct nlattr *attr)
{
	return attr ? nla_get_u32(attr) : 0;
}

/* Addresses, values and masks have 16 bits. */
static int check_numbers(struct nlattr *const tb[],
			 struct netlink_ext_ack *extack)
{
	static const u8 types[] = {
		EDGESEC_A_SPAN_FIRST, EDGESEC_A_SPAN_LAST,
		EDGESEC_A_SPAN_ZERO_BITS, EDGESEC_A_SPAN_ONE_BITS,
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		if (get_or_zero(tb[types[i]]) <= U16_MAX)
			continue;
		NL_SET_ERR_MSG_ATTR(extack, tb[types[i]],
				    "Addresses and bits end at 65535");
		return -EINVAL;
	}
	return 0;
}

static int insert_span(struct edgesec_modbus_grant *grant,
		       struct nlattr *const tb[], const struct nlattr *attr,
		       struct netlink_ext_ack *extack)
{
	struct edgesec_modbus_span span = {
		.first = nla_get_u32(tb[EDGESEC_A_SPAN_FIRST]),
		.last = nla_get_u32(tb[EDGESEC_A_SPAN_LAST]),
		.zeros = get_or_zero(tb[EDGESEC_A_SPAN_ZERO_BITS]),
		.ones = get_or_zero(tb[EDGESEC_A_SPAN_ONE_BITS]),
	};
	int ret = check_numbers(tb, extack);

	if (!ret)
		ret = add_values(&span, attr, extack);
	if (ret)
		goto free_values;
	ret = edgesec_modbus_grant_add_span(grant,
					    nla_get_u32(tb[EDGESEC_A_SPAN_ACCESS]),
					    nla_get_u32(tb[EDGESEC_A_SPAN_TABLE]),
					    &span);
	if (ret == -EINVAL)
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "A span goes upwards, writes are of coils, holding registers and files, and only writes of the first two have values and bits, none of them both 0 and 1");
	else if (ret == -EEXIST)
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "Two spans of one access and table overlap");
free_values:
	if (ret)
		kfree(span.value);
	return ret;
}

static int add_span(struct edgesec_modbus_grant *grant,
		    const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	struct nlattr *tb[EDGESEC_A_SPAN_MAX + 1];
	int ret;

	ret = nla_parse_nested(tb, EDGESEC_A_SPAN_MAX, attr,
			       edgesec_span_nl_policy, extack);
	if (ret)
		return ret;
	if (tb[EDGESEC_A_SPAN_ACCESS] && tb[EDGESEC_A_SPAN_TABLE] &&
	    tb[EDGESEC_A_SPAN_FIRST] && tb[EDGESEC_A_SPAN_LAST])
		return insert_span(grant, tb, attr, extack);
	NL_SET_ERR_MSG_ATTR(extack, attr,
			    "A span needs access, table, a first and a last number");
	return -EINVAL;
}

static int parse_rate(const struct nlattr *attr,
		      struct edgesec_modbus_rate *rate, u32 *rated,
		      struct netlink_ext_ack *extack)
{
	struct nlattr *tb[EDGESEC_A_RATE_MAX + 1];
	int ret;

	ret = nla_parse_nested(tb, EDGESEC_A_RATE_MAX, attr,
			       edgesec_rate_nl_policy, extack);
	if (ret)
		return ret;
	*rated = get_or_zero(tb[EDGESEC_A_RATE_RATED]);
	rate->count = get_or_zero(tb[EDGESEC_A_RATE_COUNT]);
	rate->seconds = get_or_zero(tb[EDGESEC_A_RATE_SECONDS]);
	rate->burst = get_or_zero(tb[EDGESEC_A_RATE_BURST]);
	return 0;
}

static int explain_rate(int ret, const struct nlattr *attr,
			struct netlink_ext_ack *extack)
{
	if (ret == -EINVAL)
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "A rate needs count, seconds and burst, of which the first and the last end at 1000000");
	else if (ret == -EEXIST)
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "Two rates of an allow entry count the same requests");
	return ret;
}

static int add_rate(struct edgesec_modbus_grant *grant,
		    const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	struct edgesec_modbus_rate rate = {};
	u32 rated;
	int ret;

	ret = parse_rate(attr, &rate, &rated, extack);
	if (ret)
		return ret;
	return explain_rate(edgesec_modbus_grant_set_rate(grant, rated, &rate),
			    attr, extack);
}

/**
 * edgesec_parse_exceptions - Limit the exception responses of a server
 * @server: Not yet added to rules.
 * @attr: A nest of set rate.
 * @extack: Where the reason of a refusal goes.
 *
 * Return: 0; -EINVAL; -EEXIST; -ENOMEM.
 */
int edgesec_parse_exceptions(struct edgesec_modbus_server *server,
			     const struct nlattr *attr,
			     struct netlink_ext_ack *extack)
{
	struct edgesec_modbus_rate rate = {};
	u32 rated;
	int ret;

	ret = parse_rate(attr, &rate, &rated, extack);
	if (ret)
		return ret;
	if (rated != EDGESEC_MODBUS_RATED_ALL || server->exceptions) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "A server has one rate of exceptions, rated all");
		return -EINVAL;
	}
	server->exceptions = edgesec_modbus_limiter_alloc();
	if (!server->exceptions)
		return -ENOMEM;
	return explain_rate(edgesec_modbus_limiter_set(server->exceptions,
						       rated, &rate),
			    attr, extack);
}

static int add_member(struct edgesec_modbus_grant *grant,
		      const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	struct edgesec_modbus_limits *limits = grant->limits;

	switch (nla_type(attr)) {
	case EDGESEC_A_ALLOW_FROM:
		return add_from(grant, attr, extack);
	case EDGESEC_A_ALLOW_UNIT:
		return add_units(grant, attr, extack);
	case EDGESEC_A_ALLOW_FUNCTION:
		return add_function(grant, attr, extack);
	case EDGESEC_A_ALLOW_SPAN:
		return add_span(grant, attr, extack);
	case EDGESEC_A_ALLOW_RATE:
		return add_rate(grant, attr, extack);
	case EDGESEC_A_ALLOW_LIMIT_READS:
		limits[EDGESEC_MODBUS_ACCESS_READ].limited = true;
		break;
	case EDGESEC_A_ALLOW_LIMIT_WRITES:
		limits[EDGESEC_MODBUS_ACCESS_WRITE].limited = true;
		break;
	case EDGESEC_A_ALLOW_READ_QUANTITY:
		limits[EDGESEC_MODBUS_ACCESS_READ].quantity = nla_get_u32(attr);
		break;
	case EDGESEC_A_ALLOW_WRITE_QUANTITY:
		limits[EDGESEC_MODBUS_ACCESS_WRITE].quantity =
			nla_get_u32(attr);
		break;
	}
	return 0;
}

static int fill_grant(struct edgesec_modbus_server *server,
		      struct edgesec_modbus_grant *grant,
		      const struct nlattr *nest, struct netlink_ext_ack *extack)
{
	const struct nlattr *attr;
	int rem, ret;

	nla_for_each_nested(attr, nest, rem) {
		ret = add_member(grant, attr, extack);
		if (ret)
			return ret;
	}
	ret = edgesec_modbus_server_add_grant(server, grant);
	if (ret == -EINVAL)
		NL_SET_ERR_MSG_ATTR(extack, nest,
				    "A function code with framing mbap is not parsed, so what it reads or writes can't be limited");
	else if (ret == -ENOSPC)
		NL_SET_ERR_MSG_ATTR(extack, nest,
				    "A Modbus server has at most 256 allow entries");
	return ret;
}

/**
 * edgesec_parse_grant - Let clients ask a Modbus server something
 * @server: Not yet added to rules.
 * @attr: A nest of set allow.
 * @extack: Where the reason of a refusal goes.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0; -EINVAL; -EEXIST; -ENOSPC; -ENOMEM.
 */
int edgesec_parse_grant(struct edgesec_modbus_server *server,
			const struct nlattr *attr,
			struct netlink_ext_ack *extack)
{
	struct nlattr *tb[EDGESEC_A_ALLOW_MAX + 1];
	struct edgesec_modbus_grant *grant;
	int ret;

	ret = nla_parse_nested(tb, EDGESEC_A_ALLOW_MAX, attr,
			       edgesec_allow_nl_policy, extack);
	if (ret)
		return ret;
	grant = edgesec_modbus_grant_alloc();
	if (!grant)
		return -ENOMEM;
	ret = fill_grant(server, grant, attr, extack);
	if (ret)
		edgesec_modbus_grant_free(grant);
	return ret;
}
