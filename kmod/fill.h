/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - From policy and state to netlink attributes
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_FILL_H
#define EDGESEC_FILL_H

struct edgesec_modbus_server;
struct edgesec_modbus_sight;
struct edgesec_policy;
struct edgesec_port_rule;
struct edgesec_port_scope;
struct edgesec_program;
struct edgesec_table_stats;
struct nlattr;
struct sk_buff;

int edgesec_fill_end(struct sk_buff *skb, struct nlattr *nest, int failed);
int edgesec_fill_head(struct sk_buff *skb, int type,
		      const struct edgesec_policy *policy);
int edgesec_fill_program(struct sk_buff *skb, int type,
			 const struct edgesec_program *program);
int edgesec_fill_port(struct sk_buff *skb, const struct edgesec_policy *policy,
		      const struct edgesec_port_scope *scope,
		      const struct edgesec_port_rule *rule);
int edgesec_fill_modbus_server(struct sk_buff *skb,
			       const struct edgesec_modbus_server *server);
int edgesec_fill_seen(struct sk_buff *skb,
		      const struct edgesec_modbus_sight *sight);
int edgesec_fill_hooks(struct sk_buff *skb);
int edgesec_fill_counters(struct sk_buff *skb);
int edgesec_fill_keys(struct sk_buff *skb);
int edgesec_fill_table(struct sk_buff *skb,
		       const struct edgesec_table_stats *stats);

#endif /* EDGESEC_FILL_H */
