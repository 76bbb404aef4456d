/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What a bridged Ethernet frame carries
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_FRAME_H
#define EDGESEC_FRAME_H

#include <linux/types.h>

struct sk_buff;

/**
 * struct edgesec_frame - Where the IP packet of a frame is
 * @protocol: ETH_P_IP or ETH_P_IPV6, host byte order; 0: it has none.
 * @at: Where the packet begins, from the data of the buffer on.
 * @vlans: The VLANs it is tagged for, without priority tags; 0: none.
 * @odd: It is not where hosts put it, but some would find it there: behind
 *	more than two tags, LLC or PPPoE.
 * @endless: There are more headers than anybody needs.
 */
struct edgesec_frame {
	u16 protocol;
	u32 at;
	u32 vlans;
	bool odd;
	bool endless;
};

void edgesec_frame_parse(const struct sk_buff *skb,
			 struct edgesec_frame *frame);

#endif /* EDGESEC_FRAME_H */
