// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - tests of kmod/flow_learn.c and modbus_seen.c: what is remembered
 * Copyright (C) 2026 The edgesec authors
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tap.h"
#include "bytes.h"
#include "modbus_grant.h"
#include "modbus_seen.h"
#include "requests.h"
#include "shim.h"
#include "sim.h"

#define WRITE2	"0003 0000 0009 01 10 0000 0001 02 0007 "
#define BOTH	"0005 0000 000d 01 17 0064 000a 00c8 0001 02 1234 "
#define FILES	"0006 0000 0011 01 14 0e 06 0004 0001 0002 06 0003 0009 0002 "
#define UMAS	"0007 0000 0004 01 5a 0002 "
#define COIL	"0008 0000 0006 01 05 0000 1234 "
#define SUB	"0009 0000 0006 02 08 000b 0000 "

/* A server that allows nothing and learns. */
static void begin(void)
{
	struct edgesec_modbus_server *server;

	sim_begin(AUDIT, EDGESEC_ON_DENY_RESET);
	edgesec_modbus_rules_free(&sim.rules);
	edgesec_modbus_rules_init(&sim.rules);
	server = edgesec_modbus_server_alloc("others");
	server->mode = AUDIT;
	server->learns = true;
	edgesec_modbus_server_add_ports(server, 502, 502);
	if (edgesec_modbus_rules_add(&sim.rules, server))
		abort();
	sim.server = server;
}

static u32 count_kinds(void)
{
	struct edgesec_modbus_sight sight;
	u32 count = 0;

	while (edgesec_modbus_seen_at(sim.rules.seen, count, &sight))
		count++;
	return count;
}

static struct edgesec_modbus_sight at(u32 index)
{
	struct edgesec_modbus_sight sight = {};

	edgesec_modbus_seen_at(sim.rules.seen, index, &sight);
	return sight;
}

static u64 missed(void)
{
	return edgesec_modbus_seen_missed(sim.rules.seen);
}

/* Nothing is to be recorded, and it passes. */
static bool is_quiet(u32 seq, const char *hex)
{
	return sim_client(ACK, seq, 1, hex) == PASS && !sim.verdict.reason;
}

static void test_polling(void)
{
	struct edgesec_modbus_sight sight;
	u32 seq = 1;

	begin();
	CHECK(sim_connect());
	for (int i = 0; i < 1000; i++, seq += 12)
		CHECK(is_quiet(seq, READ));
	CHECK(is_quiet(seq, READ2));
	CHECK(count_kinds() == 2 && !missed());
	sight = at(0);
	CHECK(sight.count == 1000 && at(1).count == 1);
	CHECK(sight.kind.client.ip == sim.segment.saddr.ip);
	CHECK(sight.kind.server.ip == sim.segment.daddr.ip);
	CHECK(sight.kind.family == AF_INET && sight.kind.port == 502);
	CHECK(sight.kind.unit == 1 && sight.kind.function == 3);
	CHECK(!sight.kind.read_first && sight.kind.read_quantity == 1);
	CHECK(!sight.kind.write_quantity && !sight.kind.fault);
	CHECK(at(1).kind.read_quantity == 2);
	sim_end();
}

/* A segment passes two hooks on the loopback, and may be sent again. */
static void test_repetition(void)
{
	begin();
	CHECK(sim_connect());
	CHECK(is_quiet(1, READ) && is_quiet(1, READ));
	CHECK(count_kinds() == 1 && at(0).count == 1);
	sim_end();
}

static void test_packed(void)
{
	begin();
	CHECK(sim_connect());
	CHECK(is_quiet(1, READ WRITE REPORT));
	CHECK(count_kinds() == 3 && !missed());
	CHECK(at(2).kind.function == 17);
	sim_end();
}

static void test_writes(void)
{
	struct edgesec_modbus_sight sight;

	begin();
	CHECK(sim_connect());
	CHECK(is_quiet(1, WRITE) && is_quiet(16, WRITE2) && is_quiet(31, BOTH));
	CHECK(count_kinds() == 2);
	sight = at(0);
	CHECK(sight.count == 2 && sight.least == 7 && sight.most == 0xabcd);
	CHECK(sight.kind.write_quantity == 1 && !sight.kind.read_quantity);
	sight = at(1);
	CHECK(sight.kind.read_first == 100 && sight.kind.read_quantity == 10);
	CHECK(sight.kind.write_first == 200 && sight.kind.write_quantity == 1);
	CHECK(sight.least == 0x1234 && sight.most == 0x1234);
	sim_end();
}

static void test_files_and_subs(void)
{
	begin();
	CHECK(sim_connect());
	CHECK(is_quiet(1, FILES) && is_quiet(24, SUB));
	CHECK(count_kinds() == 3);
	CHECK(at(0).kind.read_first == 4 && at(0).kind.read_quantity == 1);
	CHECK(at(1).kind.read_first == 3 && at(1).kind.function == 0x14);
	CHECK(at(2).kind.has_sub && at(2).kind.sub == 11);
	CHECK(at(2).kind.unit == 2 && at(2).least > at(2).most);
	sim_end();
}

