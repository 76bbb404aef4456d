// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - a client, a server and edgesec between them
 * Copyright (C) 2026 The edgesec authors
 */

#include "sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/slab.h>

#include "bytes.h"
#include "shim.h"

struct sim sim;

const u8 *edgesec_flow_packet_read(const struct edgesec_flow_packet *packet,
				   u32 at, u32 len, u8 *buf)
{
	if (sim.unreadable)
		return NULL;
	if (at + len > packet->len || len > EDGESEC_MODBUS_ADU_MAX)
		abort();
	memcpy(buf, (const u8 *)packet->payload + at, len);
	return buf;
}

void sim_rules(enum edgesec_mode mode, enum edgesec_on_deny on_deny)
{
	struct edgesec_modbus_server *server;

	struct edgesec_modbus_rules rules;

	edgesec_modbus_rules_init(&rules);
	server = edgesec_modbus_server_alloc("plc");
	server->mode = mode;
	server->on_deny = on_deny;
	edgesec_modbus_server_add_ports(server, 502, 502);
	edgesec_modbus_server_add_function(server, 3, EDGESEC_FRAMING_IMPLIED);
	edgesec_modbus_server_add_function(server, 16,
					   EDGESEC_FRAMING_IMPLIED);
	edgesec_modbus_server_add_function(server, 90, EDGESEC_FRAMING_MBAP);
	if (edgesec_modbus_rules_add(&rules, server))
		abort();
	edgesec_modbus_rules_follow(&rules, &sim.rules);
	edgesec_modbus_rules_free(&sim.rules);
	sim.rules = rules;
	sim.server = server;
}

void sim_begin(enum edgesec_mode mode, enum edgesec_on_deny on_deny)
{
	memset(&sim, 0, sizeof(sim));
	if (edgesec_table_setup() || edgesec_flows_init(&sim.flows, 100))
		abort();
	sim_rules(mode, on_deny);
	sim.segment.net = 1;
	sim.segment.family = AF_INET;
	sim.segment.saddr.ip = htonl(0x0a000001);
	sim.segment.daddr.ip = htonl(0x0a000002);
	sim.segment.sport = htons(40000);
	sim.segment.dport = htons(502);
	sim.segment.window = 4096;
	sim.segment.from = SIM_CLIENT_SIDE;
	sim.segment.to = SIM_SERVER_SIDE;
	sim.segment.now = 1000;
	sim.end = 1;
}

void sim_end(void)
{
	edgesec_flows_destroy(&sim.flows);
	edgesec_modbus_rules_free(&sim.rules);
	edgesec_table_teardown();
}

static enum edgesec_flow_action judge(const struct edgesec_flow_packet *packet)
{
	rcu_read_lock();
	edgesec_flow_judge(&sim.flows, &sim.rules, packet, &sim.verdict);
	rcu_read_unlock();
	return sim.verdict.action;
}

static void fail(const char *why, u32 seq)
{
	fprintf(stderr, "oracle: byte %u: %s\n", seq, why);
	abort();
}

/* The length of an allowed request at @data, or 0. Knows codes 3, 16, 90. */
static u32 allowed_request(const u8 *data, u32 len)
{
	u32 size, quantity;

	if (len < 8 || data[2] || data[3])
		return 0;
	size = 6 + (data[4] << 8 | data[5]);
	if (size > len || size < 8)
		return 0;
	if (data[7] == 90)
		return size;
	if (size < 12)
		return 0;
	quantity = data[10] << 8 | data[11];
	if ((data[8] << 8 | data[9]) + quantity > 65536 || !quantity)
		return 0;
	if (data[7] == 3)
		return size == 12 && quantity <= 125 ? size : 0;
	if (data[7] == 16)
		return size == 13 + 2 * quantity && quantity <= 123 &&
				       data[12] == 2 * quantity ? size : 0;
	return 0;
}

void sim_oracle(u32 seq, const u8 *data, u32 len)
{
	u32 i, size;

	for (i = 0; i < len && seq + i < sim.end; i++)
		if (sim.stream[seq + i] != data[i])
			fail("differs from what was forwarded", seq + i);
	if (i < len && seq + i != sim.end)
		fail("leaves a gap", seq + i);
	while (i < len) {
		size = allowed_request(data + i, len - i);
		if (!size)
			fail("no allowed request begins or ends here", seq + i);
		if (seq + i + size > SIM_STREAM_MAX)
			fail("the test is too long", seq + i);
		memcpy(sim.stream + sim.end, data + i, size);
		sim.end += size;
		i += size;
	}
}

/* As the hook does it. */
/* What was kept goes on, instead of what the client has sent. */
static void pass_kept(void)
{
	struct edgesec_flow_held *held = sim.verdict.held;

	if (!held)
		abort();
	sim.passed.any = true;
	sim.passed.whole = false;
	sim.passed.fin = false;
	sim.passed.seq = held->seq - SIM_CLIENT_ISN;
	sim.passed.len = held->len;
	memcpy(sim.passed.data, held->bytes, held->len);
	kfree(held);
	sim.verdict.held = NULL;
}

