/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - From netlink attributes to policy entries
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_PARSE_H
#define EDGESEC_PARSE_H

#include <linux/types.h>

#include "policy.h"

struct netlink_ext_ack;
struct nlattr;

extern const int edgesec_rule_attr[EDGESEC_RULE_COUNT];

bool edgesec_parse_is_name(const char *name);
int edgesec_parse_head(struct edgesec_policy *policy, const struct nlattr *attr,
		       struct netlink_ext_ack *extack);
int edgesec_parse_program(struct edgesec_policy *policy,
			  const struct nlattr *attr,
			  struct netlink_ext_ack *extack);
int edgesec_parse_owner(struct edgesec_policy *policy,
			const struct nlattr *attr, u32 owner,
			struct netlink_ext_ack *extack);
int edgesec_parse_port(struct edgesec_policy *policy, const struct nlattr *attr,
		       struct netlink_ext_ack *extack);
int edgesec_parse_modbus_server(struct edgesec_policy *policy,
				const struct nlattr *attr,
				struct netlink_ext_ack *extack);

#endif /* EDGESEC_PARSE_H */
