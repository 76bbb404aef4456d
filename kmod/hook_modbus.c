// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Netfilter hooks: TCP segments to and from Modbus servers
 * Copyright (C) 2026 The edgesec authors
 *
 * The hooks stand between the filter rules of the host and source NAT: what
 * those rules drop is not judged, addresses are those of client and server in
 * both directions, and no rule of the host edits a segment after it was judged.
 * A packet may pass two of them (loopback: out, then in); the second judgement
 * is that of a repetition.
 *
 * What a bridge hands on is judged there, whether br_netfilter shows it to the
 * hooks of IP or not: only the bridge knows the ports.
 */

#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/netfilter_bridge.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/tcp.h>
#include <linux/timekeeping.h>
#include <linux/workqueue.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include <net/net_namespace.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/tcp.h>

#include "audit.h"
#include "commit.h"
#include "counter.h"
#include "flow.h"
#include "frame.h"
#include "hook.h"
#include "loss.h"
#include "policy.h"
#include "reply.h"

#define PRIORITY	(NF_IP_PRI_NAT_SRC - 1)
#define PRIORITY_BRIDGE	(NF_BR_PRI_NAT_SRC - 1)
#define EXPIRE_PERIOD	(10 * HZ)
#define READ_MAX	(EDGESEC_FLOW_RING * EDGESEC_MODBUS_ADU_MAX)

/**
 * struct passing - A packet that passes a hook
 * @policy: The generation that decides.
 * @state: The hook.
 * @segment: The packet.
 * @packet: What flow.c wants to know of it.
 * @spare: Memory for a record, where nothing may pass without one.
 * @fragment: It is the first fragment of a packet.
 * @detour: Its destination is not its last one (IPv6 routing header).
 * @wrapped: It stands in its frame where only some receivers look for it.
 */
struct passing {
	const struct edgesec_policy *policy;
	const struct nf_hook_state *state;
	struct edgesec_segment segment;
	struct edgesec_flow_packet packet;
	struct edgesec_record *spare;
	bool fragment;
	bool detour;
	bool wrapped;
};

static struct edgesec_flows flows;
static void expire(struct work_struct *work);
static DECLARE_DELAYED_WORK(expire_work, expire);

/* Guards registration and what is read of @flows outside the hooks. */
static DEFINE_MUTEX(register_mutex);
static bool registered;

const u8 *edgesec_flow_packet_read(const struct edgesec_flow_packet *packet,
				   u32 at, u32 len, u8 *buf)
{
	return skb_header_pointer(packet->payload, packet->offset + at, len,
				  buf);
}

/* ---- What to tell, and what to do ---- */

/* What the rules of a server lead to for this packet. */
static bool enforces(const struct passing *p,
		     const struct edgesec_flow_verdict *verdict)
{
	return edgesec_flow_enforces(verdict->server, &p->packet);
}

/* Returns false for what must not pass, since there is no record of it. */
static bool record(struct passing *p,
		   const struct edgesec_flow_verdict *verdict)
{
	const struct edgesec_flow_packet *packet = &p->packet;
	bool reverse = verdict->from_server;
	struct edgesec_modbus_event event = {
		.server = verdict->server->name,
		.family = packet->family,
		.saddr = reverse ? packet->daddr : packet->saddr,
		.daddr = reverse ? packet->saddr : packet->daddr,
		.sport = reverse ? packet->dport : packet->sport,
		.dport = reverse ? packet->sport : packet->dport,
		.has_request = verdict->has_request,
		.transaction = verdict->request.transaction,
		.unit = verdict->request.unit,
		.function = verdict->request.function,
		.detail = verdict->detail,
		.reason = verdict->reason,
		.mode = verdict->observed || !enforces(p, verdict) ?
				EDGESEC_MODE_AUDIT : EDGESEC_MODE_ENFORCE,
		.overridden = !verdict->observed && !enforces(p, verdict) &&
			      verdict->server->mode == EDGESEC_MODE_ENFORCE,
		.generation = p->policy->generation,
		.net_inum = p->state->net->ns.inum,
		.spare = p->spare,
	};

	p->spare = NULL;
	return edgesec_audit_modbus(&event);
}

static void count_times(enum edgesec_counter id, u32 times)
{
	while (times--)
		edgesec_counter_inc(id);
}

