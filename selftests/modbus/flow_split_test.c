// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - tests of segments: lockstep, and coalesce (kmod/flow_split.c)
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

/* A request whose code is never allowed. */
#define EVIL	"0009 0000 0006 01 06 004d beef "

static void begin(enum edgesec_segments segments, enum edgesec_mode mode,
		  enum edgesec_on_deny on_deny)
{
	sim_begin(mode, on_deny);
	sim.server->segments = segments;
}

static void coalesce(void)
{
	begin(EDGESEC_SEGMENTS_COALESCE, ENFORCE, EDGESEC_ON_DENY_RESET);
}

static void lockstep(void)
{
	begin(EDGESEC_SEGMENTS_LOCKSTEP, ENFORCE, EDGESEC_ON_DENY_RESET);
}

/* Did the server get these bytes, and nothing else, in one segment? */
static bool got(u32 seq, const char *hex)
{
	u8 data[1024];
	u32 len = bytes_parse(data, hex);

	return sim.passed.any && sim.passed.seq == seq &&
	       sim.passed.len == len && !memcmp(sim.passed.data, data, len);
}

/* ---- coalesce ---- */

static void test_every_split(void)
{
	u8 data[64];
	u32 len = bytes_parse(data, WRITE);

	for (u32 cut = 1; cut < len; cut++) {
		coalesce();
		CHECK(sim_connect());
		CHECK(sim_client_bytes(ACK, 1, 1, data, cut) == DROP);
		CHECK(sim.verdict.stalled && sim_denied(NULL));
		CHECK(sim_client_bytes(ACK, 1 + cut, 1, data + cut,
				       len - cut) == MERGE);
		CHECK(got(1, WRITE) && sim.verdict.allowed == 1);
		CHECK(sim_server(ACK, 1, 16, "") == PASS);
		CHECK(sim_client(ACK, 16, 1, READ) == PASS);
		CHECK(got(16, READ));
		sim_end();
	}
}

static void test_byte_by_byte(void)
{
	u8 data[64];
	u32 len = bytes_parse(data, WRITE);

	coalesce();
	CHECK(sim_connect());
	for (u32 at = 0; at + 1 < len; at++)
		CHECK(sim_client_bytes(ACK, 1 + at, 1, data + at, 1) == DROP);
	CHECK(sim_client_bytes(ACK, len, 1, data + len - 1, 1) == MERGE);
	CHECK(got(1, WRITE));
	sim_end();
}

/* Whole ones go on at once, and what is behind them later. */
static void test_whole_and_piece(void)
{
	coalesce();
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ READ2 "0003 0000") == CUT);
	CHECK(got(1, READ READ2) && sim.verdict.allowed == 2);
	CHECK(sim_client(ACK, 29, 1, "0009 01 10 0000 0001 02 abcd" READ
			 "0001") == MERGE);
	CHECK(got(25, WRITE READ) && sim.verdict.allowed == 2);
	CHECK(sim_client(ACK, 54, 1, "0000 0006 01 03 0000 0001") == MERGE);
	CHECK(got(52, READ));
	sim_end();
}

/* The client's TCP sends all that was not acknowledged, or some of it. */
static void test_repetitions(void)
{
	coalesce();
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, "0001 0000") == DROP);
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(got(1, READ));
	CHECK(sim_client(ACK, 13, 1, "0003 0000 0009") == DROP);
	CHECK(sim_client(ACK, 17, 1, "0009 01 10") == DROP);
	CHECK(sim_client(ACK, 15, 1, "0000 0009 01 10 0000 0001 02 abcd") ==
	      MERGE);
	CHECK(got(13, WRITE));
	/* In front of what is held. */
	CHECK(sim_client(ACK, 28, 1, "0002 0000") == DROP);
	CHECK(sim_client(ACK, 13, 1, WRITE READ2) == PASS);
	CHECK(got(13, WRITE READ2) && sim.verdict.allowed == 1);
	CHECK(sim_client(ACK, 13, 1, WRITE READ2 "0001") == CUT);
	CHECK(got(13, WRITE READ2) && sim.verdict.allowed == 0);
	sim_end();
}

