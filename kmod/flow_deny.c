// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - How a denial on a connection to a Modbus server looks
 * Copyright (C) 2026 The edgesec authors
 *
 * An exception response is put into the server's stream at the place where its
 * next answer would stand. That is only safe if no answer is on its way. So
 * the requests that wait for one are remembered, and the server's stream is
 * followed from answer to answer. While one is outstanding the denied segment
 * is dropped, and judged again when the client repeats it. Where all that
 * fails, or the fault has no certain request to answer, both ends get a RST;
 * the reason in the record then ends in "-reset".
 */

#include "flow_impl.h"

#include <linux/kernel.h>
#include <linux/string.h>

#define WAIT_MAX	3	/* repetitions until RST replaces it */

/**
 * edgesec_flow_stall - Drop a segment without calling that a denial
 * @c: The case; its flow may be NULL.
 *
 * TCP sends the segment again. In audit mode it passes.
 */
void edgesec_flow_stall(struct edgesec_flow_case *c)
{
	if (enforces(c))
		c->verdict->action = EDGESEC_FLOW_DROP;
	else if (c->flow)
		c->flow->adrift = true;
	c->verdict->stalled = true;
}

/* Names the request at @at in the record, if there seems to be one. */
static void note_request(struct edgesec_flow_case *c, u32 at)
{
	u8 buf[EDGESEC_MODBUS_DETAIL];
	const u8 *head;
	u32 size;

	if (total_len(c) < at + EDGESEC_MODBUS_PEEK)
		return;
	size = min_t(u32, total_len(c) - at, sizeof(buf));
	head = edgesec_flow_read(c, at, size, buf);
	if (!head || head[2] || head[3])
		return;
	size = min(size, 6U + (head[4] << 8 | head[5]));
	edgesec_modbus_request_parse(head, &c->verdict->request);
	edgesec_modbus_request_detail(head, size, &c->verdict->detail);
	c->verdict->has_request = true;
}

/**
 * edgesec_flow_deny - Deny a segment, leaving the connection as it is
 * @c: The case; its flow may be NULL.
 * @reason: For the record, a constant string.
 * @action: What becomes of the segment, unless the policy says drop.
 */
void edgesec_flow_deny(struct edgesec_flow_case *c, const char *reason,
		       enum edgesec_flow_action action)
{
	c->verdict->reason = reason;
	if (!enforces(c))
		return;
	if (c->server->on_deny == EDGESEC_ON_DENY_DROP)
		action = EDGESEC_FLOW_DROP;
	c->verdict->action = action;
}

/* From now on edgesec answers for both ends. */
static void end_connection(struct edgesec_flow *flow, u8 exception)
{
	flow->exception = exception;
	set_phase(flow, EDGESEC_FLOW_DENIED);
}

/**
 * edgesec_flow_deny_connection - Deny a segment and end its connection
 * @c: The case; its flow may be NULL.
 * @reason: For the record, a constant string.
 */
void edgesec_flow_deny_connection(struct edgesec_flow_case *c,
				  const char *reason)
{
	note_request(c, 0);
	edgesec_flow_deny(c, reason, EDGESEC_FLOW_RESET);
	c->verdict->seq = c->flow ? c->flow->next : c->packet->seq;
	if (c->flow && c->verdict->action == EDGESEC_FLOW_RESET)
		end_connection(c->flow, 0);
}

/* May an exception response be put into the server's stream here and now? */
static bool can_answer(const struct edgesec_flow_case *c, u32 at)
{
	const struct edgesec_flow_packet *packet = c->packet;
	const struct edgesec_flow *flow = c->flow;

	return c->verdict->has_request && !at && !flow->blind &&
	       !flow->answers.skip && !flow->answers.head_len &&
	       !flow->answers.owed && !flow->answers.forgot &&
	       !flow->server_fin && flow->phase == EDGESEC_FLOW_OPEN &&
	       first_seq(c) == flow->next &&
	       flow->acked == flow->next && packet->ack == flow->server_next &&
	       !(packet->flags & EDGESEC_TCP_FIN);
}

/* True if the segment is to be judged again when it is repeated. */
static bool wait_for_answers(struct edgesec_flow *flow)
{
	return flow->answers.owed && !flow->blind && flow->waited++ < WAIT_MAX;
}

/* No answer of the server needs the place any more, see can_answer(). */
static void keep_request(struct edgesec_flow_answers *answers,
			 const struct edgesec_modbus_request *request)
{
	answers->head[0] = request->transaction >> 8;
	answers->head[1] = request->transaction;
	answers->head[6] = request->unit;
	answers->head[7] = request->function;
}