static void count(const struct passing *p,
		  const struct edgesec_flow_verdict *verdict)
{
	count_times(EDGESEC_COUNT_MODBUS_ALLOWED, verdict->allowed);
	count_times(EDGESEC_COUNT_MODBUS_ANSWERED, verdict->answered);
	count_times(EDGESEC_COUNT_MODBUS_EXCEPTIONS, verdict->exceptions);
	count_times(EDGESEC_COUNT_MODBUS_UNSOLICITED, verdict->unsolicited);
	if (verdict->stalled)
		edgesec_counter_inc(EDGESEC_COUNT_MODBUS_STALLED);
	if (verdict->undecided)
		edgesec_counter_inc(EDGESEC_COUNT_MODBUS_UNDECIDED);
	else if (!verdict->reason || verdict->observed)
		return;
	else if (enforces(p, verdict))
		edgesec_counter_inc(EDGESEC_COUNT_MODBUS_DENIED);
	else
		edgesec_counter_inc(EDGESEC_COUNT_MODBUS_AUDITED);
}

/* Ends the connection at both ends. */
static bool end_connection(struct passing *p,
			   const struct edgesec_flow_verdict *verdict)
{
	bool told = false;

	if (verdict->action == EDGESEC_FLOW_EXCEPTION)
		told = edgesec_segment_reply_exception(&p->segment,
						       &verdict->request,
						       verdict->exception);
	if (!told)
		edgesec_segment_reply_reset(&p->segment);
	return edgesec_segment_make_reset(&p->segment, verdict->seq);
}

static bool merge(struct passing *p, const struct edgesec_flow_verdict *verdict)
{
	struct edgesec_flow_held *held = verdict->held;
	bool merged = edgesec_segment_merge(&p->segment, held->bytes, held->len,
					    verdict->keep);

	kfree(held);
	return merged;
}

static bool replace(struct passing *p,
		    const struct edgesec_flow_verdict *verdict)
{
	struct edgesec_flow_held *held = verdict->held;
	bool replaced = edgesec_segment_replace(&p->segment, held->seq,
						held->bytes, held->len);

	kfree(held);
	return replaced;
}

/* Returns true if the packet goes on. */
static bool act(struct passing *p, const struct edgesec_flow_verdict *verdict)
{
	switch (verdict->action) {
	case EDGESEC_FLOW_PASS:
		return !verdict->plain ||
		       edgesec_segment_strip_options(&p->segment);
	case EDGESEC_FLOW_CUT:
		return edgesec_segment_cut(&p->segment, verdict->keep);
	case EDGESEC_FLOW_MERGE:
		return merge(p, verdict);
	case EDGESEC_FLOW_REPLACE:
		return replace(p, verdict);
	case EDGESEC_FLOW_DROP:
		return false;
	case EDGESEC_FLOW_REJECT:
		edgesec_segment_reply_reset(&p->segment);
		return false;
	case EDGESEC_FLOW_RESET:
	case EDGESEC_FLOW_EXCEPTION:
		return end_connection(p, verdict);
	}
	return false;
}

/*
 * A packet that can't be judged: what becomes of it depends on the mode of the
 * server that it is for. @reason is NULL for what the receiver would drop.
 */
static bool refuse(struct passing *p, u16 port, const char *reason)
{
	struct edgesec_flow_verdict verdict = { .reason = reason };

	verdict.server = edgesec_modbus_rules_find(&p->policy->modbus,
						   p->packet.family,
						   &p->packet.daddr, port);
	if (!verdict.server || verdict.server->mode == EDGESEC_MODE_DISABLED)
		return true;
	verdict.stalled = !reason;
	count(p, &verdict);
	if (reason && !record(p, &verdict))
		return false;
	return !enforces(p, &verdict);
}

/* ---- Taking a packet apart ---- */

static u32 side_of(const struct net_device *dev)
{
	return dev && !(dev->flags & IFF_LOOPBACK) ? dev->ifindex : 0;
}

static void fill_path(struct passing *p)
{
	const struct nf_hook_state *state = p->state;

	p->packet.net = state->net->net_cookie;
	if (state->hook != NF_INET_LOCAL_OUT)
		p->packet.from = side_of(state->in);
	if (state->hook != NF_INET_LOCAL_IN)
		p->packet.to = side_of(state->out);
	p->packet.now = ktime_get_seconds();
}

