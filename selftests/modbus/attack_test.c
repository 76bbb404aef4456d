// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - attacks on greedy servers: nothing is written but as allowed
 * Copyright (C) 2026 The edgesec authors
 *
 * usage: attack_test [CASES [SEED [MODE]]]
 *
 * MODE is what the policy says of segments: strict, lockstep or coalesce; without
 * it all of them have their turn.
 *
 * Each attack runs against a new connection with every kind of server at its end.
 * What the rules let through reaches a receiver that does all that TCP allows:
 * it trims what is outside of its window, keeps what comes early, and of bytes
 * that come twice takes the first or the last. Its reads return what has
 * arrived, at once or later.
 *
 * A server may only write what a request of the standard, with an allowed code,
 * writes: one that begins a segment that passed, or follows on such a one.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tap.h"
#include "attacks.h"
#include "greedy.h"
#include "shim.h"
#include "sim.h"

#define SPACE		65536
#define STREAM_MAX	2048
#define FAULTS		(EDGESEC_MODBUS_FAULTS + 8)

static u64 seed = 1;
static enum edgesec_segments segments;

/* ---- What may be written ---- */

static u8 allowed_codes[] = { 3, 5, 8, 16, 23 };

/* The number of the case that allowed it, plus 1. */
static u32 may_write[2][SPACE];
static u32 now;

static u32 be16(const u8 *p)
{
	return p[0] << 8 | p[1];
}

static void allow(bool coil, const u8 *range, u32 count)
{
	for (u32 i = 0; i < count; i++)
		may_write[coil][(be16(range) + i) % SPACE] = now;
}

static bool is_range(const u8 *p, u32 most)
{
	return be16(p + 2) && be16(p + 2) <= most &&
	       be16(p) + be16(p + 2) <= SPACE;
}

/* Takes the PDU as the standard does. */
static void allow_pdu(const u8 *pdu, u32 len)
{
	if (pdu[0] == 5 && len == 5 &&
	    (!be16(pdu + 3) || be16(pdu + 3) == 0xff00))
		allow(true, pdu + 1, 1);
	else if (pdu[0] == 16 && len >= 8 && is_range(pdu + 1, 123) &&
		 pdu[5] == 2 * be16(pdu + 3) && len == 6U + pdu[5])
		allow(false, pdu + 1, be16(pdu + 3));
	else if (pdu[0] == 23 && len >= 12 && is_range(pdu + 1, 125) &&
		 is_range(pdu + 5, 121) && pdu[9] == 2 * be16(pdu + 7) &&
		 len == 10U + pdu[9])
		allow(false, pdu + 5, be16(pdu + 7));
}

/* Whole requests from the beginning on; returns how many bytes they have. */
static u32 allow_requests(const u8 *data, u32 len)
{
	u32 at = 0, size;

	while (len - at >= 8) {
		size = 6 + be16(data + at + 4);
		if (size < 8 || size > 260)
			break;
		/* Of a write of registers the beginning says it all. */
		if (size > len - at) {
			if (len - at >= 13 && data[at + 7] == 16)
				allow_pdu(data + at + 7, size - 7);
			break;
		}
		if (!be16(data + at + 2))
			allow_pdu(data + at + 7, size - 7);
		at += size;
	}
	return at;
}

/* ---- The servers ---- */

static struct {
	u32 number;
	u32 violations;
	u32 writes;
	char what[128];
} seen;

static void wrote(const char *server, u8 code, bool coil, u32 address)
{
	seen.writes++;
	if (memchr(allowed_codes, code, sizeof(allowed_codes)) &&
	    may_write[coil][address] == now)
		return;
	if (!seen.violations++)
		snprintf(seen.what, sizeof(seen.what),
			 "attack %u has %s write %s %u by code %u", seen.number,
			 server, coil ? "coil" : "register", address, code);
}

