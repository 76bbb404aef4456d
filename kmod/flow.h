/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - TCP connections to Modbus servers
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_FLOW_H
#define EDGESEC_FLOW_H

#include <linux/atomic.h>
#include <linux/netfilter.h>
#include <linux/rcupdate.h>
#include <linux/siphash.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "modbus.h"
#include "table.h"

#define EDGESEC_FLOW_RING	16	/* a power of two */
#define EDGESEC_FLOW_HEAD	9	/* bytes of an answer that matter */
#define EDGESEC_FLOWS_MAX	16384

#define EDGESEC_TCP_FIN		0x01
#define EDGESEC_TCP_SYN		0x02
#define EDGESEC_TCP_RST		0x04
#define EDGESEC_TCP_ACK		0x10
#define EDGESEC_TCP_URG		0x20

/**
 * struct edgesec_flow_packet - One TCP segment, as it passes a hook
 * @net: Cookie of the network namespace.
 * @family: AF_INET or AF_INET6.
 * @flags: EDGESEC_TCP_*.
 * @wscale: Window scale option, 0 if it has none.
 * @saddr: Source; unused bytes are 0.
 * @daddr: Destination; unused bytes are 0.
 * @sport: Source.
 * @dport: Destination.
 * @seq: Of its first byte, host byte order.
 * @ack: Host byte order; valid with EDGESEC_TCP_ACK.
 * @window: As sent.
 * @len: Bytes of payload.
 * @chunk: It will be cut into segments of that many bytes; 0: it won't.
 * @wire: It consists of segments of that many bytes; 0: it is one.
 * @link: The Ethernet network, within @net, that it is bridged in; 0: it is
 *	routed.
 * @offloaded: Those behind it will pass no hook.
 * @overridden: Of servers that enforce, denials are only recorded for now.
 * @unrecorded: Nothing can be recorded of it, and so what would pass only with a
 *	record is denied.
 * @from: Where it comes from: an interface index, 0 for this host.
 * @to: Where it goes to: an interface index, 0 for this host.
 * @now: Seconds, of a clock that does not go back.
 * @payload: For edgesec_flow_packet_read().
 * @offset: For edgesec_flow_packet_read().
 */
struct edgesec_flow_packet {
	u64 net;
	u8 family;
	u8 flags;
	u8 wscale;
	union nf_inet_addr saddr;
	union nf_inet_addr daddr;
	__be16 sport;
	__be16 dport;
	u32 seq;
	u32 ack;
	u16 window;
	u32 len;
	u32 chunk;
	u32 wire;
	u64 link;
	bool offloaded;
	bool overridden;
	bool unrecorded;
	u32 from;
	u32 to;
	u32 now;
	const void *payload;
	u32 offset;
};

/**
 * edgesec_flow_enforces - Is denied what the rules of a server don't allow?
 * @server: The server; its mode is not disabled.
 * @packet: A segment to it, or from it.
 *
 * Of a server that learns nothing is recorded that it could go without.
 *
 * Return: False if that is only recorded.
 */
static inline bool
edgesec_flow_enforces(const struct edgesec_modbus_server *server,
		      const struct edgesec_flow_packet *packet)
{
	if (packet->unrecorded)
		return !server->learns;
	return server->mode == EDGESEC_MODE_ENFORCE && !packet->overridden;
}

/**
 * edgesec_flow_packet_read - Read payload
 * @packet: The segment.
 * @at: First byte.
 * @len: How many, at most EDGESEC_MODBUS_ADU_MAX; @at + @len is at most the
 *	length of the payload.
 * @buf: Room for that many.
 *
 * Provided by whoever makes the packets, not by flow.c.
 *
 * Return: The bytes, in @buf or in place; NULL if they can't be read.
 */
const u8 *edgesec_flow_packet_read(const struct edgesec_flow_packet *packet,
				   u32 at, u32 len, u8 *buf);

