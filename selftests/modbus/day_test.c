// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - a day of polling: nothing that is allowed is denied
 * Copyright (C) 2026 The edgesec authors
 *
 * usage: day_test [HOURS [SEED]]
 *
 * 32 masters poll a server for a day of simulated time, in each mode of segments.
 * On both sides of edgesec segments get lost, come twice, late and out of order.
 * Both ends repeat what is not acknowledged, together with what follows; masters
 * also a request alone, or a piece of it. Answers come in pieces, and some
 * late; the server's window closes and opens; masters pack and pipeline where they
 * may, and split where they may; they are silent for hours, and begin anew by the
 * same port after a FIN or a RST, when nothing of the old connection is on its
 * way. Many sequence numbers begin where they soon wrap.
 *
 * No verdict may be a denial, every request must be answered, and no master may
 * have to give up.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>

#include "../tap.h"
#include "shim.h"
#include "sim.h"

#define MASTERS		32
#define BUFFER		4096
#define SEGMENT_MAX	1460
#define WRITES		64
#define RTO		300	/* milliseconds, as all times */
#define RTO_MAX		20000
#define PATIENCE	180000
#define LATEST		1000	/* a segment is never as late as that */
#define EVENTS_MAX	65536
#define REQUEST		12
#define ANSWER		13
#define WINDOW_SIZE	60	/* of the server: five requests */

/**
 * struct tcp - One end of a connection
 * @una: First byte that is not acknowledged.
 * @nxt: First byte that was not sent.
 * @end: End of what is written.
 * @edge: Where the other end's window ends.
 * @rcv_nxt: First byte that has not come.
 * @rcv_edge: Where the window ends that was told.
 * @fin: What was written ends with a FIN, at @end.
 * @sparing: The last repetition was of one write.
 * @rto: When timers are due again.
 * @timer: The number of the timer that counts.
 * @data: What is written, by sequence number.
 * @write: Where each write ends; a segment is some of them.
 */
struct tcp {
	u32 una, nxt, end, edge;
	u32 rcv_nxt, rcv_edge;
	bool fin;
	bool sparing;
	u32 rto;
	u32 timer;
	u8 data[BUFFER];
	u32 write[WRITES];
	u32 first_write, last_write;
};

static struct master {
	bool open;
	bool closed_window;
	u32 life;	/* the connection's number */
	u64 asked_at;
	u64 begins_at;	/* the next connection; 0: not known */
	u32 waiting;
	u16 transaction;
	u32 partial;	/* bytes of an answer that have come */
	u32 request;	/* bytes of a request that the server has */
	u8 head[REQUEST];
	struct tcp client, server;
} masters[MASTERS];

enum what { POLL, TIMER, ARRIVE, JUDGE, REPLY, WINDOW };

struct event {
	u64 at;
	enum what what;
	u32 master;
	u32 life;
	u32 number;
	bool from_server;
	u8 flags;
	u32 seq, ack, window, len;
	u8 *data;
};

static struct event *heap[EVENTS_MAX];
static u32 heap_count;
static u64 now, state;
static u32 polls, answered, denials, segments_seen, lost_segments, repeated;
static u32 dropped, connections, given_up;
static char trouble[160];

static u32 below(u32 limit)
{
	u64 z;

	state += 0x9e3779b97f4a7c15ULL;
	z = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return (u32)((z ^ (z >> 31)) >> 16) % limit;
}

static bool later(u32 a, u32 b)
{
	return (s32)(a - b) > 0;
}

/* ---- Events, the earliest first ---- */

static void push(const struct event *event)
{
	struct event *copy = malloc(sizeof(*copy));
	u32 i = heap_count++;

	if (heap_count == EVENTS_MAX)
		abort();
	*copy = *event;
	heap[i] = copy;
	for (; i && heap[(i - 1) / 2]->at > heap[i]->at; i = (i - 1) / 2)
		swap(heap[i], heap[(i - 1) / 2]);
}

static struct event *pop(void)
{
	struct event *first = heap[0];
	u32 i = 0, least;

	heap[0] = heap[--heap_count];
	for (;; i = least) {
		least = i;
		for (u32 j = 2 * i + 1; j < 2 * i + 3; j++)
			if (j < heap_count && heap[j]->at < heap[least]->at)
				least = j;
		if (least == i)
			return first;
		swap(heap[i], heap[least]);
	}
}

