// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Requests that come in pieces, where segments: coalesce
 * Copyright (C) 2026 The edgesec authors
 *
 * Some masters send a request in two segments, the header and the rest. Servers
 * exist that take each for a request of its own, so the pieces can't go on as
 * they are. Here the server gets what it would get from a master that does not
 * split:
 *
 *   - What stands in a segment behind its last whole request is held, and not
 *     forwarded. It stands at @next, so it has no F (see flow.c) yet, and what
 *     the client sends in its place later may differ.
 *   - A segment that goes on where that ends, or before, is judged with what is
 *     held in front of it. What passes is one segment of whole requests.
 *
 * So a) to c) of flow.c hold here, too, and what reaches the server is what could
 * reach it where segments: strict. Only a segment that a network card, or the way
 * out, will cut elsewhere than between requests is sent as one; none is made
 * longer than the client's own, or than one request if that is more.
 *
 * A client does not know that its pieces went on as one. It may repeat a single
 * one, when that was lost on its way: then what it was made part of is sent again,
 * whole. So such requests are kept until the server has acknowledged them, as far
 * as there is memory, and are held against the ring, like any repetition.
 *
 * The server does not acknowledge what is held, and so a client that waits for
 * that before it sends on (Nagle) gets nowhere. When it has repeated itself a
 * few times the connection ends, with the reason "split-stall".
 *
 * In audit mode pieces pass, and are kept to judge the request as a whole.
 */

#include "flow_impl.h"

#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#define SPLITS_MAX	3	/* repetitions until RST ends it */

/**
 * edgesec_flow_coalesces - May requests come in pieces?
 * @c: The case.
 *
 * Return: true if they may.
 */
bool edgesec_flow_coalesces(const struct edgesec_flow_case *c)
{
	return c->server->segments == EDGESEC_SEGMENTS_COALESCE;
}

static struct edgesec_flow_held *held_of(const struct edgesec_flow *flow)
{
	return flow->extra ? flow->extra->held : NULL;
}

/**
 * edgesec_flow_split_begin - See whether a segment goes on with what is held
 * @c: The case; @front is set.
 *
 * One that will be cut does not; the client's TCP sends it again in small ones.
 */
void edgesec_flow_split_begin(struct edgesec_flow_case *c)
{
	const struct edgesec_flow_held *held;
	u32 offset;

	/* Where they don't, not even a line of memory is looked at. */
	if (!edgesec_flow_coalesces(c) || c->packet->chunk)
		return;
	held = held_of(c->flow);
	if (!held || held->seq != c->flow->next)
		return;
	offset = c->packet->seq - held->seq;
	if (offset <= held->len)
		c->front = offset;
}

/**
 * edgesec_flow_read - Read what is under judgement
 * @c: The case.
 * @at: First byte; 0 is the first one of what is held.
 * @len: How many, at most EDGESEC_MODBUS_ADU_MAX; @at + @len is at most
 *	total_len().
 * @buf: Room for that many.
 *
 * Return: The bytes, in @buf or in place; NULL if they can't be read.
 */
const u8 *edgesec_flow_read(const struct edgesec_flow_case *c, u32 at, u32 len,
			    u8 *buf)
{
	const u8 *rest;
	u32 front;

	if (at >= c->front)
		return edgesec_flow_packet_read(c->packet, at - c->front, len,
						buf);
	front = min(len, c->front - at);
	memcpy(buf, held_of(c->flow)->bytes + at, front);
	if (front == len)
		return buf;
	rest = edgesec_flow_packet_read(c->packet, 0, len - front, buf + front);
	if (!rest)
		return NULL;
	if (rest != buf + front)
		memcpy(buf + front, rest, len - front);
	return buf;
}

/* How long a segment may become. */
static u32 limit(const struct edgesec_flow_case *c)
{
	return max_t(u32, c->packet->chunk ? : c->packet->len,
		     EDGESEC_MODBUS_ADU_MAX);
}

