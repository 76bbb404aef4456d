// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - tests of kmod/flow*.c: what reaches the server of a connection
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

static void test_requests_pass(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim.verdict.allowed == 1);
	CHECK(sim_server(ACK, 1, 13, ANSWER) == PASS);
	CHECK(sim_client(ACK, 13, 12, WRITE) == PASS);
	CHECK(sim_client(ACK, 28, 12, READ READ2 WRITE) == PASS);
	CHECK(sim.verdict.allowed == 3);
	CHECK(sim.end == 67);
	sim_end();
}

/* Flooded by a bridge, a segment goes to ports where the server is not. */
static void test_flooded(void)
{
	BEGIN(ENFORCE, RESET);
	sim.segment.link = 5ull << 32;
	CHECK(sim_connect());
	sim.segment.to = SIM_SERVER_SIDE + 1;
	CHECK(sim_client(ACK, 1, 1, READ) == DROP);
	CHECK(sim_denied(NULL) && sim.verdict.stalled);
	CHECK(sim_client(ACK, 1, 1, REPORT) == DROP);
	CHECK(sim_denied(NULL));
	sim.segment.to = SIM_SERVER_SIDE;
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim.end == 13);
	sim_end();
}

static void test_flooded_audit(void)
{
	BEGIN(AUDIT, RESET);
	sim.segment.link = 5ull << 32;
	CHECK(sim_connect());
	sim.segment.to = SIM_SERVER_SIDE + 1;
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim_denied(NULL));
	sim.segment.to = SIM_SERVER_SIDE;
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim.verdict.allowed == 1);
	sim_end();
}

/* A flowtable begins when the handshake ends, or when the server sends. */
static void test_offloaded(void)
{
	BEGIN(ENFORCE, DROP);
	CHECK(sim_client(SYN, 0, 0, "") == PASS);
	CHECK(sim_server(SYN | ACK, 0, 1, "") == PASS);
	sim.segment.offloaded = true;
	CHECK(sim_client(ACK, 1, 1, "") == RESET);
	CHECK(sim_denied("offload") && sim.verdict.seq == SIM_CLIENT_ISN + 1);
	sim.segment.offloaded = false;
	CHECK(sim_client(ACK, 1, 1, READ) == REJECT);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	sim.segment.offloaded = true;
	CHECK(sim_server(ACK, 1, 13, ANSWER) == REJECT);
	CHECK(sim_denied("offload"));
	CHECK(sim_client(ACK, 13, 1, READ) == REJECT);
	sim_end();
}

/* The same addresses and ports in two VLANs are two connections. */
static void test_networks_are_apart(void)
{
	BEGIN(ENFORCE, RESET);
	sim.segment.link = 5ull << 32 | 1;
	CHECK(sim_connect());
	sim.segment.link = 5ull << 32 | 2;
	CHECK(sim_client(ACK, 1, 1, READ) == RESET);
	CHECK(sim_denied("no-flow"));
	CHECK(sim_connect());
	CHECK(sim_flows() == 2);
	sim.segment.link = 5ull << 32 | 1;
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	sim_end();
}

/*
 * While the rules left the server out the client has sent more than was seen. So
 * its next bytes would not be read where they seem to begin.
 */
static void test_unjudged_meanwhile(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	sim_rules(ENFORCE, EDGESEC_ON_DENY_RESET);
	sim_rules(ENFORCE, EDGESEC_ON_DENY_DROP);
	CHECK(sim_client(ACK, 13, 1, READ) == PASS && sim_denied(NULL));
	sim_rules(EDGESEC_MODE_DISABLED, EDGESEC_ON_DENY_RESET);
	CHECK(sim_client(ACK, 25, 1, "00") == PASS && !sim.verdict.server);
	sim_rules(ENFORCE, EDGESEC_ON_DENY_RESET);
	CHECK(sim_client(ACK, 25, 1, READ) == RESET);
	CHECK(sim_denied("no-flow"));
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	sim_end();
}

