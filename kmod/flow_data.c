// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What a client sends to a Modbus server, request by request
 * Copyright (C) 2026 The edgesec authors
 *
 * The policy says how requests may stand in segments, and so for which servers
 * what reaches them means one thing only:
 *
 *   strict	Segments begin and end where requests do. Whoever reads until
 *		nothing is there, or by the header, or by the code, reads the
 *		requests that were judged.
 *   lockstep	Besides, the server has begun to answer the last request before
 *		it gets another one, which has at most the 260 bytes of the
 *		standard. So what it reads at once is never more than one
 *		request, whatever its buffer and however late it reads. It is
 *		denied another one, too, when the last may never be answered, or
 *		its answers can't be followed.
 *   coalesce	The client may send pieces, the server gets what it may get by
 *		strict (flow_split.c).
 */

#include "flow_impl.h"

#include <linux/build_bug.h>
#include <linux/kernel.h>
#include <linux/siphash.h>

#define LOCKSTEP_MAX	260	/* bytes of a request by the standard */
#define DATA_MAX	(EDGESEC_FLOW_RING * EDGESEC_MODBUS_ADU_MAX)

/**
 * enum walk - How far a segment could be followed
 * @WALK_FINE: To its end.
 * @WALK_MISMATCH: It does not repeat what was forwarded.
 * @WALK_FULL: The ring has no room for its requests.
 * @WALK_DENIED: The verdict says why.
 * @WALK_SPLIT: To a request of which the rest has yet to come.
 * @WALK_UNREADABLE: Its payload could not be read.
 */
enum walk {
	WALK_FINE,
	WALK_MISMATCH,
	WALK_FULL,
	WALK_DENIED,
	WALK_SPLIT,
	WALK_UNREADABLE,
};

/**
 * struct fresh - The requests of a segment that the server has not seen
 * @count: How many.
 * @bytes: How many bytes.
 * @room: How many there may be.
 * @at: How far the segment was followed.
 * @asked: What will answer them.
 */
struct fresh {
	u32 count;
	u32 bytes;
	u32 room;
	u32 at;
	struct edgesec_flow_asked asked[EDGESEC_FLOW_RING];
};

/*
 * What is kept of a request that was forwarded: 56 bits of a keyed hash, and its
 * size above the least one. Whoever sends other bytes in its place guesses right
 * once in 2^56 times, which at ten million segments a second is centuries.
 */
static u64 flight_of(const struct edgesec_flow_case *c, const u8 *adu, u32 size)
{
	BUILD_BUG_ON(EDGESEC_MODBUS_ADU_MAX - EDGESEC_MODBUS_PEEK > U8_MAX);
	return siphash(adu, size, &c->flows->data_key) << 8 |
	       (size - EDGESEC_MODBUS_PEEK);
}

static u32 flight_size(u64 flight)
{
	return (u8)flight + EDGESEC_MODBUS_PEEK;
}

static u64 *slot(struct edgesec_flow *flow, u32 index)
{
	return &flow->ring[index % EDGESEC_FLOW_RING];
}

static const u64 *find_flight(struct edgesec_flow *flow, u32 seq)
{
	u32 begin = flow->ring_end, i;

	for (i = 1; i <= flow->count; i++) {
		begin -= flight_size(*slot(flow, flow->head - i));
		if (begin == seq)
			return slot(flow, flow->head - i);
	}
	return NULL;
}

/* Requests that the server has not acknowledged; they are the last ones. */
static u32 count_unacked(struct edgesec_flow *flow)
{
	u32 end = flow->ring_end, i;

	for (i = 0; i < flow->count && after(end, flow->acked); i++)
		end -= flight_size(*slot(flow, flow->head - i - 1));
	return i;
}

/* True if a segment boundary will lie inside the bytes at @at. */
static bool is_cut(const struct edgesec_flow_packet *packet, u32 at, u32 size)
{
	return packet->chunk &&
	       at / packet->chunk != (at + size - 1) / packet->chunk;
}

static bool is_lockstep(const struct edgesec_flow_case *c)
{
	return c->server->segments == EDGESEC_SEGMENTS_LOCKSTEP;
}