static bool is_cut(const struct edgesec_flow_packet *packet, u32 at, u32 size)
{
	return packet->chunk &&
	       at / packet->chunk != (at + size - 1) / packet->chunk;
}

/**
 * edgesec_flow_split_fits - May a whole request go on with this segment?
 * @c: The case, where pieces may come; @recut is set if it is to be sent as one.
 * @at: Where the request begins.
 * @size: Its size.
 *
 * Return: false if the request has to be sent again.
 */
bool edgesec_flow_split_fits(struct edgesec_flow_case *c, u32 at, u32 size)
{
	if (is_cut(c->packet, at, size))
		c->recut = true;
	return (!c->recut && !c->front) || at + size <= limit(c);
}

/* Does the client only repeat what is held? */
static bool gains_nothing(const struct edgesec_flow_case *c)
{
	const struct edgesec_flow_held *held = held_of(c->flow);
	u32 end = c->packet->seq + c->packet->len;

	return held && held->seq == c->flow->next &&
	       !after(end, held->seq + held->len);
}

/* The @len bytes at @at, to be held or kept; NULL if that can't be. */
static struct edgesec_flow_held *copy(const struct edgesec_flow_case *c, u32 at,
				      u32 len)
{
	struct edgesec_flow_held *held;
	const u8 *bytes;

	if (len > sizeof(held->bytes))
		return NULL;
	held = kmalloc(sizeof(*held), GFP_ATOMIC | __GFP_NOWARN);
	if (!held)
		return NULL;
	bytes = edgesec_flow_read(c, at, len, held->bytes);
	if (!bytes) {
		kfree(held);
		return NULL;
	}
	if (bytes != held->bytes)
		memcpy(held->bytes, bytes, len);
	held->next = NULL;
	held->seq = first_seq(c) + at;
	held->len = len;
	return held;
}

/* The first @keep bytes go on, in a segment that is not the client's. */
static void forward(struct edgesec_flow_case *c, u32 keep)
{
	struct edgesec_flow_held *held = held_of(c->flow);

	c->verdict->keep = keep;
	c->verdict->action = EDGESEC_FLOW_CUT;
	if (!c->front)
		return;
	c->verdict->action = EDGESEC_FLOW_MERGE;
	held->len = c->front;
	c->verdict->held = held;
	c->flow->extra->held = NULL;
}

static void forget_held(struct edgesec_flow *flow)
{
	if (!flow->extra)
		return;
	kfree(flow->extra->held);
	flow->extra->held = NULL;
	flow->extra->splits = 0;
}

/**
 * edgesec_flow_split_forget - Forget what is held and kept
 * @flow: Locked, or nobody else has it yet.
 */
void edgesec_flow_split_forget(struct edgesec_flow *flow)
{
	forget_held(flow);
	if (flow->extra)
		edgesec_flow_free_kept(flow->extra);
}

/* Holds @held, or nothing without memory: the client sends it again. */
static void hold(struct edgesec_flow_case *c, struct edgesec_flow_held *held)
{
	if (!edgesec_flow_add_extra(c->flows, c->flow)) {
		kfree(held);
		return;
	}
	kfree(c->flow->extra->held);
	c->flow->extra->held = held;
}

/* Returns true if the client has repeated itself too often, at one place. */
static bool is_stuck(struct edgesec_flow_case *c, bool fresh)
{
	struct edgesec_flow_extra *extra = c->flow->extra;

	if (!extra)
		return false;
	if (fresh || !gains_nothing(c)) {
		extra->splits = 0;
		return false;
	}
	return extra->splits++ == SPLITS_MAX && enforces(c);
}

/**
 * edgesec_flow_split - Hold the end of a segment
 * @c: The case; the requests in front of @at have been entered.
 * @at: Where what is held begins.
 * @fresh: There were new ones among those.
 */