/* Also when the rules in force only record before they deny. */
static void test_unjudged_before_audit(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	sim_rules(EDGESEC_MODE_DISABLED, EDGESEC_ON_DENY_RESET);
	sim_rules(EDGESEC_MODE_AUDIT, EDGESEC_ON_DENY_RESET);
	CHECK(sim_client(ACK, 13, 1, READ) == PASS);
	sim_rules(ENFORCE, EDGESEC_ON_DENY_RESET);
	CHECK(sim_client(ACK, 25, 1, READ) == RESET);
	CHECK(sim_denied("no-flow"));
	sim_end();
}

static void test_syn_takes_no_memory(void)
{
	BEGIN(ENFORCE, RESET);
	for (int i = 0; i < 1000; i++) {
		sim.segment.sport = htons(1024 + i);
		CHECK(sim_client(SYN, 0, 0, "") == PASS);
	}
	CHECK(!sim_flows());
	CHECK(sim_server(SYN | ACK, 0, 1, "") == PASS);
	CHECK(sim_flows() == 1);
	sim_end();
}

static void test_stranger_is_reset(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_client(ACK, 500, 1, READ) == RESET);
	CHECK(sim_denied("no-flow"));
	CHECK(sim.verdict.has_request && sim.verdict.request.function == 3);
	CHECK(sim.verdict.seq == SIM_CLIENT_ISN + 500);
	CHECK(sim_client(ACK, 500, 1, "") == RESET);
	CHECK(sim_client(FIN | ACK, 500, 1, "") == RESET);
	CHECK(sim_client(0, 500, 1, READ) == RESET);
	/* What the server says to strangers can't hurt it. */
	CHECK(sim_server(ACK, 1, 500, ANSWER) == PASS);
	CHECK(sim_server(RST, 1, 0, "") == PASS);
	CHECK(!sim_flows());
	sim_end();
}

static void test_denied_function(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, REPORT) == RESET);
	CHECK(sim_denied("function"));
	CHECK(sim.verdict.has_request);
	CHECK(sim.verdict.request.transaction == 4);
	CHECK(sim.verdict.request.unit == 1);
	CHECK(sim.verdict.request.function == 17);
	CHECK(sim.verdict.seq == SIM_CLIENT_ISN + 1);
	/* Neither end can go on, and neither is told twice in the log. */
	CHECK(sim_client(ACK, 1, 1, REPORT) == REJECT);
	CHECK(sim_denied(NULL));
	CHECK(sim_client(ACK, 1, 1, READ) == REJECT);
	CHECK(sim_client(ACK, 9, 1, READ) == REJECT);
	CHECK(sim_client(FIN | ACK, 1, 1, "") == REJECT);
	CHECK(sim_server(ACK, 1, 1, "") == REJECT);
	CHECK(sim_server(RST, 1, 0, "") == PASS);
	CHECK(sim_client(RST, 1, 0, "") == PASS);
	/* A new connection works at once, by the same ports, too. */
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	sim_end();
}

/* All of it or nothing: also what was allowed in front of it is held back. */
static void test_denied_behind_allowed(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ WRITE REPORT READ2) == RESET);
	CHECK(sim_denied("function"));
	CHECK(sim.verdict.request.transaction == 4);
	CHECK(sim.verdict.allowed == 0);
	CHECK(sim.end == 1);
	sim_end();
}

static void test_every_split_is_denied(void)
{
	u8 data[64];
	u32 len = bytes_parse(data, READ REPORT);

	for (u32 cut = 1; cut < len; cut++) {
		if (cut == 12)
			continue;
		BEGIN(ENFORCE, RESET);
		CHECK(sim_connect());
		CHECK(sim_client_bytes(ACK, 1, 1, data, cut) == RESET);
		CHECK(sim_denied("alignment"));
		CHECK(sim_client_bytes(ACK, 1 + cut, 1, data + cut,
				       len - cut) == REJECT);
		CHECK(sim.end == 1);
		CHECK(sim_connect());
		CHECK(sim_client(ACK, 1, 1, READ) == PASS);
		sim_end();
	}
}