static void plan(enum what what, u32 master, u32 number, bool from_server,
		 u32 in)
{
	struct event event = {
		.at = now + in, .what = what, .master = master,
		.life = masters[master].life, .number = number,
		.from_server = from_server,
	};

	push(&event);
}

/* ---- The network ---- */

/* One in a hundred gets lost, and one in a hundred is late. */
static void carry(const struct event *segment, enum what what)
{
	struct event event = *segment;

	for (u32 copies = below(200) ? 1 : 2; copies; copies--) {
		if (!below(100)) {
			lost_segments++;
			continue;
		}
		event.what = what;
		event.at = now + 1 + below(10) + (below(100) ? 0 : below(800));
		event.data = malloc(segment->len ? segment->len : 1);
		memcpy(event.data, segment->data, segment->len);
		push(&event);
	}
}

static struct tcp *end_of(u32 master, bool server)
{
	return server ? &masters[master].server : &masters[master].client;
}

static void transmit(u32 master, bool server, u8 flags, u32 seq, u32 len)
{
	struct tcp *tcp = end_of(master, server);
	u8 data[BUFFER];
	struct event event = {
		.master = master, .life = masters[master].life,
		.from_server = server, .flags = flags, .seq = seq,
		.ack = flags & ACK ? tcp->rcv_nxt : 0,
		.window = tcp->rcv_edge - tcp->rcv_nxt, .len = len,
		.data = data,
	};

	if (masters[master].begins_at &&
	    now + LATEST > masters[master].begins_at)
		return;
	if (seq == tcp->end - len && tcp->fin && !(flags & SYN))
		event.flags |= FIN;
	for (u32 i = 0; i < len; i++)
		data[i] = tcp->data[(seq + i) % BUFFER];
	carry(&event, JUDGE);
}

/* What edgesec does between the two ends. */
static void judge(const struct event *segment)
{
	struct event event = *segment;
	enum edgesec_flow_action action;
	u8 passed[SIM_SEGMENT_MAX];

	segments_seen++;
	sim.segment.now = (u32)(now / 1000);
	sim.segment.sport = htons((u16)(20000 + segment->master));
	sim.segment.window = (u16)segment->window;
	if (segment->from_server) {
		action = sim_server_bytes(segment->flags,
					  segment->seq - SIM_SERVER_ISN,
					  segment->ack - SIM_CLIENT_ISN,
					  segment->data, segment->len);
	} else {
		action = sim_client_bytes(segment->flags,
					  segment->seq - SIM_CLIENT_ISN,
					  segment->ack - SIM_SERVER_ISN,
					  segment->data, segment->len);
		memcpy(passed, sim.passed.data, sim.passed.len);
		event.data = passed;
		event.len = sim.passed.len;
		event.seq = SIM_CLIENT_ISN + sim.passed.seq;
		if (!sim.passed.fin)
			event.flags &= ~FIN;
	}
	if (sim.verdict.reason || action == REJECT || action == RESET ||
	    action == EXCEPTION) {
		if (!denials++)
			snprintf(trouble, sizeof(trouble),
				 "master %u, %s segment at hour %u: %s",
				 segment->master,
				 segment->from_server ? "server's" : "client's",
				 (u32)(now / 3600000),
				 sim.verdict.reason ? sim.verdict.reason :
						      "no reason");
	} else if (action == DROP) {
		dropped++;
	} else {
		carry(&event, ARRIVE);
	}
}

/* ---- TCP ---- */

static void arm(u32 master, bool server)
{
	struct tcp *tcp = end_of(master, server);

	plan(TIMER, master, ++tcp->timer, server, tcp->rto);
}

/* As many whole writes from @from on as the window and a segment take. */
static u32 sendable(const struct tcp *tcp, u32 from)
{
	u32 to = from, end;

	for (u32 i = tcp->first_write; i != tcp->last_write; i++) {
		end = tcp->write[i % WRITES];
		if (!later(end, from))
			continue;
		if (later(end, tcp->edge) || end - from > SEGMENT_MAX)
			break;
		to = end;
	}
	return to - from;
}