/**
 * struct receiver - The TCP of the server
 * @open: It has a connection.
 * @next: First byte that has not arrived; the first byte of data is 0.
 * @window: How much it takes from there on.
 * @last_wins: Of bytes that come early and twice it takes the last.
 * @slow: Reads come only after the last step.
 * @has: What has arrived.
 * @byte: The stream.
 * @read_to: What was read.
 * @answered_to: What was answered.
 * @said: How many bytes of answers were sent.
 * @server: Who reads.
 */
static struct receiver {
	bool open;
	u32 next;
	u32 window;
	bool last_wins;
	bool slow;
	u8 has[STREAM_MAX];
	u8 byte[STREAM_MAX];
	u32 read_to;
	u32 answered_to;
	u32 said;
	struct greedy server[GREEDY_KINDS];
} receiver;

/* What of the stream was urgent and is not read with the rest. */
static u8 urgent[STREAM_MAX];

static void read_all(void)
{
	u8 data[STREAM_MAX];
	u32 len = 0;

	for (; receiver.read_to < receiver.next; receiver.read_to++)
		if (!urgent[receiver.read_to])
			data[len++] = receiver.byte[receiver.read_to];
	for (u32 i = 0; i < GREEDY_KINDS && len; i++)
		if (!greedy_kinds[i].for_lockstep ||
		    segments == EDGESEC_SEGMENTS_LOCKSTEP)
			greedy_read(&receiver.server[i], data, len);
}

static void receive(u32 at, const u8 *data, u32 len)
{
	u32 edge = receiver.next + receiver.window;

	for (u32 i = 0; i < len; i++, at++) {
		if (at < receiver.next || at >= edge || at >= STREAM_MAX ||
		    (receiver.has[at] && !receiver.last_wins))
			continue;
		receiver.has[at] = 1;
		receiver.byte[at] = data[i];
	}
	while (receiver.next < STREAM_MAX && receiver.has[receiver.next])
		receiver.next++;
	if (!receiver.slow)
		read_all();
}

/* ---- An attack ---- */

static u32 passed, refused, merged;
static const char *reasons[FAULTS];
static u32 reason_count[FAULTS];

static void count_reason(const char *reason)
{
	u32 i;

	for (i = 0; i < FAULTS - 1 && reasons[i]; i++)
		if (!strcmp(reasons[i], reason))
			break;
	reasons[i] = reason;
	reason_count[i]++;
}

static void note(enum edgesec_flow_action action)
{
	if (action == PASS)
		passed++;
	else if (action == MERGE)
		merged++;
	else
		refused++;
	if (sim.verdict.reason)
		count_reason(sim.verdict.reason);
	if (action == RESET || action == EXCEPTION)
		receiver.open = false;
}

static void acknowledge(void)
{
	if (receiver.open)
		sim_server_bytes(ACK, 1, receiver.next + 1, NULL, 0);
}

/* The stream as the rules let it through, to be read by the standard. */
static u8 forwarded[STREAM_MAX];
static u32 forwarded_to, understood_to;

static void understand(u32 at, const u8 *data, u32 len)
{
	allow_requests(data, len);
	if (at > forwarded_to || at + len > STREAM_MAX)
		return;
	if (at + len > forwarded_to) {
		memcpy(forwarded + at, data, len);
		forwarded_to = at + len;
	}
	understood_to += allow_requests(forwarded + understood_to,
					forwarded_to - understood_to);
}

/* A slow server answers nothing; others do it when they have read a request. */
static void answer(void)
{
	u8 data[9] = { 0, 0, 0, 0, 0, 3 };
	const u8 *adu;

	while (receiver.answered_to < min(understood_to, receiver.read_to)) {
		adu = forwarded + receiver.answered_to;
		memcpy(data, adu, 2);
		data[6] = adu[6];
		data[7] = adu[7] | 0x80;
		data[8] = 1;
		sim_server_bytes(ACK, 1 + receiver.said, receiver.next + 1,
				 data, sizeof(data));
		receiver.said += sizeof(data);
		receiver.answered_to += 6 + be16(adu + 4);
	}
}