/* What leaves a gap behind what is held waits. */
static void test_gap(void)
{
	coalesce();
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, "0001 0000") == DROP);
	CHECK(sim_client(ACK, 6, 1, "06 01 03 0000 0001") == DROP);
	CHECK(sim_client(ACK, 5, 1, "00") == DROP);
	CHECK(sim_client(ACK, 6, 1, "06 01 03 0000 0001") == MERGE);
	CHECK(got(1, READ));
	sim_end();
}

/* The pieces are judged as what they make. */
static void test_pieces_of_evil(void)
{
	u8 data[64];
	u32 len = bytes_parse(data, EVIL);

	for (u32 cut = 1; cut < len; cut++) {
		coalesce();
		CHECK(sim_connect());
		CHECK(sim_client_bytes(ACK, 1, 1, data, cut) == DROP);
		CHECK(sim_client_bytes(ACK, 1 + cut, 1, data + cut,
				       len - cut) == RESET);
		CHECK(sim_denied("function") && sim.verdict.has_request);
		CHECK(sim.verdict.request.transaction == 9);
		CHECK(sim.verdict.detail.write_first == 0x4d);
		CHECK(sim.verdict.seq == SIM_CLIENT_ISN + 1 && sim.end == 1);
		CHECK(sim_client(ACK, 1, 1, READ) == REJECT);
		sim_end();
	}
}

/* A piece may be sent again with other bytes: the server got none of them. */
static void test_other_bytes(void)
{
	coalesce();
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, "0009 0000 0006 01 06") == DROP);
	CHECK(sim_client(ACK, 8, 1, "03 0000 0001") == MERGE);
	CHECK(got(1, "0009 0000 0006 01 03 0000 0001"));
	CHECK(sim_client(ACK, 1, 1, "0009 0000 0006 01 06") == DROP);
	CHECK(sim_client(ACK, 9, 1, "004d beef") == DROP);
	CHECK(sim.end == 13);
	sim_end();
}

static void test_exception(void)
{
	begin(EDGESEC_SEGMENTS_COALESCE, ENFORCE, EDGESEC_ON_DENY_EXCEPTION);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, "0009 0000 0006 01") == DROP);
	CHECK(sim_client(ACK, 8, 1, "06 004d beef") == EXCEPTION);
	CHECK(sim.verdict.exception == 1);
	CHECK(sim.verdict.request.transaction == 9);
	sim_end();
}

static void test_never_whole(void)
{
	coalesce();
	CHECK(sim_connect());
	CHECK(sim_client(ACK | FIN, 1, 1, "0001 0000") == RESET);
	CHECK(sim_denied("alignment"));
	sim_end();
	coalesce();
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, "0001 0000") == DROP);
	CHECK(sim_client(ACK | FIN, 5, 1, "") == RESET);
	CHECK(sim_denied("alignment"));
	sim_end();
	coalesce();
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, "0001 0001") == RESET);
	CHECK(sim_denied("protocol-id"));
	sim_end();
}

static void test_fin(void)
{
	coalesce();
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, "0001 0000") == DROP);
	CHECK(sim_client(ACK | FIN, 5, 1, "0006 01 03 0000 0001") == MERGE);
	CHECK(got(1, READ) && sim.passed.fin);
	CHECK(sim_server(ACK | FIN, 1, 14, "") == PASS);
	CHECK(sim_client(ACK, 14, 2, "") == PASS);
	sim_end();
}

/* What was made of pieces is lost, and the client repeats them one by one. */
static void test_lost(void)
{
	u8 data[64];
	u32 len = bytes_parse(data, WRITE);

	for (u32 cut = 1; cut < len; cut++) {
		coalesce();
		CHECK(sim_connect());
		CHECK(sim_client_bytes(ACK, 1, 1, data, cut) == DROP);
		CHECK(sim_client_bytes(ACK, 1 + cut, 1, data + cut,
				       len - cut) == MERGE);
		for (int i = 0; i < 6; i++) {
			CHECK(sim_client_bytes(ACK, 1, 1, data, cut) ==
			      REPLACE);
			CHECK(got(1, WRITE) && !sim.verdict.allowed);
			CHECK(sim_denied(NULL));
		}
		CHECK(sim_client_bytes(ACK | FIN, 1 + cut, 1, data + cut,
				       len - cut) == REPLACE);
		CHECK(got(1, WRITE) && !sim.passed.fin);
		data[cut - 1] ^= 1;
		CHECK(sim_client_bytes(ACK, 1, 1, data, cut) == DROP);
		data[cut - 1] ^= 1;
		CHECK(sim_server(ACK, 1, 16, "") == PASS);
		CHECK(sim_client_bytes(ACK, 1, 1, data, cut) == CUT);
		CHECK(sim.passed.len == 0);
		sim_end();
	}
}