static void test_split_report_names_function(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, "0004 0000 0006 01 11") == RESET);
	CHECK(sim_denied("alignment"));
	CHECK(sim.verdict.has_request && sim.verdict.request.function == 17);
	sim_end();
}

static void test_retransmission_must_repeat(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim_client(ACK, 13, 1, WRITE) == PASS);
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim.verdict.allowed == 0);
	CHECK(sim_client(ACK, 13, 1, WRITE) == PASS);
	/* Merged, and merged with something new. */
	CHECK(sim_client(ACK, 1, 1, READ WRITE) == PASS);
	CHECK(sim_client(ACK, 1, 1, READ WRITE READ2) == PASS);
	CHECK(sim.verdict.allowed == 1);
	CHECK(sim.end == 40);
	/* Other bytes, all allowed by themselves. */
	CHECK(sim_client(ACK, 1, 1, READ2) == DROP);
	CHECK(sim.verdict.stalled && !sim.verdict.reason);
	CHECK(sim_client(ACK, 1, 1, READ2 WRITE) == DROP);
	CHECK(sim_client(ACK, 1, 1, READ2 WRITE READ2 READ) == DROP);
	/* Other cuts. */
	CHECK(sim_client(ACK, 1, 1, "0001 0000 0006") == DROP);
	CHECK(sim_client(ACK, 7, 1, "01 03 0000 0001") == DROP);
	CHECK(sim_client(ACK, 2, 1, READ) == DROP);
	CHECK(sim_client(ACK, 0, 1, READ) == DROP);
	CHECK(sim.end == 40);
	/* It goes on all the same. */
	CHECK(sim_client(ACK, 40, 1, READ) == PASS);
	sim_end();
}

static void test_denied_after_retransmission(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim_client(ACK, 1, 1, READ REPORT) == RESET);
	CHECK(sim_denied("function"));
	CHECK(sim.verdict.seq == SIM_CLIENT_ISN + 13);
	sim_end();
}

static void test_order(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 13, 1, WRITE) == DROP);
	CHECK(sim.verdict.stalled);
	CHECK(sim_client(ACK, 2, 1, READ) == DROP);
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim_client(ACK, 13, 1, WRITE) == PASS);
	sim_end();
}

static void test_urgent_data(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_connect());
	CHECK(sim_client(ACK | URG, 1, 1, READ) == RESET);
	CHECK(sim_denied("urgent"));
	sim_end();
}

/* The pointer may come alone, ahead of the byte that it takes away. */
static void test_urgent_pointer_alone(void)
{
	static const u8 flags[] = { ACK | URG, FIN | ACK | URG, URG };

	for (u32 i = 0; i < ARRAY_SIZE(flags); i++) {
		BEGIN(ENFORCE, RESET);
		CHECK(sim_connect());
		CHECK(sim_client(ACK, 1, 1, READ) == PASS);
		CHECK(sim_client(ACK, 13, 1, "") == PASS);
		CHECK(sim_client(flags[i], 13, 1, "") == RESET);
		CHECK(sim_denied("urgent"));
		CHECK(sim.verdict.seq == SIM_CLIENT_ISN + 13);
		CHECK(sim_client(ACK, 13, 1, WRITE) == REJECT);
		CHECK(sim_server(ACK, 1, 13, "") == REJECT);
		sim_end();
	}
}

