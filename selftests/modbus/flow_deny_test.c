// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - tests of kmod/flow*.c: how it is denied, who is judged, what is remembered
 * Copyright (C) 2026 The edgesec authors
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tap.h"
#include "bytes.h"
#include "requests.h"
#include "shim.h"
#include "sim.h"

static void test_exception(void)
{
	static const char *const others[] = {
		"0104 0000 0003 01 91 01", "0003 0000 0003 01 91 01",
		"0004 0100 0003 01 91 01", "0004 0001 0003 01 91 01",
		"0004 0000 0103 01 91 01", "0004 0000 0002 01 91 01",
		"0004 0000 0003 02 91 01", "0004 0000 0003 01 11 01",
		"0004 0000 0003 01 91 02",
	};

	BEGIN(ENFORCE, EXCEPTION);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim_server(ACK, 1, 13, ANSWER) == PASS);
	CHECK(sim_client(ACK, 13, 12, REPORT) == EXCEPTION);
	CHECK(sim_denied("function"));
	CHECK(sim.verdict.exception == 1);
	CHECK(sim.verdict.request.transaction == 4);
	CHECK(sim.verdict.seq == SIM_CLIENT_ISN + 13);
	/* The answer passes the next hook; it was lost, and is repeated. */
	CHECK(sim_server(FIN | ACK, 12, 21, "0004 0000 0003 01 91 01") == PASS);
	CHECK(sim_client(ACK, 13, 12, REPORT) == EXCEPTION);
	CHECK(sim.verdict.exception == 1 && !sim.verdict.reason);
	CHECK(sim.verdict.request.function == 17);
	/* What the server sends instead does not, in no byte another one. */
	for (u32 i = 0; i < ARRAY_SIZE(others); i++)
		CHECK(sim_server(FIN | ACK, 12, 21, others[i]) == REJECT);
	/* The client takes it and closes. */
	CHECK(sim_client(ACK, 21, 22, "") == DROP);
	CHECK(sim_client(FIN | ACK, 21, 22, "") == REJECT);
	CHECK(sim_client(ACK, 21, 22, READ) == REJECT);
	CHECK(sim_server(ACK, 12, 13, "") == REJECT);
	CHECK(sim_server(ACK, 12, 13, ANSWER) == REJECT);
	CHECK(sim_connect());
	sim_end();
}

/* What would only be recorded is denied where no record can be written. */
static void test_unrecorded(void)
{
	BEGIN(AUDIT, RESET);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, REPORT) == PASS);
	CHECK(sim_denied("function"));
	sim_end();

	BEGIN(AUDIT, RESET);
	CHECK(sim_connect());
	sim.segment.unrecorded = true;
	CHECK(sim_client(ACK, 1, 1, READ) == PASS && sim_denied(NULL));
	CHECK(sim_client(ACK, 13, 1, REPORT) == RESET);
	CHECK(sim_denied("function"));
	/* It stays denied when it is repeated. */
	CHECK(sim_client(ACK, 13, 1, REPORT) == REJECT);
	sim_end();
}

static void test_unrecorded_override(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_connect());
	sim.segment.overridden = true;
	sim.unchecked = true;
	CHECK(sim_client(ACK, 1, 1, REPORT) == PASS);
	sim_end();

	BEGIN(ENFORCE, RESET);
	CHECK(sim_connect());
	sim.segment.overridden = true;
	sim.segment.unrecorded = true;
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim_client(ACK, 13, 1, REPORT) == RESET);
	sim_end();
}

/* A server that learns needs no records for that. */
static void test_unrecorded_learner(void)
{
	BEGIN(AUDIT, RESET);
	sim.server->learns = true;
	CHECK(sim_connect());
	sim.segment.unrecorded = true;
	CHECK(sim_client(ACK, 1, 1, REPORT) == PASS);
	sim_end();
}