static void test_several_lost(void)
{
	coalesce();
	CHECK(sim_connect());
	for (u32 at = 0; at < 16 * 12; at += 12) {
		CHECK(sim_client(ACK, 1 + at, 1, "0001 0000") == DROP);
		CHECK(sim_client(ACK, 5 + at, 1, "0006 01 03 0000 0001") ==
		      MERGE);
	}
	for (u32 at = 0; at < 16 * 12; at += 12) {
		CHECK(sim_client(ACK, 1 + at, 1, "0001 0000") == REPLACE);
		CHECK(got(1 + at, READ));
		CHECK(sim_client(ACK, 7 + at, 1, "01 03") == REPLACE);
		CHECK(got(1 + at, READ));
		CHECK(sim_server(ACK, 1, 13 + at, "") == PASS);
		CHECK(sim_client(ACK, 1 + at, 1, "0001 0000") == CUT);
	}
	CHECK(sim_client(ACK, 193, 1, "0001 0000") == DROP);
	CHECK(sim_client(ACK, 197, 1, "0006 01 03 0000 0001") == MERGE);
	CHECK(sim_client(ACK, 193, 1, "0001 0000") == REPLACE);
	/* A new connection has nothing to repeat. */
	CHECK(sim_client(SYN, 100000, 0, "") == PASS);
	CHECK(sim_server(SYN | ACK, 5000, 100001, "") == PASS);
	CHECK(sim_client(ACK, 193, 5001, "0001 0000") == DROP);
	sim_end();
}

/* Whole requests in front of a piece that is repeated go on by themselves. */
static void test_lost_with_others(void)
{
	coalesce();
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ "0002 0000") == CUT);
	CHECK(sim_client(ACK, 17, 1, "0006 01 03 0000 0002" READ) == MERGE);
	CHECK(got(13, READ2 READ));
	CHECK(sim_client(ACK, 1, 1, READ "0002 0000") == CUT);
	CHECK(got(1, READ) && !sim.verdict.allowed);
	CHECK(sim_client(ACK, 13, 1, "0002 0000") == REPLACE);
	CHECK(got(13, READ2));
	CHECK(sim_client(ACK, 25, 1, READ) == PASS);
	/* With other bytes they wait, whatever is kept. */
	CHECK(sim_client(ACK, 1, 1, READ2 "0002 0000") == DROP);
	sim_end();
	/* A network card would have cut the second one. */
	coalesce();
	CHECK(sim_connect());
	sim.segment.chunk = 18;
	CHECK(sim_client(ACK, 1, 1, READ WRITE) == CUT);
	CHECK(got(1, READ WRITE));
	sim.segment.chunk = 0;
	CHECK(sim_client(ACK, 1, 1, READ "0003 0000 0009") == CUT);
	CHECK(got(1, READ));
	CHECK(sim_client(ACK, 19, 1, "01 10 0000 0001 02 abcd") == REPLACE);
	CHECK(got(13, WRITE));
	sim_end();
}

/* A client that waits for an acknowledgement of its piece gets nowhere. */
static void test_stall(void)
{
	coalesce();
	CHECK(sim_connect());
	for (int i = 0; i < 4; i++) {
		CHECK(sim_client(ACK, 1, 1, "0001 0000") == DROP);
		CHECK(sim_denied(NULL));
	}
	CHECK(sim_client(ACK, 1, 1, "0001 0000") == RESET);
	CHECK(sim_denied("split-stall"));
	CHECK(sim_client(ACK, 1, 1, READ) == REJECT);
	sim_end();
	/* What goes on may repeat itself again. */
	coalesce();
	CHECK(sim_connect());
	for (int i = 0; i < 12; i++) {
		CHECK(sim_client(ACK, 1 + 12 * (i / 3), 1, "0001 0000") == DROP);
		if (i % 3 == 2)
			CHECK(sim_client(ACK, 5 + 12 * (i / 3), 1,
					 "0006 01 03 0000 0001") == MERGE);
		CHECK(sim_server(ACK, 1, sim.end, "") == PASS);
	}
	sim_end();
	/* So may what is then sent whole. */
	coalesce();
	CHECK(sim_connect());
	for (u32 at = 1; at < 8 * 12; at += 12) {
		CHECK(sim_client(ACK, at, 1, "0001 0000") == DROP);
		CHECK(sim_client(ACK, at, 1, "0001 0000") == DROP);
		CHECK(sim_client(ACK, at, 1, READ) == PASS);
		CHECK(sim_server(ACK, 1, sim.end, "") == PASS);
	}
	sim_end();
}

