/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What the files of the netlink family share
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_NETLINK_IMPL_H
#define EDGESEC_NETLINK_IMPL_H

#include <linux/types.h>

struct genl_family;
struct genl_info;
struct netlink_callback;
struct netlink_ext_ack;
struct sk_buff;

extern struct genl_family edgesec_nl_family;

int edgesec_nl_permit(struct sk_buff *skb, struct netlink_ext_ack *extack);
void *edgesec_nl_reply_new(struct genl_info *info, size_t size,
			   struct sk_buff **reply);
int edgesec_nl_reply_send(struct genl_info *info, struct sk_buff *reply,
			  void *header, int failed);

int edgesec_nl_dump_start(struct netlink_callback *cb);
int edgesec_nl_policy_dump_done(struct netlink_callback *cb);
int edgesec_nl_seen_dump_done(struct netlink_callback *cb);

#endif /* EDGESEC_NETLINK_IMPL_H */
