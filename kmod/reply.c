// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - TCP segments that are edited, and those sent in an end's name
 * Copyright (C) 2026 The edgesec authors
 *
 * A denied request ends its connection. The client gets a RST, or an exception
 * response with a FIN, as a new packet with the addresses of the denied one
 * exchanged; its sequence number is what the client acknowledged, so the
 * client takes it. The denied segment itself becomes the RST for the server:
 * it is on its way already, by the right route and device.
 *
 * A bridge has no routes, and perhaps no address. There the answer leaves by the
 * port that the segment came in by, with its stations exchanged and its tags.
 */

#include "reply.h"

#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/ipv6.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <linux/skbuff.h>
#include <linux/tcp.h>
#include <net/dst.h>
#include <net/ip.h>
#include <net/ip6_checksum.h>
#include <net/ip6_route.h>
#include <net/ipv6.h>
#include <net/route.h>
#include <net/tcp.h>

#define OPTION_MPTCP		30
#define OPTION_FASTOPEN		34
#define OPTION_EXPERIMENT	254
#define FASTOPEN_MAGIC		0xf989
#define OPTIONS_MAX		40


/**
 * struct reply - A TCP segment to be sent to the sender of another one
 * @seq: Network byte order.
 * @ack: Network byte order.
 * @flags: TCPHDR_*.
 * @has_timestamp: @tsval and @tsecr are valid.
 * @tsval: Network byte order.
 * @tsecr: Network byte order.
 * @len: Length of @data.
 * @data: Payload.
 */
struct reply {
	__be32 seq;
	__be32 ack;
	u8 flags;
	bool has_timestamp;
	__be32 tsval;
	__be32 tsecr;
	u32 len;
	u8 data[EDGESEC_MODBUS_EXCEPTION];
};

static struct tcphdr *tcp_of(const struct edgesec_segment *segment)
{
	return (struct tcphdr *)(segment->skb->data + segment->transport);
}

static __sum16 tcp_checksum(u8 family, const void *ip, struct tcphdr *tcp,
			    u32 len)
{
	const struct ipv6hdr *ip6 = ip;
	const struct iphdr *ip4 = ip;
	__wsum sum = csum_partial(tcp, len, 0);

	if (family == AF_INET)
		return tcp_v4_check(len, ip4->saddr, ip4->daddr, sum);
	return csum_ipv6_magic(&ip6->saddr, &ip6->daddr, len, IPPROTO_TCP,
			       sum);
}

/* ---- Editing a segment ---- */

/* Lengths and checksums, after the rest has been changed. */
static void finish_edit(struct edgesec_segment *segment)
{
	struct sk_buff *skb = segment->skb;
	struct tcphdr *tcp = tcp_of(segment);

	if (segment->family == AF_INET) {
		ip_hdr(skb)->tot_len = htons(skb->len);
		ip_send_check(ip_hdr(skb));
	} else {
		ipv6_hdr(skb)->payload_len =
			htons(skb->len - sizeof(struct ipv6hdr));
	}
	if (skb_is_gso(skb))
		skb_gso_reset(skb);
	tcp->check = 0;
	tcp->check = tcp_checksum(segment->family, skb_network_header(skb), tcp,
				  skb->len - segment->transport);
	skb->ip_summed = CHECKSUM_NONE;
}

/* Cuts the packet at @len and makes all of it writable. */
static bool shorten(struct edgesec_segment *segment, u32 len)
{
	return !pskb_trim(segment->skb, len) &&
	       !skb_ensure_writable(segment->skb, len);
}

/**
 * edgesec_segment_cut - Take the end of the payload out of a segment
 * @segment: The segment.
 * @keep: How many bytes of the payload stay; a FIN only stays with all of them.
 *
 * Return: false without memory; the packet can only be dropped then.
 */
bool edgesec_segment_cut(struct edgesec_segment *segment, u32 keep)
{
	bool whole = segment->skb->len == segment->payload + keep;

	if (!shorten(segment, segment->payload + keep))
		return false;
	if (!whole)
		tcp_of(segment)->fin = 0;
	finish_edit(segment);
	return true;
}

