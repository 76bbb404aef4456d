/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What the parsers of Modbus attributes share
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_PARSE_IMPL_H
#define EDGESEC_PARSE_IMPL_H

#include <linux/types.h>

struct edgesec_modbus_prefix;
struct edgesec_modbus_server;
struct netlink_ext_ack;
struct nla_policy;
struct nlattr;

/* parse_modbus.c */
int edgesec_parse_range(const struct nlattr *attr,
			const struct nla_policy *policy, u32 range[2],
			struct netlink_ext_ack *extack);
int edgesec_parse_prefix(const struct nlattr *attr,
			 struct edgesec_modbus_prefix *prefix,
			 struct netlink_ext_ack *extack);

/* parse_grant.c */
int edgesec_parse_exceptions(struct edgesec_modbus_server *server,
			     const struct nlattr *attr,
			     struct netlink_ext_ack *extack);
int edgesec_parse_grant(struct edgesec_modbus_server *server,
			const struct nlattr *attr,
			struct netlink_ext_ack *extack);

#endif /* EDGESEC_PARSE_IMPL_H */