static void test_urgent_handshake(void)
{
	BEGIN(ENFORCE, DROP);
	CHECK(sim_client(SYN | URG, 0, 0, "") == DROP);
	CHECK(sim_denied("handshake"));
	CHECK(sim_client(SYN, 0, 0, "") == PASS);
	CHECK(sim_server(SYN | ACK | URG, 0, 1, "") == DROP);
	CHECK(sim_denied("handshake"));
	CHECK(sim_server(SYN | ACK, 0, 1, "") == PASS);
	CHECK(sim_client(ACK | URG, 1, 1, "") == DROP);
	CHECK(sim_denied("urgent"));
	/* A policy that only drops ends nothing. */
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim_client(ACK | URG, 13, 1, "") == DROP);
	CHECK(sim_denied("urgent"));
	CHECK(sim_client(ACK, 13, 1, WRITE) == PASS);
	/* What ends the connection takes no byte away. */
	CHECK(sim_client(RST | URG, 28, 0, "") == PASS);
	sim_end();
}

static void test_urgent_answer(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim_server(ACK, 1, 13, "") == PASS);
	CHECK(sim_server(ACK | URG, 1, 13, "") == RESET);
	CHECK(sim_denied("urgent-answer"));
	CHECK(sim.verdict.seq == SIM_SERVER_ISN + 1);
	CHECK(sim_server(ACK, 1, 13, ANSWER) == REJECT);
	CHECK(sim_client(ACK, 13, 1, READ) == REJECT);
	sim_end();
	BEGIN(ENFORCE, DROP);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim_server(ACK | URG, 1, 13, ANSWER) == DROP);
	CHECK(sim_denied("urgent-answer"));
	CHECK(sim_server(ACK, 1, 13, ANSWER) == PASS);
	CHECK(sim_server(RST | ACK | URG, 12, 13, "") == PASS);
	sim_end();
}

/* Audit mode says so once, and trusts the connection no more. */
static void test_urgent_audit(void)
{
	BEGIN(AUDIT, RESET);
	CHECK(sim_connect());
	CHECK(sim_client(ACK | URG, 1, 1, "") == PASS);
	CHECK(sim_denied("urgent"));
	CHECK(sim_server(ACK | URG, 1, 1, "") == PASS);
	CHECK(sim_denied("urgent-answer"));
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	sim_rules(EDGESEC_MODE_ENFORCE, EDGESEC_ON_DENY_RESET);
	CHECK(sim_client(ACK, 13, 1, READ) == RESET);
	CHECK(sim_denied("no-flow"));
	sim_end();
}

static void test_handshake(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_client(SYN, 0, 0, READ) == DROP);
	CHECK(sim_denied("data-on-syn"));
	CHECK(sim_client(SYN | FIN, 0, 0, "") == DROP);
	CHECK(sim_denied("handshake"));
	CHECK(sim_client(SYN | RST, 0, 0, "") == DROP);
	CHECK(sim_client(SYN | ACK, 0, 0, "") == DROP);
	/* Split handshake: the server sends a SYN of its own. */
	CHECK(sim_client(SYN, 0, 0, "") == PASS);
	CHECK(sim.verdict.plain);
	CHECK(sim_server(SYN, 0, 0, "") == DROP);
	CHECK(sim_denied("handshake"));
	CHECK(sim_server(SYN | ACK, 0, 1, "00") == DROP);
	CHECK(sim_server(SYN | ACK | FIN, 0, 1, "") == DROP);
	CHECK(!sim_flows());
	CHECK(sim_server(SYN | ACK, 0, 1, "") == PASS);
	CHECK(sim.verdict.plain);
	/* Not the third segment. */
	CHECK(sim_client(ACK, 2, 1, "") == DROP);
	CHECK(sim_client(ACK, 1, 2, "") == DROP);
	CHECK(sim_client(ACK, 1, 0, READ) == DROP);
	CHECK(sim_client(0, 1, 1, READ) == DROP);
	/* The third segment was lost, the first request stands in for it. */
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	/* The SYN+ACK again. */
	CHECK(sim_server(SYN | ACK, 0, 1, "") == PASS);
	CHECK(sim_client(ACK, 13, 1, WRITE) == PASS);
	sim_end();
}