/* Makes all of the packet writable, and room for @len bytes behind it. */
static bool make_room(struct sk_buff *skb, u32 len)
{
	if (skb_linearize(skb))
		return false;
	if (!skb_cloned(skb) && skb_tailroom(skb) >= (int)len)
		return true;
	return !pskb_expand_head(skb, 0, len, GFP_ATOMIC);
}

/**
 * edgesec_segment_merge - Put bytes in front of the payload of a segment
 * @segment: The segment.
 * @bytes: What comes first.
 * @len: Length of @bytes; the segment's sequence number goes down by that.
 * @keep: How many bytes of payload stay, as in edgesec_segment_cut().
 *
 * Return: false without memory; the packet can only be dropped then.
 */
bool edgesec_segment_merge(struct edgesec_segment *segment, const u8 *bytes,
			   u32 len, u32 keep)
{
	struct sk_buff *skb = segment->skb;
	u32 old = skb->len - segment->payload;
	u8 *payload;

	if (!make_room(skb, len))
		return false;
	skb_put(skb, len);
	payload = skb->data + segment->payload;
	memmove(payload + len, payload, old);
	memcpy(payload, bytes, len);
	skb->ip_summed = CHECKSUM_NONE;
	be32_add_cpu(&tcp_of(segment)->seq, -len);
	return edgesec_segment_cut(segment, keep);
}

/**
 * edgesec_segment_replace - Exchange the payload of a segment
 * @segment: The segment; its payload is not empty.
 * @seq: Sequence number of the first byte, host byte order.
 * @bytes: What it is from now on.
 * @len: Length of @bytes.
 *
 * It has no FIN afterwards.
 *
 * Return: false without memory; the packet can only be dropped then.
 */
bool edgesec_segment_replace(struct edgesec_segment *segment, u32 seq,
			     const u8 *bytes, u32 len)
{
	if (!edgesec_segment_cut(segment, 0))
		return false;
	/* What comes in front of nothing begins so far before that. */
	tcp_of(segment)->seq = htonl(seq + len);
	return edgesec_segment_merge(segment, bytes, len, len);
}

/**
 * edgesec_segment_make_reset - Turn a segment into a RST
 * @segment: The segment.
 * @seq: Its new sequence number.
 *
 * Return: false without memory; the packet can only be dropped then.
 */
bool edgesec_segment_make_reset(struct edgesec_segment *segment, u32 seq)
{
	struct tcphdr *tcp;

	if (!shorten(segment, segment->transport + sizeof(*tcp)))
		return false;
	tcp = tcp_of(segment);
	tcp->seq = htonl(seq);
	tcp_flag_word(tcp) &= TCP_FLAG_ACK;
	tcp->doff = sizeof(*tcp) / 4;
	tcp->rst = 1;
	tcp->window = 0;
	tcp->urg_ptr = 0;
	finish_edit(segment);
	nf_ct_set_closing(skb_nfct(segment->skb));
	return true;
}

/*
 * The length of the option at @option, of which @left bytes are there; 0 if
 * the list ends here.
 */
static u32 option_length(const u8 *option, u32 left)
{
	if (option[0] == TCPOPT_EOL)
		return 0;
	if (option[0] == TCPOPT_NOP)
		return 1;
	if (left < 2 || option[1] < 2 || option[1] > left)
		return 0;
	return option[1];
}

static bool is_unwanted(const u8 *option, u32 len)
{
	switch (option[0]) {
	case OPTION_MPTCP:
	case OPTION_FASTOPEN:
		return true;
	case OPTION_EXPERIMENT:
		return len >= 4 &&
		       (option[2] << 8 | option[3]) == FASTOPEN_MAGIC;
	}
	return false;
}

/* Overwrites @len bytes at @at of the TCP header and keeps the checksum. */
static void blank(struct edgesec_segment *segment, u32 at, u32 len)
{
	struct tcphdr *tcp = tcp_of(segment);
	u8 *byte = (u8 *)tcp + at;
	u16 from, to;

	for (; len--; at++, byte++) {
		from = *byte;
		to = TCPOPT_NOP;
		if (!(at % 2)) {
			from <<= 8;
			to <<= 8;
		}
		inet_proto_csum_replace2(&tcp->check, segment->skb, htons(from),
					 htons(to), false);
		*byte = TCPOPT_NOP;
	}
}