/* What is made longer stays shorter than what the client sends. */
static void test_length(void)
{
	u8 data[1500];
	u32 len = 0;

	coalesce();
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, "0001 0000") == DROP);
	len = bytes_parse(data, "0006 01 03 0000 0001");
	for (int i = 0; i < 2; i++) {
		static const u8 head[] = {
			0, 7, 0, 0, 0, 241, 1, 16, 0, 0, 0, 117, 234 };

		memset(data + len, 0, 247);
		memcpy(data + len, head, sizeof(head));
		len += 247;
	}
	/* 4 + 502 bytes; all but the last fit in 502. */
	CHECK(sim_client_bytes(ACK, 5, 1, data, len) == MERGE);
	CHECK(sim.passed.len == 12 + 247 && sim.verdict.allowed == 2);
	CHECK(sim_client_bytes(ACK, 13 + 247, 1, data + 8 + 247, 247) == PASS);
	sim_end();
}

/* A network card would cut it between pieces. */
static void test_chunks(void)
{
	coalesce();
	CHECK(sim_connect());
	sim.segment.chunk = 12;
	CHECK(sim_client(ACK, 1, 1, READ READ2) == PASS);
	CHECK(sim_client(ACK, 25, 1, WRITE READ) == CUT);
	CHECK(got(25, WRITE READ) && !sim.passed.whole);
	CHECK(sim_client(ACK, 52, 1, READ "0001") == CUT);
	CHECK(got(52, READ));
	/* With what is held in front it waits for a small segment. */
	CHECK(sim_client(ACK, 66, 1, "0000 0006 01 03 0000 0001") == DROP);
	sim.segment.chunk = 0;
	CHECK(sim_client(ACK, 66, 1, "0000 0006 01 03 0000 0001") == MERGE);
	CHECK(got(64, READ));
	sim_end();
}

static void test_large_chunks(void)
{
	u8 data[512];

	u32 len = 0;

	coalesce();
	CHECK(sim_connect());
	for (int i = 0; i < 12; i++)
		len += bytes_parse(data + len,
				   "0007 0000 0011 01 10 0000 0005 0a"
				   "0000 0000 0000 0000 0000");
	len += bytes_parse(data + len, READ);
	sim.segment.chunk = 23;
	CHECK(sim_client_bytes(ACK, 1, 1, data, len) == PASS);
	CHECK(sim_server(ACK, 1, 1 + len, "") == PASS);
	/* Beyond what may be one segment nothing is done by halves. */
	len += bytes_parse(data + len, READ);
	CHECK(sim_client_bytes(ACK, sim.end, 1, data, len) == DROP);
	CHECK(sim.verdict.stalled && !sim.verdict.allowed);
	sim.segment.chunk = 100;
	CHECK(sim_client_bytes(ACK, sim.end, 1, data, len) == CUT);
	CHECK(sim.passed.len == 11 * 23 && sim.verdict.allowed == 11);
	sim_end();
}

/* With new rules, or a new connection, nothing is left of it. */
static void test_left_behind(void)
{
	coalesce();
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, "0001 0000") == DROP);
	sim.server->segments = EDGESEC_SEGMENTS_STRICT;
	CHECK(sim_client(ACK, 5, 1, "0006 01 03 0000 0001") == DROP);
	CHECK(sim_client(ACK, 1, 1, "0001 0000") == RESET);
	CHECK(sim_denied("alignment"));
	sim_end();
	coalesce();
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, "0001 0000") == DROP);
	CHECK(sim_client(RST, 1, 0, "") == PASS);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 5, 1, "0006 01 03 0000 0001") == DROP);
	CHECK(!sim_flow()->extra->held);
	sim_end();
}