/**
 * enum edgesec_flow_action - What becomes of a segment
 * @EDGESEC_FLOW_PASS: It goes on.
 * @EDGESEC_FLOW_CUT: It goes on with the first @keep bytes of its payload,
 *	and without what is behind them, as a FIN.
 * @EDGESEC_FLOW_MERGE: As CUT, but with @held in front of its payload; @keep
 *	counts both.
 * @EDGESEC_FLOW_REPLACE: It goes on with @held in the place of its payload, and
 *	without a FIN.
 * @EDGESEC_FLOW_DROP: It vanishes.
 * @EDGESEC_FLOW_REJECT: It vanishes, and its sender gets a RST.
 * @EDGESEC_FLOW_RESET: As REJECT, and its receiver gets a RST in its place.
 * @EDGESEC_FLOW_EXCEPTION: As RESET, but its sender gets a Modbus exception
 *	response and a FIN instead of the RST.
 */
enum edgesec_flow_action {
	EDGESEC_FLOW_PASS,
	EDGESEC_FLOW_CUT,
	EDGESEC_FLOW_MERGE,
	EDGESEC_FLOW_REPLACE,
	EDGESEC_FLOW_DROP,
	EDGESEC_FLOW_REJECT,
	EDGESEC_FLOW_RESET,
	EDGESEC_FLOW_EXCEPTION,
};

/**
 * struct edgesec_flow_held - A request that came, or comes, in pieces
 * @next: Another one, of those that are kept.
 * @seq: Sequence number of its first byte.
 * @len: Length of @bytes.
 * @bytes: What has come of it.
 */
struct edgesec_flow_held {
	struct edgesec_flow_held *next;
	u32 seq;
	u32 len;
	u8 bytes[EDGESEC_MODBUS_ADU_MAX];
};

/**
 * struct edgesec_flow_verdict - What was decided about a segment
 * @action: What becomes of it.
 * @keep: With EDGESEC_FLOW_CUT and EDGESEC_FLOW_MERGE: see there.
 * @held: With EDGESEC_FLOW_MERGE and EDGESEC_FLOW_REPLACE: see there. Whoever
 *	asked frees it.
 * @server: The server whose rule decided; NULL if none was concerned.
 * @from_server: The segment was sent by the server.
 * @reason: Why it was denied, a constant string; NULL if there is nothing to
 *	record. In audit mode with @action EDGESEC_FLOW_PASS.
 * @has_request: @request is valid.
 * @request: The request that was denied.
 * @detail: What it asked for, with @has_request.
 * @exception: Exception code, with EDGESEC_FLOW_EXCEPTION.
 * @seq: What the receiver's RST carries, with EDGESEC_FLOW_RESET and
 *	EDGESEC_FLOW_EXCEPTION.
 * @plain: TCP options that open other ways into the stream must be removed.
 * @stalled: Dropped without a denial; TCP repairs that.
 * @undecided: Denied for want of memory.
 * @understood: Its payload was read, request by request or up to a fault.
 * @allowed: Number of requests that were seen for the first time and pass.
 * @observed: @reason is to be recorded, but was no reason to deny.
 * @answered: Number of answers that requests were waiting for.
 * @exceptions: Number of such answers that were exception responses.
 * @unsolicited: Number of answers that no request was waiting for.
 */
struct edgesec_flow_verdict {
	enum edgesec_flow_action action;
	u32 keep;
	struct edgesec_flow_held *held;
	const struct edgesec_modbus_server *server;
	bool from_server;
	const char *reason;
	bool has_request;
	struct edgesec_modbus_request request;
	struct edgesec_modbus_detail detail;
	u8 exception;
	u32 seq;
	bool plain;
	bool stalled;
	bool undecided;
	bool understood;
	u32 allowed;
	bool observed;
	u32 answered;
	u32 exceptions;
	u32 unsolicited;
};

/* Which connection; hashed as bytes, so it has no padding. */
struct edgesec_flow_tuple {
	u64 net;
	u64 link;
	union nf_inet_addr client;
	union nf_inet_addr server;
	__be16 client_port;
	__be16 server_port;
	u32 family;
};

/**
 * enum edgesec_flow_phase - How far a connection is
 * @EDGESEC_FLOW_HANDSHAKE: The server has answered the SYN.
 * @EDGESEC_FLOW_OPEN: The client has acknowledged that.
 * @EDGESEC_FLOW_CLOSING: The client has sent its FIN.
 * @EDGESEC_FLOW_CLOSED: Both FINs are through, or a RST is.
 * @EDGESEC_FLOW_DENIED: edgesec has ended it and answers for both ends.
 */