/**
 * edgesec_segment_strip_options - Make sure of a plain TCP handshake
 * @segment: A SYN or SYN+ACK.
 *
 * Fast open and MPTCP would carry data past the stream that is inspected. Both
 * ends do without when the other does not seem to know them.
 *
 * Return: false without memory; the packet can only be dropped then.
 */
bool edgesec_segment_strip_options(struct edgesec_segment *segment)
{
	u32 at, len, end = segment->payload - segment->transport;
	u8 buf[OPTIONS_MAX];
	const u8 *option;

	option = skb_header_pointer(segment->skb,
				    segment->transport + sizeof(struct tcphdr),
				    end - sizeof(struct tcphdr), buf);
	if (!option)
		return false;
	if (option != buf)
		option = memcpy(buf, option, end - sizeof(struct tcphdr));
	for (at = sizeof(struct tcphdr); at < end; at += len, option += len) {
		len = option_length(option, end - at);
		if (!len)
			break;
		if (!is_unwanted(option, len))
			continue;
		if (skb_ensure_writable(segment->skb, segment->payload))
			return false;
		blank(segment, at, len);
	}
	return true;
}

/* ---- Sending a segment ---- */

static void put_timestamp(struct sk_buff *skb, const struct reply *reply)
{
	__be32 *word = skb_put(skb, TCPOLEN_TSTAMP_ALIGNED);

	word[0] = htonl(TCPOPT_NOP << 24 | TCPOPT_NOP << 16 |
			TCPOPT_TIMESTAMP << 8 | TCPOLEN_TIMESTAMP);
	word[1] = reply->tsval;
	word[2] = reply->tsecr;
}

static void put_tcp(struct sk_buff *skb, const struct tcphdr *old,
		    const struct reply *reply)
{
	struct tcphdr *tcp;

	skb_set_transport_header(skb, skb->len);
	tcp = skb_put_zero(skb, sizeof(*tcp));
	tcp->source = old->dest;
	tcp->dest = old->source;
	tcp->seq = reply->seq;
	tcp->ack_seq = reply->ack;
	tcp->doff = sizeof(*tcp) / 4;
	((u8 *)tcp)[13] = reply->flags;
	if (reply->has_timestamp) {
		tcp->doff += TCPOLEN_TSTAMP_ALIGNED / 4;
		put_timestamp(skb, reply);
	}
	skb_put_data(skb, reply->data, reply->len);
}

static void put_ipv4(struct sk_buff *skb, const struct sk_buff *old)
{
	const struct iphdr *from = ip_hdr(old);
	struct iphdr *ip;

	skb_reset_network_header(skb);
	ip = skb_put_zero(skb, sizeof(*ip));
	ip->version = 4;
	ip->ihl = sizeof(*ip) / 4;
	ip->frag_off = htons(IP_DF);
	ip->protocol = IPPROTO_TCP;
	ip->saddr = from->daddr;
	ip->daddr = from->saddr;
	skb->protocol = htons(ETH_P_IP);
}

static void put_ipv6(struct sk_buff *skb, const struct sk_buff *old)
{
	const struct ipv6hdr *from = ipv6_hdr(old);
	struct ipv6hdr *ip;

	skb_reset_network_header(skb);
	ip = skb_put_zero(skb, sizeof(*ip));
	ip->version = 6;
	ip->nexthdr = IPPROTO_TCP;
	ip->saddr = from->daddr;
	ip->daddr = from->saddr;
	skb->protocol = htons(ETH_P_IPV6);
}

static bool route_ipv4(const struct edgesec_segment *segment,
		       struct sk_buff *skb)
{
	if (!skb_dst(segment->skb))
		return false;
	skb_dst_set_noref(skb, skb_dst(segment->skb));
	skb->mark = IP4_REPLY_MARK(segment->net, segment->skb->mark);
	if (ip_route_me_harder(segment->net, NULL, skb, RTN_UNSPEC))
		return false;
	ip_hdr(skb)->ttl = ip4_dst_hoplimit(skb_dst(skb));
	return true;
}

