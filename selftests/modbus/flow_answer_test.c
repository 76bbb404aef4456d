// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - tests of kmod/flow_answer.c: what a server may answer
 * Copyright (C) 2026 The edgesec authors
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tap.h"
#include "bytes.h"
#include "flow_impl.h"
#include "modbus_limit.h"
#include "requests.h"
#include "shim.h"
#include "sim.h"

#define EXCEPT	"0001 0000 0003 01 83 02 "
#define EXCEPT2	"0002 0000 0003 01 83 02 "
#define WROTE	"0003 0000 0006 01 10 0000 0001 "
#define COUNT	EDGESEC_RESPONSES_COUNT
#define DENY	EDGESEC_RESPONSES_DENY

/* Begins a connection on which READ, READ2 and WRITE wait for an answer. */
static void ask(enum edgesec_mode mode, enum edgesec_on_deny on_deny,
		enum edgesec_responses responses)
{
	sim_begin(mode, on_deny);
	sim.server->responses = responses;
	sim_connect();
	sim_client(ACK, 1, 1, READ READ2 WRITE);
	sim_server(ACK, 1, 40, "");
}

static bool counted(u32 answered, u32 exceptions, u32 unsolicited)
{
	return sim.verdict.answered == answered &&
	       sim.verdict.exceptions == exceptions &&
	       sim.verdict.unsolicited == unsolicited;
}

static void test_answers_pass(void)
{
	for (int responses = COUNT; responses <= DENY; responses++) {
		ask(ENFORCE, EDGESEC_ON_DENY_RESET, responses);
		CHECK(sim_flow()->answers.owed == 3);
		CHECK(sim_server(ACK, 1, 40, ANSWER) == PASS);
		CHECK(counted(1, 0, 0));
		/* In another order, and an exception among them. */
		CHECK(sim_server(ACK, 12, 40, WROTE EXCEPT2) == PASS);
		CHECK(counted(1, 1, 0));
		CHECK(sim_denied(NULL) && !sim.verdict.stalled);
		CHECK(!sim_flow()->answers.count);
		CHECK(!sim_flow()->answers.owed);
		sim_end();
	}
}

struct lie {
	const char *answer;
	const char *reason;
};

static const struct lie lies[] = {
	{ "0009 0000 0005 01 03 02 1234", "unsolicited" },
	{ "0001 0000 0005 02 03 02 1234", "unsolicited" },
	{ "0001 0000 0005 01 04 02 1234", "unsolicited" },
	{ "0001 0000 0003 01 84 02", "unsolicited" },
	{ "0001 0000 0003 01 80 02", "unsolicited" },
	{ "0002 0000 0006 01 10 0000 0001", "unsolicited" },
	{ "0001 0000 0007 01 03 04 1234 5678", "answer-length" },
	{ "0001 0000 0005 01 03 04 1234", "answer-length" },
	{ "0001 0000 0005 01 83 02 1234", "answer-length" },
	{ "0001 0000 0002 01 83", "answer-length" },
	{ "0003 0000 0009 01 10 0000 0001 02 abcd", "answer-length" },
	{ "0001 0001 0005 01 03 02 1234", "answer-protocol-id" },
	{ "0001 0000 00ff 01 03 fc 00*252", "answer-mbap-length" },
	{ "0001 0000 0001 01 03", "answer-mbap-length" },
	{ "0001 0000 0000 01 03", "answer-mbap-length" },
	{ "0001 0000 ffff 01 03 00", "answer-mbap-length" },
};