static u8 find_wscale(const struct sk_buff *skb, u32 at, u32 end)
{
	u8 buf[40], *option;
	u32 len;

	option = skb_header_pointer(skb, at, end - at, buf);
	for (; option && at < end; at += len, option += len) {
		if (option[0] == TCPOPT_EOL)
			return 0;
		len = option[0] == TCPOPT_NOP ? 1 :
		      end - at < 2	      ? 0 :
						option[1];
		if (!len || len > end - at || (len == 1 && option[0] != 1))
			return 0;
		if (option[0] == TCPOPT_WINDOW && len == TCPOLEN_WINDOW)
			return option[2];
	}
	return 0;
}

/*
 * True if a flowtable of nftables has taken over the connection: it does so in the
 * chains of the filter, which come before our hook.
 */
static bool is_offloaded(const struct sk_buff *skb)
{
#if IS_ENABLED(CONFIG_NF_CONNTRACK)
	enum ip_conntrack_info info;
	const struct nf_conn *ct = nf_ct_get(skb, &info);

	return ct && test_bit(IPS_OFFLOAD_BIT, &ct->status);
#else
	return false;
#endif
}

/* Returns false if no receiver would take it for TCP. */
static bool fill_tcp(struct passing *p, const struct tcphdr *tcp)
{
	struct edgesec_flow_packet *packet = &p->packet;
	struct edgesec_segment *segment = &p->segment;
	struct sk_buff *skb = segment->skb;

	segment->payload = segment->transport + tcp->doff * 4;
	if (tcp->doff < sizeof(*tcp) / 4 || segment->payload > skb->len)
		return false;
	packet->seq = ntohl(tcp->seq);
	packet->ack = ntohl(tcp->ack_seq);
	packet->window = ntohs(tcp->window);
	packet->flags = tcp_flag_byte(tcp) &
			(EDGESEC_TCP_FIN | EDGESEC_TCP_SYN | EDGESEC_TCP_RST |
			 EDGESEC_TCP_ACK | EDGESEC_TCP_URG);
	packet->len = skb->len - segment->payload;
	packet->payload = skb;
	packet->offset = segment->payload;
	packet->offloaded = is_offloaded(skb);
	if (skb_is_gso(skb))
		packet->wire = skb_shinfo(skb)->gso_size;
	if (p->state->hook != NF_INET_LOCAL_IN)
		packet->chunk = packet->wire;
	if (tcp->syn)
		packet->wscale = find_wscale(skb, segment->transport +
						  sizeof(*tcp),
					     segment->payload);
	return true;
}

/*
 * Payload in pages that others can write (sendfile, zero copy) could change
 * between judgement and transmission: it becomes a copy that is ours.
 */
static bool own_payload(struct passing *p)
{
	struct sk_buff *skb = p->segment.skb;

	if (!skb_has_shared_frag(skb) && !skb_zcopy(skb))
		return true;
	return p->packet.len > READ_MAX || !skb_linearize(skb);
}

/* Does the length in the IP header say what is there? */
static bool length_fits(const struct passing *p)
{
	const struct sk_buff *skb = p->segment.skb;

	if (skb_is_gso(skb))
		return true;
	if (p->packet.family == AF_INET)
		return ntohs(ip_hdr(skb)->tot_len) == skb->len;
	return ntohs(ipv6_hdr(skb)->payload_len) + sizeof(struct ipv6hdr) ==
	       skb->len;
}

static bool checksum_fits(const struct passing *p)
{
	return !nf_checksum(p->segment.skb, p->state->hook,
			    p->segment.transport, IPPROTO_TCP,
			    p->packet.family);
}

/* Takes away what an Ethernet frame has behind a short packet. */
static bool trim(const struct passing *p)
{
	struct sk_buff *skb = p->segment.skb;
	u32 len;

	if (!p->segment.bridged || skb_is_gso(skb))
		return true;
	len = p->packet.family == AF_INET ?
		ntohs(ip_hdr(skb)->tot_len) :
		ntohs(ipv6_hdr(skb)->payload_len) + sizeof(struct ipv6hdr);
	return len >= skb->len || !pskb_trim_rcsum(skb, len);
}