static void test_other_synack_changes_nothing(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim_server(SYN | ACK, 0, 101, "") == DROP);
	CHECK(sim_server(SYN | ACK, 9, 1, "") == DROP);
	/* Nor one whose numbers only have the same sum. */
	CHECK(sim_server(SYN | ACK, 9, -8, "") == DROP);
	CHECK(sim_client(ACK, 101, 1, READ) == DROP);
	CHECK(sim_client(ACK, 13, 1, READ) == PASS);
	sim_end();
}

static void test_new_connection_on_live_ports(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	/* In the window it could be meant to reset an old server. */
	CHECK(sim_client(SYN, 100, 0, "") == DROP);
	/* Outside it is the client after a restart; the server decides. */
	CHECK(sim_client(SYN, 100000, 0, "") == PASS);
	CHECK(sim_server(ACK, 1, 13, "") == PASS);
	CHECK(sim_client(ACK, 13, 1, READ) == PASS);
	CHECK(sim_client(SYN, 200000, 0, "") == PASS);
	CHECK(sim_server(SYN | ACK, 777, 100001, "") == DROP);
	CHECK(sim_server(SYN | ACK, 777, 200001, "") == PASS);
	CHECK(sim_client(ACK, 200001, 778, "") == PASS);
	sim.end = 1;
	CHECK(sim_client(ACK, 25, 1, READ) != PASS);
	sim_end();
}

static void test_reset_by_client(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	/* Not exact: the server will not take it, so nothing changes. */
	CHECK(sim_client(RST, 14, 0, "") == PASS);
	CHECK(sim_client(ACK, 13, 1, READ) == PASS);
	CHECK(sim_client(RST, 25, 0, "ffff") == CUT);
	CHECK(sim_client(ACK, 25, 1, READ) == REJECT);
	CHECK(!sim.verdict.reason);
	/* Bytes that were forwarded stay what they are. */
	CHECK(sim_server(SYN | ACK, 0, 1, "") == DROP);
	CHECK(sim_connect());
	sim.end = 1;
	CHECK(sim_client(ACK, 1, 1, WRITE) == PASS);
	sim_end();
}

static void test_reset_by_server(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_connect());
	CHECK(sim_server(RST, 1, 0, "") == PASS);
	CHECK(sim_client(ACK, 1, 1, READ) == REJECT);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	sim_end();
}

static void test_close(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_connect());
	CHECK(sim_client(FIN | ACK, 3, 1, "") == DROP);
	CHECK(sim_client(FIN | ACK, 1, 1, READ) == PASS);
	CHECK(sim_client(FIN | ACK, 1, 1, READ) == PASS);
	CHECK(sim_client(FIN | ACK, 13, 1, "") == PASS);
	/* Nothing may follow, nor stand in its place. */
	CHECK(sim_client(ACK, 13, 1, READ2) == DROP);
	CHECK(sim_client(ACK, 14, 1, READ2) == DROP);
	CHECK(sim_client(ACK, 1, 1, READ READ2) == DROP);
	CHECK(sim_client(FIN | ACK, 14, 1, "") == DROP);
	CHECK(sim_server(ACK, 1, 14, ANSWER) == PASS);
	CHECK(sim_server(FIN | ACK, 12, 14, "") == PASS);
	CHECK(sim_flow()->phase == EDGESEC_FLOW_CLOSED);
	CHECK(sim_client(ACK, 14, 13, "") == PASS);
	CHECK(sim_client(FIN | ACK, 13, 12, "") == PASS);
	CHECK(sim_client(ACK, 14, 13, READ2) == REJECT);
	sim_end();
}

static void test_close_by_server(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_connect());
	CHECK(sim_server(FIN | ACK, 1, 1, "") == PASS);
	CHECK(sim_client(ACK, 1, 2, READ) == PASS);
	CHECK(sim_client(FIN | ACK, 13, 2, "") == PASS);
	CHECK(sim_flow()->phase == EDGESEC_FLOW_CLOSING);
	CHECK(sim_server(ACK, 2, 14, "") == PASS);
	CHECK(sim_flow()->phase == EDGESEC_FLOW_CLOSED);
	sim_end();
}