/* May the rest of a request come in another segment? */
static bool may_come(const struct edgesec_flow_case *c)
{
	return edgesec_flow_coalesces(c) &&
	       !(c->packet->flags & EDGESEC_TCP_FIN);
}

/* What is wrong with the size of a whole request at @at, in this segment. */
static enum walk check_size(struct edgesec_flow_case *c, u32 at, u32 size,
			    enum edgesec_modbus_fault *fault)
{
	if (edgesec_flow_coalesces(c))
		return edgesec_flow_split_fits(c, at, size) ? WALK_FINE :
							      WALK_SPLIT;
	if (is_cut(c->packet, at, size))
		*fault = EDGESEC_MODBUS_ALIGNMENT;
	else if (is_lockstep(c) && size > LOCKSTEP_MAX)
		*fault = EDGESEC_MODBUS_MBAP_LENGTH;
	return *fault ? WALK_DENIED : WALK_FINE;
}

/* Finds the end of the new request at @at. */
static enum walk frame(struct edgesec_flow_case *c, u32 at, u32 *size)
{
	u32 left = total_len(c) - at;
	enum edgesec_modbus_fault fault;
	u8 buf[EDGESEC_MODBUS_PEEK];
	enum walk ret = WALK_DENIED;
	const u8 *head;

	head = edgesec_flow_read(c, at, min_t(u32, left, sizeof(buf)), buf);
	if (!head)
		return WALK_UNREADABLE;
	fault = edgesec_modbus_request_frame(head, left, size);
	if (!fault)
		ret = check_size(c, at, *size, &fault);
	else if (fault == EDGESEC_MODBUS_ALIGNMENT && may_come(c))
		ret = WALK_SPLIT;
	if (ret != WALK_DENIED)
		return ret;
	if (learns(c))
		edgesec_flow_learn_fault(c, fault, head,
					 min_t(u32, left, sizeof(buf)));
	else
		edgesec_flow_deny_request(c, fault, at);
	return WALK_DENIED;
}

/*
 * Enters a request behind the ring, perhaps in the place of the oldest one,
 * which the server has acknowledged; so little is lost if commit() never comes.
 */
static void enter(struct edgesec_flow_case *c, const u8 *adu, u32 size,
		  struct fresh *fresh)
{
	if (c->flow->count + fresh->count == EDGESEC_FLOW_RING)
		c->flow->count--;
	*slot(c->flow, c->flow->head + fresh->count) = flight_of(c, adu, size);
	edgesec_flow_asked_parse(adu, size, &fresh->asked[fresh->count]);
	fresh->count++;
	fresh->bytes += size;
}

/*
 * Do as many requests wait for an answer as may? Not known where the server's
 * answers can't be followed.
 */
static bool too_many(const struct edgesec_flow_case *c,
		     const struct fresh *fresh)
{
	const struct edgesec_flow *flow = c->flow;

	if (is_lockstep(c) && flow->blind)
		return enforces(c);
	if (is_lockstep(c) && (flow->answers.count || fresh->count))
		return true;
	return c->server->in_flight && !flow->blind &&
	       flow->answers.owed + fresh->count >= c->server->in_flight;
}

static enum edgesec_modbus_fault check(struct edgesec_flow_case *c,
				       const u8 *adu, u32 size,
				       const struct fresh *fresh)
{
	const struct edgesec_modbus_client client = asking(c);

	if (learns(c))
		return edgesec_flow_learn(c, adu, size) ?
		       EDGESEC_MODBUS_FINE : EDGESEC_MODBUS_RATE_LIMIT;
	if (too_many(c, fresh))
		return EDGESEC_MODBUS_IN_FLIGHT;
	return edgesec_modbus_request_check(adu, size, c->server, &client);
}

static enum walk judge_request(struct edgesec_flow_case *c, u32 at, u32 size,
			       struct fresh *fresh)
{
	u8 buf[EDGESEC_MODBUS_ADU_MAX];
	enum edgesec_modbus_fault fault;
	const u8 *adu;

