// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What a Modbus server answers, matched with what it was asked
 * Copyright (C) 2026 The edgesec authors
 *
 * Each request that is forwarded is remembered with what its answer must look
 * like: transaction, unit, function code, length. The server's stream is then
 * followed from answer to answer, and each must find its request. Ends of
 * segments mean nothing here, since servers cut answers where they like; the
 * first bytes of one may come in several segments.
 *
 * Where unsolicited answers are denied the client must read what was judged:
 * bytes follow in order, and those that are repeated before the client has
 * acknowledged them are the same. A keyed hash is kept for each of the last
 * segments, so a repetition must consist of whole ones. The memory for that is
 * taken when the first answer comes; without it no answer passes. What can't be told
 * waits for the server's TCP to send it again. If that does not help, as when
 * the path takes smaller segments than before, the connection is ended, so that
 * the client can begin another one.
 *
 * Where they are counted nothing is held up. Then a gap ends what is known of
 * the stream, and nothing more is said of this connection.
 *
 * A request that is never answered gives way to later ones. So what is
 * remembered is bounded, and an answer that is later than 16 others counts as
 * unsolicited.
 */

#include "flow_impl.h"
#include "modbus_impl.h"
#include "modbus_limit.h"

#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/siphash.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#define EXCEPTION	0x80	/* of a function code */
#define EXCEPTION_LENGTH	3
#define DIAGNOSTICS	0x08
#define SILENCE		60	/* seconds between two records */
#define MISFITS_MAX	3	/* repetitions until RST ends it */

/**
 * enum fault - What is wrong with an answer
 * @FINE: Nothing.
 * @PROTOCOL_ID: The protocol identifier is not 0.
 * @MBAP_LENGTH: The MBAP length is out of range.
 * @UNSOLICITED: No request of this transaction, unit and function waits.
 * @LENGTH: The one that waits has an answer of another length.
 * @EXCEPTIONS: More exception responses than the policy allows.
 */
enum fault {
	FINE,
	PROTOCOL_ID,
	MBAP_LENGTH,
	UNSOLICITED,
	LENGTH,
	EXCEPTIONS,
};

static const char *const reasons[] = {
	[PROTOCOL_ID] = "answer-protocol-id",
	[MBAP_LENGTH] = "answer-mbap-length",
	[UNSOLICITED] = "unsolicited",
	[LENGTH]      = "answer-length",
	[EXCEPTIONS]  = "exceptions",
};

/* ---- What is asked ---- */

/* The MBAP length of a normal answer to the PDU; 0: that is not implied. */
static u32 answer_length(const u8 *pdu, u32 len)
{
	switch (pdu[0]) {
	case 0x01:
	case 0x02:
		return len < 5 ? 0 : 3 + DIV_ROUND_UP(be16(pdu + 3), 8);
	case 0x03:
	case 0x04:
	case 0x17:
		return len < 5 ? 0 : 3 + 2 * be16(pdu + 3);
	case 0x05:
	case 0x06:
	case 0x0b:
	case 0x0f:
	case 0x10:
		return 6;
	case 0x07:
		return 3;
	case DIAGNOSTICS:
	case 0x15:
		return 1 + len;	/* an echo */
	case 0x16:
		return 8;
	}
	return 0;
}

/**
 * edgesec_flow_asked_counts - Does the answer tell its length by a byte count?
 * @asked: What it answers.
 *
 * Return: true if it does.
 */
bool edgesec_flow_asked_counts(const struct edgesec_flow_asked *asked)
{
	u8 code = asked->function;

	return asked->length &&
	       ((code >= 0x01 && code <= 0x04) || code == 0x17);
}

/* A restart or "listen only" may be obeyed in silence. */
static bool may_be_silent(const u8 *pdu, u32 len)
{
	return pdu[0] == DIAGNOSTICS && len >= 3 &&
	       (be16(pdu + 1) == 1 || be16(pdu + 1) == 4);
}

/**
 * edgesec_flow_asked_parse - Say what will answer a request
 * @adu: The request, framed.
 * @size: Its size.
 * @asked: Filled.
 */