static void test_exception_codes(void)
{
	static const struct {
		const char *hex;
		const char *reason;
		u8 exception;	/* 0: RST */
	} cases[] = {
		{ "0001 0000 0002 01 11", "function", 1 },
		{ "0001 0000 0006 02 03 0000 0001", "unit", 10 },
		{ "0001 0000 0006 01 03 0000 0000", "quantity", 3 },
		{ "0001 0000 0006 01 03 ffff 0002", "address", 2 },
		{ "0001 0000 0007 01 03 0000 0001 00", "length", 3 },
		{ "0001 0000 000b 01 10 0000 0001 04 00000000", "byte-count",
		  3 },
		{ "0001 0001 0006 01 03 0000 0001", "protocol-id-reset", 0 },
		{ "0001 0000 0006 01 03 0000", "alignment-reset", 0 },
		{ "0001 0000 0001 01 11", "mbap-length-reset", 0 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		BEGIN(ENFORCE, EXCEPTION);
		edgesec_modbus_server_add_units(sim.server, 1, 1);
		CHECK(sim_connect());
		CHECK(sim_client(ACK, 1, 1, cases[i].hex) ==
		      (cases[i].exception ? EXCEPTION : RESET));
		CHECK(sim_denied(cases[i].reason));
		CHECK(sim.verdict.exception == cases[i].exception);
		sim_end();
	}
}

static void test_exception_waits(void)
{
	BEGIN(ENFORCE, EXCEPTION);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ READ2) == PASS);
	CHECK(sim_client(ACK, 25, 1, REPORT) == DROP);
	CHECK(sim_denied("function"));
	CHECK(sim_server(ACK, 1, 25, ANSWER2) == PASS);
	CHECK(sim_client(ACK, 25, 14, REPORT) == DROP);
	CHECK(sim_denied(NULL));
	/* An answer in two pieces. */
	CHECK(sim_server(ACK, 14, 25, "0001 0000 0005 01 03") == PASS);
	CHECK(sim_server(ACK, 22, 25, "02 1234") == PASS);
	CHECK(sim_client(ACK, 25, 25, REPORT) == EXCEPTION);
	CHECK(sim_denied(NULL));
	sim_end();

	/* The server never answers. */
	BEGIN(ENFORCE, EXCEPTION);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	for (int i = 0; i < 3; i++)
		CHECK(sim_client(ACK, 13, 1, REPORT) == DROP);
	CHECK(sim_client(ACK, 13, 1, REPORT) == RESET);
	sim_end();
}

static void test_exception_falls_back(void)
{
	/* Not the first request of its segment. */
	BEGIN(ENFORCE, EXCEPTION);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ REPORT) == RESET);
	CHECK(sim_denied("function-reset"));
	sim_end();

	/* The client has not seen all that the server has sent. */
	BEGIN(ENFORCE, EXCEPTION);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim_server(ACK, 1, 13, ANSWER) == PASS);
	CHECK(sim_client(ACK, 13, 1, REPORT) == RESET);
	CHECK(sim_denied("function-reset"));
	sim_end();

	/* The server's stream makes no sense. */
	BEGIN(ENFORCE, EXCEPTION);
	CHECK(sim_connect());
	CHECK(sim_server(ACK, 1, 1, "00 01") == PASS);
	CHECK(sim_client(ACK, 1, 3, REPORT) == RESET);
	CHECK(sim_denied("function-reset"));
	sim_end();

	/* The server has closed. */
	BEGIN(ENFORCE, EXCEPTION);
	CHECK(sim_connect());
	CHECK(sim_server(FIN | ACK, 1, 1, "") == PASS);
	CHECK(sim_client(ACK, 1, 2, REPORT) == RESET);
	sim_end();

	/* The client closes. */
	BEGIN(ENFORCE, EXCEPTION);
	CHECK(sim_connect());
	CHECK(sim_client(FIN | ACK, 1, 1, REPORT) == RESET);
	sim_end();
}

