/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - a client, a server and edgesec between them
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef SELFTESTS_MODBUS_SIM_H
#define SELFTESTS_MODBUS_SIM_H

#include "flow.h"

#define FIN	EDGESEC_TCP_FIN
#define SYN	EDGESEC_TCP_SYN
#define RST	EDGESEC_TCP_RST
#define ACK	EDGESEC_TCP_ACK
#define URG	EDGESEC_TCP_URG

#define PASS	EDGESEC_FLOW_PASS
#define CUT	EDGESEC_FLOW_CUT
#define MERGE	EDGESEC_FLOW_MERGE
#define REPLACE	EDGESEC_FLOW_REPLACE
#define DROP	EDGESEC_FLOW_DROP
#define REJECT	EDGESEC_FLOW_REJECT
#define RESET	EDGESEC_FLOW_RESET
#define EXCEPTION EDGESEC_FLOW_EXCEPTION

#define SIM_CLIENT_ISN	0xfffffff0u	/* wraps after 15 bytes */
#define SIM_SERVER_ISN	5000u
#define SIM_CLIENT_SIDE	7
#define SIM_SERVER_SIDE	8
#define SIM_STREAM_MAX	(1 << 16)

#define SIM_SEGMENT_MAX	(16 * 1024)

/**
 * struct sim_passed - What of a client's segment went on to the server
 * @any: Something did.
 * @whole: It is the client's own, as it was.
 * @fin: With its FIN.
 * @seq: Relative sequence number of its first byte.
 * @len: Length of @data.
 * @data: Its payload.
 */
struct sim_passed {
	bool any;
	bool whole;
	bool fin;
	u32 seq;
	u32 len;
	u8 data[SIM_SEGMENT_MAX];
};

/**
 * struct sim - The world
 * @flows: What is tested.
 * @rules: In force.
 * @server: Of @rules; sim_rules() gives it the codes 3, 16 and 90 (mbap).
 * @verdict: Of the last segment.
 * @passed: What became of the client's last one.
 * @segment: What the next segment looks like apart from what the call says;
 *	sim_begin() sets it, tests change it.
 * @unreadable: Payload can't be read.
 * @unchecked: The oracle, which knows few codes, is not asked.
 * @stream: Oracle: the bytes that were forwarded to the server.
 * @end: Oracle: first byte never forwarded.
 *
 * Sequence numbers in calls are relative: the first byte of data is 1.
 */
struct sim {
	struct edgesec_flows flows;
	struct edgesec_modbus_rules rules;
	struct edgesec_modbus_server *server;
	struct edgesec_flow_verdict verdict;
	struct sim_passed passed;
	struct edgesec_flow_packet segment;
	bool unreadable;
	bool unchecked;
	u8 stream[SIM_STREAM_MAX];
	u32 end;
};

extern struct sim sim;

void sim_begin(enum edgesec_mode mode, enum edgesec_on_deny on_deny);
void sim_rules(enum edgesec_mode mode, enum edgesec_on_deny on_deny);
void sim_end(void);

/* Each says what becomes of the segment. */
enum edgesec_flow_action sim_client_bytes(u8 flags, u32 seq, u32 ack,
					  const u8 *data, u32 len);
enum edgesec_flow_action sim_client(u8 flags, u32 seq, u32 ack,
				    const char *hex);
enum edgesec_flow_action sim_server_bytes(u8 flags, u32 seq, u32 ack,
					  const u8 *data, u32 len);
enum edgesec_flow_action sim_server(u8 flags, u32 seq, u32 ack,
				    const char *hex);

/* SYN, SYN+ACK, ACK; true if all pass. */
bool sim_connect(void);

/* True if the last segment was denied with this reason. */
bool sim_denied(const char *reason);

struct edgesec_flow *sim_flow(void);
u64 sim_flows(void);

/*
 * The oracle, which sim_client_bytes() asks about each segment that passes in
 * enforce mode: bytes that were forwarded before are the same, new ones follow
 * on the last, and are whole requests with codes that the rules allow. Ends
 * the program otherwise.
 */
void sim_oracle(u32 seq, const u8 *data, u32 len);

#endif /* SELFTESTS_MODBUS_SIM_H */