/* What has passed, which need not be what was sent. */
static void deliver(const struct attack_step *step)
{
	u32 at = sim.passed.seq - 1, len = sim.passed.len;
	u32 chunk = sim.passed.whole && step->chunk ? step->chunk : len;

	understand(at, sim.passed.data, len);
	if (step->lost || !receiver.open)
		return;
	if (step->kind == ATTACK_URGENT)
		urgent[step->at + step->len - 1] = 1;
	else if (step->kind == ATTACK_POINTER)
		urgent[step->at] = 1;
	for (u32 i = 0; i < len; i += chunk)
		receive(at + i, sim.passed.data + i, min(chunk, len - i));
}

static void send_data(const struct attack_step *step)
{
	u8 flags = step->kind == ATTACK_URGENT ||
		   step->kind == ATTACK_POINTER ? ACK | URG : ACK;

	sim.segment.chunk = step->chunk;
	note(sim_client_bytes(flags, step->at + 1, 1, step->data, step->len));
	sim.segment.chunk = 0;
	if (sim.passed.any)
		deliver(step);
	acknowledge();
	answer();
}

/* The SYN itself takes a sequence number. */
static void deliver_syn(const struct attack_step *step)
{
	sim.passed.seq++;
	deliver(step);
}

/* A SYN, with data perhaps, which a server with fast open takes. */
static void open_connection(const struct attack_step *step)
{
	enum edgesec_flow_action action;

	action = sim_client_bytes(SYN, 0, 0, step->data, step->len);
	note(action);
	receiver.open = true;
	if (action != PASS)
		sim_client_bytes(SYN, 0, 0, NULL, 0);
	else if (step->len)
		deliver_syn(step);
	sim_server_bytes(SYN | ACK, 0, receiver.next + 1, NULL, 0);
	sim_client_bytes(ACK, receiver.next + 1, 1, NULL, 0);
}

/* In the server's name, but from the side where the client is. */
static void forge(void)
{
	sim.segment.to = SIM_CLIENT_SIDE;
	sim.segment.from = SIM_SERVER_SIDE;
	sim.segment.window = 60000;
	sim_server_bytes(ACK, 1, receiver.next + 1, NULL, 0);
	sim.segment.from = SIM_CLIENT_SIDE;
	sim.segment.to = SIM_SERVER_SIDE;
	sim.segment.window = (u16)receiver.window;
}

static void run_step(const struct attack_step *step)
{
	switch (step->kind) {
	case ATTACK_OPEN:
	case ATTACK_SYN:
		open_connection(step);
		break;
	case ATTACK_DATA:
	case ATTACK_URGENT:
	case ATTACK_POINTER:
		send_data(step);
		break;
	case ATTACK_FORGED:
		forge();
		break;
	case ATTACK_BAD:	/* the hook drops it, which has its own tests */
		break;
	}
}

static void begin(const struct attack *attack, u32 number)
{
	memset(&receiver, 0, sizeof(receiver));
	memset(urgent, 0, sizeof(urgent));
	receiver.window = attack->window;
	receiver.last_wins = number & 1;
	receiver.slow = !(number & 6);
	/* Without a handshake it is a connection from before the policy. */
	receiver.open = attack->step[0].kind == ATTACK_DATA;
	for (u32 i = 0; i < GREEDY_KINDS; i++)
		receiver.server[i].kind = &greedy_kinds[i];
	forwarded_to = 0;
	understood_to = 0;
	now = number + 1;
	seen.number = number;
	sim.segment.sport = htons((u16)(number % 60000 + 1024));
	sim.segment.window = (u16)attack->window;
	sim.segment.now += 400;	/* what is left of the last one expires */
}

static void run_attack(u32 number)
{
	struct attack attack;

	attack_make(&attack, seed, number);
	begin(&attack, number);
	for (u32 i = 0; i < attack.count; i++)
		run_step(&attack.step[i]);
	read_all();
	if (!(number % 50))
		edgesec_flows_expire(&sim.flows, sim.segment.now + 999999);
}