void edgesec_flow_asked_parse(const u8 *adu, u32 size,
			      struct edgesec_flow_asked *asked)
{
	const u8 *pdu = adu + EDGESEC_MODBUS_HEADER;
	u32 len = size - EDGESEC_MODBUS_HEADER;
	u32 length = answer_length(pdu, len);

	/* In audit mode the quantity may be anything. */
	if (length > U8_MAX)
		length = length > EDGESEC_MODBUS_ADU_MAX ? 0 : U8_MAX;
	asked->transaction = be16(adu);
	asked->unit = adu[6];
	asked->function = pdu[0] & ~EXCEPTION;
	asked->length = length;
	/* Unit 0 is a broadcast, which may have no answer. */
	asked->owed = asked->unit && !may_be_silent(pdu, len);
}

static void forget(struct edgesec_flow_answers *answers, u32 i)
{
	answers->owed -= answers->asked[i].owed;
	answers->count--;
	memmove(&answers->asked[i], &answers->asked[i + 1],
		(answers->count - i) * sizeof(answers->asked[0]));
}

/**
 * edgesec_flow_expect_answer - Remember that a request was forwarded
 * @flow: Locked.
 * @asked: What will answer it.
 */
void edgesec_flow_expect_answer(struct edgesec_flow *flow,
				const struct edgesec_flow_asked *asked)
{
	struct edgesec_flow_answers *answers = &flow->answers;

	if (answers->count == ARRAY_SIZE(answers->asked)) {
		forget(answers, 0);
		answers->forgot = true;
	}
	answers->asked[answers->count++] = *asked;
	answers->owed += asked->owed;
}

/* ---- One answer ---- */

static enum fault check_frame(const u8 *head)
{
	u32 max = EDGESEC_MODBUS_ADU_MAX - 6;
	u32 length = be16(head + 4);

	if (be16(head + 2))
		return PROTOCOL_ID;
	if (edgesec_modbus_code_implies_length(head[7] & ~EXCEPTION))
		max--;
	return length < 2 || length > max ? MBAP_LENGTH : FINE;
}

static bool is_of(const struct edgesec_flow_asked *asked, const u8 *head)
{
	return asked->transaction == be16(head) && asked->unit == head[6] &&
	       asked->function == (head[7] & ~EXCEPTION);
}

static bool fits(const struct edgesec_flow_asked *asked, const u8 *head)
{
	u32 length = be16(head + 4);

	if (head[7] & EXCEPTION)
		return length == EXCEPTION_LENGTH;
	if (asked->length && asked->length != length)
		return false;
	return !edgesec_flow_asked_counts(asked) || head[8] == length - 3;
}

/* The oldest request that this answers is answered. */
static enum fault find_request(struct edgesec_flow_answers *answers)
{
	enum fault fault = UNSOLICITED;
	u32 i;

	for (i = 0; i < answers->count; i++) {
		if (!is_of(&answers->asked[i], answers->head))
			continue;
		if (fits(&answers->asked[i], answers->head)) {
			forget(answers, i);
			return FINE;
		}
		fault = LENGTH;
	}
	return fault;
}

static bool may_except(const struct edgesec_flow_case *c)
{
	const struct edgesec_modbus_client client = {
		.net = c->packet->net,
		.family = c->packet->family,
		.address = &c->tuple.client,
	};
	struct edgesec_modbus_limiter *limiter = c->server->exceptions;

	return !limiter ||
	       edgesec_modbus_limiter_take(limiter, &client, 0, ktime_get_ns());
}

static enum fault judge_answer(struct edgesec_flow_case *c)
{
	struct edgesec_flow_answers *answers = &c->flow->answers;
	enum fault fault = check_frame(answers->head);

	if (!fault)
		fault = find_request(answers);
	if (fault)
		return fault;
	if (!(answers->head[7] & EXCEPTION)) {
		c->verdict->answered++;
		return FINE;
	}
	c->verdict->exceptions++;
	return may_except(c) ? FINE : EXCEPTIONS;
}

/* ---- What becomes of a fault ---- */

static bool denies(const struct edgesec_flow_case *c)
{
	return c->server->responses == EDGESEC_RESPONSES_DENY;
}