static bool route_ipv6(const struct edgesec_segment *segment,
		       struct sk_buff *skb)
{
	const struct ipv6hdr *ip = ipv6_hdr(skb);
	struct flowi6 flow = {
		.flowi6_proto = IPPROTO_TCP,
		.saddr = ip->saddr,
		.daddr = ip->daddr,
		.fl6_sport = tcp_hdr(skb)->source,
		.fl6_dport = tcp_hdr(skb)->dest,
	};
	struct dst_entry *dst;

	skb->mark = IP6_REPLY_MARK(segment->net, segment->skb->mark);
	flow.flowi6_mark = skb->mark;
	if (ipv6_addr_type(&ip->daddr) & IPV6_ADDR_LINKLOCAL)
		flow.flowi6_oif = segment->dev->ifindex;
	dst = ip6_route_output(segment->net, NULL, &flow);
	if (!dst->error)
		dst = xfrm_lookup(segment->net, dst, flowi6_to_flowi(&flow),
				  NULL, 0);
	if (IS_ERR(dst))
		return false;
	skb_dst_set(skb, dst);
	if (dst->error)
		return false;
	ipv6_hdr(skb)->hop_limit = ip6_dst_hoplimit(dst);
	return true;
}

static bool route(const struct edgesec_segment *segment, struct sk_buff *skb)
{
	return segment->family == AF_INET ? route_ipv4(segment, skb) :
					    route_ipv6(segment, skb);
}

static struct sk_buff *build(const struct edgesec_segment *segment,
			     const struct tcphdr *old,
			     const struct reply *reply)
{
	struct sk_buff *skb;

	skb = alloc_skb(LL_MAX_HEADER + sizeof(struct ipv6hdr) +
			sizeof(struct tcphdr) + TCPOLEN_TSTAMP_ALIGNED + EDGESEC_MODBUS_EXCEPTION,
			GFP_ATOMIC);
	if (!skb)
		return NULL;
	skb_reserve(skb, LL_MAX_HEADER);
	if (segment->family == AF_INET)
		put_ipv4(skb, segment->skb);
	else
		put_ipv6(skb, segment->skb);
	put_tcp(skb, old, reply);
	tcp_hdr(skb)->check = tcp_checksum(segment->family,
					   skb_network_header(skb),
					   tcp_hdr(skb),
					   skb->len - skb_transport_offset(skb));
	return skb;
}

static void send_routed(const struct edgesec_segment *segment,
			struct sk_buff *skb)
{
	nf_ct_attach(skb, segment->skb);
	if (segment->family == AF_INET)
		ip_local_out(segment->net, NULL, skb);
	else
		ip6_local_out(segment->net, NULL, skb);
}

/* What the IP stack would fill in. */
static void finish_ip(const struct edgesec_segment *segment,
		      struct sk_buff *skb)
{
	if (segment->family == AF_INET) {
		ip_hdr(skb)->ttl = IPDEFTTL;
		ip_hdr(skb)->tot_len = htons(skb->len);
		ip_send_check(ip_hdr(skb));
		return;
	}
	ipv6_hdr(skb)->hop_limit = IPV6_DEFAULT_HOPLIMIT;
	ipv6_hdr(skb)->payload_len = htons(skb->len - sizeof(struct ipv6hdr));
}

/* The Ethernet header of @segment, with its stations exchanged. */
static void put_ethernet(const struct edgesec_segment *segment,
			 struct sk_buff *skb)
{
	const struct sk_buff *old = segment->skb;
	const struct ethhdr *from = eth_hdr(old);
	struct ethhdr *eth;

	memcpy(skb_push(skb, segment->tags), old->data - segment->tags,
	       segment->tags);
	eth = skb_push(skb, sizeof(*eth));
	skb_reset_mac_header(skb);
	ether_addr_copy(eth->h_dest, from->h_source);
	ether_addr_copy(eth->h_source, from->h_dest);
	eth->h_proto = from->h_proto;
	skb->protocol = from->h_proto;
	if (skb_vlan_tag_present(old))
		__vlan_hwaccel_put_tag(skb, old->vlan_proto,
				       skb_vlan_tag_get(old));
}

