// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Fuzzes kmod/flow*.c: segments of one connection
 * Copyright (C) 2026 The edgesec authors
 *
 * The input is a byte of setup, which chooses among other things what segments
 * may hold, and a list of segments: a byte of control, flags, sequence and
 * acknowledgement number, length, payload. The oracle of sim.c ends the program when anything but whole allowed requests reaches the
 * server, in order and unchanged. The one here does so when, where unsolicited
 * answers are denied, an answer to no request reaches the client.
 *
 * Random bytes are hardly ever a request, and the fuzzer can't guess what a
 * retransmission must repeat. So the payload may also be a list of pieces, and
 * may begin with what was forwarded.
 */
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "requests.h"
#include "shim.h"
#include "sim.h"

/* Of the setup. */
#define STRANGER	0x80	/* no handshake */
#define AUDITED		0x40
#define SOLICITED	0x20	/* unsolicited answers are denied */

/* Of the control byte. */
#define FROM_SERVER	0x01
#define NEAR_THE_EDGE	0x02
#define LATER		0x04
#define REPEATS		0x08
#define PIECES		0x10
#define SPOILT		0x20
#define CHUNKS		0x40

#define HEADER		6
#define PAYLOAD_MAX	8192

struct input {
	const u8 *at;
	size_t left;
};

struct payload {
	u32 len;
	u8 data[PAYLOAD_MAX];
};

/* Where the client's stream begins, or may begin after its last SYN. */
static u32 first, next_first;
static u32 server_end;

/* What the client was sent, by sequence number, and what it has for sure. */
static u8 answered[SIM_STREAM_MAX];
static u32 answers_first, answers_end, client_acked;
static bool answers_finished;

/* Takes @len bytes, or as many as are left. */
static const u8 *take(struct input *input, size_t *len)
{
	const u8 *at = input->at;

	if (*len > input->left)
		*len = input->left;
	input->at += *len;
	input->left -= *len;
	return at;
}

static void put(struct payload *payload, const u8 *data, u32 len)
{
	if (len > PAYLOAD_MAX - payload->len)
		len = PAYLOAD_MAX - payload->len;
	memcpy(payload->data + payload->len, data, len);
	payload->len += len;
}

static void put_piece(struct payload *payload, u8 which)
{
	static const char *const pieces[] = {
		READ, READ2, WRITE, REPORT, ANSWER, ANSWER2,
		"0005 0000 0004 01 5a 0102", "0006 0000 0003 01 83 02", "00",
		"0007 0000 000d 01 10 0000 0003 06 0004 0000 0002",
	};
	u8 data[64];

	put(payload, data,
	    bytes_parse(data, pieces[which % ARRAY_SIZE(pieces)]));
}

static void put_payload(struct payload *payload, const u8 *header,
			struct input *input)
{
	size_t len = header[5];
	const u8 *data = take(input, &len);

	if (!(header[0] & PIECES)) {
		put(payload, data, len);
		return;
	}
	while (len--)
		put_piece(payload, *data++);
}

/* After a SYN+ACK: a new connection has a new stream, if there was a SYN. */
static void restart(u32 seq, u32 ack, bool known)
{
	const struct edgesec_flow *flow = sim_flow();

	if (!flow || flow->phase != EDGESEC_FLOW_HANDSHAKE)
		return;
	if (known && sim.server->mode == EDGESEC_MODE_ENFORCE &&
	    ack != first && ack != next_first)
		abort();
	first = ack;
	sim.end = ack;
	server_end = seq + 1;
	answers_first = server_end;
	answers_end = server_end;
	client_acked = server_end;
	answers_finished = false;
}

/* How many messages in @data have the same transaction, unit and code. */
static u32 count_alike(const u8 *data, u32 len, const u8 *like)
{
	u32 count = 0, at;

	for (at = 0; len - at >= 8; ) {
		const u8 *adu = data + at;
		u32 size = 6 + (adu[4] << 8 | adu[5]);

		count += adu[0] == like[0] && adu[1] == like[1] &&
			 adu[6] == like[6] && !((adu[7] ^ like[7]) & 0x7f);
		if (size > len - at)
			break;
		at += size;
	}
	return count;
}

/* Each whole answer has a request of its own. */
static void check_answers(void)
{
	const u8 *data = answered + answers_first;
	u32 len = answers_end - answers_first, at, size;

	for (at = 0; len - at >= 9; at += size) {
		size = 6 + (data[at + 4] << 8 | data[at + 5]);
		if (data[at + 2] || data[at + 3] || size < 8 || size > 261)
			abort();
		if (count_alike(data, at + 9, data + at) >
		    count_alike(sim.stream + first, sim.end - first, data + at))
			abort();
		if (size > len - at)
			break;
	}
}

/* What the client has acknowledged it does not take again. */
static void take_answers(u32 seq, const struct payload *payload, bool fin)
{
	if (payload->len && (s32)(seq - answers_end) > 0)
		abort();
	for (u32 i = 0; i < payload->len && answers_end < SIM_STREAM_MAX; i++) {
		if (seq + i == answers_end)
			answered[answers_end++] = payload->data[i];
		else if ((s32)(seq + i - client_acked) >= 0 &&
			 answered[seq + i] != payload->data[i])
			abort();
	}
	if (fin && seq + payload->len == answers_end)
		answers_finished = true;
	check_answers();
}

