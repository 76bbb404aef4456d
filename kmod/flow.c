// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - One TCP connection to a Modbus server: what may reach the server
 * Copyright (C) 2026 The edgesec authors
 *
 * Problem: requests are judged where they pass, but the server reads a stream,
 * and an attacker chooses how the stream is cut, repeated and overlapped. A
 * filter that reassembles the stream for itself is beaten by servers that take
 * the end of a segment for the end of a request.
 *
 * Solution: forward so little that all readings agree. Let F(seq) be the byte
 * that was forwarded for sequence number seq, client to server.
 *
 *   a) A segment is forwarded only if each of its bytes equals F, or is the
 *      first that has no F yet (@next) or follows such a byte in the segment.
 *   b) New bytes are whole requests that the policy allows.
 *   c) Both ends agree on the first sequence number, since @next starts at
 *      the acknowledgement number of the server's own SYN+ACK.
 *
 * Then the server's stream is a prefix of F, whatever segments it accepts or
 * drops and however it resolves overlaps. Tricks with checksums, time to live,
 * timestamps or order only stall the connection of who plays them. By R4
 * segments also begin and end where requests do, so reads of the server do,
 * too:
 *
 *      F:  | request | request | request |
 *          acked ^              next ^        edge of the window ^
 *          `--- ring: size and hash of each ---------'
 *
 * No payload is kept, only a keyed hash for each of the last 16 requests, and
 * its size: each begins where the one before ends. A retransmission must repeat
 * them whole. One that the server has acknowledged but that is not in the ring
 * any more goes on without its payload: the server then answers with the
 * acknowledgement that the client is missing.
 *
 * Every path that is not foreseen drops the segment. Where the client can't
 * make progress that way (no entry, a denial) both ends get a RST, so that a
 * new connection works at once.
 *
 * A connection is known from the SYN+ACK of the server on; a SYN alone takes
 * no memory. That SYN+ACK also tells on which side the server is (@side):
 * segments that claim to come from the server on another side change nothing
 * here, otherwise a client could forge acknowledgements and windows.
 *
 * Audit mode runs the same machine and lets everything pass. What it let pass
 * against the rules leaves the connection "adrift", and enforce mode resets
 * such a connection at its next data.
 */

#include "flow_impl.h"
#include "modbus_seen.h"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#define WSCALE_MAX	14

/* ---- Segments from the client ---- */

static bool admitted(const struct edgesec_flow_case *c)
{
	const struct edgesec_modbus_client client = asking(c);

	return learns(c) || edgesec_modbus_server_admits(c->server, &client);
}

/* A SYN on a connection that lives may only be the start of a new one. */
static void note_syn(struct edgesec_flow_case *c)
{
	struct edgesec_flow *flow = c->flow;
	u32 seq = c->packet->seq;

	if ((flow->phase == EDGESEC_FLOW_OPEN ||
	     flow->phase == EDGESEC_FLOW_CLOSING) &&
	    !before(seq, flow->acked) && before(seq, flow->edge)) {
		edgesec_flow_stall(c);
		return;
	}
	flow->has_syn = true;
	flow->syn = seq;
}

static void client_syn(struct edgesec_flow_case *c)
{
	const struct edgesec_flow_packet *packet = c->packet;

	if (packet->flags != EDGESEC_TCP_SYN) {
		edgesec_flow_deny(c, "handshake", EDGESEC_FLOW_DROP);
	} else if (packet->len) {
		edgesec_flow_deny(c, "data-on-syn", EDGESEC_FLOW_DROP);
	} else if (!admitted(c)) {
		edgesec_flow_deny(c, "client", EDGESEC_FLOW_REJECT);
	} else {
		c->verdict->plain = enforces(c);
		if (c->flow)
			note_syn(c);
	}
}

/* Never in the way: a RST carries no data, and what follows needs an entry. */
static void client_rst(struct edgesec_flow_case *c)
{
	struct edgesec_flow *flow = c->flow;

	if (enforces(c) && c->packet->len)
		c->verdict->action = EDGESEC_FLOW_CUT;
	if (flow && flow->phase != EDGESEC_FLOW_DENIED &&
	    c->packet->seq == flow->next)
		set_phase(flow, EDGESEC_FLOW_CLOSED);
}

/* Returns true if the third segment of the handshake is right. */
static bool finish_handshake(struct edgesec_flow_case *c)
{
	struct edgesec_flow *flow = c->flow;

	if (c->packet->seq != flow->next ||
	    c->packet->ack != flow->server_next) {
		edgesec_flow_stall(c);
		if (enforces(c))
			return false;
	}
	set_phase(flow, EDGESEC_FLOW_OPEN);
	return true;
}

/*
 * True if what the server has received is not known. That is also so when the
 * rules have changed and the client is ahead; see may_have_passed(), too.
 */
static bool lost(const struct edgesec_flow_case *c)
{
	const struct edgesec_flow *flow = c->flow;

	return flow->adrift || (!same_rules(c) &&
				after(c->packet->seq, flow->next));
}

static void client_bytes(struct edgesec_flow_case *c)
{
	const struct edgesec_flow_packet *packet = c->packet;
	struct edgesec_flow *flow = c->flow;
	const char *reason = NULL;

	if (enforces(c) && lost(c))
		reason = "no-flow";
	else if (!admitted(c))
		reason = "client";
	flow->serial = READ_ONCE(c->rules->serial);
	if (!reason) {
		edgesec_flow_data(c);
		return;
	}
	edgesec_flow_deny_connection(c, reason);
	if (!enforces(c))
		follow(flow, packet->seq + packet->len);
}

/*
 * The server's TCP leaves the byte at the urgent pointer out of what is read, and
 * remembers a pointer that comes without data for the bytes to come.
 */
static void client_urgent(struct edgesec_flow_case *c)
{
	edgesec_flow_deny_connection(c, "urgent");
	if (!enforces(c))
		follow(c->flow, c->packet->seq + c->packet->len);
}

/* A client on this host sends where its routes lead, and can't pretend. */
static bool wrong_way(const struct edgesec_flow_case *c)
{
	return c->packet->from && c->packet->to != c->flow->side;
}

/*
 * A bridge sends to all its ports what is for a station that it does not know.
 * Only at one of them is the server.
 */
static void client_flooded(struct edgesec_flow_case *c)
{
	if (!enforces(c))
		return;
	c->verdict->action = EDGESEC_FLOW_DROP;
	c->verdict->stalled = true;
}

/*
 * What comes next would pass by the hooks. So both ends have to hear at once that
 * the connection has ended, whatever the policy says they shall see.
 */
static void offloaded(struct edgesec_flow_case *c,
		      enum edgesec_flow_action action)
{
	edgesec_flow_deny_connection(c, "offload");
	if (enforces(c)) {
		c->verdict->action = action;
		set_phase(c->flow, EDGESEC_FLOW_DENIED);
	} else {
		c->flow->adrift = true;
	}
}

/* Nobody listens any more; a client that goes on may not know. */
static void client_after_close(struct edgesec_flow_case *c)
{
	if (!c->packet->len)
		return;
	edgesec_flow_stall(c);
	if (enforces(c))
		c->verdict->action = EDGESEC_FLOW_REJECT;
	else
		set_phase(c->flow, EDGESEC_FLOW_OPEN);
}

/* The client has received what it acknowledges. */
static void client_ack(struct edgesec_flow_case *c)
{
	const struct edgesec_flow_packet *packet = c->packet;
	struct edgesec_flow *flow = c->flow;

	if ((packet->flags & EDGESEC_TCP_ACK) && !wrong_way(c) &&
	    !after(packet->ack, flow->server_next) &&
	    after(packet->ack, flow->client_acked))
		flow->client_acked = packet->ack;
}

static void client_segment(struct edgesec_flow_case *c)
{
	const struct edgesec_flow_packet *packet = c->packet;
	bool bytes = packet->len || (packet->flags & EDGESEC_TCP_FIN);
	struct edgesec_flow *flow = c->flow;

	client_ack(c);
	if (flow->phase == EDGESEC_FLOW_DENIED && enforces(c)) {
		edgesec_flow_denied_client(c);
	} else if (packet->offloaded) {
		offloaded(c, EDGESEC_FLOW_RESET);
	} else if (wrong_way(c) && packet->link) {
		client_flooded(c);
	} else if (wrong_way(c)) {
		edgesec_flow_deny_connection(c, "path");
		if (!enforces(c))
			flow->side = packet->to;
	} else if (packet->flags & EDGESEC_TCP_URG) {
		client_urgent(c);
	} else if (!(packet->flags & EDGESEC_TCP_ACK)) {
		edgesec_flow_stall(c);
	} else if (flow->phase == EDGESEC_FLOW_HANDSHAKE &&
		   !finish_handshake(c)) {
		return;
	} else if (flow->phase == EDGESEC_FLOW_CLOSED) {
		client_after_close(c);
	} else if (bytes) {
		client_bytes(c);
	}
}

/* Audit mode takes up a connection that was there before the rules. */
static void adopt(struct edgesec_flow_case *c)
{
	const struct edgesec_flow_packet *packet = c->packet;
	struct edgesec_flow *flow;

	flow = edgesec_flow_alloc(&c->tuple, packet->now);
	if (!flow) {
		c->verdict->undecided = true;
		return;
	}
	flow->side = packet->to;
	flow->next = packet->seq;
	flow->acked = packet->seq;
	flow->edge = packet->seq;
	flow->server_next = packet->ack;
	flow->window_seq = packet->ack;
	flow->client_acked = packet->ack;
	flow->blind = true;
	flow->adrift = true;
	flow->serial = READ_ONCE(c->rules->serial);
	set_phase(flow, EDGESEC_FLOW_OPEN);
	c->flow = flow;
	edgesec_flow_data(c);	/* nobody else has the flow yet */
	c->flow = NULL;
	if (edgesec_flow_insert(c->flows, c->place.key, flow))
		c->verdict->undecided = true;
}

static void client_stranger(struct edgesec_flow_case *c)
{
	if (!enforces(c) && !c->packet->len)
		return;
	edgesec_flow_deny_connection(c, "no-flow");
	if (!enforces(c))
		adopt(c);
}

static void judge_client(struct edgesec_flow_case *c)
{
	if (c->packet->flags & EDGESEC_TCP_SYN)
		client_syn(c);
	else if (c->packet->flags & EDGESEC_TCP_RST)
		client_rst(c);
	else if (!c->flow)
		client_stranger(c);
	else
		client_segment(c);
}

/* ---- Segments from the server ---- */

/*
 * Both numbers of a SYN+ACK, in the room of one: the client chooses one of them, and
 * the next that a server will choose for the same ports can be guessed.
 */
static u32 handshake_of(const struct edgesec_flow_case *c)
{
	return siphash_1u64((u64)c->packet->seq << 32 | c->packet->ack,
			    &c->flows->data_key);
}

/*
 * The SYN+ACK begins, or begins again, what is known of the connection. The
 * flow is locked, or nobody else has it yet.
 */
static void begin(struct edgesec_flow_case *c)
{
	const struct edgesec_flow_packet *packet = c->packet;
	struct edgesec_flow *flow = c->flow;

	flow->adrift = false;
	flow->wscale = min_t(u8, packet->wscale, WSCALE_MAX);
	flow->side = packet->from;
	flow->next = packet->ack;
	flow->acked = packet->ack;
	flow->edge = packet->ack + packet->window;
	flow->window_seq = packet->seq;
	flow->handshake = handshake_of(c);
	flow->server_next = packet->seq + 1;
	flow->server_fin = false;
	flow->has_syn = false;
	flow->serial = READ_ONCE(c->rules->serial);
	flow->recorded = false;
	flow->head = 0;
	flow->count = 0;
	flow->ring_end = packet->ack;
	edgesec_flow_split_forget(flow);
	flow->blind = false;
	memset(&flow->answers, 0, sizeof(flow->answers));
	flow->client_acked = packet->seq + 1;
	flow->sent_head = 0;
	flow->sent_count = 0;
	flow->misfits = 0;
	flow->observed = false;
	flow->waited = 0;
	flow->exception = 0;
	set_phase(flow, EDGESEC_FLOW_HANDSHAKE);
}

static bool is_repeated_syn(const struct edgesec_flow_case *c)
{
	const struct edgesec_flow_packet *packet = c->packet;
	const struct edgesec_flow *flow = c->flow;

	return flow->phase <= EDGESEC_FLOW_CLOSING && !flow->adrift &&
	       handshake_of(c) == flow->handshake &&
	       packet->from == flow->side;
}

/*
 * What is known gives way only to the answer to a SYN that has passed since,
 * and while the connection lives, only to one from the same side.
 */
static bool may_begin(const struct edgesec_flow_case *c)
{
	const struct edgesec_flow_packet *packet = c->packet;
	const struct edgesec_flow *flow = c->flow;

	if (!flow->has_syn || packet->ack != flow->syn + 1)
		return false;
	return packet->from == flow->side ||
	       (flow->phase != EDGESEC_FLOW_OPEN &&
		flow->phase != EDGESEC_FLOW_CLOSING);
}

static void server_known_syn(struct edgesec_flow_case *c)
{
	if (is_repeated_syn(c))
		return;
	if (may_begin(c))
		begin(c);
	else
		edgesec_flow_stall(c);
}

static void server_new_syn(struct edgesec_flow_case *c)
{
	int ret = -ENOMEM;

	c->flow = edgesec_flow_alloc(&c->tuple, c->packet->now);
	if (c->flow) {
		begin(c);
		ret = edgesec_flow_insert(c->flows, c->place.key, c->flow);
		if (!ret)
			return;
		c->flow = NULL;
	}
	if (ret == -EEXIST) {	/* another CPU was first, or keys are equal */
		edgesec_flow_stall(c);
		return;
	}
	edgesec_flow_deny(c, ret == -ENOMEM ? "no-memory" : "flow-table-full",
			  EDGESEC_FLOW_DROP);
	c->verdict->undecided = true;
}

static void server_syn(struct edgesec_flow_case *c)
{
	const struct edgesec_flow_packet *packet = c->packet;

	if (packet->flags != (EDGESEC_TCP_SYN | EDGESEC_TCP_ACK) ||
	    packet->len) {
		edgesec_flow_deny(c, "handshake", EDGESEC_FLOW_DROP);
		return;
	}
	c->verdict->plain = enforces(c);
	if (c->flow)
		server_known_syn(c);
	else
		server_new_syn(c);
}

/*
 * As in client_urgent(): the client would read another answer than the one seen
 * here. Returns true if the segment is denied.
 */
static bool server_urgent(struct edgesec_flow_case *c)
{
	edgesec_flow_deny_answer(c, "urgent-answer");
	if (!enforces(c))
		c->flow->blind = true;
	return enforces(c);
}

/* Returns false if the segment is denied, or dropped to be repeated. */
static bool server_bytes(struct edgesec_flow_case *c)
{
	const struct edgesec_flow_packet *packet = c->packet;
	struct edgesec_flow *flow = c->flow;
	u32 end = packet->seq + packet->len;

	if (!edgesec_flow_answer(c))
		return false;
	if (packet->flags & EDGESEC_TCP_FIN) {
		flow->server_fin = true;
		end++;
	}
	if (after(end, flow->server_next))
		flow->server_next = end;
	return true;
}

/*
 * Does the window of a segment, up to @edge, take the place of the one that is
 * known? Segments come late, or twice, and then say what was so.
 *
 * One that acknowledges more than any before is newer than all of them, and with
 * the same acknowledgement one that has a later sequence number (RFC 9293, WL1
 * and WL2). It is believed, also if it takes back what was offered: the server
 * might cut off what is behind that, and so a request.
 *
 * With both the same nobody can tell which is newer, but a server that does not
 * take back has sent the one that offers more. The client may reckon with that.
 * Taking the other would drop what it sends, without an end, for a server that
 * waits says nothing. So nothing is inside the window that its client, too, does
 * not believe to be, and a server that takes back is believed with the next
 * byte that either end has sent; until then what it was offered is on its way
 * anyhow.
 */
static bool moves_edge(const struct edgesec_flow *flow,
		       const struct edgesec_flow_packet *packet, u32 edge)
{
	if (after(packet->ack, flow->acked) ||
	    after(packet->seq, flow->window_seq))
		return true;
	return packet->seq == flow->window_seq && after(edge, flow->edge);
}

static void server_ack(struct edgesec_flow_case *c)
{
	const struct edgesec_flow_packet *packet = c->packet;
	struct edgesec_flow *flow = c->flow;
	u32 edge = packet->ack + ((u32)packet->window << flow->wscale);

	if (after(packet->ack, flow->next)) {
		flow->adrift = true;	/* data went another way */
		return;
	}
	if (before(packet->ack, flow->acked))
		return;
	if (moves_edge(flow, packet, edge)) {
		flow->edge = edge;
		flow->window_seq = packet->seq;
	}
	flow->acked = packet->ack;
	if (flow->phase == EDGESEC_FLOW_CLOSING && flow->server_fin &&
	    flow->acked == flow->next)
		set_phase(flow, EDGESEC_FLOW_CLOSED);
}

static void server_segment(struct edgesec_flow_case *c)
{
	const struct edgesec_flow_packet *packet = c->packet;
	struct edgesec_flow *flow = c->flow;

	/* As in wrong_way(), but what it says of itself is not believed. */
	if (packet->to && packet->from != flow->side) {
		edgesec_flow_answer_astray(c);
		return;
	}
	if (flow->phase == EDGESEC_FLOW_DENIED) {
		if (enforces(c))
			edgesec_flow_denied_server(c);
		return;
	}
	/* The client hears of it when it sends. */
	if (packet->offloaded && !(packet->flags & EDGESEC_TCP_RST)) {
		offloaded(c, EDGESEC_FLOW_REJECT);
		return;
	}
	if (packet->flags & EDGESEC_TCP_RST) {
		set_phase(flow, EDGESEC_FLOW_CLOSED);
		return;
	}
	if ((packet->flags & EDGESEC_TCP_URG) && server_urgent(c))
		return;
	if ((packet->len || (packet->flags & EDGESEC_TCP_FIN)) &&
	    !server_bytes(c))
		return;
	if (packet->flags & EDGESEC_TCP_ACK)
		server_ack(c);
}

static void judge_server(struct edgesec_flow_case *c)
{
	if (c->packet->flags & EDGESEC_TCP_SYN)
		server_syn(c);
	else if (c->flow)
		server_segment(c);
	else
		edgesec_flow_answer_stranger(c);
}

/* ---- Which connection, and who is its server ---- */

static bool is_port(const struct edgesec_flow_case *c, __be16 port)
{
	return edgesec_modbus_rules_port(c->rules, ntohs(port));
}

/*
 * Reads the segment as one to a server, or as one from a server. Returns false
 * if that can't be one of the policy.
 */
static bool read_as(struct edgesec_flow_case *c, bool from_server)
{
	const struct edgesec_flow_packet *p = c->packet;
	struct edgesec_flow_tuple *tuple = &c->tuple;

	tuple->server_port = from_server ? p->sport : p->dport;
	if (!is_port(c, tuple->server_port))
		return false;
	tuple->client_port = from_server ? p->dport : p->sport;
	tuple->client = from_server ? p->daddr : p->saddr;
	tuple->server = from_server ? p->saddr : p->daddr;
	tuple->net = p->net;
	tuple->link = p->link;
	tuple->family = p->family;
	edgesec_flow_probe(c->flows, tuple, &c->place);
	return true;
}

/* The server is looked for while the connection is fetched. */
static void find(struct edgesec_flow_case *c)
{
	const struct edgesec_flow_tuple *tuple = &c->tuple;
	struct edgesec_flow *flow;

	flow = edgesec_flow_find(&c->place);
	c->server = edgesec_modbus_rules_find(c->rules, tuple->family,
					      &tuple->server,
					      ntohs(tuple->server_port));
	if (c->server && c->server->mode == EDGESEC_MODE_DISABLED)
		c->server = NULL;
	if (c->server && flow && edgesec_flow_is_of(flow, tuple))
		c->flow = flow;
}

/*
 * Is the segment from a server? When both ends are servers of the policy, the
 * connection that is known decides, then the handshake.
 */
static bool is_from_server(const struct edgesec_flow_case *to,
			   const struct edgesec_flow_case *from)
{
	const u8 answer = EDGESEC_TCP_SYN | EDGESEC_TCP_ACK;

	if (!from->server || to->flow)
		return false;
	if (!to->server || from->flow)
		return true;
	return (to->packet->flags & answer) == answer;
}

/* What is learned from is read as a whole, or counted. */
static void miss(const struct edgesec_flow_case *c)
{
	if (learns(c) && c->packet->len && !c->verdict->understood)
		edgesec_modbus_seen_miss(c->rules->seen);
}

static void judge(struct edgesec_flow_case *c)
{
	if (c->verdict->from_server) {
		judge_server(c);
	} else {
		judge_client(c);
		miss(c);
	}
}

/*
 * Rules that came into force meanwhile may not have judged this server. What it
 * was sent then is not known, even if the client now goes on where it was.
 */
static bool may_have_passed(const struct edgesec_flow_case *c)
{
	return before(c->flow->serial, READ_ONCE(c->rules->trusted));
}

/* Returns false if the flow is on its way out of the table. */
static bool judge_known(struct edgesec_flow_case *c)
{
	struct edgesec_flow *flow = c->flow;
	bool alive;

	spin_lock_bh(&flow->lock);
	alive = !flow->dead;
	if (alive) {
		/* Pairs with READ_ONCE() in expired(), which does not lock. */
		WRITE_ONCE(flow->seen, c->packet->now);
		if (may_have_passed(c))
			flow->adrift = true;
		judge(c);
	}
	spin_unlock_bh(&flow->lock);
	return alive;
}

static void judge_as(struct edgesec_flow_case *c, bool from_server)
{
	if (!c->server)
		return;
	c->verdict->server = c->server;
	c->verdict->from_server = from_server;
	if (c->flow && judge_known(c))
		return;
	c->flow = NULL;
	judge(c);
}

/* Both ports are such of servers of the policy. */
static noinline void judge_either(struct edgesec_flow_case *to)
{
	struct edgesec_flow_case from = *to;

	read_as(&from, true);
	find(to);
	find(&from);
	if (is_from_server(to, &from))
		judge_as(&from, true);
	else
		judge_as(to, false);
}

/**
 * edgesec_flow_judge - Decide what becomes of one segment
 * @flows: The table of connections.
 * @rules: The rules in force.
 * @packet: The segment.
 * @verdict: Filled.
 *
 * Context: under rcu_read_lock(), any but hard interrupt. Takes the lock of
 * the connection; the caller sends packets only after this has returned.
 */
void edgesec_flow_judge(struct edgesec_flows *flows,
			const struct edgesec_modbus_rules *rules,
			const struct edgesec_flow_packet *packet,
			struct edgesec_flow_verdict *verdict)
{
	struct edgesec_flow_case c = {
		.flows = flows,
		.rules = rules,
		.packet = packet,
		.verdict = verdict,
	};
	bool to = read_as(&c, false);
	bool from = to ? is_port(&c, packet->sport) : read_as(&c, true);

	/* What is asked for is on its way. */
	memset(verdict, 0, sizeof(*verdict));
	if (to && from) {
		judge_either(&c);
	} else if (to || from) {
		find(&c);
		judge_as(&c, from);
	}
}
