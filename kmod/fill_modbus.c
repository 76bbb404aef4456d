// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - From Modbus servers to netlink attributes
 * Copyright (C) 2026 The edgesec authors
 */
#include "fill.h"
#include "fill_impl.h"
#include "genl.h"
#include "modbus.h"
#include "modbus_limit.h"

#include <linux/bitmap.h>
#include <linux/socket.h>
#include <net/netlink.h>

/* A nest of two numbers, whatever they are. */
int edgesec_fill_pair(struct sk_buff *skb, int type, u32 first, u32 second)
{
	static_assert((int)EDGESEC_A_PORT_RANGE_FIRST == 1 &&
		      (int)EDGESEC_A_UNIT_RANGE_FIRST == 1 &&
		      (int)EDGESEC_A_SUB_RANGE_FIRST == 1 &&
		      (int)EDGESEC_A_VALUE_RANGE_FIRST == 1 &&
		      (int)EDGESEC_A_FUNCTION_CODE == 1);
	static_assert((int)EDGESEC_A_PORT_RANGE_LAST == 2 &&
		      (int)EDGESEC_A_UNIT_RANGE_LAST == 2 &&
		      (int)EDGESEC_A_SUB_RANGE_LAST == 2 &&
		      (int)EDGESEC_A_VALUE_RANGE_LAST == 2 &&
		      (int)EDGESEC_A_FUNCTION_FRAMING == 2);
	struct nlattr *nest = nla_nest_start(skb, type);

	if (!nest)
		return -EMSGSIZE;
	return edgesec_fill_end(skb, nest,
			nla_put_u32(skb, 1, first) ||
			nla_put_u32(skb, 2, second));
}

static int put_prefix(struct sk_buff *skb, int type,
		      const struct edgesec_modbus_prefix *prefix)
{
	size_t size = prefix->family == AF_INET6 ? sizeof(struct in6_addr) :
						   sizeof(struct in_addr);
	struct nlattr *nest = nla_nest_start(skb, type);

	if (!nest)
		return -EMSGSIZE;
	return edgesec_fill_end(skb, nest,
			nla_put(skb, EDGESEC_A_PREFIX_ADDRESS, size,
				&prefix->address) ||
			nla_put_u32(skb, EDGESEC_A_PREFIX_LENGTH,
				    prefix->length));
}

int edgesec_fill_prefixes(struct sk_buff *skb, int type,
			  const struct edgesec_modbus_prefix *prefix, u32 count)
{
	u32 i;

	for (i = 0; i < count; i++)
		if (put_prefix(skb, type, &prefix[i]))
			return -EMSGSIZE;
	return 0;
}

static int put_ports(struct sk_buff *skb,
		     const struct edgesec_modbus_server *server)
{
	u32 i;

	for (i = 0; i < server->port_count; i++)
		if (edgesec_fill_pair(skb, EDGESEC_A_MODBUS_SERVER_PORT,
				      server->port[i].first,
				      server->port[i].last))
			return -EMSGSIZE;
	return 0;
}

/* A nest for each run of bits that are set. */
int edgesec_fill_bits(struct sk_buff *skb, int type, const unsigned long *bits,
		      unsigned int size)
{
	unsigned int first, end;

	for_each_set_bitrange(first, end, bits, size)
		if (edgesec_fill_pair(skb, type, first, end - 1))
			return -EMSGSIZE;
	return 0;
}

static int put_units(struct sk_buff *skb,
		     const struct edgesec_modbus_server *server)
{
	return server->units_limited ?
	       edgesec_fill_bits(skb, EDGESEC_A_MODBUS_SERVER_UNIT,
				 server->unit, EDGESEC_MODBUS_UNITS) : 0;
}

static int put_grants(struct sk_buff *skb,
		      const struct edgesec_modbus_server *server)
{
	u32 i;

	for (i = 0; i < server->grant_count; i++)
		if (edgesec_fill_grant(skb, server->grant[i]))
			return -EMSGSIZE;
	return 0;
}

static int put_functions(struct sk_buff *skb, const unsigned long *codes,
			 enum edgesec_framing framing)
{
	unsigned int code;

	for_each_set_bit(code, codes, EDGESEC_MODBUS_CODES)
		if (edgesec_fill_pair(skb, EDGESEC_A_MODBUS_SERVER_FUNCTION,
				      code, framing))
			return -EMSGSIZE;
	return 0;
}

static int put_answers(struct sk_buff *skb,
		       const struct edgesec_modbus_server *server)
{
	return (server->exceptions &&
		edgesec_fill_rate(skb, EDGESEC_A_MODBUS_SERVER_EXCEPTIONS,
				  EDGESEC_MODBUS_RATED_ALL,
				  &server->exceptions->rate[0])) ||
	       (server->responses &&
		nla_put_u32(skb, EDGESEC_A_MODBUS_SERVER_RESPONSES,
			    server->responses));
}

static int put_segments(struct sk_buff *skb,
			const struct edgesec_modbus_server *server)
{
	return (server->in_flight &&
		nla_put_u32(skb, EDGESEC_A_MODBUS_SERVER_IN_FLIGHT,
			    server->in_flight)) ||
	       (server->segments &&
		nla_put_u32(skb, EDGESEC_A_MODBUS_SERVER_SEGMENTS,
			    server->segments));
}

static int put_server(struct sk_buff *skb,
		      const struct edgesec_modbus_server *server)
{
	return nla_put_string(skb, EDGESEC_A_MODBUS_SERVER_NAME,
			      server->name) ||
	       edgesec_fill_prefixes(skb, EDGESEC_A_MODBUS_SERVER_ADDRESS,
				     server->address, server->address_count) ||
	       put_ports(skb, server) || put_units(skb, server) ||
	       edgesec_fill_prefixes(skb, EDGESEC_A_MODBUS_SERVER_CLIENT,
				     server->client, server->client_count) ||
	       put_functions(skb, server->implied, EDGESEC_FRAMING_IMPLIED) ||
	       put_functions(skb, server->mbap, EDGESEC_FRAMING_MBAP) ||
	       put_grants(skb, server) ||
	       put_segments(skb, server) || put_answers(skb, server) ||
	       (server->learns &&
		nla_put_flag(skb, EDGESEC_A_MODBUS_SERVER_LEARN)) ||
	       nla_put_u32(skb, EDGESEC_A_MODBUS_SERVER_ON_DENY,
			   server->on_deny) ||
	       nla_put_u32(skb, EDGESEC_A_MODBUS_SERVER_MODE, server->mode);
}

int edgesec_fill_modbus_server(struct sk_buff *skb,
			       const struct edgesec_modbus_server *server)
{
	struct nlattr *nest = nla_nest_start(skb,
					     EDGESEC_A_POLICY_MODBUS_SERVER);

	if (!nest)
		return -EMSGSIZE;
	return edgesec_fill_end(skb, nest, put_server(skb, server));
}