/* A segment with a port that matters. Returns true if it goes on. */
static bool judge(struct passing *p, const struct tcphdr *tcp)
{
	struct edgesec_flow_verdict verdict __uninitialized;
	u16 port = ntohs(p->packet.dport);

	if (p->wrapped)
		return refuse(p, port, "encapsulation");
	if (p->fragment)
		return refuse(p, port, "fragment");
	if (p->detour)
		return !p->policy->modbus.enforced;
	if (!trim(p))
		return refuse(p, port, "no-memory");
	if (!fill_tcp(p, tcp) || !length_fits(p) || !checksum_fits(p))
		return refuse(p, port, NULL);
	if (!own_payload(p))
		return refuse(p, port, "no-memory");
	fill_path(p);
	edgesec_flow_judge(&flows, &p->policy->modbus, &p->packet, &verdict);
	if (!verdict.server)
		return true;
	count(p, &verdict);
	if (verdict.reason)
		record(p, &verdict);
	return act(p, &verdict);
}

/*
 * What is judged has changed what is known of its connection, so it is too late
 * then to find that no record can be written.
 */
static bool judge_recorded(struct passing *p, const struct tcphdr *tcp)
{
	bool passes;

	if (edgesec_loss_denies()) {
		p->spare = edgesec_audit_reserve();
		p->packet.unrecorded = !p->spare;
	}
	passes = judge(p, tcp);
	edgesec_audit_release(p->spare);
	return passes;
}

/* TCP in a packet whose addresses are known. Returns true if it goes on. */
static bool judge_tcp(struct passing *p)
{
	const struct edgesec_modbus_rules *rules = &p->policy->modbus;
	const struct tcphdr *tcp;
	struct tcphdr buf = {};
	const __be16 *ports;

	tcp = skb_header_pointer(p->segment.skb, p->segment.transport,
				 sizeof(buf), &buf);
	if (!tcp && !p->fragment)
		return true;
	ports = tcp ? &tcp->source :
		      skb_header_pointer(p->segment.skb, p->segment.transport,
					 2 * sizeof(*ports), &buf);
	if (!ports)
		return true;
	p->packet.sport = ports[0];
	p->packet.dport = ports[1];
	if (!edgesec_modbus_rules_port(rules, ntohs(ports[1])) &&
	    !edgesec_modbus_rules_port(rules, ntohs(ports[0])))
		return true;
	return judge_recorded(p, tcp);
}

/* ---- The hooks ---- */

static bool begin(struct passing *p, struct sk_buff *skb,
		  const struct nf_hook_state *state, u8 family)
{
	p->policy = edgesec_policy_rcu();
	if (!p->policy || edgesec_modbus_rules_empty(&p->policy->modbus))
		return false;
	p->state = state;
	p->segment.skb = skb;
	p->segment.net = state->net;
	p->segment.dev = state->in ? state->in : state->out;
	p->segment.family = family;
	p->packet.family = family;
	p->packet.overridden =
		edgesec_policy_overrides(p->policy, EDGESEC_SECTION_MODBUS);
	return true;
}

/* br_netfilter shows to the hooks of IP what our hook in the bridge judges. */
static bool is_bridged(const struct sk_buff *skb,
		       const struct nf_hook_state *state)
{
#if IS_ENABLED(CONFIG_BRIDGE_NETFILTER)
	return state->hook == NF_INET_FORWARD &&
	       netif_is_bridge_master(state->out) &&
	       nf_bridge_get_physoutif(skb);
#else
	return false;
#endif
}

/* Only a first fragment has ports, and it is the one that is refused. */
static bool matters_ipv4(const struct iphdr *ip)
{
	return ip->protocol == IPPROTO_TCP &&
	       !(ip->frag_off & htons(IP_OFFSET)) &&
	       ip->ihl >= sizeof(*ip) / 4;
}

/* Returns true if the packet goes on. */
static bool judge_ipv4(struct passing *p)
{
	const struct iphdr *ip = ip_hdr(p->segment.skb);

	p->fragment = ip_is_fragment(ip);
	p->segment.transport = ip->ihl * 4;
	p->packet.saddr.ip = ip->saddr;
	p->packet.daddr.ip = ip->daddr;
	return judge_tcp(p);
}

static unsigned int hook_ipv4(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state)
{
	struct passing p = {};

	if (!matters_ipv4(ip_hdr(skb)) || is_bridged(skb, state) ||
	    !begin(&p, skb, state, NFPROTO_IPV4))
		return NF_ACCEPT;
	return judge_ipv4(&p) ? NF_ACCEPT : NF_DROP;
}