enum edgesec_flow_phase {
	EDGESEC_FLOW_HANDSHAKE,
	EDGESEC_FLOW_OPEN,
	EDGESEC_FLOW_CLOSING,
	EDGESEC_FLOW_CLOSED,
	EDGESEC_FLOW_DENIED,
	EDGESEC_FLOW_PHASES
};

/**
 * struct edgesec_flow_id - What an entry keeps of its tuple
 * @where: Network and family, folded.
 * @client: Address and port, folded.
 * @server: Likewise.
 *
 * An entry is found by a keyed hash of the whole tuple, of 64 bits. Nobody can
 * choose tuples that have the same one; if chance does, this tells them apart.
 * So it need not hold all of an IPv6 address.
 */
struct edgesec_flow_id {
	u64 where;
	u64 client;
	u64 server;
};

/**
 * struct edgesec_flow_flight - A segment of answers on its way
 * @seq: Of its first byte.
 * @size: In bytes.
 * @hash: Keyed hash of its bytes.
 */
struct edgesec_flow_flight {
	u32 seq;
	u32 size;
	u64 hash;
};

/**
 * struct edgesec_flow_extra - What is known of a connection where policies ask
 * @flight: What the server has sent last, where unsolicited answers are denied.
 *	A ring; see @sent_head of &struct edgesec_flow.
 * @held: With segments: coalesce, what has come of the request at @next; NULL:
 *	nothing. Owned.
 * @kept: Requests that went on as one, for a client that repeats their pieces;
 *	what the server has acknowledged may still be there. Owned.
 * @splits: How often the client has repeated only what is held.
 */
struct edgesec_flow_extra {
	struct edgesec_flow_flight flight[EDGESEC_FLOW_RING];
	struct edgesec_flow_held *held;
	struct edgesec_flow_held *kept;
	u8 splits;
};

/**
 * struct edgesec_flow_asked - A request that may be answered
 * @transaction: Transaction identifier, host byte order.
 * @unit: Unit identifier.
 * @length: MBAP length of its normal answer; 0: any.
 * @function: Function code.
 * @owed: The standard wants an answer.
 */
struct edgesec_flow_asked {
	u16 transaction;
	u8 unit;
	u8 length;
	u8 function:7;
	u8 owed:1;
} __packed;

/**
 * struct edgesec_flow_answers - How far a server's stream is understood
 * @count: Length of @asked.
 * @forgot: A request had to give way to later ones.
 * @owed: How many of @asked are owed an answer.
 * @skip: Bytes of an answer that are still to come, and don't matter.
 * @head_len: Length of @head.
 * @head: What has come of an answer that is not judged yet. When an exception
 *	response of ours has ended the connection: the request it answers.
 * @asked: Requests without an answer, the oldest first.
 */
struct edgesec_flow_answers {
	u8 count:5;
	u8 forgot:1;
	u8 owed;
	u8 skip;
	u8 head_len;
	u8 head[EDGESEC_FLOW_HEAD];
	struct edgesec_flow_asked asked[EDGESEC_FLOW_RING];
};

/**
 * struct edgesec_flow - One connection
 * @id: Immutable.
 * @lock: Guards all that follows. Taken with BH off; the lock of the table
 *	nests inside.
 * @seen: When the last packet came, in seconds.
 * @next: First sequence number that was not forwarded to the server.
 * @acked: What the server has acknowledged, at most @next.
 * @edge: Right edge of the server's window, see moves_edge().
 * @server_next: First sequence number that the server has not used yet.
 * @client_acked: What the client has acknowledged, at most @server_next.
 * @side: Where the server is: an interface index, 0 for this host.
 * @serial: Of the rules that judged its last data.
 * @phase: How far it is.
 * @wscale: Scale of the server's windows.
 * @head: Where the next forwarded request goes in @ring.
 * @sent_head: Where the next segment of answers goes in @extra.
 * @dead: It is leaving the table; look up again or do without.
 * @adrift: What the server has received is not known any more (audit mode let
 *	something pass, or packets went another way). Never trusted in enforce
 *	mode.
 * @server_fin: The server has sent its FIN.
 * @has_syn: @syn is valid.
 * @recorded: A denial at @recorded_at is in the log already.
 * @blind: The server's stream could not be followed, so @answers is not
 *	reliable.
 * @observed: An answer that passed is in the log since @observed_at.
 * @waited: How often a denied request was dropped to wait for @answers.
 * @misfits: How often the server has not repeated what it has sent.
 * @ring_end: Sequence number behind the last one of @ring.
 * @window_seq: Sequence number of the segment that @edge is from.
 * @count: Valid entries before @head; each begins where the one before ends.
 * @sent_count: Valid entries before @sent_head.
 * @exception: With %EDGESEC_FLOW_DENIED: code that the client was answered at
 *	@server_next, or 0 for RST.
 * @answers: How far the server's stream is understood.
 * @extra: What most policies don't ask for; NULL until it is needed. Owned.
 * @recorded_at: See @recorded.
 * @handshake: Hash of both numbers of the SYN+ACK, which may come again.
 * @syn: Sequence number of the last SYN that passed.
 * @observed_at: See @observed, in seconds.
 * @ring: The requests forwarded last; always all that the server has not
 *	acknowledged. See flow_data.c.
 * @rcu: Frees it one grace period after it is dead, when nobody who finds it
 *	looks at @ring.
 *
 * A packet of a connection finds it in no cache, and waits for memory once for
 * each line of 64 bytes. So what a request and its answer need stands in the
 * first two; a request needs one of @ring besides.
 */