/* Tries to deny by an exception response; false: RST must do. */
static bool answer(struct edgesec_flow_case *c, u8 exception, u32 at)
{
	struct edgesec_flow *flow = c->flow;

	if (!exception)
		return false;
	if (wait_for_answers(flow)) {
		c->verdict->action = EDGESEC_FLOW_DROP;
		return true;
	}
	if (!can_answer(c, at))
		return false;
	keep_request(&flow->answers, &c->verdict->request);
	end_connection(flow, exception);
	c->verdict->exception = exception;
	c->verdict->action = EDGESEC_FLOW_EXCEPTION;
	return true;
}

/*
 * Chooses what an enforced denial looks like. Returns true if a RST stands in
 * for an exception response.
 */
static bool punish(struct edgesec_flow_case *c, enum edgesec_modbus_fault fault,
		   u32 at)
{
	bool wanted = c->server->on_deny == EDGESEC_ON_DENY_EXCEPTION;

	c->verdict->seq = c->flow->next;
	if (c->server->on_deny == EDGESEC_ON_DENY_DROP) {
		c->verdict->action = EDGESEC_FLOW_DROP;
		return false;
	}
	if (wanted && answer(c, edgesec_modbus_fault_exception(fault), at))
		return false;
	end_connection(c->flow, 0);
	c->verdict->action = EDGESEC_FLOW_RESET;
	return wanted;
}

/**
 * edgesec_flow_deny_request - Deny the whole segment for one request in it
 * @c: The case.
 * @fault: What is wrong with the request.
 * @at: Where it begins in the payload.
 *
 * A repetition of what is in the log already is not recorded again. In audit
 * mode only the first fault of a segment is recorded.
 */
void edgesec_flow_deny_request(struct edgesec_flow_case *c,
			       enum edgesec_modbus_fault fault, u32 at)
{
	struct edgesec_flow *flow = c->flow;
	bool again = flow->recorded && flow->recorded_at == flow->next;
	bool reset_instead = false;

	if (c->verdict->reason)
		return;
	note_request(c, at);
	if (enforces(c))
		reset_instead = punish(c, fault, at);
	if (again) {
		c->verdict->stalled = true;
		return;
	}
	flow->recorded = true;
	flow->recorded_at = flow->next;
	c->verdict->reason = edgesec_modbus_fault_name(fault, reset_instead);
}

/**
 * edgesec_flow_denied_client - Answer the client of an ended connection
 * @c: The case, with a segment from the client, no SYN and no RST.
 */
void edgesec_flow_denied_client(struct edgesec_flow_case *c)
{
	const struct edgesec_flow_packet *packet = c->packet;
	const struct edgesec_flow *flow = c->flow;

	if (flow->exception && packet->len && packet->seq == flow->next &&
	    packet->ack == flow->server_next) {
		edgesec_modbus_request_parse(flow->answers.head,
					     &c->verdict->request);
		c->verdict->exception = flow->exception;
		c->verdict->seq = flow->next;
		c->verdict->action = EDGESEC_FLOW_EXCEPTION;
	} else if (flow->exception && !packet->len &&
		   !(packet->flags & EDGESEC_TCP_FIN)) {
		c->verdict->action = EDGESEC_FLOW_DROP;
	} else {
		c->verdict->action = EDGESEC_FLOW_REJECT;
	}
}

/* Is the payload the exception response of edgesec, byte for byte? */
static bool is_exception(const struct edgesec_flow_case *c)
{
	const struct edgesec_flow *flow = c->flow;
	u8 own[EDGESEC_MODBUS_EXCEPTION], buf[EDGESEC_MODBUS_EXCEPTION];
	struct edgesec_modbus_request request;
	const u8 *bytes;

	if (c->packet->len != sizeof(own))
		return false;
	edgesec_modbus_request_parse(flow->answers.head, &request);
	edgesec_modbus_exception_build(&request, flow->exception, own);
	bytes = edgesec_flow_packet_read(c->packet, 0, sizeof(own), buf);
	return bytes && !memcmp(bytes, own, sizeof(own));
}

/**
 * edgesec_flow_is_own_answer - Is this the exception response of edgesec?
 * @c: The case, with a segment in the server's name.
 *
 * It passes hooks, too, and comes from this host, wherever the server is. What
 * the server sends in its place does not pass for it.
 *
 * Return: true if it is.
 */
bool edgesec_flow_is_own_answer(const struct edgesec_flow_case *c)
{
	const struct edgesec_flow_packet *packet = c->packet;
	const struct edgesec_flow *flow = c->flow;

	return flow->phase == EDGESEC_FLOW_DENIED && flow->exception &&
	       packet->seq == flow->server_next &&
	       (packet->flags & EDGESEC_TCP_FIN) && is_exception(c);
}

/**
 * edgesec_flow_denied_server - Answer the server of an ended connection
 * @c: The case, with a segment from the server, no SYN.
 */
void edgesec_flow_denied_server(struct edgesec_flow_case *c)
{
	if (!(c->packet->flags & EDGESEC_TCP_RST) &&
	    !edgesec_flow_is_own_answer(c))
		c->verdict->action = EDGESEC_FLOW_REJECT;
}
