// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - From what clients may ask a Modbus server to netlink attributes
 * Copyright (C) 2026 The edgesec authors
 */
#include "fill_impl.h"
#include "fill.h"
#include "modbus_grant.h"

#include <net/netlink.h>

static int put_function(struct sk_buff *skb,
			const struct edgesec_modbus_grant *grant, u32 code,
			enum edgesec_framing framing)
{
	enum edgesec_modbus_family family = edgesec_modbus_family_of(code);
	const struct edgesec_modbus_subs *subs = NULL;
	struct nlattr *nest = nla_nest_start(skb, EDGESEC_A_ALLOW_FUNCTION);

	if (!nest)
		return -EMSGSIZE;
	if (family != EDGESEC_MODBUS_FAMILIES)
		subs = grant->subs[family];
	return edgesec_fill_end(skb, nest,
			nla_put_u32(skb, EDGESEC_A_FUNCTION_CODE, code) ||
			nla_put_u32(skb, EDGESEC_A_FUNCTION_FRAMING, framing) ||
			(subs && edgesec_fill_bits(skb, EDGESEC_A_FUNCTION_SUB,
						   subs->listed,
						   EDGESEC_MODBUS_SUBS)));
}

static int put_functions(struct sk_buff *skb,
			 const struct edgesec_modbus_grant *grant,
			 const unsigned long *codes,
			 enum edgesec_framing framing)
{
	unsigned int code;

	for_each_set_bit(code, codes, EDGESEC_MODBUS_CODES)
		if (put_function(skb, grant, code, framing))
			return -EMSGSIZE;
	return 0;
}

static int put_values(struct sk_buff *skb,
		      const struct edgesec_modbus_span *span)
{
	u32 i;

	for (i = 0; i < span->value_count; i++)
		if (edgesec_fill_pair(skb, EDGESEC_A_SPAN_VALUE,
				      span->value[i].first,
				      span->value[i].last))
			return -EMSGSIZE;
	return 0;
}

static int put_bits(struct sk_buff *skb, int type, u16 bits)
{
	return bits ? nla_put_u32(skb, type, bits) : 0;
}

static int put_span(struct sk_buff *skb, u32 access, u32 table,
		    const struct edgesec_modbus_span *span)
{
	struct nlattr *nest = nla_nest_start(skb, EDGESEC_A_ALLOW_SPAN);

	if (!nest)
		return -EMSGSIZE;
	return edgesec_fill_end(skb, nest,
			nla_put_u32(skb, EDGESEC_A_SPAN_ACCESS, access) ||
			nla_put_u32(skb, EDGESEC_A_SPAN_TABLE, table) ||
			nla_put_u32(skb, EDGESEC_A_SPAN_FIRST, span->first) ||
			nla_put_u32(skb, EDGESEC_A_SPAN_LAST, span->last) ||
			put_values(skb, span) ||
			put_bits(skb, EDGESEC_A_SPAN_ZERO_BITS, span->zeros) ||
			put_bits(skb, EDGESEC_A_SPAN_ONE_BITS, span->ones));
}

static int put_spans(struct sk_buff *skb, u32 access, u32 table,
		     const struct edgesec_modbus_spans *spans)
{
	u32 i;

	for (i = 0; i < spans->count; i++)
		if (put_span(skb, access, table, &spans->span[i]))
			return -EMSGSIZE;
	return 0;
}

static int put_limits(struct sk_buff *skb, u32 access,
		      const struct edgesec_modbus_limits *limits)
{
	bool write = access == EDGESEC_MODBUS_ACCESS_WRITE;
	u32 table;

	if (limits->limited &&
	    nla_put_flag(skb, write ? EDGESEC_A_ALLOW_LIMIT_WRITES :
				      EDGESEC_A_ALLOW_LIMIT_READS))
		return -EMSGSIZE;
	if (limits->quantity &&
	    nla_put_u32(skb, write ? EDGESEC_A_ALLOW_WRITE_QUANTITY :
				     EDGESEC_A_ALLOW_READ_QUANTITY,
			limits->quantity))
		return -EMSGSIZE;
	for (table = 0; table < EDGESEC_MODBUS_TABLES; table++)
		if (put_spans(skb, access, table, &limits->table[table]))
			return -EMSGSIZE;
	return 0;
}

static int put_all_limits(struct sk_buff *skb,
			  const struct edgesec_modbus_grant *grant)
{
	u32 access;

	for (access = 0; access < EDGESEC_MODBUS_ACCESSES; access++)
		if (put_limits(skb, access, &grant->limits[access]))
			return -EMSGSIZE;
	return 0;
}

/* A nest of set rate. */
int edgesec_fill_rate(struct sk_buff *skb, int type, u32 rated,
		      const struct edgesec_modbus_rate *rate)
{
	struct nlattr *nest = nla_nest_start(skb, type);

	if (!nest)
		return -EMSGSIZE;
	return edgesec_fill_end(skb, nest,
			nla_put_u32(skb, EDGESEC_A_RATE_RATED, rated) ||
			nla_put_u32(skb, EDGESEC_A_RATE_COUNT, rate->count) ||
			nla_put_u32(skb, EDGESEC_A_RATE_SECONDS,
				    rate->seconds) ||
			nla_put_u32(skb, EDGESEC_A_RATE_BURST, rate->burst));
}

static int put_rates(struct sk_buff *skb,
		     const struct edgesec_modbus_limiter *limiter)
{
	u32 i;

	for (i = 0; limiter && i < EDGESEC_MODBUS_RATES; i++)
		if (limiter->rate[i].count &&
		    edgesec_fill_rate(skb, EDGESEC_A_ALLOW_RATE, i,
				      &limiter->rate[i]))
			return -EMSGSIZE;
	return 0;
}

/**
 * edgesec_fill_grant - Add a nest of set allow to a message
 * @skb: The message.
 * @grant: What it says.
 *
 * Return: 0; -EMSGSIZE, and the message is as before.
 */
int edgesec_fill_grant(struct sk_buff *skb,
		       const struct edgesec_modbus_grant *grant)
{
	struct nlattr *nest = nla_nest_start(skb,
					     EDGESEC_A_MODBUS_SERVER_ALLOW);

	if (!nest)
		return -EMSGSIZE;
	return edgesec_fill_end(skb, nest,
			edgesec_fill_prefixes(skb, EDGESEC_A_ALLOW_FROM,
					      grant->from, grant->from_count) ||
			(grant->units_limited &&
			 edgesec_fill_bits(skb, EDGESEC_A_ALLOW_UNIT,
					   grant->unit,
					   EDGESEC_MODBUS_UNITS)) ||
			put_functions(skb, grant, grant->implied,
				      EDGESEC_FRAMING_IMPLIED) ||
			put_functions(skb, grant, grant->mbap,
				      EDGESEC_FRAMING_MBAP) ||
			put_all_limits(skb, grant) ||
			put_rates(skb, grant->limiter));
}