static bool strict(const struct edgesec_flow_case *c)
{
	return denies(c) && enforces(c);
}

/* No answer may be missed where the next request waits for it. */
static bool in_lockstep(const struct edgesec_flow_case *c)
{
	return c->server->segments == EDGESEC_SEGMENTS_LOCKSTEP && enforces(c);
}

/**
 * edgesec_flow_deny_answer - Deny a server's segment and end its connection
 * @c: The case; its flow may be NULL.
 * @reason: For the record, a constant string.
 */
void edgesec_flow_deny_answer(struct edgesec_flow_case *c, const char *reason)
{
	struct edgesec_flow *flow = c->flow;

	edgesec_flow_deny(c, reason, EDGESEC_FLOW_RESET);
	c->verdict->seq = flow ? flow->server_next : c->packet->seq;
	if (flow && c->verdict->action == EDGESEC_FLOW_RESET) {
		flow->exception = 0;
		set_phase(flow, EDGESEC_FLOW_DENIED);
	}
}

static void name_answer(struct edgesec_flow_case *c)
{
	edgesec_modbus_request_parse(c->flow->answers.head,
				     &c->verdict->request);
	c->verdict->has_request = true;
}

/* Tells of an answer that passes, once in a while. */
static void observe(struct edgesec_flow_case *c, const char *reason,
		    bool would_deny)
{
	struct edgesec_flow *flow = c->flow;

	if (flow->observed && c->packet->now - flow->observed_at < SILENCE)
		return;
	flow->observed = true;
	flow->observed_at = c->packet->now;
	name_answer(c);
	c->verdict->reason = reason;
	c->verdict->observed = !would_deny;
}

/*
 * Returns true if the segment is denied. A connection that is adrift has
 * requests that nobody has seen.
 */
static bool refuse(struct edgesec_flow_case *c, enum fault fault)
{
	bool would_deny = denies(c) || fault == EXCEPTIONS;

	if (c->flow->adrift)
		return false;
	if (fault != EXCEPTIONS)
		c->verdict->unsolicited++;
	if (!would_deny || !enforces(c)) {
		observe(c, reasons[fault], would_deny);
		return false;
	}
	name_answer(c);
	edgesec_flow_deny_answer(c, reasons[fault]);
	return true;
}

/* ---- The stream of answers ---- */

/* How many bytes of an answer are looked at. */
static u32 needed(const struct edgesec_flow_answers *answers)
{
	if (answers->head_len < EDGESEC_MODBUS_PEEK)
		return EDGESEC_MODBUS_PEEK;
	return clamp_t(u32, 6 + be16(answers->head + 4), EDGESEC_MODBUS_PEEK,
		       EDGESEC_FLOW_HEAD);
}

/* Collects what is looked at; returns false if it can't be read. */
static bool collect(struct edgesec_flow_case *c, u32 *at)
{
	struct edgesec_flow_answers *answers = &c->flow->answers;
	u32 len = min(needed(answers) - answers->head_len,
		      c->packet->len - *at);
	u8 buf[EDGESEC_FLOW_HEAD];
	const u8 *bytes;

	bytes = edgesec_flow_packet_read(c->packet, *at, len, buf);
	if (!bytes)
		return false;
	memcpy(answers->head + answers->head_len, bytes, len);
	answers->head_len += len;
	*at += len;
	return true;
}

/* Judges what was collected. Returns false if the segment is denied. */
static bool judge_head(struct edgesec_flow_case *c)
{
	struct edgesec_flow_answers *answers = &c->flow->answers;
	enum fault fault = judge_answer(c);

	if (fault && refuse(c, fault))
		return false;
	if (fault == PROTOCOL_ID || fault == MBAP_LENGTH)
		c->flow->blind = true;	/* where the next begins is not known */
	else
		answers->skip = 6 + be16(answers->head + 4) - answers->head_len;
	answers->head_len = 0;
	return true;
}

static bool unreadable(struct edgesec_flow_case *c)
{
	c->flow->blind = true;
	if (!strict(c))
		return true;
	edgesec_flow_deny_answer(c, "unreadable");
	c->verdict->undecided = true;
	return false;
}