static void test_fin_behind_retransmission(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim_client(FIN | ACK, 1, 1, READ) == PASS);
	CHECK(sim_flow()->phase == EDGESEC_FLOW_CLOSING);
	sim_end();
}

static void test_keep_alive(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim_server(ACK, 1, 13, ANSWER) == PASS);
	CHECK(sim_client(ACK, 12, 12, "") == PASS);
	CHECK(sim_client(ACK, 12, 12, "00") == CUT);
	CHECK(!sim.verdict.reason);
	CHECK(sim_client(ACK, 13, 12, READ2) == PASS);
	sim_end();
}

static void test_window(void)
{
	BEGIN(ENFORCE, RESET);
	sim.segment.window = 20;
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ READ2) == DROP);
	CHECK(sim.verdict.stalled);
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim_client(ACK, 13, 1, READ2) == DROP);
	CHECK(sim_client(ACK, 13, 1, "00") == RESET);	/* probe, a split */
	sim_end();

	BEGIN(ENFORCE, RESET);
	sim.segment.window = 20;
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	sim.segment.window = 0;
	CHECK(sim_server(ACK, 1, 13, "") == PASS);
	CHECK(sim_client(ACK, 13, 1, "00") == DROP);	/* zero-window probe */
	CHECK(sim_client(ACK, 13, 1, READ2) == DROP);
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	sim.segment.window = 12;
	CHECK(sim_server(ACK, 1, 13, "") == PASS);
	CHECK(sim_client(ACK, 13, 1, READ2) == PASS);
	sim_end();
}

/* ACKs that come late, or come again. */
static void test_window_of_stale_ack(void)
{
	BEGIN(ENFORCE, RESET);
	sim.segment.window = 20;
	CHECK(sim_connect());
	CHECK(sim_server(ACK, 1, 1, "") == PASS);
	/* An update has overtaken what it updates. */
	sim.segment.window = 60;
	CHECK(sim_server(ACK, 1, 1, "") == PASS);
	sim.segment.window = 20;
	CHECK(sim_server(ACK, 1, 1, "") == PASS);
	CHECK(sim_client(ACK, 1, 1, READ READ2) == PASS);
	/* So have data, of the next answer. */
	sim.segment.window = 36;
	CHECK(sim_server(ACK, 1, 25, ANSWER) == PASS);
	sim.segment.window = 0;
	CHECK(sim_server(ACK, 1, 1, "") == PASS);
	CHECK(sim_server(ACK, 0, 25, "") == PASS);
	CHECK(sim_client(ACK, 25, 12, READ READ2) == PASS);
	sim_end();
}

/* A server that takes back what it has offered is believed, but no old word. */
static void test_window_that_shrinks(void)
{
	BEGIN(ENFORCE, RESET);
	sim.segment.window = 60;
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	sim.segment.window = 20;
	CHECK(sim_server(ACK, 1, 13, ANSWER) == PASS);
	CHECK(sim_client(ACK, 13, 12, READ READ2) == DROP);
	sim.segment.window = 12;
	CHECK(sim_server(ACK, 12, 13, "") == PASS);
	CHECK(sim_client(ACK, 13, 12, READ READ2) == DROP);
	/* What it said before opens nothing. */
	sim.segment.window = 60;
	CHECK(sim_server(ACK, 1, 13, ANSWER) == PASS);
	CHECK(sim_server(ACK, 12, 1, "") == PASS);
	CHECK(sim_client(ACK, 13, 12, READ READ2) == DROP);
	CHECK(sim_client(ACK, 13, 12, READ) == PASS);
	/* A repeated answer that acknowledges more is no old one. */
	CHECK(sim_server(ACK, 1, 25, ANSWER) == PASS);
	CHECK(sim_client(ACK, 25, 12, READ READ2) == PASS);
	sim_end();
}