static void pass_on(enum edgesec_flow_action action, u8 flags, u32 seq,
		    const u8 *data, u32 len)
{
	struct edgesec_flow_held *held = sim.verdict.held;
	u32 front = held ? held->len : 0;

	if (!held != (action != MERGE) || front + len > SIM_SEGMENT_MAX)
		abort();
	sim.passed.any = action == PASS || action == CUT || action == MERGE;
	sim.passed.whole = action == PASS;
	sim.passed.seq = seq - front;
	sim.passed.len = action == PASS ? len : sim.verdict.keep;
	if (!sim.passed.any)
		sim.passed.len = 0;
	if (sim.passed.len > front + len)
		abort();
	sim.passed.fin = sim.passed.any && (flags & FIN) &&
			 sim.passed.len == front + len;
	if (front)
		memcpy(sim.passed.data, held->bytes, front);
	if (len)
		memcpy(sim.passed.data + front, data, len);
	kfree(held);
	sim.verdict.held = NULL;
}

enum edgesec_flow_action sim_client_bytes(u8 flags, u32 seq, u32 ack,
					  const u8 *data, u32 len)
{
	struct edgesec_flow_packet packet = sim.segment;
	u8 *copy = malloc(len ? len : 1);
	enum edgesec_flow_action action;

	if (len)
		memcpy(copy, data, len);
	packet.flags = flags;
	packet.seq = SIM_CLIENT_ISN + seq;
	packet.ack = flags & ACK ? SIM_SERVER_ISN + ack : 0;
	packet.payload = copy;
	packet.len = len;
	action = judge(&packet);
	if (action == REPLACE)
		pass_kept();
	else
		pass_on(action, flags, seq, copy, len);
	if (sim.passed.len && sim.server->mode == EDGESEC_MODE_ENFORCE &&
	    sim.verdict.server && !sim.unchecked)
		sim_oracle(sim.passed.seq, sim.passed.data, sim.passed.len);
	free(copy);
	return action;
}

enum edgesec_flow_action sim_client(u8 flags, u32 seq, u32 ack, const char *hex)
{
	u8 data[8192];

	return sim_client_bytes(flags, seq, ack, data, bytes_parse(data, hex));
}

enum edgesec_flow_action sim_server_bytes(u8 flags, u32 seq, u32 ack,
					  const u8 *data, u32 len)
{
	struct edgesec_flow_packet packet = sim.segment;
	u8 *copy = malloc(len ? len : 1);
	enum edgesec_flow_action action;

	if (len)
		memcpy(copy, data, len);
	packet.saddr = sim.segment.daddr;
	packet.daddr = sim.segment.saddr;
	packet.sport = sim.segment.dport;
	packet.dport = sim.segment.sport;
	packet.from = sim.segment.to;
	packet.to = sim.segment.from;
	packet.flags = flags;
	packet.seq = SIM_SERVER_ISN + seq;
	packet.ack = flags & ACK ? SIM_CLIENT_ISN + ack : 0;
	packet.payload = copy;
	packet.len = len;
	action = judge(&packet);
	free(copy);
	return action;
}

enum edgesec_flow_action sim_server(u8 flags, u32 seq, u32 ack, const char *hex)
{
	u8 data[8192];

	return sim_server_bytes(flags, seq, ack, data, bytes_parse(data, hex));
}

bool sim_connect(void)
{
	return sim_client(SYN, 0, 0, "") == PASS &&
	       sim_server(SYN | ACK, 0, 1, "") == PASS &&
	       sim_client(ACK, 1, 1, "") == PASS;
}

bool sim_denied(const char *reason)
{
	if (!sim.verdict.reason)
		return !reason;
	if (reason && !strcmp(sim.verdict.reason, reason))
		return true;
	printf("# reason is %s\n", sim.verdict.reason);
	return false;
}

struct edgesec_flow *sim_flow(void)
{
	struct edgesec_flow_tuple tuple = {
		.net = sim.segment.net,
		.client = sim.segment.saddr,
		.server = sim.segment.daddr,
		.client_port = sim.segment.sport,
		.server_port = sim.segment.dport,
		.family = sim.segment.family,
	};
	struct edgesec_table_probe probe;
	struct edgesec_flow *flow;

	rcu_read_lock();
	edgesec_flow_probe(&sim.flows, &tuple, &probe);
	flow = edgesec_flow_find(&probe);
	if (flow && !edgesec_flow_is_of(flow, &tuple))
		flow = NULL;
	rcu_read_unlock();
	return flow;
}

u64 sim_flows(void)
{
	struct edgesec_table_stats stats;

	edgesec_table_stats(&sim.flows.table, &stats);
	return stats.entries;
}
