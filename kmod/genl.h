/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	kmod/spec/edgesec.yaml */
/* YNL-GEN kernel header */

#ifndef _LINUX_EDGESEC_GEN_H
#define _LINUX_EDGESEC_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include "uapi/edgesec.h"

/* Common nested types */
extern const struct nla_policy edgesec_allow_nl_policy[EDGESEC_A_ALLOW_RATE + 1];
extern const struct nla_policy edgesec_function_nl_policy[EDGESEC_A_FUNCTION_SUB + 1];
extern const struct nla_policy edgesec_head_nl_policy[EDGESEC_A_HEAD_UNTRACKED + 1];
extern const struct nla_policy edgesec_modbus_server_nl_policy[EDGESEC_A_MODBUS_SERVER_SEGMENTS + 1];
extern const struct nla_policy edgesec_override_nl_policy[EDGESEC_A_OVERRIDE_UID + 1];
extern const struct nla_policy edgesec_port_nl_policy[EDGESEC_A_PORT_CONTINUES + 1];
extern const struct nla_policy edgesec_port_program_nl_policy[EDGESEC_A_PORT_PROGRAM_PROGRAM + 1];
extern const struct nla_policy edgesec_port_range_nl_policy[EDGESEC_A_PORT_RANGE_LAST + 1];
extern const struct nla_policy edgesec_prefix_nl_policy[EDGESEC_A_PREFIX_LENGTH + 1];
extern const struct nla_policy edgesec_program_nl_policy[EDGESEC_A_PROGRAM_PATH + 1];
extern const struct nla_policy edgesec_rate_nl_policy[EDGESEC_A_RATE_BURST + 1];
extern const struct nla_policy edgesec_span_nl_policy[EDGESEC_A_SPAN_ONE_BITS + 1];
extern const struct nla_policy edgesec_sub_range_nl_policy[EDGESEC_A_SUB_RANGE_LAST + 1];
extern const struct nla_policy edgesec_unit_range_nl_policy[EDGESEC_A_UNIT_RANGE_LAST + 1];
extern const struct nla_policy edgesec_value_range_nl_policy[EDGESEC_A_VALUE_RANGE_LAST + 1];

extern const struct nla_policy edgesec_status_get_nl_policy[EDGESEC_A_STATUS_ABI + 1];

extern const struct nla_policy edgesec_stage_begin_nl_policy[EDGESEC_A_POLICY_HEAD + 1];

extern const struct nla_policy edgesec_stage_add_nl_policy[EDGESEC_A_POLICY_MODBUS_SERVER + 1];

extern const struct nla_policy edgesec_stage_commit_nl_policy[EDGESEC_A_POLICY_SIGNATURE + 1];

extern const struct nla_policy edgesec_policy_get_nl_policy[EDGESEC_A_POLICY_GENERATION + 1];

extern const struct nla_policy edgesec_policy_disable_nl_policy[EDGESEC_A_POLICY_GENERATION + 1];

extern const struct nla_policy edgesec_policy_explain_nl_policy[EDGESEC_A_EXPLAIN_CGROUP + 1];

extern const struct nla_policy edgesec_policy_confirm_nl_policy[EDGESEC_A_POLICY_GENERATION + 1];

extern const struct nla_policy edgesec_policy_rollback_nl_policy[EDGESEC_A_POLICY_GENERATION + 1];

extern const struct nla_policy edgesec_policy_lock_nl_policy[EDGESEC_A_POLICY_LOCK + 1];

extern const struct nla_policy edgesec_key_add_nl_policy[EDGESEC_A_KEY_CERTIFICATE + 1];

extern const struct nla_policy edgesec_override_start_nl_policy[EDGESEC_A_POLICY_OVERRIDE + 1];

extern const struct nla_policy edgesec_override_stop_nl_policy[EDGESEC_A_POLICY_GENERATION + 1];

extern const struct nla_policy edgesec_policy_explain_file_nl_policy[EDGESEC_A_EXPLAIN_INPUT + 1];

extern const struct nla_policy edgesec_policy_explain_modbus_nl_policy[EDGESEC_A_EXPLAIN_REQUEST + 1];

extern const struct nla_policy edgesec_seen_get_nl_policy[EDGESEC_A_SEEN_PAD + 1];

/* Ops table for edgesec */
extern const struct genl_ops edgesec_nl_ops[16];

int edgesec_nl_status_get_doit(struct sk_buff *skb, struct genl_info *info);
int edgesec_nl_stage_begin_doit(struct sk_buff *skb, struct genl_info *info);
int edgesec_nl_stage_add_doit(struct sk_buff *skb, struct genl_info *info);
int edgesec_nl_stage_commit_doit(struct sk_buff *skb, struct genl_info *info);
int edgesec_nl_policy_get_doit(struct sk_buff *skb, struct genl_info *info);
int edgesec_nl_policy_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb);
int edgesec_nl_policy_disable_doit(struct sk_buff *skb, struct genl_info *info);
int edgesec_nl_policy_explain_doit(struct sk_buff *skb, struct genl_info *info);
int edgesec_nl_policy_confirm_doit(struct sk_buff *skb, struct genl_info *info);
int edgesec_nl_policy_rollback_doit(struct sk_buff *skb,
				    struct genl_info *info);
int edgesec_nl_policy_lock_doit(struct sk_buff *skb, struct genl_info *info);
int edgesec_nl_key_add_doit(struct sk_buff *skb, struct genl_info *info);
int edgesec_nl_override_start_doit(struct sk_buff *skb, struct genl_info *info);
int edgesec_nl_override_stop_doit(struct sk_buff *skb, struct genl_info *info);
int edgesec_nl_policy_explain_file_doit(struct sk_buff *skb,
					struct genl_info *info);
int edgesec_nl_policy_explain_modbus_doit(struct sk_buff *skb,
					  struct genl_info *info);
int edgesec_nl_seen_get_doit(struct sk_buff *skb, struct genl_info *info);
int edgesec_nl_seen_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);

enum {
	EDGESEC_NLGRP_EVENTS,
};

#endif /* _LINUX_EDGESEC_GEN_H */