/* Sends what was not sent; one write is one segment, unless @packs. */
static void flush(u32 master, bool server, bool packs)
{
	struct tcp *tcp = end_of(master, server);
	bool idle = tcp->nxt == tcp->una;
	u32 len, i;

	while ((len = sendable(tcp, tcp->nxt))) {
		for (i = tcp->first_write; !packs && i != tcp->last_write; i++)
			if (later(tcp->write[i % WRITES], tcp->nxt)) {
				len = tcp->write[i % WRITES] - tcp->nxt;
				break;
			}
		transmit(master, server, ACK, tcp->nxt, len);
		tcp->nxt += len;
	}
	if (tcp->fin && tcp->nxt == tcp->end) {
		transmit(master, server, ACK, tcp->nxt, 0);
		tcp->nxt++;
	}
	if (idle && (tcp->nxt != tcp->una || tcp->end != tcp->nxt))
		arm(master, server);
}

static void put(struct tcp *tcp, const u8 *data, u32 len)
{
	if (tcp->end + len - tcp->una > BUFFER ||
	    tcp->last_write - tcp->first_write == WRITES)
		abort();
	for (u32 i = 0; i < len; i++)
		tcp->data[tcp->end++ % BUFFER] = data[i];
	tcp->write[tcp->last_write++ % WRITES] = tcp->end;
}

/*
 * All that is not acknowledged at once, every second time only the first of it; or
 * a probe of a closed window.
 */
static void repeat(u32 master, bool server)
{
	struct tcp *tcp = end_of(master, server);
	u32 len = sendable(tcp, tcp->una);

	tcp->sparing = !tcp->sparing;
	if (len && !server && tcp->sparing)
		len = tcp->write[tcp->first_write % WRITES] - tcp->una;
	tcp->rto = min(2 * tcp->rto, (u32)RTO_MAX);
	if (tcp->una == tcp->nxt && tcp->nxt == tcp->end)
		return;
	repeated++;
	if (len || (tcp->fin && tcp->una == tcp->end)) {
		transmit(master, server, ACK, tcp->una, len);
		if (later(tcp->una + len, tcp->nxt))
			tcp->nxt = tcp->una + len;
	} else {
		transmit(master, server, ACK, tcp->una - 1, 0);
	}
	arm(master, server);
}

static void handshake(u32 master, bool server)
{
	struct master *m = &masters[master];
	struct tcp *tcp = end_of(master, server);

	transmit(master, server, server ? SYN | ACK : SYN, tcp->una - 1, 0);
	if (!server && !m->open)
		arm(master, false);
}

static void timer(const struct event *event)
{
	struct tcp *tcp = end_of(event->master, event->from_server);

	if (event->number != tcp->timer)
		return;
	if (!event->from_server && !masters[event->master].open) {
		tcp->rto = min(2 * tcp->rto, (u32)RTO_MAX);
		handshake(event->master, false);
	} else {
		repeat(event->master, event->from_server);
	}
}

static void acknowledged(u32 master, bool server, const struct event *segment)
{
	struct tcp *tcp = end_of(master, server);

	if (later(segment->ack, tcp->nxt))
		return;
	if (later(segment->ack + segment->window, tcp->edge))
		tcp->edge = segment->ack + segment->window;
	if (later(segment->ack, tcp->una)) {
		tcp->una = segment->ack;
		tcp->rto = RTO;
		while (tcp->first_write != tcp->last_write &&
		       !later(tcp->write[tcp->first_write % WRITES], tcp->una))
			tcp->first_write++;
		if (tcp->una != tcp->nxt)
			arm(master, server);
	}
	flush(master, server, true);
}

/* ---- Client and server ---- */

static void begin(u32 master)
{
	struct master *m = &masters[master];
	u32 old = m->client.nxt;

	memset(&m->client, 0, sizeof(m->client));
	memset(&m->server, 0, sizeof(m->server));
	m->life++;
	m->begins_at = 0;
	m->open = false;
	m->partial = 0;
	m->request = 0;
	m->closed_window = false;
	/* Far from what the last connection used, and often near the end. */
	m->client.una = below(2) && old < 1u << 31 ? 0xfffffff0u - below(5000) :
						      old + (1u << 28);
	m->server.una = below(2) ? 0xfffffff0u - below(5000) : below(1u << 30);
	m->client.nxt = m->client.end = m->client.edge = m->client.una;
	m->server.nxt = m->server.end = m->server.edge = m->server.una;
	m->server.rcv_nxt = m->client.una;
	m->server.rcv_edge = m->server.rcv_nxt + WINDOW_SIZE;
	m->client.rcv_nxt = m->server.una;
	m->client.rcv_edge = m->client.rcv_nxt + 30000;
	m->client.rto = RTO;
	m->server.rto = RTO;
	connections++;
	handshake(master, false);
}