static void test_lies_are_denied(void)
{
	for (u32 i = 0; i < ARRAY_SIZE(lies); i++) {
		printf("# %s\n", lies[i].answer);
		ask(ENFORCE, EDGESEC_ON_DENY_RESET, DENY);
		CHECK(sim_server(ACK, 1, 40, lies[i].answer) == RESET);
		CHECK(sim_denied(lies[i].reason) && !sim.verdict.observed);
		CHECK(sim.verdict.has_request && sim.verdict.from_server);
		CHECK(sim.verdict.seq == SIM_SERVER_ISN + 1);
		CHECK(counted(0, 0, 1));
		/* Neither end goes on. */
		CHECK(sim_server(ACK, 1, 40, ANSWER) == REJECT);
		CHECK(sim_client(ACK, 40, 1, READ) == REJECT);
		CHECK(sim_connect());
		sim_end();
	}
}

/* A lie behind an answer takes the answer with it. */
static void test_dropped_leaves_no_trace(void)
{
	ask(ENFORCE, EDGESEC_ON_DENY_DROP, DENY);
	CHECK(sim_server(ACK, 1, 40, ANSWER ANSWER) == DROP);
	CHECK(sim_denied("unsolicited"));
	CHECK(sim_flow()->answers.count == 3 && sim_flow()->answers.owed == 3);
	CHECK(sim_server(ACK, 1, 40, ANSWER) == PASS);
	CHECK(sim_server(ACK, 12, 40, ANSWER) == DROP);
	CHECK(sim_server(ACK, 12, 40, ANSWER2) == PASS);
	CHECK(counted(1, 0, 0));
	sim_end();
}

static void test_lies_are_counted(void)
{
	for (u32 i = 0; i < ARRAY_SIZE(lies); i++) {
		ask(ENFORCE, EDGESEC_ON_DENY_RESET, COUNT);
		CHECK(sim_server(ACK, 1, 40, lies[i].answer) == PASS);
		CHECK(sim_denied(lies[i].reason) && sim.verdict.observed);
		CHECK(counted(0, 0, 1));
		CHECK(sim_client(ACK, 40, 1, READ) == PASS);
		sim_end();
	}
	/* Not each of them is recorded, but each is counted. */
	ask(ENFORCE, EDGESEC_ON_DENY_RESET, COUNT);
	CHECK(sim_server(ACK, 1, 40, ANSWER ANSWER ANSWER2 ANSWER2) == PASS);
	CHECK(sim_denied("unsolicited") && counted(2, 0, 2));
	CHECK(sim_server(ACK, 49, 40, ANSWER WROTE) == PASS);
	CHECK(sim_denied(NULL) && counted(1, 0, 1));
	sim.segment.now += 60;
	CHECK(sim_server(ACK, 72, 40, ANSWER) == PASS);
	CHECK(sim_denied("unsolicited"));
	sim_end();
}

static void test_audit(void)
{
	ask(AUDIT, EDGESEC_ON_DENY_RESET, DENY);
	CHECK(sim_server(ACK, 1, 40, ANSWER ANSWER) == PASS);
	CHECK(sim_denied("unsolicited") && !sim.verdict.observed);
	CHECK(counted(1, 0, 1));
	/* Out of order, and other bytes: audit holds nothing up. */
	CHECK(sim_server(ACK, 40, 40, ANSWER) == PASS);
	CHECK(sim_server(ACK, 1, 40, "00*11") == PASS);
	CHECK(sim_denied(NULL));
	/* What audit mode has let pass was not judged: no trust after it. */
	sim_rules(ENFORCE, EDGESEC_ON_DENY_RESET);
	sim.server->responses = DENY;
	CHECK(sim_server(ACK, 51, 40, ANSWER2) == RESET);
	CHECK(sim_denied("no-flow"));
	sim_end();
}