static void send_bridged(const struct edgesec_segment *segment,
			 struct sk_buff *skb)
{
	finish_ip(segment, skb);
	put_ethernet(segment, skb);
	skb->dev = segment->dev;
	dev_queue_xmit(skb);
}

/* Sends @reply to the sender of @segment. */
static bool send(const struct edgesec_segment *segment,
		 const struct tcphdr *old, const struct reply *reply)
{
	struct sk_buff *skb;

	if (segment->skb->pkt_type == PACKET_BROADCAST ||
	    segment->skb->pkt_type == PACKET_MULTICAST)
		return false;
	skb = build(segment, old, reply);
	if (!skb)
		return false;
	if (segment->bridged) {
		send_bridged(segment, skb);
		return true;
	}
	if (!route(segment, skb)) {
		kfree_skb(skb);
		return false;
	}
	send_routed(segment, skb);
	return true;
}

static const struct tcphdr *old_header(const struct edgesec_segment *segment,
				       struct tcphdr *buf)
{
	return skb_header_pointer(segment->skb, segment->transport,
				  sizeof(*buf), buf);
}

/**
 * edgesec_segment_reply_reset - Answer a segment with a RST
 * @segment: The segment, no RST itself.
 *
 * Context: under rcu_read_lock(), no lock held that a hook would take.
 *
 * Return: false if no RST could be sent.
 */
bool edgesec_segment_reply_reset(const struct edgesec_segment *segment)
{
	struct reply reply = { .flags = TCPHDR_RST };
	const struct tcphdr *old;
	struct tcphdr buf;

	old = old_header(segment, &buf);
	if (!old || old->rst)
		return false;
	if (old->ack) {
		reply.seq = old->ack_seq;
	} else {
		reply.ack = htonl(ntohl(old->seq) + old->syn + old->fin +
				  segment->skb->len - segment->payload);
		reply.flags |= TCPHDR_ACK;
	}
	return send(segment, old, &reply);
}

/* Goes on with the timestamps of the connection, if it has any. */
static void echo_timestamp(const struct edgesec_segment *segment,
			   struct reply *reply)
{
	u32 at, len, end = segment->payload - segment->transport -
			   sizeof(struct tcphdr);
	u8 buf[OPTIONS_MAX];
	const u8 *option;

	option = skb_header_pointer(segment->skb,
				    segment->transport + sizeof(struct tcphdr),
				    end, buf);
	for (at = 0; option && at < end; at += len, option += len) {
		len = option_length(option, end - at);
		if (!len)
			return;
		if (option[0] != TCPOPT_TIMESTAMP || len != TCPOLEN_TIMESTAMP)
			continue;
		memcpy(&reply->tsecr, option + 2, sizeof(reply->tsecr));
		memcpy(&reply->tsval, option + 6, sizeof(reply->tsval));
		reply->has_timestamp = true;
		return;
	}
}

/**
 * edgesec_segment_reply_exception - Answer a request and say good-bye
 * @segment: The segment with the request, the next one in order; its
 *	acknowledgement covers all that the server has sent.
 * @request: The request.
 * @exception: Exception code.
 *
 * Context: under rcu_read_lock(), no lock held that a hook would take.
 *
 * Return: false if the response could not be sent.
 */
bool edgesec_segment_reply_exception(const struct edgesec_segment *segment,
			const struct edgesec_modbus_request *request,
			u8 exception)
{
	struct reply reply = {
		.flags = TCPHDR_ACK | TCPHDR_PSH | TCPHDR_FIN,
	};
	const struct tcphdr *old;
	struct tcphdr buf;

	old = old_header(segment, &buf);
	if (!old)
		return false;
	reply.seq = old->ack_seq;
	reply.ack = htonl(ntohl(old->seq) + segment->skb->len -
			  segment->payload);
	echo_timestamp(segment, &reply);
	edgesec_modbus_exception_build(request, exception, reply.data);
	reply.len = EDGESEC_MODBUS_EXCEPTION;
	return send(segment, old, &reply);
}