/* The server has read a request and answers, at once or not, in pieces. */
static void served(u32 master)
{
	struct master *m = &masters[master];

	plan(REPLY, master, m->head[0] << 8 | m->head[1], true,
	     below(50) ? 1 + below(40) : below(5000));
}

static void reply(const struct event *event)
{
	u8 data[ANSWER] = { (u8)(event->number >> 8), (u8)event->number, 0, 0,
			    0, 7, 1, 3, 4 };
	struct tcp *tcp = &masters[event->master].server;
	u32 cut = below(4) ? ANSWER : 1 + below(ANSWER);

	put(tcp, data, cut);
	if (cut < ANSWER)
		put(tcp, data + cut, ANSWER - cut);
	flush(event->master, true, below(2));
}

static void server_reads(u32 master, const u8 *data, u32 len)
{
	struct master *m = &masters[master];

	while (len--) {
		m->head[m->request++] = *data++;
		if (m->request == REQUEST) {
			m->request = 0;
			served(master);
		}
	}
}

static void client_reads(u32 master, const u8 *data, u32 len)
{
	struct master *m = &masters[master];

	m->partial += len;
	for (; m->partial >= ANSWER; m->partial -= ANSWER) {
		if (!m->waiting)
			continue;
		m->waiting--;
		answered++;
	}
}

/* What the server does not read fills its window; news of that may get lost. */
static void advance_window(u32 master)
{
	struct master *m = &masters[master];

	if (m->closed_window)
		return;
	if (below(300)) {
		m->server.rcv_edge = m->server.rcv_nxt + WINDOW_SIZE;
		return;
	}
	m->closed_window = true;
	plan(WINDOW, master, 0, true, 100 + below(60000));
}

static void arrive(const struct event *segment)
{
	struct master *m = &masters[segment->master];
	bool server = !segment->from_server;
	struct tcp *tcp = end_of(segment->master, server);
	u32 skip, len = segment->len;

	if (segment->flags & RST)
		return;
	if (segment->flags == SYN) {
		handshake(segment->master, true);
		return;
	}
	if (segment->flags == (SYN | ACK)) {
		m->open = true;
		m->client.edge = segment->ack + segment->window;
		transmit(segment->master, false, ACK, m->client.nxt, 0);
		flush(segment->master, false, true);
		return;
	}
	acknowledged(segment->master, server, segment);
	skip = tcp->rcv_nxt - segment->seq;
	if (skip < len && !later(segment->seq + len, tcp->rcv_edge)) {
		tcp->rcv_nxt += len - skip;
		(server ? server_reads : client_reads)(segment->master,
						       segment->data + skip,
						       len - skip);
	}
	if ((segment->flags & FIN) && segment->seq + len == tcp->rcv_nxt) {
		tcp->rcv_nxt++;
		if (server) {
			tcp->fin = true;
			flush(segment->master, true, true);
		}
	}
	if (server && len)
		advance_window(segment->master);
	if (!server)
		tcp->rcv_edge = tcp->rcv_nxt + 30000;
	if (len || (segment->flags & FIN) || segment->seq == tcp->rcv_nxt - 1)
		transmit(segment->master, server, ACK, tcp->nxt, 0);
}

/* ---- The masters ---- */

static void ask(u32 master)
{
	struct master *m = &masters[master];
	u8 data[REQUEST] = { (u8)(m->transaction >> 8), (u8)m->transaction, 0,
			     0, 0, 6, 1, 3, 0, 0, 0, 2 };
	u32 cut = REQUEST;

	m->transaction++;
	m->waiting++;
	polls++;
	if (sim.server->segments == EDGESEC_SEGMENTS_COALESCE && below(2))
		cut = 1 + below(REQUEST - 1);
	put(&m->client, data, cut);
	if (cut < REQUEST)
		put(&m->client, data + cut, REQUEST - cut);
}

static void plan_connection(u32 master, u32 in)
{
	masters[master].begins_at = now + in;
	plan(POLL, master, 1, false, in);
}

/* The end of a connection, and a new one when nothing of it is on its way. */
static void end_connection(u32 master)
{
	struct master *m = &masters[master];

	if (below(2)) {
		m->client.fin = true;
		flush(master, false, true);
	} else {
		transmit(master, false, RST, m->client.nxt, 0);
	}
	m->open = false;
	m->client.timer++;
	plan_connection(master, 3000 + below(60000));
}