/* Servers cut answers where they like. */
static void test_every_split(void)
{
	u8 data[64];
	u32 len = bytes_parse(data, ANSWER2 EXCEPT WROTE);

	for (u32 size = 1; size < len; size++) {
		ask(ENFORCE, EDGESEC_ON_DENY_RESET, DENY);
		for (u32 at = 0; at < len; at += size) {
			u32 part = min(size, len - at);

			CHECK(sim_server_bytes(ACK, 1 + at, 40, data + at,
					       part) == PASS);
			CHECK(sim_denied(NULL) && !sim.verdict.stalled);
			CHECK(sim_client(ACK, 40, 1 + at + part, "") == PASS);
		}
		CHECK(!sim_flow()->answers.count);
		sim_end();
	}
	ask(ENFORCE, EDGESEC_ON_DENY_RESET, DENY);
	CHECK(sim_server(ACK, 1, 40, "0009 0000 00") == PASS);
	CHECK(sim_server(ACK, 6, 40, "05 01 03 02 1234") == RESET);
	CHECK(sim_denied("unsolicited"));
	CHECK(sim.verdict.request.transaction == 9);
	sim_end();
}

static void test_order(void)
{
	ask(ENFORCE, EDGESEC_ON_DENY_RESET, DENY);
	CHECK(sim_server(ACK, 12, 40, ANSWER2) == DROP);
	CHECK(sim_denied(NULL) && sim.verdict.stalled);
	CHECK(sim_server(FIN | ACK, 25, 40, "") == DROP);
	CHECK(!sim_flow()->server_fin);
	CHECK(sim_server(ACK, 1, 40, ANSWER) == PASS);
	CHECK(sim_server(ACK, 12, 40, ANSWER2) == PASS);
	CHECK(sim_server(FIN | ACK, 25, 40, "") == PASS);
	CHECK(sim_flow()->server_fin);
	/* Nothing comes behind it, nor without an acknowledgement. */
	CHECK(sim_server(ACK, 26, 40, WROTE) == DROP);
	CHECK(sim_server(ACK, 12, 40, ANSWER2) == PASS);
	CHECK(sim_server(FIN | ACK, 12, 40, ANSWER2) == PASS);
	sim_end();
	ask(ENFORCE, EDGESEC_ON_DENY_RESET, DENY);
	CHECK(sim_server(0, 1, 0, ANSWER) == DROP);
	CHECK(sim_server(FIN, 1, 0, "") == DROP);
	CHECK(sim_server(ACK, 1, 40, ANSWER) == PASS);
	sim_end();
	/* Where they are counted nothing waits, and nothing is said. */
	ask(ENFORCE, EDGESEC_ON_DENY_RESET, COUNT);
	CHECK(sim_server(ACK, 12, 40, ANSWER2) == PASS);
	CHECK(sim_server(ACK, 1, 40, ANSWER) == PASS);
	CHECK(sim_server(ACK, 25, 40, ANSWER) == PASS);
	CHECK(sim_denied(NULL) && counted(0, 0, 0));
	sim_end();
}

static void test_repetitions(void)
{
	ask(ENFORCE, EDGESEC_ON_DENY_RESET, DENY);
	CHECK(sim_server(ACK, 1, 40, ANSWER) == PASS);
	CHECK(sim_server(ACK, 12, 40, ANSWER2) == PASS);
	CHECK(sim_server(ACK, 1, 40, ANSWER) == PASS);
	CHECK(counted(0, 0, 0) && sim_denied(NULL));
	CHECK(sim_server(ACK, 12, 40, ANSWER2) == PASS);
	/* Merged, and merged with something new. */
	CHECK(sim_server(ACK, 1, 40, ANSWER ANSWER2) == PASS);
	CHECK(sim_server(ACK, 12, 40, ANSWER2 WROTE) == PASS);
	CHECK(counted(1, 0, 0));
	/* Other bytes, another cut. */
	CHECK(sim_server(ACK, 1, 40, EXCEPT "00 00") == DROP);
	CHECK(sim.verdict.stalled && sim_denied(NULL));
	CHECK(sim_server(ACK, 1, 40, "0001 0000") == DROP);
	CHECK(sim_server(ACK, 5, 40, "0005 01 03 02 1234") == DROP);
	/* What the client has, it does not take again. */
	CHECK(sim_client(ACK, 40, 12, "") == PASS);
	CHECK(sim_server(ACK, 1, 40, "00*11") == PASS);
	CHECK(sim_server(ACK, 11, 40, "00") == PASS);
	/* It can't be so for ever. */
	CHECK(sim_server(ACK, 12, 40, "00*13") == DROP);
	CHECK(sim_server(ACK, 12, 40, "00*13") == RESET);
	CHECK(sim_denied("answer-repetition"));
	sim_end();
}