	if (fresh->count == fresh->room)
		return WALK_FULL;
	adu = edgesec_flow_read(c, at, size, buf);
	if (!adu)
		return WALK_UNREADABLE;
	fault = check(c, adu, size, fresh);
	if (fault) {
		edgesec_flow_deny_request(c, fault, at);
		if (enforces(c))
			return WALK_DENIED;
	}
	enter(c, adu, size, fresh);
	return WALK_FINE;
}

/* Compares the bytes at @at with the request forwarded in their place. */
static enum walk compare(struct edgesec_flow_case *c, u32 at, u32 *size)
{
	u8 buf[EDGESEC_MODBUS_ADU_MAX];
	const u64 *flight;
	const u8 *adu;

	flight = find_flight(c->flow, first_seq(c) + at);
	if (!flight)
		return WALK_MISMATCH;
	*size = flight_size(*flight);
	if (*size > total_len(c) - at || is_cut(c->packet, at, *size))
		return WALK_MISMATCH;
	adu = edgesec_flow_read(c, at, *size, buf);
	if (!adu)
		return WALK_UNREADABLE;
	return flight_of(c, adu, *size) == *flight ? WALK_FINE : WALK_MISMATCH;
}

/* Goes through the payload request by request; each takes at least a byte. */
static enum walk walk(struct edgesec_flow_case *c, struct fresh *fresh)
{
	u32 size = 0;
	enum walk ret;

	for (; fresh->at < total_len(c); fresh->at += size) {
		if (first_seq(c) + fresh->at == c->flow->next + fresh->bytes) {
			ret = frame(c, fresh->at, &size);
			if (ret == WALK_FINE)
				ret = judge_request(c, fresh->at, size, fresh);
		} else {
			ret = compare(c, fresh->at, &size);
		}
		if (ret != WALK_FINE)
			return ret;
	}
	return WALK_FINE;
}

/* In audit mode they may begin elsewhere than the ring ends. */
static void extend_ring(struct edgesec_flow *flow, const struct fresh *fresh)
{
	if (flow->ring_end != flow->next)
		flow->count = 0;
	flow->head = (flow->head + fresh->count) % EDGESEC_FLOW_RING;
	flow->count += fresh->count;
	flow->next += fresh->bytes;
	flow->ring_end = flow->next;
	flow->waited = 0;
}

/* What the client may repeat in pieces is kept. */
static void keep(struct edgesec_flow_case *c, const struct fresh *fresh)
{
	u32 at = c->flow->next - first_seq(c), size, i;

	if (!edgesec_flow_coalesces(c) || !enforces(c))
		return;
	for (i = 0; i < fresh->count; i++, at += size) {
		size = flight_size(*slot(c->flow, c->flow->head + i));
		edgesec_flow_split_keep(c, at, size);
	}
}

/* Makes what enter() wrote part of the ring. */
static void commit(struct edgesec_flow_case *c, const struct fresh *fresh)
{
	u32 i;

	for (i = 0; i < fresh->count; i++)
		edgesec_flow_expect_answer(c->flow, &fresh->asked[i]);
	keep(c, fresh);
	if (fresh->count)
		extend_ring(c->flow, fresh);
	if (!c->verdict->reason)
		c->verdict->allowed = fresh->count;
}

/*
 * Returns true if the segment repeats a piece of a request, all of which goes on
 * in its place: like any repetition, it is what was forwarded.
 */
static bool again(struct edgesec_flow_case *c)
{
	const struct edgesec_flow_held *kept = edgesec_flow_split_find(c);
	const u64 *flight;

	if (!kept)
		return false;
	flight = find_flight(c->flow, kept->seq);
	return flight && flight_of(c, kept->bytes, kept->len) == *flight &&
	       edgesec_flow_split_again(c, kept);
}

/* The first @at bytes are whole requests that were forwarded. */
static void mismatch(struct edgesec_flow_case *c, u32 at, u32 end)
{
	bool fin = c->packet->flags & EDGESEC_TCP_FIN;
	bool acked = !after(end, c->flow->acked) && !fin;

	if (enforces(c) && (acked || (at && edgesec_flow_coalesces(c)))) {
		c->verdict->action = EDGESEC_FLOW_CUT;
		c->verdict->keep = acked ? 0 : at;
	} else if (!again(c)) {
		edgesec_flow_stall(c);
	}
	if (!enforces(c))
		follow(c->flow, end);
}