/* Goes through the bytes from @at on. Returns false if they are denied. */
static bool walk(struct edgesec_flow_case *c, u32 at)
{
	struct edgesec_flow_answers *answers = &c->flow->answers;
	u32 skip;

	while (at < c->packet->len && !c->flow->blind) {
		skip = min(answers->skip, c->packet->len - at);
		answers->skip -= skip;
		at += skip;
		if (at == c->packet->len)
			break;
		if (!collect(c, &at))
			return unreadable(c);
		if (answers->head_len == needed(answers) && !judge_head(c))
			return false;
	}
	return true;
}

/* ---- What was sent to the client ---- */

static struct edgesec_flow_flight *sent(struct edgesec_flow *flow, u32 index)
{
	return &flow->extra->flight[index % EDGESEC_FLOW_RING];
}

static const struct edgesec_flow_flight *find_sent(struct edgesec_flow *flow,
						   u32 seq)
{
	u32 i;

	for (i = 1; i <= flow->sent_count; i++)
		if (sent(flow, flow->sent_head - i)->seq == seq)
			return sent(flow, flow->sent_head - i);
	return NULL;
}

/* How many segments may be sent before the client acknowledges one. */
static u32 room(struct edgesec_flow *flow)
{
	const struct edgesec_flow_flight *last;
	u32 i;

	for (i = 0; i < flow->sent_count; i++) {
		last = sent(flow, flow->sent_head - i - 1);
		if (!after(last->seq + last->size, flow->client_acked))
			break;
	}
	return EDGESEC_FLOW_RING - i;
}

/* Returns false if the bytes can't be read. */
static bool hash(const struct edgesec_flow_case *c, u32 at, u32 size, u64 *sum)
{
	const siphash_key_t *key = &c->flows->data_key;
	u8 buf[EDGESEC_MODBUS_ADU_MAX];
	const u8 *bytes;
	u32 len;

	for (*sum = size; size; size -= len, at += len) {
		len = min_t(u32, size, sizeof(buf));
		bytes = edgesec_flow_packet_read(c->packet, at, len, buf);
		if (!bytes)
			return false;
		*sum = siphash_2u64(*sum, siphash(bytes, len, key), key);
	}
	return true;
}

/* Do the first @len bytes repeat what was sent? */
static bool repeats(const struct edgesec_flow_case *c, u32 len)
{
	const struct edgesec_flow_flight *flight;
	u32 seq = c->packet->seq, at;
	u64 sum;

	if (!after(seq + len, c->flow->client_acked))
		return true;
	for (at = 0; at < len; at += flight->size) {
		flight = find_sent(c->flow, seq + at);
		if (!flight || flight->size > len - at ||
		    !hash(c, at, flight->size, &sum) || sum != flight->hash)
			return false;
	}
	return true;
}

/* The bytes from @at on that are, or were, in one segment. */
static u32 segment_size(const struct edgesec_flow_packet *packet, u32 at)
{
	u32 left = packet->len - at;

	return packet->wire ? min(left, packet->wire - at % packet->wire) :
			      left;
}

/* Remembers the bytes from @at on, what has no room as one segment. */
static void remember(struct edgesec_flow_case *c, u32 at)
{
	struct edgesec_flow *flow = c->flow;
	u32 left = room(flow), size;
	u64 sum;

	for (; at < c->packet->len; at += size) {
		size = left > 1 ? segment_size(c->packet, at) :
				  c->packet->len - at;
		if (!hash(c, at, size, &sum))
			return;
		*sent(flow, flow->sent_head) = (struct edgesec_flow_flight){
			.seq = c->packet->seq + at, .size = size, .hash = sum,
		};
		flow->sent_head = (flow->sent_head + 1) % EDGESEC_FLOW_RING;
		flow->sent_count = min(flow->sent_count + 1, EDGESEC_FLOW_RING);
		left--;
	}
}

/* ---- A segment ---- */

/* True if what the client has asked, or been answered, is not known. */
static bool lost(const struct edgesec_flow_case *c)
{
	const struct edgesec_flow *flow = c->flow;

	return flow->adrift || flow->blind ||
	       (!same_rules(c) && after(c->packet->seq, flow->server_next));
}