/* New bytes tell that the server goes on. */
static void test_misfits(void)
{
	ask(ENFORCE, EDGESEC_ON_DENY_RESET, DENY);
	CHECK(sim_server(ACK, 1, 40, ANSWER) == PASS);
	CHECK(sim_server(ACK, 2, 40, "00") == DROP);
	CHECK(sim_server(ACK, 1, 40, EXCEPT "00 00" ANSWER2) == DROP);
	CHECK(sim_server(ACK, 1, 40, ANSWER) == PASS);
	CHECK(sim_server(ACK, 12, 40, ANSWER2) == PASS);
	CHECK(sim_server(ACK, 12, 40, ANSWER2 ANSWER) == RESET);
	CHECK(sim_denied("unsolicited"));
	sim_end();
	ask(ENFORCE, EDGESEC_ON_DENY_DROP, DENY);
	CHECK(sim_server(ACK, 1, 40, ANSWER) == PASS);
	for (int i = 0; i < 300; i++)
		CHECK(sim_server(ACK, 1, 40, "00") == DROP);
	CHECK(sim_server(ACK, 12, 40, ANSWER2) == PASS);
	sim_end();
}

/* Pieces that come when all was repeated at once tell nothing of the server. */
static void test_stragglers(void)
{
	ask(ENFORCE, EDGESEC_ON_DENY_RESET, DENY);
	CHECK(sim_server(ACK, 1, 40, "0001") == PASS);
	CHECK(sim_server(ACK, 1, 40, ANSWER ANSWER2) == PASS);
	for (int i = 0; i < 10; i++) {
		CHECK(sim_server(ACK, 5, 40, "0005") == DROP);
		CHECK(sim.verdict.stalled && sim_denied(NULL));
	}
	CHECK(sim_server(ACK, 1, 40, ANSWER ANSWER2) == PASS);
	sim_end();
}

/* A large segment is repeated in the segments that it was cut into. */
static void test_large_segments(void)
{
	ask(ENFORCE, EDGESEC_ON_DENY_RESET, DENY);
	sim.segment.wire = 10;
	CHECK(sim_server(ACK, 1, 40, ANSWER ANSWER2 WROTE) == PASS);
	sim.segment.wire = 0;
	CHECK(sim_server(ACK, 1, 40, "0001 0000 0005 01 03 02 12") == PASS);
	CHECK(sim_server(ACK, 11, 40, "34 0002 0000 0007 01 03 04") == PASS);
	CHECK(sim_server(ACK, 1, 40, ANSWER) == DROP);
	CHECK(sim_server(ACK, 1, 40, ANSWER ANSWER2 WROTE) == PASS);
	sim_end();
}

static void test_window_of_segments(void)
{
	u32 at = 1;

	ask(ENFORCE, EDGESEC_ON_DENY_RESET, DENY);
	CHECK(sim_client(ACK, 40, 1,
			 "0007 0000 0006 01 03 0000 0010") == PASS);
	CHECK(sim_server(ACK, at, 52, "0007 0000 0023 01 03 20 0000") == PASS);
	for (at = 12; at < 27; at++)
		CHECK(sim_server(ACK, at, 52, "00") == PASS);
	CHECK(sim_server(ACK, at, 52, "00") == DROP);
	CHECK(sim.verdict.stalled);
	CHECK(sim_client(ACK, 52, 12, "") == PASS);
	CHECK(sim_server(ACK, at, 52, "00") == PASS);
	CHECK(sim_server(ACK, 12, 52, "00") == PASS);
	sim_end();
}

