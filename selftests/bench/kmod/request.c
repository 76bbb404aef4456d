// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Bench: what an allowed Modbus request costs in the hook
 * Copyright (C) 2026 The edgesec authors
 *
 * The hook is the one of the module, with all that it calls for a request that
 * passes. What it would call otherwise is not here: records and replies.
 *
 * The packet comes as a network device gives it, with a good checksum. Each
 * request is of another connection, chosen at random, than the one before.
 *
 * Its peers are in the hooks of this kernel, put there by the guest: one rule of
 * nftables that looks at the function code, in the forward hook, and NFQUEUE with
 * a program that lets all pass, in the input hook. What a program costs is that
 * of User-mode Linux, where each system call goes through another process.
 */
#include "hook_modbus.c"

#include <linux/completion.h>
#include <linux/etherdevice.h>
#include <linux/random.h>
#include <linux/vmalloc.h>

#undef pr_fmt
#define pr_fmt(fmt) "bench: " fmt
#include "common.h"

#define SLICES		50
#define QUEUED		2000
#define FLOWS_MANY	100000
#define CLIENT		0x0a000000
#define SERVER		0xc0000201
#define SERVER_ISN	5000

static const u8 request[] = { 0, 1, 0, 0, 0, 6, 1, 3, 0, 0, 0, 10 };

static struct edgesec_policy policy;
static struct net_device *client_side, *server_side;
static struct nf_hook_state to_server, to_client;
static struct sk_buff *packet;
static u64 asked;

/* Next sequence number of each client. */
static u32 *next_seq;

/* ---- In the place of what a request that passes does not need ---- */

const struct edgesec_policy *edgesec_policy_rcu(void)
{
	return &policy;
}

bool edgesec_audit_modbus(const struct edgesec_modbus_event *event)
{
	bench_wrong(event->reason, 0);
	return true;
}

struct edgesec_record *edgesec_audit_reserve(void)
{
	return NULL;
}

void edgesec_audit_release(struct edgesec_record *spare)
{
}

bool edgesec_loss_denies(void)
{
	return false;
}

bool edgesec_segment_cut(struct edgesec_segment *segment, u32 keep)
{
	return false;
}

bool edgesec_segment_merge(struct edgesec_segment *segment, const u8 *bytes,
			   u32 len, u32 keep)
{
	return false;
}

bool edgesec_segment_replace(struct edgesec_segment *segment, u32 seq,
			     const u8 *bytes, u32 len)
{
	return false;
}

bool edgesec_segment_make_reset(struct edgesec_segment *segment, u32 seq)
{
	return false;
}

bool edgesec_segment_strip_options(struct edgesec_segment *segment)
{
	return true;
}

bool edgesec_segment_reply_reset(const struct edgesec_segment *segment)
{
	return false;
}

bool edgesec_segment_reply_exception(const struct edgesec_segment *segment,
			const struct edgesec_modbus_request *denied,
			u8 exception)
{
	return false;
}

/* ---- Packets ---- */

static void put_ip(bool from_server, u32 client, u32 len)
{
	struct iphdr *ip = ip_hdr(packet);

	memset(ip, 0, sizeof(*ip));
	ip->version = 4;
	ip->ihl = 5;
	ip->ttl = 64;
	ip->protocol = IPPROTO_TCP;
	ip->tot_len = htons(len);
	ip->saddr = htonl(from_server ? SERVER : CLIENT + client);
	ip->daddr = htonl(from_server ? CLIENT + client : SERVER);
}

static void put_segment(bool from_server, u32 client, u8 flags, u32 seq,
			u32 ack)
{
	struct tcphdr *tcp = (struct tcphdr *)(ip_hdr(packet) + 1);
	u32 data = flags & TCPHDR_PSH ? sizeof(request) : 0;

	skb_trim(packet, 0);
	skb_put(packet, sizeof(struct iphdr) + sizeof(*tcp) + data);
	put_ip(from_server, client, packet->len);
	memset(tcp, 0, sizeof(*tcp));
	tcp->source = htons(from_server ? 502 : 40000);
	tcp->dest = htons(from_server ? 40000 : 502);
	tcp->seq = htonl(seq);
	tcp->ack_seq = htonl(ack);
	tcp->doff = sizeof(*tcp) / 4;
	((u8 *)tcp)[13] = flags;
	tcp->window = htons(8192);
	memcpy(tcp + 1, request, data);
	packet->ip_summed = CHECKSUM_UNNECESSARY;
}