/*
 * The first bytes are not those that were sent in their place. A server that does
 * not know better begins where the client waits; what is behind that may come
 * late from before a repetition of all of it.
 */
static void misfit(struct edgesec_flow_case *c)
{
	if (after(c->packet->seq, c->flow->client_acked)) {
		edgesec_flow_stall(c);
		return;
	}
	if (c->flow->misfits == MISFITS_MAX) {
		edgesec_flow_deny_answer(c, "answer-repetition");
		return;
	}
	c->flow->misfits++;
	edgesec_flow_stall(c);
}

/* True for what leaves a gap, or what no client takes. */
static bool out_of_place(const struct edgesec_flow_case *c, u32 known)
{
	return after(c->packet->seq, c->flow->server_next) ||
	       !(c->packet->flags & EDGESEC_TCP_ACK) ||
	       (c->flow->server_fin && known < c->packet->len);
}

/* Returns false if a segment waits until the server repeats it. */
static bool in_place(struct edgesec_flow_case *c, u32 known)
{
	struct edgesec_flow *flow = c->flow;
	bool fits;

	if (out_of_place(c, known)) {
		edgesec_flow_stall(c);
		return false;
	}
	fits = repeats(c, known);
	if (fits && known < c->packet->len)
		flow->misfits = 0;
	if (fits && (known == c->packet->len || room(flow)))
		return true;
	if (fits)
		edgesec_flow_stall(c);
	else
		misfit(c);
	return false;
}

/* Judges new bytes; what is denied leaves no trace. */
static bool judge_new(struct edgesec_flow_case *c, u32 known)
{
	struct edgesec_flow_answers before = c->flow->answers;

	if (walk(c, known)) {
		if (denies(c))
			remember(c, known);
		return true;
	}
	c->flow->answers = before;
	return false;
}

/*
 * Sees to it that there is room for what is sent, which most policies don't ask
 * for. Returns false if there is none: then TCP sends the segment again.
 */
static bool has_room(struct edgesec_flow_case *c)
{
	if (!denies(c) || !c->packet->len ||
	    edgesec_flow_add_extra(c->flows, c->flow))
		return true;
	edgesec_flow_deny(c, "no-memory", EDGESEC_FLOW_DROP);
	c->verdict->undecided = true;
	if (!enforces(c))
		c->flow->blind = true;
	return false;
}

/**
 * edgesec_flow_answer - Judge what a server sends
 * @c: The case; its connection is not ended.
 *
 * Return: true if the segment goes on.
 */
bool edgesec_flow_answer(struct edgesec_flow_case *c)
{
	const struct edgesec_flow_packet *packet = c->packet;
	struct edgesec_flow *flow = c->flow;
	u32 known = min(flow->server_next - packet->seq, packet->len);

	if ((packet->flags & EDGESEC_TCP_ACK) &&
	    after(packet->ack, flow->next))
		flow->adrift = true;	/* data went another way */
	if (strict(c) && lost(c)) {
		edgesec_flow_deny_answer(c, "no-flow");
		return false;
	}
	if (!has_room(c))
		return !enforces(c);
	if (strict(c) && !in_place(c, known))
		return false;
	if (in_lockstep(c) && after(packet->seq, flow->server_next)) {
		edgesec_flow_stall(c);
		return false;
	}
	if (after(packet->seq, flow->server_next))
		flow->blind = true;
	return flow->blind || judge_new(c, known);
}

/**
 * edgesec_flow_answer_stranger - Judge what a server sends on no connection
 * @c: The case, without a flow.
 *
 * Whoever asked did so before the policy, or has been told that it has ended.
 */
void edgesec_flow_answer_stranger(struct edgesec_flow_case *c)
{
	if (strict(c) && c->packet->len &&
	    !(c->packet->flags & EDGESEC_TCP_RST))
		edgesec_flow_deny_answer(c, "no-flow");
}

/**
 * edgesec_flow_answer_astray - Judge what comes from where the server is not
 * @c: The case.
 */
void edgesec_flow_answer_astray(struct edgesec_flow_case *c)
{
	if (strict(c) && c->packet->len && !edgesec_flow_is_own_answer(c))
		edgesec_flow_stall(c);
}