static void test_answer_before_request(void)
{
	BEGIN(ENFORCE, RESET);
	sim.server->responses = DENY;
	CHECK(sim_connect());
	CHECK(sim_server(ACK, 1, 1, ANSWER) == RESET);
	CHECK(sim_denied("unsolicited"));
	/* Nor one to a request that was denied. */
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, "0001 0000 0002 01 11") == RESET);
	CHECK(sim_server(ACK, 1, 1, "0001 0000 0003 01 11 00") == REJECT);
	sim_end();
}

/* The exception is edgesec's, in the server's name; it is no answer. */
static void test_own_exception(void)
{
	for (int responses = COUNT; responses <= DENY; responses++) {
		BEGIN(ENFORCE, EXCEPTION);
		sim.server->responses = responses;
		CHECK(sim_connect());
		CHECK(sim_client(ACK, 1, 1, READ) == PASS);
		CHECK(sim_client(ACK, 13, 1, REPORT) == DROP);
		CHECK(sim_server(ACK, 1, 13, ANSWER) == PASS);
		CHECK(sim_client(ACK, 13, 12, REPORT) == EXCEPTION);
		/* In a router it does not come from where the server is. */
		sim.segment.to = 0;
		CHECK(sim_server(FIN | ACK, 12, 21,
				 "0004 0000 0003 01 91 01") == PASS);
		sim.segment.to = SIM_SERVER_SIDE;
		CHECK(sim_server(FIN | ACK, 12, 21,
				 "0004 0000 0003 01 91 01") == PASS);
		CHECK(sim_denied(NULL) && counted(0, 0, 0));
		CHECK(sim_server(ACK, 12, 13, ANSWER) == REJECT);
		sim_end();
	}
}

/* One transaction for all, as some clients have it. */
static void test_same_transaction(void)
{
	BEGIN(ENFORCE, RESET);
	sim.server->responses = DENY;
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, READ "0001 0000 0006 01 03 0000 0002" READ)
	      == PASS);
	CHECK(sim_server(ACK, 1, 37, "0001 0000 0007 01 03 04 1234 5678")
	      == PASS);
	CHECK(sim_server(ACK, 14, 37, ANSWER ANSWER) == PASS);
	CHECK(counted(2, 0, 0));
	CHECK(sim_server(ACK, 36, 37, ANSWER) == RESET);
	sim_end();
}

/* Unit 0 is a broadcast, but servers are known to answer. */
static void test_broadcast(void)
{
	BEGIN(ENFORCE, EXCEPTION);
	sim.server->responses = DENY;
	CHECK(sim_connect());
	CHECK(sim_client(ACK, 1, 1, "0001 0000 0006 00 03 0000 0001") == PASS);
	CHECK(sim_flow()->answers.count == 1 && !sim_flow()->answers.owed);
	CHECK(sim_server(ACK, 1, 13, "0001 0000 0005 00 03 02 1234") == PASS);
	CHECK(counted(1, 0, 0));
	sim_end();
}

/* What is never answered does not stop what comes later. */
static void test_forgotten_requests(void)
{
	u32 seq = 1;

	BEGIN(ENFORCE, RESET);
	sim.server->responses = DENY;
	CHECK(sim_connect());
	CHECK(sim_client(ACK, seq, 1, READ2) == PASS);
	for (int i = 0; i < 40; i++) {
		seq += 12;
		CHECK(sim_client(ACK, seq, 1, READ) == PASS);
		CHECK(sim_server(ACK, 1, seq + 12, "") == PASS);
	}
	CHECK(sim_flow()->answers.count == EDGESEC_FLOW_RING);
	CHECK(sim_flow()->answers.owed == EDGESEC_FLOW_RING);
	CHECK(sim_server(ACK, 1, seq + 12, ANSWER) == PASS);
	CHECK(sim_server(ACK, 12, seq + 12, ANSWER2) == RESET);
	CHECK(sim_denied("unsolicited"));
	sim_end();
}