static void test_window_scale(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_client(SYN, 0, 0, "") == PASS);
	sim.segment.window = 12;
	sim.segment.wscale = 2;
	CHECK(sim_server(SYN | ACK, 0, 1, "") == PASS);
	CHECK(sim_client(ACK, 1, 1, "") == PASS);
	/* It does not count for the SYN+ACK itself. */
	CHECK(sim_client(ACK, 1, 1, READ READ2) == DROP);
	CHECK(sim_server(ACK, 1, 1, "") == PASS);
	CHECK(sim_client(ACK, 1, 1, READ READ2) == PASS);
	CHECK(sim_client(ACK, 25, 1, READ READ2 READ) == DROP);
	CHECK(sim_client(ACK, 25, 1, READ READ2) == PASS);
	sim_end();
}

static void test_in_flight(void)
{
	u32 seq = 1;

	BEGIN(ENFORCE, RESET);
	CHECK(sim_connect());
	for (int i = 0; i < EDGESEC_FLOW_RING; i++, seq += 12)
		CHECK(sim_client(ACK, seq, 1, READ) == PASS);
	CHECK(sim_client(ACK, seq, 1, READ) == DROP);
	CHECK(sim.verdict.stalled && !sim.verdict.reason);
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim_server(ACK, 1, 13, "") == PASS);
	CHECK(sim_client(ACK, seq, 1, READ READ2) == DROP);
	CHECK(sim_client(ACK, seq, 1, READ) == PASS);
	/* The first one has been acknowledged and forgotten. */
	CHECK(sim_client(ACK, 1, 1, READ) == CUT);
	CHECK(sim_client(ACK, 1, 1, READ2) == CUT);
	CHECK(sim_client(ACK, 13, 1, READ) == PASS);
	sim_end();

	BEGIN(ENFORCE, RESET);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, "(" READ ")*17") == RESET);
	CHECK(sim_denied("in-flight"));
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, "(" READ ")*16") == PASS);
	CHECK(sim.verdict.allowed == 16);
	sim_end();

	BEGIN(ENFORCE, RESET);
	sim.segment.window = 65535;
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, "00*4177") == RESET);
	CHECK(sim_denied("in-flight"));
	sim_end();
}

static void test_data_that_went_another_way(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim_server(ACK, 1, 25, ANSWER) == PASS);
	CHECK(sim_client(ACK, 25, 12, READ) == RESET);
	CHECK(sim_denied("no-flow"));
	sim_end();
}

static void test_forged_server(void)
{
	BEGIN(ENFORCE, RESET);
	sim.segment.window = 20;
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	/* The client's side pretends to be the server: nothing opens. */
	sim.segment.to = SIM_CLIENT_SIDE;
	sim.segment.window = 60000;
	CHECK(sim_server(ACK, 1, 13, "") == PASS);
	CHECK(sim_server(RST | ACK, 1, 13, "") == PASS);
	CHECK(sim_client(SYN, 100000, 0, "") == PASS);
	CHECK(sim_server(SYN | ACK, 0, 100001, "") == DROP);
	sim.segment.to = SIM_SERVER_SIDE;
	CHECK(sim_client(ACK, 13, 1, READ) == DROP);
	CHECK(sim_client(ACK, 100001, 1, READ) == DROP);
	sim_end();

	/* A forged beginning helps nobody, and the real one replaces it. */
	BEGIN(ENFORCE, RESET);
	sim.segment.to = SIM_CLIENT_SIDE;
	CHECK(sim_server(SYN | ACK, 0, 101, "") == PASS);
	sim.segment.to = SIM_SERVER_SIDE;
	CHECK(sim_client(ACK, 101, 1, READ) == RESET);
	CHECK(sim_denied("path"));
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	sim_end();
}