#if IS_ENABLED(CONFIG_IPV6)
/* Returns false if the packet does not matter or is refused, see @refused. */
static bool skip_extensions(struct passing *p, u8 protocol, bool *refused)
{
	struct sk_buff *skb = p->segment.skb;
	int flags = IP6_FH_F_SKIP_RH;
	__be16 fragment = 0;
	unsigned int at = 0;
	int transport;

	transport = ipv6_skip_exthdr(skb, sizeof(struct ipv6hdr), &protocol,
				     &fragment);
	p->fragment = fragment & htons(IP6_OFFSET | IP6_MF);
	if (transport < 0) {
		/* The rest of the headers may follow in the next fragment. */
		*refused = p->fragment && !refuse(p, 0, "fragment");
		return false;
	}
	p->segment.transport = transport;
	p->detour = ipv6_find_hdr(skb, &at, NEXTHDR_ROUTING, NULL, &flags) >= 0;
	return protocol == IPPROTO_TCP;
}

static bool matters_ipv6(const struct ipv6hdr *ip)
{
	return ip->nexthdr == IPPROTO_TCP || ipv6_ext_hdr(ip->nexthdr);
}

/* Returns true if the packet goes on. */
static bool judge_ipv6(struct passing *p)
{
	const struct ipv6hdr *ip = ipv6_hdr(p->segment.skb);
	bool refused = false;

	p->segment.transport = sizeof(*ip);
	p->packet.saddr.in6 = ip->saddr;
	p->packet.daddr.in6 = ip->daddr;
	if (ip->nexthdr != IPPROTO_TCP &&
	    !skip_extensions(p, ip->nexthdr, &refused))
		return !refused;
	return judge_tcp(p);
}

static unsigned int hook_ipv6(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state)
{
	struct passing p = {};

	if (!matters_ipv6(ipv6_hdr(skb)) || is_bridged(skb, state) ||
	    !begin(&p, skb, state, NFPROTO_IPV6))
		return NF_ACCEPT;
	return judge_ipv6(&p) ? NF_ACCEPT : NF_DROP;
}
#endif

#if IS_ENABLED(CONFIG_NETFILTER_FAMILY_BRIDGE)
/* Too short is nobody's packet; what memory is missing for may be anybody's. */
static bool passes_unread(const struct passing *p, u32 needed)
{
	return p->segment.skb->len < needed || !p->policy->modbus.enforced;
}

/* Nobody has looked at the headers of IP yet. Returns true if it goes on. */
static bool judge_packet(struct passing *p)
{
	struct sk_buff *skb = p->segment.skb;
	u32 needed = p->packet.family == AF_INET ? sizeof(struct iphdr) :
						   sizeof(struct ipv6hdr);

	if (!pskb_may_pull(skb, needed))
		return passes_unread(p, needed);
	if (p->packet.family == AF_INET)
		return ip_hdr(skb)->version != 4 ||
		       !matters_ipv4(ip_hdr(skb)) || judge_ipv4(p);
#if IS_ENABLED(CONFIG_IPV6)
	return ipv6_hdr(skb)->version != 6 ||
	       !matters_ipv6(ipv6_hdr(skb)) || judge_ipv6(p);
#else
	return true;
#endif
}

/* Unwraps the packet in a frame, and wraps it again. */
static bool judge_frame(struct passing *p, u32 at)
{
	struct sk_buff *skb = p->segment.skb;
	bool passes;

	if (!pskb_may_pull(skb, at))
		return passes_unread(p, at);
	skb_pull_rcsum(skb, at);
	skb_reset_network_header(skb);
	passes = judge_packet(p);
	skb_push_rcsum(skb, at);
	skb_reset_network_header(skb);
	return passes;
}

/* Each VLAN, or pair of VLANs, of each bridge is a network of its own. */
static u64 link_of(const struct nf_hook_state *state, u32 vlans)
{
	const struct net_device *bridge;

	bridge = netdev_master_upper_dev_get_rcu(state->out);
	return (u64)(bridge ? bridge->ifindex : state->out->ifindex) << 32 |
	       vlans;
}