static void test_strangers(void)
{
	BEGIN(ENFORCE, RESET);
	CHECK(sim_server(ACK, 1, 1, ANSWER) == PASS);
	sim.server->responses = DENY;
	CHECK(sim_server(ACK, 1, 1, ANSWER) == RESET);
	CHECK(sim_denied("no-flow"));
	CHECK(sim.verdict.seq == SIM_SERVER_ISN + 1);
	CHECK(sim_server(ACK, 1, 1, "") == PASS);
	CHECK(sim_server(RST | ACK, 1, 1, "") == PASS);
	sim_end();
	/* In the server's name, from where the client is. */
	ask(ENFORCE, EDGESEC_ON_DENY_RESET, DENY);
	sim.segment.to = SIM_CLIENT_SIDE;
	CHECK(sim_server(ACK, 1, 40, ANSWER) == DROP);
	sim.segment.to = SIM_SERVER_SIDE;
	CHECK(sim_server(ACK, 1, 40, ANSWER) == PASS);
	sim_end();
}

/* A client can't have acknowledged what was not sent. */
static void test_forged_acknowledgement(void)
{
	ask(ENFORCE, EDGESEC_ON_DENY_RESET, DENY);
	CHECK(sim_client(ACK, 40, 500, "") == PASS);
	CHECK(sim_server(ACK, 1, 40, ANSWER) == PASS);
	CHECK(sim_server(ACK, 1, 40, "00*11") == DROP);
	sim_end();
}

/* What came between two policies may be any number of answers. */
static void test_new_rules(void)
{
	ask(ENFORCE, EDGESEC_ON_DENY_RESET, COUNT);
	sim_rules(ENFORCE, EDGESEC_ON_DENY_RESET);
	sim.server->responses = DENY;
	CHECK(sim_server(ACK, 1, 40, ANSWER) == PASS);
	CHECK(sim_server(ACK, 100, 40, ANSWER2) == RESET);
	CHECK(sim_denied("no-flow"));
	sim_end();
}

/* Requests that nobody has seen may have answers. */
static void test_adrift(void)
{
	ask(ENFORCE, EDGESEC_ON_DENY_RESET, COUNT);
	CHECK(sim_server(ACK, 1, 60, ANSWER ANSWER) == PASS);
	CHECK(sim_denied(NULL));
	CHECK(sim.verdict.unsolicited == 0);
	sim_end();
	ask(ENFORCE, EDGESEC_ON_DENY_RESET, DENY);
	CHECK(sim_server(ACK, 1, 60, ANSWER) == RESET);
	CHECK(sim_denied("no-flow"));
	sim_end();
}

static void test_unreadable(void)
{
	ask(ENFORCE, EDGESEC_ON_DENY_RESET, DENY);
	sim.unreadable = true;
	CHECK(sim_server(ACK, 1, 40, ANSWER) == RESET);
	CHECK(sim_denied("unreadable") && sim.verdict.undecided);
	sim_end();
	ask(ENFORCE, EDGESEC_ON_DENY_RESET, COUNT);
	sim.unreadable = true;
	CHECK(sim_server(ACK, 1, 40, ANSWER) == PASS);
	CHECK(sim_denied(NULL));
	sim_end();
}

static void limit_exceptions(u32 burst)
{
	const struct edgesec_modbus_rate rate = {
		.count = 1, .seconds = 3600, .burst = burst,
	};

	sim.server->exceptions = edgesec_modbus_limiter_alloc();
	if (!sim.server->exceptions ||
	    edgesec_modbus_limiter_set(sim.server->exceptions,
				       EDGESEC_MODBUS_RATED_ALL, &rate))
		abort();
}