/* A client on this host may send and receive by different devices. */
static void test_local_client(void)
{
	BEGIN(ENFORCE, RESET);
	sim.segment.from = 0;
	CHECK(sim_connect());
	sim.segment.to = SIM_SERVER_SIDE + 1;
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(sim_server(ACK, 1, 13, ANSWER) == PASS);
	CHECK(sim_flow()->acked == SIM_CLIENT_ISN + 13);
	sim_end();
}

/* Segments of a larger packet, as they will be on the wire. */
static void test_chunks(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_connect());
	sim.segment.chunk = 24;
	CHECK(sim_client(ACK, 1, 1, READ READ2 READ) == PASS);
	sim.segment.chunk = 12;
	CHECK(sim_client(ACK, 1, 1, READ READ2 READ) == PASS);
	CHECK(sim_client(ACK, 37, 1, READ WRITE) == RESET);
	CHECK(sim_denied("alignment"));
	CHECK(sim_connect());
	sim.end = 1;
	sim.segment.chunk = 1460;
	CHECK(sim_client(ACK, 1, 1, READ WRITE) == PASS);
	sim.segment.chunk = 13;
	CHECK(sim_client(ACK, 1, 1, READ WRITE) == DROP);
	sim_end();
}

static const struct tap_test tests[] = {
	{ "allowed requests pass, alone and packed", test_requests_pass },
	{ "what a bridge floods passes to the port of the server",
	  test_flooded },
	{ "in audit mode flooding changes nothing", test_flooded_audit },
	{ "connections in two VLANs are two", test_networks_are_apart },
	{ "a connection that leaves the hooks is ended", test_offloaded },
	{ "a server that was not judged meanwhile", test_unjudged_meanwhile },
	{ "a server that was not judged before it was in audit mode",
	  test_unjudged_before_audit },
	{ "a SYN takes no memory", test_syn_takes_no_memory },
	{ "a connection that is not known is reset", test_stranger_is_reset },
	{ "a denied function ends the connection, a new one works",
	  test_denied_function },
	{ "a denied request holds its whole segment back",
	  test_denied_behind_allowed },
	{ "a request split anywhere is denied", test_every_split_is_denied },
	{ "the record of a split request names it",
	  test_split_report_names_function },
	{ "a retransmission must repeat what was judged",
	  test_retransmission_must_repeat },
	{ "a denied request behind a retransmission",
	  test_denied_after_retransmission },
	{ "segments out of order wait", test_order },
	{ "urgent data is denied", test_urgent_data },
	{ "an urgent pointer without data is denied",
	  test_urgent_pointer_alone },
	{ "an urgent pointer is denied in the handshake",
	  test_urgent_handshake },
	{ "an urgent pointer is denied in answers", test_urgent_answer },
	{ "audit mode lets urgent pointers pass", test_urgent_audit },
	{ "the handshake is that of a client and a server", test_handshake },
	{ "another SYN+ACK changes nothing",
	  test_other_synack_changes_nothing },
	{ "a new connection by the ports of a live one",
	  test_new_connection_on_live_ports },
	{ "RST by the client", test_reset_by_client },
	{ "RST by the server", test_reset_by_server },
	{ "FIN by the client, then by the server", test_close },
	{ "FIN by the server, then by the client", test_close_by_server },
	{ "FIN behind a retransmission", test_fin_behind_retransmission },
	{ "keep-alives lose their byte", test_keep_alive },
	{ "the server's window holds", test_window },
	{ "an old ACK does not move the server's window",
	  test_window_of_stale_ack },
	{ "the server's window may shrink", test_window_that_shrinks },
	{ "the server's window is scaled", test_window_scale },
	{ "16 requests may be under way", test_in_flight },
	{ "data that went another way ends the connection",
	  test_data_that_went_another_way },
	{ "the client's side can't play the server", test_forged_server },
	{ "a client on this host is not tied to a device", test_local_client },
	{ "each segment of a large packet is aligned", test_chunks },
};

int main(void)
{
	return TAP_RUN(tests);
}