static unsigned int hook_bridge(void *priv, struct sk_buff *skb,
				const struct nf_hook_state *state)
{
	struct edgesec_frame frame;
	struct passing p = {};

	edgesec_frame_parse(skb, &frame);
	if ((!frame.protocol && !frame.endless) ||
	    !begin(&p, skb, state, frame.protocol == ETH_P_IPV6 ?
				   NFPROTO_IPV6 : NFPROTO_IPV4))
		return NF_ACCEPT;
	if (frame.endless)
		return p.policy->modbus.enforced ? NF_DROP : NF_ACCEPT;
	p.segment.bridged = true;
	p.segment.tags = frame.at;
	p.packet.link = link_of(state, frame.vlans);
	p.wrapped = frame.odd;
	return judge_frame(&p, frame.at) ? NF_ACCEPT : NF_DROP;
}
#endif

#define HOOK(family, function, number)					\
	{ .hook = (function), .pf = (family), .hooknum = (number),	\
	  .priority = PRIORITY }

static const struct nf_hook_ops hook_ops[] = {
	HOOK(NFPROTO_IPV4, hook_ipv4, NF_INET_LOCAL_IN),
	HOOK(NFPROTO_IPV4, hook_ipv4, NF_INET_FORWARD),
	HOOK(NFPROTO_IPV4, hook_ipv4, NF_INET_LOCAL_OUT),
#if IS_ENABLED(CONFIG_IPV6)
	HOOK(NFPROTO_IPV6, hook_ipv6, NF_INET_LOCAL_IN),
	HOOK(NFPROTO_IPV6, hook_ipv6, NF_INET_FORWARD),
	HOOK(NFPROTO_IPV6, hook_ipv6, NF_INET_LOCAL_OUT),
#endif
#if IS_ENABLED(CONFIG_NETFILTER_FAMILY_BRIDGE)
	{ .hook = hook_bridge, .pf = NFPROTO_BRIDGE,
	  .hooknum = NF_BR_FORWARD, .priority = PRIORITY_BRIDGE },
#endif
};

static int __net_init enter_net(struct net *net)
{
	return nf_register_net_hooks(net, hook_ops, ARRAY_SIZE(hook_ops));
}

static void __net_exit leave_net(struct net *net)
{
	nf_unregister_net_hooks(net, hook_ops, ARRAY_SIZE(hook_ops));
}

static struct pernet_operations net_ops = {
	.init = enter_net,
	.exit = leave_net,
};

static void expire(struct work_struct *work)
{
	edgesec_flows_expire(&flows, ktime_get_seconds());
	schedule_delayed_work(&expire_work, EXPIRE_PERIOD);
}

/**
 * edgesec_hook_modbus_register - Begin to judge packets
 *
 * In every network namespace, also in those to come. Context: process.
 *
 * Return: 0 or an error of registration.
 */
int edgesec_hook_modbus_register(void)
{
	int ret;

	mutex_lock(&register_mutex);
	ret = edgesec_flows_init(&flows, EDGESEC_FLOWS_MAX);
	if (ret)
		goto unlock;
	ret = register_pernet_subsys(&net_ops);
	if (ret)
		goto destroy_flows;
	schedule_delayed_work(&expire_work, EXPIRE_PERIOD);
	registered = true;
	goto unlock;

destroy_flows:
	edgesec_flows_destroy(&flows);
unlock:
	mutex_unlock(&register_mutex);
	return ret;
}

/**
 * edgesec_hook_modbus_unregister - Judge no more packets
 *
 * When it returns no hook runs and no connection is remembered. Context:
 * process.
 */
void edgesec_hook_modbus_unregister(void)
{
	mutex_lock(&register_mutex);
	registered = false;
	unregister_pernet_subsys(&net_ops);
	cancel_delayed_work_sync(&expire_work);
	edgesec_flows_destroy(&flows);
	mutex_unlock(&register_mutex);
}

/**
 * edgesec_hook_modbus_stats - The state of the table of connections
 * @stats: Filled when there is one.
 *
 * Context: Process context, may sleep.
 *
 * Return: False while the hooks are not registered: then there is no table.
 */
bool edgesec_hook_modbus_stats(struct edgesec_table_stats *stats)
{
	bool exists;

	mutex_lock(&register_mutex);
	exists = registered;
	if (exists)
		edgesec_flows_stats(&flows, stats);
	mutex_unlock(&register_mutex);
	return exists;
}