static void test_exceptions(void)
{
	ask(ENFORCE, EDGESEC_ON_DENY_RESET, COUNT);
	limit_exceptions(1);
	CHECK(sim_server(ACK, 1, 40, EXCEPT) == PASS);
	CHECK(counted(0, 1, 0));
	CHECK(sim_server(ACK, 1, 40, EXCEPT) == PASS);
	CHECK(counted(0, 0, 0));
	CHECK(sim_server(ACK, 10, 40, EXCEPT2) == RESET);
	CHECK(sim_denied("exceptions") && !sim.verdict.observed);
	/* Another connection of this client does not help, answers pass. */
	CHECK(sim_connect());
	sim.end = 1;
	CHECK(sim_client(ACK, 1, 1, READ READ2) == PASS);
	CHECK(sim_server(ACK, 1, 25, ANSWER) == PASS);
	CHECK(sim_server(ACK, 12, 25, EXCEPT2) == RESET);
	sim_end();
	ask(AUDIT, EDGESEC_ON_DENY_RESET, COUNT);
	limit_exceptions(1);
	CHECK(sim_server(ACK, 1, 40, EXCEPT EXCEPT2) == PASS);
	CHECK(sim_denied("exceptions") && counted(0, 2, 0));
	sim_end();
}

/* Memory for what is sent is only taken where the policy needs it. */
static void test_memory(void)
{
	struct edgesec_table_stats before, after;

	ask(ENFORCE, EDGESEC_ON_DENY_RESET, COUNT);
	CHECK(sim_server(ACK, 1, 40, ANSWER) == PASS);
	CHECK(!sim_flow()->extra);
	edgesec_flows_stats(&sim.flows, &before);
	edgesec_table_stats(&sim.flows.table, &after);
	CHECK(before.bytes == after.bytes + sizeof(struct edgesec_flow));
	/* A connection that lives gets it with a policy that needs it. */
	sim_rules(ENFORCE, EDGESEC_ON_DENY_RESET);
	sim.server->responses = DENY;
	CHECK(sim_server(ACK, 12, 40, "") == PASS);
	CHECK(!sim_flow()->extra);
	CHECK(sim_server(ACK, 12, 40, ANSWER2) == PASS);
	CHECK(sim_flow()->extra);
	CHECK(sim_server(ACK, 12, 40, "00*13") == DROP);
	edgesec_flows_stats(&sim.flows, &after);
	CHECK(after.bytes == before.bytes + sizeof(struct edgesec_flow_extra));
	/* It goes with the connection. */
	edgesec_flows_expire(&sim.flows, sim.segment.now + 7 * 3600);
	CHECK(!sim_flow());
	edgesec_flows_stats(&sim.flows, &before);
	edgesec_table_stats(&sim.flows.table, &after);
	CHECK(before.bytes == after.bytes);
	sim_end();
}

/* Without it nothing passes, until there is some. */
static void test_no_memory(void)
{
	ask(ENFORCE, EDGESEC_ON_DENY_RESET, DENY);
	shim_fail_nth(1);
	CHECK(sim_server(ACK, 1, 40, ANSWER) == DROP);
	CHECK(shim_fail_happened());
	CHECK(sim_denied("no-memory") && sim.verdict.undecided);
	CHECK(counted(0, 0, 0) && sim_flow()->answers.count == 3);
	CHECK(sim_server(ACK, 1, 40, ANSWER) == PASS);
	CHECK(counted(1, 0, 0) && sim_denied(NULL));
	sim_end();
	ask(AUDIT, EDGESEC_ON_DENY_RESET, DENY);
	shim_fail_nth(1);
	CHECK(sim_server(ACK, 1, 40, ANSWER) == PASS);
	CHECK(sim_denied("no-memory") && sim.verdict.undecided);
	/* What it has let pass is not known. */
	sim_rules(ENFORCE, EDGESEC_ON_DENY_RESET);
	sim.server->responses = DENY;
	CHECK(sim_server(ACK, 12, 40, ANSWER2) == RESET);
	CHECK(sim_denied("no-flow"));
	sim_end();
}