static void test_forgotten(void)
{
	coalesce();
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, "0001 0000") == DROP);
	CHECK(sim_flow()->extra->held);
	edgesec_flows_expire(&sim.flows, sim.segment.now + 7 * 3600);
	CHECK(!sim_flows());
	sim_end();	/* the sanitizer tells of what is not freed */
}

static void test_split_unreadable(void)
{
	coalesce();
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, "0001 0000") == DROP);
	sim.unreadable = true;
	CHECK(sim_client(ACK, 5, 1, "0006 01 03 0000 0001") == DROP);
	CHECK(sim.verdict.undecided);
	sim.unreadable = false;
	CHECK(sim_client(ACK, 5, 1, "0006 01 03 0000 0001") == MERGE);
	sim_end();
}

/* The pieces pass, what they make is judged. */
static void test_split_audit(void)
{
	begin(EDGESEC_SEGMENTS_COALESCE, AUDIT, EDGESEC_ON_DENY_RESET);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, "0001 0000") == PASS);
	CHECK(sim_denied(NULL) && !sim.verdict.stalled);
	CHECK(sim_server(ACK, 1, 5, "") == PASS);
	CHECK(sim_client(ACK, 5, 1, "0006 01 03 0000 0001") == PASS);
	CHECK(sim_denied(NULL) && sim.verdict.allowed == 1);
	CHECK(sim_client(ACK, 13, 1, READ "0009 0000") == PASS);
	CHECK(sim_denied(NULL) && sim.verdict.allowed == 1);
	CHECK(sim_client(ACK, 29, 1, "0006 01 06 004d beef") == PASS);
	CHECK(sim_denied("function") && sim.verdict.request.transaction == 9);
	/* The server may have some of a request: that is not trusted. */
	sim_rules(ENFORCE, EDGESEC_ON_DENY_RESET);
	sim.server->segments = EDGESEC_SEGMENTS_COALESCE;
	CHECK(sim_client(ACK, 37, 1, READ) == RESET);
	CHECK(sim_denied("no-flow"));
	sim_end();
}

/* ---- lockstep ---- */

static void test_lockstep(void)
{
	lockstep();
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim_server(ACK, 1, 13, ANSWER) == PASS);
	CHECK(sim_client(ACK, 13, 12, READ2) == PASS);
	/* The first bytes of an answer tell that the request was read. */
	CHECK(sim_server(ACK, 12, 25, "0002 0000 0007 01 03 04") == PASS);
	CHECK(sim_client(ACK, 25, 12, WRITE) == PASS);
	CHECK(sim_server(ACK, 21, 40, "1234 5678") == PASS);
	sim_end();
}

static void test_lockstep_waits(void)
{
	lockstep();
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	/* It has arrived, but was it read? */
	CHECK(sim_server(ACK, 1, 13, "") == PASS);
	CHECK(sim_client(ACK, 13, 1, READ2) == RESET);
	CHECK(sim_denied("in-flight"));
	CHECK(sim.end == 13);
	sim_end();
	begin(EDGESEC_SEGMENTS_LOCKSTEP, ENFORCE, EDGESEC_ON_DENY_DROP);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim_client(ACK, 13, 1, READ2) == DROP);
	CHECK(sim_denied("in-flight"));
	/* An answer to something else is none. */
	CHECK(sim_server(ACK, 1, 13, ANSWER2) == PASS);
	CHECK(sim_client(ACK, 13, 1, READ2) == DROP);
	CHECK(sim_server(ACK, 14, 13, ANSWER) == PASS);
	CHECK(sim_client(ACK, 13, 1, READ2) == PASS);
	sim_end();
}

static void test_lockstep_packed(void)
{
	lockstep();
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ READ2) == RESET);
	CHECK(sim_denied("in-flight"));
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, "0001 0000") == RESET);
	CHECK(sim_denied("alignment"));
	sim_end();
}

/* A broadcast may have no answer: then there is nothing to wait for. */
static void test_lockstep_broadcast(void)
{
	lockstep();
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, "0003 0000 0009 00 10 0000 0001 02 abcd") ==
	      PASS);
	CHECK(sim_client(ACK, 16, 1, READ) == RESET);
	CHECK(sim_denied("in-flight"));
	sim_end();
}