/* As real masters do when the server seems to be gone. */
static void give_up(u32 master)
{
	struct master *m = &masters[master];

	given_up++;
	polls -= m->waiting;
	m->waiting = 0;
	transmit(master, false, RST, m->client.nxt, 0);
	m->open = false;
	m->client.timer++;
	plan_connection(master, 3000);
}

static u32 silence(void)
{
	if (!below(4000))
		return 5 * 3600000;
	return 500 + below(18000);
}

static void poll_next(const struct event *event)
{
	struct master *m = &masters[event->master];
	u32 many = sim.server->segments == EDGESEC_SEGMENTS_LOCKSTEP ?
			   1 : 1 + below(4);
	bool packs = below(2);

	if (event->number) {
		begin(event->master);
		m->asked_at = now;
	} else if (m->waiting || !m->open || m->client.una != m->client.end) {
		if (now - m->asked_at > PATIENCE) {
			give_up(event->master);
			return;
		}
	} else if (!below(150)) {
		end_connection(event->master);
		return;
	} else {
		m->asked_at = now;
		while (many--)
			ask(event->master);
		flush(event->master, false, packs);
		plan(POLL, event->master, 0, false, silence());
		return;
	}
	plan(POLL, event->master, 0, false, 200);
}

static void window(u32 master)
{
	masters[master].closed_window = false;
	masters[master].server.rcv_edge = masters[master].server.rcv_nxt + WINDOW_SIZE;
	transmit(master, true, ACK, masters[master].server.nxt, 0);
}

static void run(const struct event *event)
{
	/* Only what a network still holds may be of an old connection. */
	if (event->what != JUDGE && event->life != masters[event->master].life)
		return;
	switch (event->what) {
	case POLL:
		poll_next(event);
		break;
	case TIMER:
		timer(event);
		break;
	case JUDGE:
		judge(event);
		break;
	case ARRIVE:
		arrive(event);
		break;
	case REPLY:
		reply(event);
		break;
	case WINDOW:
		window(event->master);
		break;
	}
}

static void begin_day(enum edgesec_segments segments, u64 seed)
{
	memset(masters, 0, sizeof(masters));
	polls = answered = denials = segments_seen = lost_segments = 0;
	repeated = dropped = connections = given_up = 0;
	trouble[0] = '\0';
	now = 1000000;
	state = seed;
	sim_begin(EDGESEC_MODE_ENFORCE, EDGESEC_ON_DENY_RESET);
	sim.unchecked = true;
	sim.server->segments = segments;
	sim.server->responses = EDGESEC_RESPONSES_DENY;
	for (u32 i = 0; i < MASTERS; i++)
		plan(POLL, i, 1, false, below(10000));
}

static void end_day(void)
{
	while (heap_count) {
		struct event *event = pop();

		free(event->data);
		free(event);
	}
	sim_end();
}

static void run_day(u64 end)
{
	u64 swept = now;

	while (now < end && !denials) {
		struct event *event = pop();

		now = event->at;
		run(event);
		free(event->data);
		free(event);
		if (now - swept > 10000) {
			edgesec_flows_expire(&sim.flows, (u32)(now / 1000));
			swept = now;
		}
	}
}

int main(int argc, char *argv[])
{
	static const char *const names[] = { "strict", "lockstep", "coalesce" };
	u32 hours = argc > 1 ? strtoul(argv[1], NULL, 10) : 24;
	u64 seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	bool fine, all = true;

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("TAP version 13\n1..%zu\n", ARRAY_SIZE(names));
	for (u32 i = 0; i < ARRAY_SIZE(names); i++) {
		begin_day((enum edgesec_segments)i, seed);
		run_day(now + hours * 3600000ULL);
		printf("# %u requests by %u connections, %u segments, %u lost, %u repetitions, %u wait for one, %u masters gave up\n",
		       polls, connections, segments_seen, lost_segments,
		       repeated, dropped, given_up);
		if (denials)
			printf("# %s\n", trouble);
		fine = !denials && answered && polls - answered <= 4 * MASTERS &&
		       connections > MASTERS && dropped && repeated &&
		       !given_up;
		printf("%sok %u %s: %u masters poll for %u hours, and no request is denied\n",
		       fine ? "" : "not ", i + 1, names[i], MASTERS, hours);
		all = all && fine;
		end_day();
	}
	return !all;
}