static void from_server(u32 client, u8 flags, u32 seq)
{
	put_segment(true, client, flags, seq, next_seq[client]);
	if (hook_ipv4(NULL, packet, &to_client) != NF_ACCEPT)
		bench_wrong("server", client);
}

static noinline unsigned int hook_none(void *priv, struct sk_buff *skb,
				       const struct nf_hook_state *state)
{
	return NF_ACCEPT;
}

/* Cycles of one request; its answer is not timed. */
static u64 ask(nf_hookfn *hook, u32 client)
{
	u64 begin, cycles;
	unsigned int verdict;

	put_segment(false, client, TCPHDR_ACK | TCPHDR_PSH, next_seq[client],
		    SERVER_ISN + 1);
	begin = bench_cycles();
	verdict = hook(NULL, packet, &to_server);
	cycles = bench_cycles() - begin;
	if (verdict != NF_ACCEPT)
		bench_wrong("client", client);
	if (hook != hook_ipv4)
		return cycles;
	asked++;
	next_seq[client] += sizeof(request);
	from_server(client, TCPHDR_ACK, SERVER_ISN + 1);
	return cycles;
}

static void print(const char *key, u64 ns)
{
	pr_info("modbus.%s %llu.%02llu\n", key, ns / 100, ns % 100);
}

/* ---- Peers ---- */

static struct nf_hook_entries *peers(unsigned int hook)
{
	return rcu_dereference(init_net.nf.hooks_ipv4[hook]);
}

static noinline unsigned int hook_nft(void *priv, struct sk_buff *skb,
				      const struct nf_hook_state *state)
{
	struct nf_hook_state copy = *state;

	return nf_hook_slow(skb, &copy, peers(NF_INET_FORWARD), 0) == 1 ?
	       NF_ACCEPT : NF_DROP;
}

static DECLARE_COMPLETION(queue_answered);
static u64 queue_end;

static int queue_passed(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	queue_end = bench_cycles();
	kfree_skb(skb);
	complete(&queue_answered);
	return 0;
}

/* Cycles until a program has let a request pass. */
static u64 ask_queue(void)
{
	struct nf_hook_state state = to_server;
	struct sk_buff *skb = skb_copy(packet, GFP_KERNEL);
	u64 begin;

	if (!skb) {
		bench_wrong("memory", 0);
		return 0;
	}
	state.hook = NF_INET_LOCAL_IN;
	state.okfn = queue_passed;
	begin = bench_cycles();
	rcu_read_lock();
	if (nf_hook_slow(skb, &state, peers(NF_INET_LOCAL_IN), 0))
		bench_wrong("queue", 0);
	rcu_read_unlock();
	if (!wait_for_completion_timeout(&queue_answered, HZ)) {
		bench_wrong("queue", 1);
		return 0;
	}
	return queue_end - begin;
}

static void measure_queue(void)
{
	static u64 times[QUEUED];
	u32 i;

	put_segment(false, 0, TCPHDR_ACK | TCPHDR_PSH, 1000, SERVER_ISN + 1);
	for (i = 0; i < QUEUED && !bench_wrongs; i++)
		times[i] = ask_queue();
	/* bench_median() is told of slices with many requests. */
	print("request_ns.nfqueue", bench_median(times, i) * BENCH_SLICE);
}

/* ---- Rounds ---- */

/*
 * The physical limit: what a line of memory takes that only another one names, of
 * as many as the connections and their table have.
 */
static void measure_chase(const char *key)
{
	struct edgesec_table_stats stats;
	u64 ns;

	edgesec_flows_stats(&flows, &stats);
	ns = bench_chase(stats.bytes);
	if (ns)
		print(key, ns);
	else
		bench_wrong("memory", 1);
}

static void connect_clients(u32 count)
{
	u32 i;

	for (i = 0; i < count; i++) {
		next_seq[i] = 1000;
		from_server(i, TCPHDR_SYN | TCPHDR_ACK, SERVER_ISN);
		put_segment(false, i, TCPHDR_ACK, next_seq[i], SERVER_ISN + 1);
		hook_ipv4(NULL, packet, &to_server);
		if (!(i % 1000))
			cond_resched();
	}
}

