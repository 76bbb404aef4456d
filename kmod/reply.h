/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - TCP segments that are edited, and those sent in an end's name
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_REPLY_H
#define EDGESEC_REPLY_H

#include <linux/types.h>

#include "modbus.h"

struct net;
struct net_device;
struct sk_buff;

/**
 * struct edgesec_segment - A TCP segment in a hook
 * @skb: Its data begins with the IP header.
 * @net: The network namespace.
 * @dev: The device it came in or goes out by.
 * @tags: It is bridged, and so many bytes of VLAN tags stand in front of its IP
 *	header in the buffer; @dev is the port that it came in by.
 * @bridged: See @tags.
 * @family: AF_INET or AF_INET6.
 * @transport: Where the TCP header begins.
 * @payload: Where the payload begins.
 */
struct edgesec_segment {
	struct sk_buff *skb;
	struct net *net;
	struct net_device *dev;
	u32 tags;
	bool bridged;
	u8 family;
	u32 transport;
	u32 payload;
};

bool edgesec_segment_cut(struct edgesec_segment *segment, u32 keep);
bool edgesec_segment_merge(struct edgesec_segment *segment, const u8 *bytes,
			   u32 len, u32 keep);
bool edgesec_segment_replace(struct edgesec_segment *segment, u32 seq,
			     const u8 *bytes, u32 len);
bool edgesec_segment_make_reset(struct edgesec_segment *segment, u32 seq);
bool edgesec_segment_strip_options(struct edgesec_segment *segment);
bool edgesec_segment_reply_reset(const struct edgesec_segment *segment);
bool edgesec_segment_reply_exception(const struct edgesec_segment *segment,
			const struct edgesec_modbus_request *request,
			u8 exception);

#endif /* EDGESEC_REPLY_H */