static void test_deny_by_drop(void)
{
	BEGIN(ENFORCE, DROP);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, REPORT) == DROP);
	CHECK(sim_denied("function"));
	CHECK(sim_client(ACK, 1, 1, REPORT) == DROP);
	CHECK(sim_denied(NULL));
	CHECK(sim.verdict.stalled);
	CHECK(sim_client(ACK, 1, 1, "0001 00") == DROP);
	CHECK(sim_client(ACK | URG, 1, 1, READ) == DROP);
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim_client(ACK, 13, 1, REPORT) == DROP);
	CHECK(sim_denied("function"));
	sim.segment.sport = htons(40001);
	CHECK(sim_client(ACK, 1, 1, READ) == DROP);
	CHECK(sim_denied("no-flow"));
	sim_end();
}

static void test_clients(void)
{
	const struct edgesec_modbus_prefix listed = {
		.family = AF_INET,
		.length = 30,
		.address = { .ip = htonl(0x0a000000) },
	};

	BEGIN(ENFORCE, RESET);
	edgesec_modbus_server_add_client(sim.server, &listed);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	sim.segment.saddr.ip = htonl(0x0a000004);
	CHECK(sim_client(SYN, 0, 0, "") == REJECT);
	CHECK(sim_denied("client"));
	/* It was connected before the rules said so. */
	CHECK(sim_server(SYN | ACK, 0, 1, "") == PASS);
	CHECK(sim_client(ACK, 1, 1, "") == PASS);
	CHECK(sim_client(ACK, 1, 1, READ) == RESET);
	CHECK(sim_denied("client"));
	CHECK(sim.verdict.request.function == 3);
	sim_end();
}

/* Two may wait for an answer; a third one waits for TCP to repeat it. */
static void test_in_flight(void)
{
	BEGIN(ENFORCE, EXCEPTION);
	sim.server->in_flight = 2;
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim_client(ACK, 13, 1, READ2) == PASS);
	CHECK(sim_client(ACK, 25, 1, WRITE) == DROP);
	CHECK(sim_denied("in-flight"));
	CHECK(sim_server(ACK, 1, 25, ANSWER) == PASS);
	CHECK(sim_client(ACK, 25, 12, WRITE) == PASS);
	sim_end();
	/* Also those in one segment count. */
	BEGIN(ENFORCE, RESET);
	sim.server->in_flight = 1;
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ READ2) == RESET);
	CHECK(sim_denied("in-flight"));
	sim_end();
	BEGIN(AUDIT, RESET);
	sim.server->in_flight = 1;
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ READ2) == PASS);
	CHECK(sim_denied("in-flight"));
	sim_end();
}

static void test_audit(void)
{
	BEGIN(AUDIT, RESET);
	CHECK(sim_connect());
	CHECK(!sim.verdict.plain);
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim_denied(NULL) && sim.verdict.allowed == 1);
	CHECK(sim_client(ACK, 13, 1, REPORT) == PASS);
	CHECK(sim_denied("function") && !sim.verdict.allowed);
	CHECK(sim_client(ACK, 13, 1, REPORT) == PASS);
	CHECK(sim_denied(NULL));
	CHECK(sim_client(ACK, 21, 1, READ REPORT READ2 REPORT) == PASS);
	CHECK(sim_denied("function"));
	CHECK(sim_client(ACK, 61, 1, READ) == PASS);
	CHECK(sim_denied(NULL));
	/* Whole requests all along: enforcement can take over. */
	sim_rules(ENFORCE, EDGESEC_ON_DENY_RESET);
	sim.end = 73;
	CHECK(sim_client(ACK, 73, 1, READ) == PASS);
	CHECK(sim_client(ACK, 85, 1, REPORT) == RESET);
	sim_end();
}