static void measure(const char *key, nf_hookfn *hook, u32 clients)
{
	static u64 slices[SLICES];
	u64 random = bench_stream();
	u32 i, j;

	for (i = 0; i < SLICES; i++) {
		slices[i] = 0;
		local_bh_disable();
		rcu_read_lock();
		for (j = 0; j < BENCH_SLICE; j++)
			slices[i] += ask(hook, bench_mix(random++) % clients);
		rcu_read_unlock();
		local_bh_enable();
		cond_resched();
	}
	print(key, bench_median(slices, SLICES));
}

static int run_round(const char *key, const char *chase_key, u32 clients)
{
	int err = edgesec_flows_init(&flows, FLOWS_MANY);

	if (err)
		return err;
	rcu_read_lock();
	connect_clients(clients);
	rcu_read_unlock();
	measure(key, hook_ipv4, clients);
	if (chase_key)
		measure_chase(chase_key);
	edgesec_flows_destroy(&flows);
	return 0;
}

static int run_rounds(void)
{
	int round, err = 0;

	for (round = 0; round < 3 && !err; round++) {
		measure("request_ns.none", hook_none, 10);
		measure("request_ns.nft", hook_nft, 10);
		measure_queue();
		err = run_round("request_ns.edgesec", NULL, 10);
		err = err ?: run_round("request_ns_16k_flows.edgesec",
				       "request_ns_16k_flows.chase",
				       EDGESEC_FLOWS_MAX);
		err = err ?: run_round("request_ns_100k_flows.edgesec",
				       "request_ns_100k_flows.chase",
				       FLOWS_MANY);
	}
	if (edgesec_counter_read(EDGESEC_COUNT_MODBUS_ALLOWED) != asked)
		bench_wrong("allowed", asked);
	return err;
}

/* ---- What a policy and a host would give ---- */

static int make_rules(void)
{
	struct edgesec_modbus_server *server;
	int err;

	policy.generation = 1;
	edgesec_modbus_rules_init(&policy.modbus);
	server = edgesec_modbus_server_alloc("plc");
	if (!server)
		return -ENOMEM;
	server->mode = EDGESEC_MODE_ENFORCE;
	err = edgesec_modbus_server_add_ports(server, 502, 502);
	err = err ?: edgesec_modbus_server_add_function(server, 3,
						EDGESEC_FRAMING_IMPLIED);
	return err ?: edgesec_modbus_rules_add(&policy.modbus, server);
}

static void make_state(struct nf_hook_state *state, struct net_device *in,
		       struct net_device *out)
{
	state->hook = NF_INET_FORWARD;
	state->pf = NFPROTO_IPV4;
	state->in = in;
	state->out = out;
	state->net = &init_net;
}

static int make_host(void)
{
	client_side = alloc_etherdev(0);
	server_side = alloc_etherdev(0);
	next_seq = vzalloc(FLOWS_MANY * sizeof(*next_seq));
	packet = alloc_skb(256, GFP_KERNEL);
	if (!client_side || !server_side || !next_seq || !packet)
		return -ENOMEM;
	client_side->ifindex = 1;
	server_side->ifindex = 2;
	make_state(&to_server, client_side, server_side);
	make_state(&to_client, server_side, client_side);
	skb_reset_network_header(packet);
	return 0;
}

static int __init bench_init(void)
{
	int err = make_host();

	if (!err && (!rcu_access_pointer(init_net.nf.hooks_ipv4[NF_INET_FORWARD]) ||
		     !rcu_access_pointer(init_net.nf.hooks_ipv4[NF_INET_LOCAL_IN])))
		err = -ENOENT;
	err = err ?: make_rules();
	err = err ?: bench_begin();
	if (!err)
		err = bench_end(run_rounds());
	edgesec_modbus_rules_free(&policy.modbus);
	kfree_skb(packet);
	vfree(next_seq);
	if (client_side)
		free_netdev(client_side);
	if (server_side)
		free_netdev(server_side);
	return err;
}

static void __exit bench_exit(void)
{
}

module_init(bench_init);
module_exit(bench_exit);
MODULE_DESCRIPTION("Bench of the Modbus hook of edgesec");
MODULE_LICENSE("GPL");
