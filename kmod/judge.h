/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - From an answer to what a hook returns, counted and recorded
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_JUDGE_H
#define EDGESEC_JUDGE_H

#include "audit.h"
#include "policy.h"

struct edgesec_decision;

/* True when some hook has to ask @rule at all. */
static inline bool edgesec_judge_asks(const struct edgesec_policy *policy,
				      enum edgesec_rule rule)
{
	return policy->rule_mode[rule] != EDGESEC_MODE_DISABLED;
}

const char *edgesec_judge_why(int error);
void edgesec_judge_decide(const struct edgesec_policy *policy,
			  enum edgesec_rule rule, int listed,
			  struct edgesec_decision *decision);
int edgesec_judge(const struct edgesec_policy *policy, enum edgesec_rule rule,
		  int listed, const struct edgesec_event *event);
int edgesec_judge_refuse(const struct edgesec_policy *policy,
			 enum edgesec_rule rule, const char *reason,
			 const struct edgesec_event *event);

#endif /* EDGESEC_JUDGE_H */