/* The PDU of a request, the MBAP length of its answer, and what else of it. */
static const struct {
	const char *pdu;
	u16 length;
	bool counted;
	bool silent;
} foreseen[] = {
	{ "01 0000 0001", 4, true },	{ "01 0000 07d0", 253, true },
	{ "02 0000 0009", 5, true },	{ "03 0000 007d", 253, true },
	{ "04 0000 0001", 5, true },	{ "05 0000 ff00", 6 },
	{ "06 0000 0001", 6 },		{ "07", 3 },
	{ "08 0000 1234", 6 },		{ "08 0001 0000", 6, false, true },
	{ "08 0004 0000", 6, false, true },
	{ "0b", 6 },			{ "0c", 0 },
	{ "0f 0000 0001 01 01", 6 },	{ "10 0000 0001 02 0001", 6 },
	{ "11", 0 },			{ "14 07 06 0001 0000 0001", 0 },
	{ "15 09 06 0001 0000 0001 0000", 12 },
	{ "16 0000 ffff 0000", 8 },
	{ "17 0000 0002 0000 0001 02 0001", 7, true },
	{ "18 0000", 0 },		{ "2b 0e 01 00", 0 },
	{ "5a 00 02", 0 },
	/* Audit mode lets these pass, too. */
	{ "03", 0 },			{ "01 0000", 0 },
	{ "03 0000 ffff", 0 },		{ "08", 2 },
	{ "17 0000 ffff", 0 },
	/* Longer than any may be: 255 stands for that. */
	{ "03 0000 0081", 255, true },	{ "03 0000 0082", 0 },
};

static void test_foreseen(void)
{
	struct edgesec_flow_asked asked;

	for (u32 i = 0; i < ARRAY_SIZE(foreseen); i++) {
		u8 adu[64] = { 0x12, 0x34, 0, 0, 0, 0, 9 };
		u32 len = bytes_parse(adu + 7, foreseen[i].pdu);
		u8 *copy = malloc(7 + len);

		printf("# %s\n", foreseen[i].pdu);
		memcpy(copy, adu, 7 + len);
		edgesec_flow_asked_parse(copy, 7 + len, &asked);
		free(copy);
		CHECK(asked.transaction == 0x1234 && asked.unit == 9);
		CHECK(asked.function == adu[7]);
		CHECK(asked.length == foreseen[i].length);
		CHECK(edgesec_flow_asked_counts(&asked) ==
		      foreseen[i].counted);
		CHECK(asked.owed == !foreseen[i].silent);
	}
}

static const struct tap_test tests[] = {
	{ "what an answer must look like", test_foreseen },
	{ "answers to requests pass", test_answers_pass },
	{ "what answers no request is denied", test_lies_are_denied },
	{ "what is dropped leaves no trace", test_dropped_leaves_no_trace },
	{ "what answers no request is counted", test_lies_are_counted },
	{ "audit mode holds nothing up", test_audit },
	{ "answers are understood however they are cut", test_every_split },
	{ "answers come in order", test_order },
	{ "repetitions must repeat", test_repetitions },
	{ "repetitions that never repeat end the connection", test_misfits },
	{ "late pieces of what was repeated as a whole end nothing",
	  test_stragglers },
	{ "large segments may be repeated in parts", test_large_segments },
	{ "more than can be remembered waits", test_window_of_segments },
	{ "no answer comes before its request", test_answer_before_request },
	{ "an exception of edgesec is no answer", test_own_exception },
	{ "requests may share a transaction", test_same_transaction },
	{ "a broadcast may be answered", test_broadcast },
	{ "requests without answer are forgotten", test_forgotten_requests },
	{ "answers without a connection are denied", test_strangers },
	{ "acknowledgements can't be ahead", test_forged_acknowledgement },
	{ "a connection under new rules is not known", test_new_rules },
	{ "unseen requests may have answers", test_adrift },
	{ "unreadable answers are denied", test_unreadable },
	{ "exception responses have a limit", test_exceptions },
	{ "memory is taken where a policy needs it", test_memory },
	{ "without memory no answer passes", test_no_memory },
};

int main(void)
{
	return TAP_RUN(tests);
}