static void test_audit_of_a_mess(void)
{
	BEGIN(AUDIT, RESET);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, "0001 0000 0006 01 03") == PASS);
	CHECK(sim_denied("alignment"));
	CHECK(sim_client(ACK, 9, 1, "0000 0001") == PASS);
	CHECK(sim_client(ACK, 13, 1, READ) == PASS);
	CHECK(sim_denied(NULL));
	CHECK(sim_client(ACK, 500, 1, REPORT) == PASS);
	CHECK(sim_denied("function"));
	CHECK(sim_client(ACK | URG, 508, 1, READ) == PASS);
	CHECK(sim_denied("urgent"));
	CHECK(sim_client(ACK, 520, 1, "00*5000") == PASS);
	CHECK(sim_denied("in-flight"));
	CHECK(sim_client(ACK, 1, 1, READ2) == PASS);
	CHECK(sim_client(ACK, 13, 1, "(" READ ")*30") == PASS);
	CHECK(sim_client(SYN, 0, 0, READ) == PASS);
	CHECK(sim_denied("data-on-syn"));
	CHECK(sim_client(FIN | ACK, 7, 1, "") == PASS);
	CHECK(sim_server(SYN, 0, 0, "") == PASS);
	CHECK(sim_server(RST, 1, 0, "") == PASS);
	CHECK(sim_client(ACK, 6000, 1, READ) == PASS);
	/* Nobody knows what the server has. */
	sim_rules(ENFORCE, EDGESEC_ON_DENY_RESET);
	CHECK(sim_client(ACK, 6012, 1, READ) == RESET);
	CHECK(sim_denied("no-flow"));
	sim_end();
}

static void test_audit_of_a_stranger(void)
{
	BEGIN(AUDIT, RESET);
	CHECK(sim_client(ACK, 7, 1, "") == PASS);
	CHECK(sim_denied(NULL));
	CHECK(sim_client(ACK, 7, 1, READ) == PASS);
	CHECK(sim_denied("no-flow"));
	CHECK(sim_client(ACK, 19, 1, REPORT) == PASS);
	CHECK(sim_denied("function"));
	CHECK(sim_client(ACK, 27, 1, READ) == PASS);
	CHECK(sim_denied(NULL));
	sim_rules(ENFORCE, EDGESEC_ON_DENY_RESET);
	CHECK(sim_client(ACK, 39, 1, READ) == RESET);
	CHECK(sim_denied("no-flow"));
	sim_end();
}

static void test_disabled(void)
{
	BEGIN(DISABLED, RESET);
	CHECK(sim_client(ACK, 7, 1, REPORT) == PASS);
	CHECK(sim.verdict.server == NULL);
	sim_end();
}

static void test_new_rules(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	/* In step: the connection goes on under the new rules. */
	sim_rules(ENFORCE, EDGESEC_ON_DENY_RESET);
	CHECK(sim_client(ACK, 13, 1, READ) == PASS);
	/* A gap under the same rules is a loss. */
	CHECK(sim_client(ACK, 30, 1, READ) == DROP);
	/* Under new ones it may be what passed unseen. */
	sim_rules(ENFORCE, EDGESEC_ON_DENY_RESET);
	CHECK(sim_client(ACK, 30, 1, READ) == RESET);
	CHECK(sim_denied("no-flow"));
	sim_end();
}

static void test_both_ends_are_servers(void)
{
	BEGIN(ENFORCE, RESET);
	sim.segment.sport = htons(502);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim_server(ACK, 1, 13, ANSWER) == PASS);
	CHECK(sim.verdict.from_server);
	CHECK(sim_flow()->acked == SIM_CLIENT_ISN + 13);
	CHECK(sim_client(ACK, 13, 12, REPORT) == RESET);
	CHECK(sim_flows() == 1);
	sim_end();

	/* Nobody knows the connection: taken for a client. */
	BEGIN(ENFORCE, RESET);
	sim.segment.sport = htons(502);
	CHECK(sim_client(ACK, 1, 1, READ) == RESET);
	CHECK(sim_server(ACK, 1, 1, READ) == RESET);
	sim_end();
}

