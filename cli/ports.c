// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What the rules of a policy say about a port
 * Copyright (C) 2026 The edgesec authors
 */
#include "ports.h"

bool ranges_have(const struct ranges *ranges, uint32_t port)
{
	for (size_t i = 0; i < ranges->count; i++)
		if (port >= ranges->list[i].first &&
		    port <= ranges->list[i].last)
			return true;
	return false;
}

unsigned int ports_possible(enum edgesec_protocol protocol)
{
	const unsigned int common = EDGESEC_DIRECTION_BIND |
				    EDGESEC_DIRECTION_CONNECT;

	switch (protocol) {
	case EDGESEC_PROTOCOL_TCP:
	case EDGESEC_PROTOCOL_SCTP:
	case EDGESEC_PROTOCOL_DCCP:
		return common | EDGESEC_DIRECTION_LISTEN;
	case EDGESEC_PROTOCOL_UDP:
		return common | EDGESEC_DIRECTION_SEND;
	case EDGESEC_PROTOCOL_VSOCK:
		return common | EDGESEC_DIRECTION_LISTEN |
		       EDGESEC_DIRECTION_SEND;
	case EDGESEC_PROTOCOL_RAW:
	case EDGESEC_PROTOCOL_PACKET:
		break;
	}
	return EDGESEC_DIRECTION_CREATE;
}

bool port_rule_denies(const struct port_rule *rule, enum direction direction,
		      uint32_t port)
{
	return rule->mode == EDGESEC_MODE_ENFORCE &&
	       rule->verdict == EDGESEC_VERDICT_DENY &&
	       (rule->directions & direction_bit(direction)) &&
	       !ranges_have(&rule->ports[direction], port);
}