void edgesec_flow_split(struct edgesec_flow_case *c, u32 at, bool fresh)
{
	struct edgesec_flow_held *held;

	if (is_stuck(c, fresh)) {
		edgesec_flow_deny_connection(c, "split-stall");
		return;
	}
	held = copy(c, at, total_len(c) - at);
	if (!enforces(c)) {
		c->flow->adrift = true;
	} else if (at) {
		forward(c, at);
	} else {
		c->verdict->action = EDGESEC_FLOW_DROP;
		c->verdict->stalled = true;
	}
	hold(c, held);
}

/**
 * edgesec_flow_split_whole - Let a segment of whole requests go on
 * @c: The case; all its requests have been entered.
 */
void edgesec_flow_split_whole(struct edgesec_flow_case *c)
{
	if (!c->front && !c->recut)
		return;
	if (enforces(c))
		forward(c, total_len(c));
	forget_held(c->flow);
}

/* ---- What went on as one ---- */

/* Frees what the server has acknowledged: the client repeats it no more. */
static void drop_acked(struct edgesec_flow *flow)
{
	struct edgesec_flow_held **link = &flow->extra->kept, *kept;

	while (*link) {
		kept = *link;
		if (after(kept->seq + kept->len, flow->acked)) {
			link = &kept->next;
			continue;
		}
		*link = kept->next;
		kfree(kept);
	}
}

/**
 * edgesec_flow_split_keep - Keep a request if the client sent it in pieces
 * @c: The case, where pieces may come; the request is new, and goes on.
 * @at: Where it begins.
 * @size: Its size.
 *
 * As many are kept as the ring has, which are not acknowledged.
 */
void edgesec_flow_split_keep(struct edgesec_flow_case *c, u32 at, u32 size)
{
	struct edgesec_flow_held *kept;

	if ((at >= c->front || at + size <= c->front) &&
	    !is_cut(c->packet, at, size))
		return;
	if (!edgesec_flow_add_extra(c->flows, c->flow))
		return;
	drop_acked(c->flow);
	kept = copy(c, at, size);
	if (!kept)
		return;
	kept->next = c->flow->extra->kept;
	c->flow->extra->kept = kept;
}

static bool is_piece(const struct edgesec_flow_packet *packet,
		     const struct edgesec_flow_held *kept)
{
	u32 at = packet->seq - kept->seq;
	u8 buf[EDGESEC_MODBUS_ADU_MAX];
	const u8 *bytes;

	if (at >= kept->len || packet->len > kept->len - at)
		return false;
	bytes = edgesec_flow_packet_read(packet, 0, packet->len, buf);
	return bytes && !memcmp(bytes, kept->bytes + at, packet->len);
}

/**
 * edgesec_flow_split_find - Find the request of which a segment repeats a piece
 * @c: The case.
 *
 * Return: What is kept of it, or NULL.
 */
const struct edgesec_flow_held *
edgesec_flow_split_find(const struct edgesec_flow_case *c)
{
	const struct edgesec_flow_held *kept;

	if (!edgesec_flow_coalesces(c) || !enforces(c) || !c->flow->extra ||
	    c->packet->chunk)
		return NULL;
	for (kept = c->flow->extra->kept; kept; kept = kept->next)
		if (is_piece(c->packet, kept))
			return kept;
	return NULL;
}

/**
 * edgesec_flow_split_again - Send a request in the place of its piece
 * @c: The case.
 * @kept: What edgesec_flow_split_find() has found; it was forwarded as it is.
 *
 * Return: false without memory.
 */
bool edgesec_flow_split_again(struct edgesec_flow_case *c,
			      const struct edgesec_flow_held *kept)
{
	struct edgesec_flow_held *copy;

	copy = kmalloc(sizeof(*copy), GFP_ATOMIC | __GFP_NOWARN);
	if (!copy)
		return false;
	*copy = *kept;
	copy->next = NULL;
	c->verdict->held = copy;
	c->verdict->action = EDGESEC_FLOW_REPLACE;
	return true;
}
