// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What a client asks of a Modbus server where a policy learns
 * Copyright (C) 2026 The edgesec authors
 *
 * Requests that the policy would deny are remembered, each kind once, and not
 * recorded. What only comes too often is recorded as ever: there is nothing to
 * learn from it.
 */

#include "flow_impl.h"
#include "modbus_impl.h"
#include "modbus_seen.h"

#include <linux/kernel.h>

static struct edgesec_modbus_kind asker(const struct edgesec_flow_case *c)
{
	return (struct edgesec_modbus_kind){
		.client = c->tuple.client,
		.server = c->tuple.server,
		.port = ntohs(c->tuple.server_port),
		.family = c->tuple.family,
	};
}

/**
 * edgesec_flow_learn_fault - Remember what the standard does not allow
 * @c: The case; its server learns.
 * @fault: What is wrong.
 * @head: The first bytes of it.
 * @len: How many.
 */
void edgesec_flow_learn_fault(struct edgesec_flow_case *c,
			      enum edgesec_modbus_fault fault, const u8 *head,
			      u32 len)
{
	struct edgesec_modbus_kind kind = asker(c);

	kind.fault = fault;
	if (len >= EDGESEC_MODBUS_PEEK && fault != EDGESEC_MODBUS_PROTOCOL_ID) {
		kind.unit = head[6];
		kind.function = head[7];
	}
	edgesec_modbus_seen_fault(c->rules->seen, &kind);
}

/* What the standard has against a request, whatever the policy says. */
static enum edgesec_modbus_fault standard(const u8 *adu, u32 size)
{
	if (!adu[7] || adu[7] >= EDGESEC_MODBUS_CODES)
		return EDGESEC_MODBUS_FUNCTION;
	return edgesec_modbus_pdu_check(adu + EDGESEC_MODBUS_HEADER,
					size - EDGESEC_MODBUS_HEADER);
}

static enum edgesec_modbus_fault check(const struct edgesec_flow_case *c,
				       const u8 *adu, u32 size)
{
	const struct edgesec_modbus_client client = asking(c);

	if (!edgesec_modbus_server_admits(c->server, &client))
		return EDGESEC_MODBUS_CLIENT;
	return edgesec_modbus_request_check(adu, size, c->server, &client);
}

/**
 * edgesec_flow_learn - Remember a request, unless the policy allows it
 * @c: The case; its server learns.
 * @adu: The request.
 * @size: Its length.
 *
 * Return: false if it comes too often, which is no lesson.
 */
bool edgesec_flow_learn(struct edgesec_flow_case *c, const u8 *adu, u32 size)
{
	enum edgesec_modbus_fault fault = check(c, adu, size);
	struct edgesec_modbus_kind kind = asker(c);

	if (!fault)
		return true;
	if (fault == EDGESEC_MODBUS_RATE_LIMIT)
		return false;
	fault = standard(adu, size);
	if (fault)
		edgesec_flow_learn_fault(c, fault, adu, size);
	else
		edgesec_modbus_seen_request(c->rules->seen, &kind, adu, size);
	return true;
}