static void rules(void)
{
	struct edgesec_modbus_server *server;

	edgesec_modbus_rules_free(&sim.rules);
	edgesec_modbus_rules_init(&sim.rules);
	server = edgesec_modbus_server_alloc("plc");
	server->mode = EDGESEC_MODE_ENFORCE;
	server->on_deny = EDGESEC_ON_DENY_RESET;
	edgesec_modbus_server_add_ports(server, 502, 502);
	for (u32 i = 0; i < sizeof(allowed_codes); i++)
		edgesec_modbus_server_add_function(server, allowed_codes[i],
						   EDGESEC_FRAMING_IMPLIED);
	server->segments = segments;
	if (edgesec_modbus_rules_add(&sim.rules, server))
		abort();
	sim.server = server;
}

/* What strict rules say; each must have had something to say. */
static const char *const wanted[] = {
	"alignment", "protocol-id", "mbap-length", "length", "function",
	"quantity", "byte-count", "address", "value", "urgent", "data-on-syn",
	"no-flow",
};

static u32 count_of(const char *reason)
{
	for (u32 i = 0; reasons[i]; i++)
		if (!strcmp(reasons[i], reason))
			return reason_count[i];
	return 0;
}

/* What can be made whole is not denied, and what may not wait is. */
static bool is_said(const char *reason)
{
	if (segments == EDGESEC_SEGMENTS_COALESCE &&
	    !strcmp(reason, "alignment"))
		return !count_of(reason) && merged;
	return count_of(reason);
}

static bool all_reasons(void)
{
	bool all = true;

	for (u32 i = 0; i < ARRAY_SIZE(wanted); i++) {
		printf("# denied for %s: %u\n", wanted[i],
		       count_of(wanted[i]));
		all = all && is_said(wanted[i]);
	}
	return all && (segments != EDGESEC_SEGMENTS_LOCKSTEP ||
		       count_of("in-flight"));
}

static const char *const modes[] = { "strict", "lockstep", "coalesce" };

static void forget(void)
{
	memset(&seen, 0, sizeof(seen));
	memset(reasons, 0, sizeof(reasons));
	memset(reason_count, 0, sizeof(reason_count));
	memset(may_write, 0, sizeof(may_write));
	passed = 0;
	refused = 0;
	merged = 0;
}

static void run_attacks(u32 cases)
{
	forget();
	sim_begin(EDGESEC_MODE_ENFORCE, EDGESEC_ON_DENY_RESET);
	sim.unchecked = true;
	rules();
	for (u32 i = 0; i < cases && !seen.violations; i++)
		run_attack(i);
	sim_end();
	printf("# %s, seed %llu: %u segments pass, %u are merged, %u do not pass, %u writes\n",
	       modes[segments], (unsigned long long)seed, passed, merged,
	       refused, seen.writes);
	if (seen.violations)
		printf("# %s\n", seen.what);
}

static bool test_mode(u32 cases, u32 number)
{
	bool right, safe;

	run_attacks(cases);
	safe = !seen.violations && seen.writes;
	printf("%sok %u %s: after %u attacks servers have written nothing but what is allowed\n",
	       safe ? "" : "not ", number, modes[segments], cases);
	right = all_reasons();
	printf("%sok %u %s: every rule has denied something\n",
	       right ? "" : "not ", number + 1, modes[segments]);
	return safe && right;
}

int main(int argc, char *argv[])
{
	u32 cases = argc > 1 ? strtoul(argv[1], NULL, 10) : 2000;
	bool right = true;
	u32 tests = 0;

	if (argc > 2)
		seed = strtoull(argv[2], NULL, 10);
	setvbuf(stdout, NULL, _IOLBF, 0);
	greedy_wrote = wrote;
	printf("TAP version 13\n1..%zu\n",
	       argc > 3 ? 2 : 2 * ARRAY_SIZE(modes));
	for (u32 i = 0; i < ARRAY_SIZE(modes); i++) {
		if (argc > 3 && strcmp(argv[3], modes[i]))
			continue;
		segments = (enum edgesec_segments)i;
		right = test_mode(cases, 2 * tests++ + 1) && right;
	}
	return !tests || !right;
}