/* On a connection that edgesec has ended, its own response is all there is. */
static bool check_ended(const struct payload *payload)
{
	const struct edgesec_flow *flow = sim_flow();
	struct edgesec_modbus_request request;
	u8 own[EDGESEC_MODBUS_EXCEPTION];

	if (!flow || flow->phase != EDGESEC_FLOW_DENIED)
		return false;
	edgesec_modbus_request_parse(flow->answers.head, &request);
	edgesec_modbus_exception_build(&request, flow->exception, own);
	if (payload->len && (payload->len != sizeof(own) ||
			     memcmp(payload->data, own, sizeof(own))))
		abort();
	return true;
}

static void send_server(const u8 *header, u8 flags, u32 ack,
			struct payload *payload)
{
	bool known = sim_flow();
	u32 seq = header[3];

	if (header[0] & NEAR_THE_EDGE)
		seq = server_end + (s8)header[3];
	/* The streams of a new connection begin at @ack and after @seq. */
	if (ack > SIM_STREAM_MAX || (flags & SYN && seq >= SIM_STREAM_MAX))
		return;
	sim.segment.window = header[0] & CHUNKS ? header[2] : 4096;
	if (sim_server_bytes(flags, seq, ack, payload->data,
			     payload->len) == PASS) {
		if (sim.server->mode == EDGESEC_MODE_ENFORCE &&
		    sim.server->responses == EDGESEC_RESPONSES_DENY &&
		    !(flags & (SYN | RST)) && !check_ended(payload))
			take_answers(seq, payload, flags & FIN);
		if (seq == server_end)
			server_end += payload->len;
		if (flags == (SYN | ACK))
			restart(seq, ack, known);
	}
	sim.segment.window = 4096;
}

/* With lockstep a segment brings no more than the standard's request. */
static void check_lockstep(u32 end)
{
	if (sim.server->segments == EDGESEC_SEGMENTS_LOCKSTEP &&
	    sim.server->mode == EDGESEC_MODE_ENFORCE &&
	    (sim.verdict.allowed > 1 || sim.end - end > 260))
		abort();
}

static void send_client(const u8 *header, u8 flags, u32 seq, u32 ack,
			struct payload *payload)
{
	enum edgesec_flow_action action;
	u32 end = sim.end;

	if (seq > SIM_STREAM_MAX || payload->len > SIM_STREAM_MAX - seq)
		return;
	sim.segment.chunk = header[0] & CHUNKS ? 1 + header[2] % 64 : 0;
	action = sim_client_bytes(flags, seq, ack, payload->data, payload->len);
	sim.segment.chunk = 0;
	check_lockstep(end);
	/* The oracle is asked only about segments to a server. */
	if (action == PASS && !sim.verdict.server)
		abort();
	if (action == PASS && flags == SYN)
		next_first = seq + 1;
	if (action == PASS && (flags & URG) && !(flags & RST) &&
	    sim.server->mode == EDGESEC_MODE_ENFORCE)
		abort();
	/* A FIN takes a sequence number of its own. */
	if ((flags & (ACK | SYN | RST)) == ACK &&
	    ack <= answers_end + answers_finished && ack > client_acked)
		client_acked = ack;
}

static void send_one(struct input *input)
{
	struct payload payload = {};
	size_t len = HEADER;
	const u8 *header = take(input, &len);
	u32 seq, ack, edge = sim.end;
	u8 flags;

	if (len < HEADER)
		return;
	/* Most flags end a connection. */
	flags = header[1] & 0x80 ? header[1] & 0x7f : ACK;
	seq = header[2] << 8 | header[3];
	ack = header[4];
	/* Near what was forwarded last a segment is more than noise. */
	if (header[0] & NEAR_THE_EDGE) {
		seq = edge + (s8)header[3];
		ack = (header[0] & FROM_SERVER ? edge : server_end) +
		      (s8)header[4];
		if (flags == (SYN | ACK))
			ack = next_first;
	}
	if (header[0] & LATER)
		sim.segment.now += 1u << (header[2] & 15);
	if (header[0] & REPEATS && !(header[0] & FROM_SERVER) && seq < edge)
		put(&payload, sim.stream + seq, edge - seq);
	put_payload(&payload, header, input);
	if (header[0] & SPOILT && payload.len)
		payload.data[header[2] % payload.len] ^= 1 << (header[4] & 7);
	if (header[0] & FROM_SERVER)
		send_server(header, flags, ack, &payload);
	else
		send_client(header, flags, seq, ack, &payload);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct input input = { data, size };
	size_t len = 1;
	u8 setup = 0;

	if (size)
		setup = *take(&input, &len);
	sim_begin(setup & AUDITED ? EDGESEC_MODE_AUDIT : EDGESEC_MODE_ENFORCE,
		  (enum edgesec_on_deny)(setup % 3));
	sim.server->segments = (enum edgesec_segments)(setup / 3 % 3);
	if (setup & SOLICITED)
		sim.server->responses = EDGESEC_RESPONSES_DENY;
	first = 1;
	next_first = 1;
	server_end = 1;
	answers_first = 1;
	answers_end = 1;
	client_acked = 1;
	answers_finished = false;
	if (!(setup & STRANGER))
		sim_connect();
	while (input.left)
		send_one(&input);
	sim_end();
	return 0;
}