/* An answer that nobody has seen ends nothing. */
static void test_lockstep_gap(void)
{
	lockstep();
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim_server(ACK, 7, 13, "03 02 1234") == DROP);
	CHECK(sim.verdict.stalled);
	CHECK(sim_server(ACK, 1, 13, ANSWER) == PASS);
	CHECK(sim_client(ACK, 13, 12, READ2) == PASS);
	/* What is no Modbus can't be followed. */
	CHECK(sim_server(ACK, 12, 25, "0002 0001 0007 01 03 04") == PASS);
	CHECK(sim_client(ACK, 25, 12, WRITE) == RESET);
	CHECK(sim_denied("in-flight"));
	sim_end();
}

/* 261 bytes are more than such a server reads at once. */
static void test_lockstep_length(void)
{
	u8 data[261] = { 0, 5, 0, 0, 0, 255, 1, 90 };

	lockstep();
	CHECK(sim_connect());
	CHECK(sim_client_bytes(ACK, 1, 1, data, 261) == RESET);
	CHECK(sim_denied("mbap-length"));
	CHECK(sim_connect());
	data[5] = 254;
	CHECK(sim_client_bytes(ACK, 1, 1, data, 260) == PASS);
	sim_end();
}

static void test_lockstep_audit(void)
{
	begin(EDGESEC_SEGMENTS_LOCKSTEP, AUDIT, EDGESEC_ON_DENY_RESET);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim_denied(NULL));
	CHECK(sim_client(ACK, 13, 1, READ2) == PASS);
	CHECK(sim_denied("in-flight"));
	CHECK(sim_server(ACK, 12, 13, "1234") == PASS);
	/* Now nothing is known, and so nothing is said. */
	CHECK(sim_client(ACK, 25, 1, WRITE) == PASS);
	CHECK(sim_denied(NULL));
	sim_end();
}

static const struct tap_test tests[] = {
	{ "coalesce: a request in two pieces arrives in one", test_every_split },
	{ "coalesce: so does one that comes byte by byte", test_byte_by_byte },
	{ "coalesce: whole requests don't wait for a piece behind them",
	  test_whole_and_piece },
	{ "coalesce: the client may repeat any part", test_repetitions },
	{ "coalesce: a gap behind a piece waits", test_gap },
	{ "coalesce: what pieces make is denied as a whole",
	  test_pieces_of_evil },
	{ "coalesce: what was forwarded can't change any more",
	  test_other_bytes },
	{ "coalesce: an exception answers pieces, too", test_exception },
	{ "coalesce: what can't become whole is denied", test_never_whole },
	{ "coalesce: a FIN stays behind the last piece", test_fin },
	{ "coalesce: what was made of pieces may be repeated in pieces",
	  test_lost },
	{ "coalesce: so may all that are on their way", test_several_lost },
	{ "coalesce: so may those among others", test_lost_with_others },
	{ "coalesce: a client that only repeats a piece is told",
	  test_stall },
	{ "coalesce: no segment becomes longer than its path takes",
	  test_length },
	{ "coalesce: what will be cut into pieces is sent as one",
	  test_chunks },
	{ "coalesce: what is too long for that waits", test_large_chunks },
	{ "coalesce: nothing is held for strict rules or new connections",
	  test_left_behind },
	{ "coalesce: what is held is forgotten with its connection",
	  test_forgotten },
	{ "coalesce: unreadable pieces are denied", test_split_unreadable },
	{ "coalesce: audit mode judges what it lets pass", test_split_audit },
	{ "lockstep: one request after the other passes", test_lockstep },
	{ "lockstep: a request waits for the answer to the last one",
	  test_lockstep_waits },
	{ "lockstep: two in one segment are denied", test_lockstep_packed },
	{ "lockstep: behind a broadcast nothing passes",
	  test_lockstep_broadcast },
	{ "lockstep: a missed answer is none", test_lockstep_gap },
	{ "lockstep: a request is no longer than the standard's",
	  test_lockstep_length },
	{ "lockstep: audit mode says what would be denied",
	  test_lockstep_audit },
};

int main(void)
{
	return TAP_RUN(tests);
}
