/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Answers to "what would the policy say?"
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_EXPLAIN_H
#define EDGESEC_EXPLAIN_H

struct edgesec_decision;
struct edgesec_policy;
struct genl_info;
struct sk_buff;

int edgesec_explain_port(const struct edgesec_policy *policy,
			 struct genl_info *info, struct sk_buff *reply);
int edgesec_explain_file(const struct edgesec_policy *policy,
			 struct genl_info *info, struct sk_buff *reply);
int edgesec_explain_modbus(const struct edgesec_policy *policy,
			   struct genl_info *info, struct sk_buff *reply);
int edgesec_explain_fill(struct sk_buff *skb,
			 const struct edgesec_decision *decision);
int edgesec_explain_fill_generation(struct sk_buff *skb,
				    const struct edgesec_policy *policy);

#endif /* EDGESEC_EXPLAIN_H */
