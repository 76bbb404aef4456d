/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What the parts of the connection machine share
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_FLOW_IMPL_H
#define EDGESEC_FLOW_IMPL_H

#include <linux/compiler.h>

#include "flow.h"

/**
 * struct edgesec_flow_case - One segment under judgement
 * @flows: The table.
 * @rules: Of the generation that decides.
 * @server: The server concerned.
 * @packet: The segment.
 * @front: How many bytes of what is held stand in front of its payload.
 * @recut: It can't be cut as it was meant to be, see flow_split.c.
 * @tuple: Its connection.
 * @place: Where that is in @flows.
 * @flow: The entry of that connection, locked; or NULL.
 * @verdict: The result.
 */
struct edgesec_flow_case {
	struct edgesec_flows *flows;
	const struct edgesec_modbus_rules *rules;
	const struct edgesec_modbus_server *server;
	const struct edgesec_flow_packet *packet;
	u32 front;
	bool recut;
	struct edgesec_flow_tuple tuple;
	struct edgesec_table_probe place;
	struct edgesec_flow *flow;
	struct edgesec_flow_verdict *verdict;
};

static inline bool before(u32 a, u32 b)
{
	return (s32)(a - b) < 0;
}

static inline bool after(u32 a, u32 b)
{
	return before(b, a);
}

static inline bool enforces(const struct edgesec_flow_case *c)
{
	return edgesec_flow_enforces(c->server, c->packet);
}

/* Where the bytes under judgement begin: the payload with what is held. */
static inline u32 first_seq(const struct edgesec_flow_case *c)
{
	return c->packet->seq - c->front;
}

/* How many they are. */
static inline u32 total_len(const struct edgesec_flow_case *c)
{
	return c->packet->len + c->front;
}

/* Did the rules in force judge the last data, too? */
static inline bool same_rules(const struct edgesec_flow_case *c)
{
	return c->flow->serial == READ_ONCE(c->rules->serial);
}

/* The client, of a segment that it has sent. */
static inline struct edgesec_modbus_client
asking(const struct edgesec_flow_case *c)
{
	return (struct edgesec_modbus_client){
		.net = c->packet->net,
		.family = c->packet->family,
		.address = &c->packet->saddr,
	};
}

static inline void set_phase(struct edgesec_flow *flow,
			     enum edgesec_flow_phase phase)
{
	/* Pairs with READ_ONCE() in expired(), which does not lock. */
	WRITE_ONCE(flow->phase, phase);
}

/* Audit mode has let a segment pass against the rules: go on behind it. */
static inline void follow(struct edgesec_flow *flow, u32 end)
{
	flow->adrift = true;
	if (after(end, flow->next))
		flow->next = end;
}

/* Does somebody learn from what is denied here? */
static inline bool learns(const struct edgesec_flow_case *c)
{
	return c->server->learns && c->rules->seen;
}

/* flow_data.c */
void edgesec_flow_data(struct edgesec_flow_case *c);

/* flow_split.c */
bool edgesec_flow_coalesces(const struct edgesec_flow_case *c);
void edgesec_flow_split_begin(struct edgesec_flow_case *c);
const u8 *edgesec_flow_read(const struct edgesec_flow_case *c, u32 at, u32 len,
			    u8 *buf);
bool edgesec_flow_split_fits(struct edgesec_flow_case *c, u32 at, u32 size);
void edgesec_flow_split(struct edgesec_flow_case *c, u32 at, bool fresh);
void edgesec_flow_split_whole(struct edgesec_flow_case *c);
void edgesec_flow_split_keep(struct edgesec_flow_case *c, u32 at, u32 size);
const struct edgesec_flow_held *
edgesec_flow_split_find(const struct edgesec_flow_case *c);
bool edgesec_flow_split_again(struct edgesec_flow_case *c,
			      const struct edgesec_flow_held *kept);
void edgesec_flow_split_forget(struct edgesec_flow *flow);

/* flow_learn.c */
bool edgesec_flow_learn(struct edgesec_flow_case *c, const u8 *adu, u32 size);
void edgesec_flow_learn_fault(struct edgesec_flow_case *c,
			      enum edgesec_modbus_fault fault, const u8 *head,
			      u32 len);

/* flow_deny.c */
void edgesec_flow_stall(struct edgesec_flow_case *c);
void edgesec_flow_deny(struct edgesec_flow_case *c, const char *reason,
		       enum edgesec_flow_action action);
void edgesec_flow_deny_connection(struct edgesec_flow_case *c,
				  const char *reason);
void edgesec_flow_deny_request(struct edgesec_flow_case *c,
			       enum edgesec_modbus_fault fault, u32 at);
void edgesec_flow_denied_client(struct edgesec_flow_case *c);
bool edgesec_flow_is_own_answer(const struct edgesec_flow_case *c);
void edgesec_flow_denied_server(struct edgesec_flow_case *c);

/* flow_answer.c */
void edgesec_flow_asked_parse(const u8 *adu, u32 size,
			      struct edgesec_flow_asked *asked);
bool edgesec_flow_asked_counts(const struct edgesec_flow_asked *asked);
void edgesec_flow_expect_answer(struct edgesec_flow *flow,
				const struct edgesec_flow_asked *asked);
void edgesec_flow_deny_answer(struct edgesec_flow_case *c, const char *reason);
bool edgesec_flow_answer(struct edgesec_flow_case *c);
void edgesec_flow_answer_stranger(struct edgesec_flow_case *c);
void edgesec_flow_answer_astray(struct edgesec_flow_case *c);

#endif /* EDGESEC_FLOW_IMPL_H */
