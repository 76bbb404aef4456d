// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What a bridged Ethernet frame carries
 * Copyright (C) 2026 The edgesec authors
 *
 * A bridge hands on what it does not understand, and receivers strip more than
 * one would think: any number of priority tags, LLC and SNAP headers. So a
 * packet is looked for behind all of these, to be refused there.
 */

#include "frame.h"

#include <linux/if_ether.h>
#include <linux/if_vlan.h>
#include <linux/kernel.h>
#include <linux/skbuff.h>

#define HEADERS_MAX	16
#define TAGS_MAX	2

#define LLC_SNAP	0xaa
#define LLC_IP		0x06
#define LLC_SIZE	3
#define SNAP_SIZE	8
#define PPPOE_SIZE	6

/**
 * struct walk - How far a frame was followed
 * @skb: Its buffer.
 * @frame: The result.
 * @protocol: EtherType of what begins at &edgesec_frame.at; 0: unknown.
 * @tags: How many tags it has.
 */
struct walk {
	const struct sk_buff *skb;
	struct edgesec_frame *frame;
	u16 protocol;
	u32 tags;
};

/* A service tag and a customer tag of one number are two networks. */
static void add_tag(struct walk *walk, u16 protocol, u16 tci)
{
	u32 vlan = tci & VLAN_VID_MASK;

	if (++walk->tags > TAGS_MAX)
		walk->frame->odd = true;
	if (!vlan)
		return;
	if (protocol != ETH_P_8021Q)
		vlan |= VLAN_N_VID;
	walk->frame->vlans = walk->frame->vlans << 16 | vlan;
}

/* Below 1536 an EtherType is the length of an LLC frame. */
static u16 to_protocol(__be16 type)
{
	return ntohs(type) < ETH_P_802_3_MIN ? ETH_P_802_2 : ntohs(type);
}

static void skip_tag(struct walk *walk)
{
	struct vlan_hdr buf;
	const struct vlan_hdr *tag = skb_header_pointer(walk->skb,
							walk->frame->at,
							sizeof(buf), &buf);
	u16 protocol = walk->protocol;

	walk->protocol = 0;
	if (!tag)
		return;
	add_tag(walk, protocol, ntohs(tag->h_vlan_TCI));
	walk->protocol = to_protocol(tag->h_vlan_encapsulated_proto);
	walk->frame->at += sizeof(buf);
}

static void skip_llc(struct walk *walk)
{
	u8 buf[SNAP_SIZE];
	const u8 *llc;

	walk->protocol = 0;
	walk->frame->odd = true;
	llc = skb_header_pointer(walk->skb, walk->frame->at, sizeof(buf), buf);
	if (!llc || llc[0] != llc[1])
		return;
	if (llc[0] == LLC_SNAP) {
		walk->protocol = to_protocol(htons(llc[6] << 8 | llc[7]));
		walk->frame->at += SNAP_SIZE;
	} else if (llc[0] == LLC_IP) {
		walk->protocol = ETH_P_IP;
		walk->frame->at += LLC_SIZE;
	}
}

/* A protocol of one byte is odd, one of two begins with an even byte. */
static void skip_pppoe(struct walk *walk)
{
	u8 buf[PPPOE_SIZE + 2];
	const u8 *header;
	u16 inner;

	walk->protocol = 0;
	walk->frame->odd = true;
	header = skb_header_pointer(walk->skb, walk->frame->at, sizeof(buf),
				    buf);
	if (!header)
		return;
	walk->frame->at += PPPOE_SIZE + 1;
	inner = header[PPPOE_SIZE];
	if (!(inner & 1)) {
		inner = inner << 8 | header[PPPOE_SIZE + 1];
		walk->frame->at++;
	}
	if (inner == 0x0021)
		walk->protocol = ETH_P_IP;
	else if (inner == 0x0057)
		walk->protocol = ETH_P_IPV6;
}

/* Returns false at an end. */
static bool skip_header(struct walk *walk)
{
	switch (walk->protocol) {
	case ETH_P_8021Q:
	case ETH_P_8021AD:
	case ETH_P_QINQ1:
	case ETH_P_QINQ2:
	case ETH_P_QINQ3:
		skip_tag(walk);
		return true;
	case ETH_P_802_2:
		skip_llc(walk);
		return true;
	case ETH_P_PPP_SES:
		skip_pppoe(walk);
		return true;
	}
	return false;
}

/**
 * edgesec_frame_parse - Find the IP packet of a frame
 * @skb: Its data begins behind the Ethernet header.
 * @frame: Filled.
 */
void edgesec_frame_parse(const struct sk_buff *skb,
			 struct edgesec_frame *frame)
{
	struct walk walk = {
		.skb = skb,
		.frame = frame,
		.protocol = to_protocol(skb->protocol),
	};
	u32 headers = 0;

	memset(frame, 0, sizeof(*frame));
	if (skb_vlan_tag_present(skb))
		add_tag(&walk, ntohs(skb->vlan_proto), skb_vlan_tag_get(skb));
	while (skip_header(&walk)) {
		if (++headers > HEADERS_MAX) {
			frame->endless = true;
			return;
		}
	}
	if (walk.protocol == ETH_P_IP || walk.protocol == ETH_P_IPV6)
		frame->protocol = walk.protocol;
}
