// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - From kinds of Modbus requests to netlink attributes
 * Copyright (C) 2026 The edgesec authors
 *
 * Each message tells of one kind, so nothing is nested.
 */
#include "fill.h"
#include "genl.h"
#include "modbus_seen.h"

#include <linux/socket.h>
#include <net/netlink.h>

static int put_who(struct sk_buff *skb, const struct edgesec_modbus_kind *kind)
{
	size_t size = kind->family == AF_INET6 ? sizeof(struct in6_addr) :
						 sizeof(struct in_addr);

	return nla_put(skb, EDGESEC_A_SEEN_CLIENT, size, &kind->client) ||
	       nla_put(skb, EDGESEC_A_SEEN_SERVER, size, &kind->server) ||
	       nla_put_u32(skb, EDGESEC_A_SEEN_PORT, kind->port);
}

static int put_range(struct sk_buff *skb, int type, u32 first, u32 quantity)
{
	return quantity && (nla_put_u32(skb, type, first) ||
			    nla_put_u32(skb, type + 1, quantity));
}

static int put_what(struct sk_buff *skb, const struct edgesec_modbus_kind *kind)
{
	static_assert(EDGESEC_A_SEEN_READ_QUANTITY ==
		      EDGESEC_A_SEEN_READ_FIRST + 1);
	static_assert(EDGESEC_A_SEEN_WRITE_QUANTITY ==
		      EDGESEC_A_SEEN_WRITE_FIRST + 1);

	return nla_put_u32(skb, EDGESEC_A_SEEN_UNIT, kind->unit) ||
	       nla_put_u32(skb, EDGESEC_A_SEEN_FUNCTION, kind->function) ||
	       (kind->has_sub &&
		nla_put_u32(skb, EDGESEC_A_SEEN_SUB, kind->sub)) ||
	       put_range(skb, EDGESEC_A_SEEN_READ_FIRST, kind->read_first,
			 kind->read_quantity) ||
	       put_range(skb, EDGESEC_A_SEEN_WRITE_FIRST, kind->write_first,
			 kind->write_quantity) ||
	       (kind->fault &&
		nla_put_string(skb, EDGESEC_A_SEEN_FAULT,
			       edgesec_modbus_fault_name(kind->fault, false)));
}

static int put_values(struct sk_buff *skb,
		      const struct edgesec_modbus_sight *sight)
{
	return sight->least <= sight->most &&
	       (nla_put_u32(skb, EDGESEC_A_SEEN_VALUE_LEAST, sight->least) ||
		nla_put_u32(skb, EDGESEC_A_SEEN_VALUE_MOST, sight->most));
}

/* On -EMSGSIZE the caller takes the message back. */
int edgesec_fill_seen(struct sk_buff *skb,
		      const struct edgesec_modbus_sight *sight)
{
	return put_who(skb, &sight->kind) || put_what(skb, &sight->kind) ||
	       nla_put_u32(skb, EDGESEC_A_SEEN_COUNT, sight->count) ||
	       put_values(skb, sight) ? -EMSGSIZE : 0;
}