static void test_connections_are_apart(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_connect());
	sim.segment.net = 2;
	CHECK(sim_client(ACK, 1, 1, READ) == RESET);
	sim.segment.net = 1;
	sim.segment.family = AF_INET6;
	CHECK(sim_client(ACK, 1, 1, READ) == RESET);
	sim.segment.family = AF_INET;
	sim.segment.saddr.ip = htonl(0x0a000003);
	CHECK(sim_client(ACK, 1, 1, READ) == RESET);
	sim.segment.saddr.ip = htonl(0x0a000001);
	sim.segment.dport = htons(503);
	CHECK(sim_client(ACK, 1, 1, REPORT) == PASS);
	CHECK(!sim.verdict.server);
	sim.segment.dport = htons(502);
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	sim_end();
}

static void test_table_full(void)
{
	BEGIN(ENFORCE, RESET);
	for (int i = 0; i < 100; i++) {
		sim.segment.sport = htons(1024 + i);
		CHECK(sim_connect());
	}
	sim.segment.sport = htons(2000);
	CHECK(sim_client(SYN, 0, 0, "") == PASS);
	CHECK(sim_server(SYN | ACK, 0, 1, "") == DROP);
	CHECK(sim_denied("flow-table-full"));
	CHECK(sim.verdict.undecided);
	CHECK(sim_client(ACK, 1, 1, READ) == RESET);
	sim.segment.sport = htons(1024);
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	sim_end();
}

static void test_no_memory(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_client(SYN, 0, 0, "") == PASS);
	shim_fail_nth(1);
	CHECK(sim_server(SYN | ACK, 0, 1, "") == DROP);
	CHECK(shim_fail_happened());
	CHECK(sim_denied("no-memory"));
	CHECK(sim.verdict.undecided);
	CHECK(!sim_flows());
	CHECK(sim_connect());
	sim.unreadable = true;
	CHECK(sim_client(ACK, 1, 1, READ) == DROP);
	CHECK(sim_denied("unreadable"));
	sim.unreadable = false;
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	sim.unreadable = true;
	CHECK(sim_client(ACK, 1, 1, READ) == DROP);
	sim_end();
}

static void expire(u32 seconds)
{
	sim.segment.now += seconds;
	edgesec_flows_expire(&sim.flows, sim.segment.now);
}

static void test_expiry(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_client(SYN, 0, 0, "") == PASS);
	CHECK(sim_server(SYN | ACK, 0, 1, "") == PASS);
	expire(30);
	CHECK(sim_flows() == 1);
	expire(1);
	CHECK(sim_flows() == 0);
	CHECK(sim_connect());
	expire(6 * 3600);
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	expire(6 * 3600);
	CHECK(sim_flows() == 1);
	expire(1);
	CHECK(sim_flows() == 0);
	CHECK(sim_client(ACK, 13, 1, READ) == RESET);
	CHECK(sim_connect());
	sim.end = 1;
	CHECK(sim_client(ACK, 1, 1, REPORT) == RESET);
	expire(60);
	CHECK(sim_flows() == 1);
	expire(1);
	CHECK(sim_flows() == 0);
	/* Many at once. */
	for (int i = 0; i < 100; i++) {
		sim.segment.sport = htons(1024 + i);
		CHECK(sim_connect());
	}
	sim.segment.now += 6 * 3600;
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	expire(1);
	CHECK(sim_flows() == 1);
	sim_end();
}

/* ---- Random segments against the oracle ---- */

static u32 rnd(u32 below)
{
	return (u32)random() % below;
}

/* A stretch of bytes that a server might run; mostly well formed. */
static u32 random_data(u8 *data)
{
	static const char *const pieces[] = {
		READ, READ2, WRITE, REPORT, "0001 0000 0004 01 5a 0102",
		"0009 0000 0008 01 5a " "0001 0000 0002", "00",
		"0001 0000 000d 01 10 0000 0003 06 0004 0000 0002",
	};
	u32 len = 0;

	for (u32 n = 1 + rnd(3); n--;)
		len += bytes_parse(data + len,
				   pieces[rnd(sizeof(pieces) /
					      sizeof(pieces[0]))]);
	return len;
}