struct edgesec_flow {
	struct edgesec_flow_id id;
	spinlock_t lock;
	u32 seen;
	u32 next;
	u32 acked;
	u32 edge;
	u32 server_next;
	u32 client_acked;
	u32 side;
	u32 serial;
	u8 phase;
	u8 wscale:4;
	u8 head:4;
	u8 sent_head:4;
	u8 dead:1;
	u8 adrift:1;
	u8 server_fin:1;
	u8 has_syn:1;
	u8 recorded:1;
	u8 blind:1;
	u8 observed:1;
	u8 waited:3;
	u8 misfits:2;

	u32 ring_end;
	u32 window_seq;
	u8 count;
	u8 sent_count;
	u8 exception;
	struct edgesec_flow_answers answers;
	struct edgesec_flow_extra *extra;
	u32 recorded_at;
	u32 handshake;
	u32 syn;
	u32 observed_at;

	union {
		u64 ring[EDGESEC_FLOW_RING];
		struct rcu_head rcu;
	};
};

/**
 * struct edgesec_flows - All connections to policed servers
 * @table: Key of tuple to &struct edgesec_flow. Two connections with equal
 *	keys (one chance in 2^64 for a pair, the hash is keyed) can't both be
 *	here; the second one is refused.
 * @extras: How many of them have a &struct edgesec_flow_extra.
 * @tuple_key: Secret for the keys of @table.
 * @data_key: Secret for the hashes of requests.
 */
struct edgesec_flows {
	struct edgesec_table table;
	atomic_t extras;
	siphash_key_t tuple_key;
	siphash_key_t data_key;
};

/* flow.c */
void edgesec_flow_judge(struct edgesec_flows *flows,
			const struct edgesec_modbus_rules *rules,
			const struct edgesec_flow_packet *packet,
			struct edgesec_flow_verdict *verdict);

/* flows.c */
int edgesec_flows_init(struct edgesec_flows *flows, u32 max);
void edgesec_flows_destroy(struct edgesec_flows *flows);
void edgesec_flows_expire(struct edgesec_flows *flows, u32 now);
void edgesec_flow_probe(const struct edgesec_flows *flows,
			const struct edgesec_flow_tuple *tuple,
			struct edgesec_table_probe *probe);
struct edgesec_flow *edgesec_flow_find(const struct edgesec_table_probe *probe);
bool edgesec_flow_is_of(const struct edgesec_flow *flow,
			const struct edgesec_flow_tuple *tuple);
struct edgesec_flow *edgesec_flow_alloc(const struct edgesec_flow_tuple *tuple,
					u32 now);
int edgesec_flow_insert(struct edgesec_flows *flows, u64 key,
			struct edgesec_flow *flow);
bool edgesec_flow_add_extra(struct edgesec_flows *flows,
			    struct edgesec_flow *flow);
void edgesec_flow_free_kept(struct edgesec_flow_extra *extra);
void edgesec_flows_stats(const struct edgesec_flows *flows,
			 struct edgesec_table_stats *stats);

#endif /* EDGESEC_FLOW_H */