static void too_much(struct edgesec_flow_case *c, u32 end)
{
	if (!enforces(c))
		follow(c->flow, end);
	else if (count_unacked(c->flow))
		edgesec_flow_stall(c);
	else
		edgesec_flow_deny_connection(c, "in-flight");
}

static void unreadable(struct edgesec_flow_case *c, u32 end)
{
	edgesec_flow_deny(c, "unreadable", EDGESEC_FLOW_DROP);
	c->verdict->undecided = true;
	if (!enforces(c))
		follow(c->flow, end);
}

/* What is not whole waits; a segment that will be cut is not made longer. */
static void split(struct edgesec_flow_case *c, const struct fresh *fresh)
{
	const struct edgesec_flow_packet *packet = c->packet;

	c->verdict->understood = true;
	if (enforces(c) && packet->chunk &&
	    fresh->at > max_t(u32, packet->chunk, EDGESEC_MODBUS_ADU_MAX)) {
		edgesec_flow_stall(c);
		return;
	}
	commit(c, fresh);
	edgesec_flow_split(c, fresh->at, fresh->count);
}

/* Returns true if the whole payload goes on, in order. */
static bool judge_payload(struct edgesec_flow_case *c, u32 end)
{
	struct fresh fresh = { .room = EDGESEC_FLOW_RING };

	if (enforces(c))
		fresh.room -= count_unacked(c->flow);
	switch (walk(c, &fresh)) {
	case WALK_FINE:
		commit(c, &fresh);
		edgesec_flow_split_whole(c);
		c->verdict->understood = true;
		return true;
	case WALK_MISMATCH:
		mismatch(c, fresh.at, end);
		return false;
	case WALK_FULL:
		too_much(c, end);
		return false;
	case WALK_DENIED:
		c->verdict->understood = true;
		if (!enforces(c))
			follow(c->flow, end);
		return false;
	case WALK_SPLIT:
		split(c, &fresh);
		return false;
	case WALK_UNREADABLE:
		break;
	}
	unreadable(c, end);
	return false;
}

/* The FIN takes the sequence number @at. */
static void judge_fin(struct edgesec_flow_case *c, u32 at)
{
	struct edgesec_flow *flow = c->flow;

	if (flow->phase == EDGESEC_FLOW_OPEN && at == flow->next) {
		flow->next++;
		set_phase(flow, EDGESEC_FLOW_CLOSING);
	} else if (flow->phase != EDGESEC_FLOW_CLOSING ||
		   at + 1 != flow->next) {
		edgesec_flow_stall(c);
	}
}

/* Audit mode takes a segment where it comes, unless it repeats another. */
static void catch_up(struct edgesec_flow *flow, u32 seq)
{
	if (seq == flow->next || find_flight(flow, seq))
		return;
	flow->adrift = true;
	flow->next = seq;
}

/* True if the segment leaves a gap, or has new bytes where none may be. */
static bool out_of_place(const struct edgesec_flow_case *c, u32 end)
{
	const struct edgesec_flow *flow = c->flow;

	if (after(first_seq(c), flow->next))
		return true;
	if (!total_len(c) || !after(end, flow->next))
		return false;
	return flow->phase == EDGESEC_FLOW_CLOSING || after(end, flow->edge);
}

/**
 * edgesec_flow_data - Judge the payload and the FIN of a client's segment
 * @c: The case; its connection is past the handshake and not closed.
 */
void edgesec_flow_data(struct edgesec_flow_case *c)
{
	const struct edgesec_flow_packet *packet = c->packet;
	u32 end = packet->seq + packet->len;

	if (packet->len > DATA_MAX) {
		edgesec_flow_deny_connection(c, "in-flight");
		if (!enforces(c))
			follow(c->flow, end);
		return;
	}
	edgesec_flow_split_begin(c);
	if (!enforces(c)) {
		catch_up(c->flow, first_seq(c));
	} else if (out_of_place(c, end)) {
		edgesec_flow_stall(c);
		return;
	}
	if (total_len(c) && !judge_payload(c, end))
		return;
	if (packet->flags & EDGESEC_TCP_FIN)
		judge_fin(c, end);
}