static void random_client(void)
{
	u8 data[256], flags = ACK;
	u32 len = random_data(data), at = 0;
	u32 seq = sim.end;

	if (!rnd(3))
		seq -= rnd(40) % sim.end;
	else if (!rnd(6))
		seq += rnd(30);
	if (!rnd(4) && len > 1)
		len = 1 + rnd(len - 1);
	/* A repetition of what was forwarded, perhaps with something behind. */
	if (seq < sim.end && rnd(3)) {
		at = sim.end - seq;
		memmove(data + at, data, sizeof(data) - at);
		memcpy(data, sim.stream + seq, at);
		len = rnd(2) ? at : at + len;
		if (!rnd(5))
			data[rnd(at)] ^= 1 << rnd(8);
	}
	if (!rnd(60))
		flags |= URG;
	if (!rnd(60))
		flags |= FIN;
	if (!rnd(80))
		flags = RST;
	if (!rnd(80))
		flags = SYN | (rnd(2) ? ACK : 0);
	sim.segment.chunk = rnd(8) ? 0 : 1 + rnd(40);
	sim_client_bytes(flags, seq, 1, data, len > 250 ? 250 : len);
}

static void random_server(void)
{
	u32 ack = rnd(2) ? sim.end : 1 + rnd(sim.end);
	u8 flags = ACK;

	if (!rnd(30))
		flags |= SYN;
	if (!rnd(100))
		flags |= FIN;
	if (!rnd(100))
		flags = RST;
	sim.segment.window = rnd(4) ? 4096 : rnd(60);
	sim_server(flags, flags & SYN ? 0 : 1, ack, rnd(2) ? "" : ANSWER);
}

static void random_connection(void)
{
	struct edgesec_flow *flow;

	sim_begin(EDGESEC_MODE_ENFORCE, (enum edgesec_on_deny)rnd(3));
	sim_connect();
	for (int i = 0; i < 60; i++) {
		if (rnd(3))
			random_client();
		else
			random_server();
		flow = sim_flow();
		/* A new connection has a new stream. */
		if (!flow || flow->phase >= EDGESEC_FLOW_CLOSED ||
		    flow->handshake != SIM_SERVER_ISN + SIM_CLIENT_ISN + 1)
			break;
	}
	sim_end();
}

static void test_random(void)
{
	srandom(1);
	for (int i = 0; i < 20000; i++)
		random_connection();
	CHECK(sim.end > 0);
}

static const struct tap_test tests[] = {
	{ "exception response", test_exception },
	{ "what can't be recorded is denied in audit mode",
	  test_unrecorded },
	{ "what can't be recorded is denied under an override",
	  test_unrecorded_override },
	{ "a server that learns needs no record", test_unrecorded_learner },
	{ "each fault has its exception code", test_exception_codes },
	{ "an exception response waits for answers", test_exception_waits },
	{ "RST where an exception response is not safe",
	  test_exception_falls_back },
	{ "denial without an answer", test_deny_by_drop },
	{ "clients that are not listed", test_clients },
	{ "requests in flight", test_in_flight },
	{ "audit mode tells and lets pass", test_audit },
	{ "audit mode follows whatever comes", test_audit_of_a_mess },
	{ "audit mode takes up what it does not know",
	  test_audit_of_a_stranger },
	{ "a disabled server is not judged", test_disabled },
	{ "a connection under new rules", test_new_rules },
	{ "both ends are servers of the policy", test_both_ends_are_servers },
	{ "connections are apart", test_connections_are_apart },
	{ "a full table refuses new connections", test_table_full },
	{ "without memory nothing passes", test_no_memory },
	{ "idle connections are forgotten", test_expiry },
	{ "20000 random connections against the oracle", test_random },
};

int main(void)
{
	return TAP_RUN(tests);
}