static void test_faults(void)
{
	begin();
	CHECK(sim_connect());
	CHECK(is_quiet(1, UMAS) && is_quiet(11, COIL));
	CHECK(is_quiet(23, "0001 0001 0006 01 03 0000 0001"));
	CHECK(is_quiet(35, "0001 0000 0006 01 03 00"));
	CHECK(is_quiet(44, "0001 0000 0006 01 03 0000 0001"));
	CHECK(count_kinds() == 5);
	CHECK(at(0).kind.fault == EDGESEC_MODBUS_FUNCTION);
	CHECK(at(0).kind.function == 0x5a);
	CHECK(at(1).kind.fault == EDGESEC_MODBUS_VALUE);
	CHECK(at(2).kind.fault == EDGESEC_MODBUS_PROTOCOL_ID);
	CHECK(!at(2).kind.function);
	CHECK(at(3).kind.fault == EDGESEC_MODBUS_ALIGNMENT);
	CHECK(!at(4).kind.fault && !missed());
	sim_end();
}

/* What the policy allows already is no lesson. */
static void test_allowed(void)
{
	struct edgesec_modbus_grant *grant = edgesec_modbus_grant_alloc();
	struct edgesec_modbus_prefix prefix = {
		.family = AF_INET, .length = 32,
		.address.ip = htonl(0x0a000001),
	};

	begin();
	edgesec_modbus_grant_add_from(grant, &prefix);
	edgesec_modbus_grant_add_function(grant, 3, EDGESEC_FRAMING_IMPLIED);
	CHECK(!edgesec_modbus_server_add_grant(sim.server, grant));
	CHECK(sim_connect());
	CHECK(is_quiet(1, READ) && is_quiet(13, REPORT));
	CHECK(count_kinds() == 1 && at(0).kind.function == 17);
	/* Nor does who may ask nothing get stuck at the SYN. */
	sim.segment.saddr.ip = htonl(0x0a000009);
	CHECK(sim_connect() && is_quiet(1, READ));
	CHECK(count_kinds() == 2);
	CHECK(at(1).kind.client.ip == htonl(0x0a000009));
	sim_end();
}

/* It was there before, so its first segment is the first that is seen. */
static void test_adopted(void)
{
	begin();
	CHECK(sim_client(ACK, 5000, 1, READ) == PASS);
	CHECK(sim_denied("no-flow"));
	CHECK(is_quiet(5012, REPORT));
	CHECK(count_kinds() == 2 && !missed());
	sim_end();
}

static void test_missed(void)
{
	begin();
	CHECK(sim_connect());
	sim.unreadable = true;
	CHECK(sim_client(ACK, 1, 1, READ) == PASS);
	CHECK(!count_kinds() && missed() == 1);
	sim_end();
}

/* Each client is a kind of its own, until there is no room. */
static void test_full(void)
{
	struct edgesec_modbus_kind kind = { .family = AF_INET };

	begin();
	for (u32 i = 0; i < EDGESEC_MODBUS_SEEN_MAX + 7; i++) {
		kind.client.ip = htonl(i);
		edgesec_modbus_seen_fault(sim.rules.seen, &kind);
	}
	CHECK(count_kinds() == EDGESEC_MODBUS_SEEN_MAX && missed() == 7);
	kind.client.ip = htonl(3);
	edgesec_modbus_seen_fault(sim.rules.seen, &kind);
	CHECK(at(3).count == 2 && missed() == 7);
	sim_end();
}

static void test_inherited(void)
{
	struct edgesec_modbus_rules old;

	begin();
	CHECK(sim_connect() && is_quiet(1, READ));
	old = sim.rules;
	memset(&sim.rules, 0, sizeof(sim.rules));
	sim_rules(AUDIT, EDGESEC_ON_DENY_RESET);
	edgesec_modbus_rules_inherit(&sim.rules, &old);
	CHECK(!sim.rules.seen);
	sim.rules.seen = edgesec_modbus_seen_alloc();
	edgesec_modbus_rules_inherit(&sim.rules, &old);
	edgesec_modbus_rules_free(&old);
	CHECK(count_kinds() == 1 && at(0).kind.function == 3);
	sim_end();
}

static const struct tap_test tests[] = {
	{ "a request that is repeated is one kind", test_polling },
	{ "a segment that is repeated counts once", test_repetition },
	{ "requests in one segment are seen each", test_packed },
	{ "what is written is seen with its values", test_writes },
	{ "files and sub-functions are seen", test_files_and_subs },
	{ "what is not of the standard is told apart", test_faults },
	{ "what is allowed is not remembered", test_allowed },
	{ "a connection that was there before is read", test_adopted },
	{ "what can't be read is counted", test_missed },
	{ "what finds no room is counted", test_full },
	{ "the next rules that learn go on with it", test_inherited },
};

int main(void)
{
	return TAP_RUN(tests);
}
