// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - From an answer to what a hook returns, counted and recorded
 * Copyright (C) 2026 The edgesec authors
 */
#include "judge.h"
#include "counter.h"
#include "eval.h"

#include <linux/errno.h>

/* The counters of one rule stand side by side, and the rules in their order. */
enum outcome { ALLOWED, DENIED, AUDITED, UNDECIDED, OUTCOME_COUNT };

#define COUNTER(rule, outcome)	((int)(rule) * OUTCOME_COUNT + (int)(outcome))

static_assert((int)EDGESEC_COUNT_EXEC_ALLOWED ==
	      COUNTER(EDGESEC_RULE_RUN, ALLOWED));
static_assert((int)EDGESEC_COUNT_SCRIPT_DENIED ==
	      COUNTER(EDGESEC_RULE_SCRIPT, DENIED));
static_assert((int)EDGESEC_COUNT_LOAD_AUDITED ==
	      COUNTER(EDGESEC_RULE_LOAD, AUDITED));
static_assert((int)EDGESEC_COUNT_TRACE_UNDECIDED ==
	      COUNTER(EDGESEC_RULE_TRACE, UNDECIDED));

static void count(enum edgesec_rule rule, enum outcome outcome)
{
	edgesec_counter_inc(COUNTER(rule, outcome));
}

/**
 * edgesec_judge_why - Why a program could not be identified
 * @error: What edgesec_identify() or one of its sisters said.
 *
 * Return: A constant string of short hyphenated words.
 */
const char *edgesec_judge_why(int error)
{
	switch (error) {
	case -ENOMEM:
		return "no-memory";
	case -EINTR:
		return "interrupted";
	case -EACCES:
		return "untrusted-file-system";
	case -ENAMETOOLONG:
		return "path-too-long";
	case -EAGAIN:
		return "not-judged-before";
	case -EFBIG:
		return "too-large";
	case -ETXTBSY:
		return "open-for-writing";
	}
	return "unreadable";
}

/**
 * edgesec_judge_decide - What a rule says about a program or file
 * @policy: The policy.
 * @rule: The rule.
 * @listed: What edgesec_identify() or one of its sisters said.
 * @decision: Where the answer goes.
 */
void edgesec_judge_decide(const struct edgesec_policy *policy,
			  enum edgesec_rule rule, int listed,
			  struct edgesec_decision *decision)
{
	edgesec_eval_rule(policy, rule, listed > 0, decision);
	if (listed < 0)
		edgesec_eval_undecided(decision, edgesec_judge_why(listed));
}

static int conclude(enum edgesec_rule rule,
		    const struct edgesec_decision *decision,
		    const struct edgesec_event *event)
{
	bool blocks;

	if (decision->verdict == EDGESEC_VERDICT_ALLOW) {
		count(rule, ALLOWED);
		return 0;
	}
	blocks = !edgesec_audit_event(rule, decision, event) ||
		 edgesec_decision_blocks(decision);
	count(rule, blocks ? DENIED : AUDITED);
	return blocks ? -EACCES : 0;
}

/**
 * edgesec_judge - What a rule does about a program or file
 * @policy: The policy.
 * @rule: The rule; not a disabled one.
 * @listed: What edgesec_identify() or one of its sisters said.
 * @event: For the record.
 *
 * Context: As edgesec_audit_event().
 *
 * Return: 0 or -EACCES.
 */
int edgesec_judge(const struct edgesec_policy *policy, enum edgesec_rule rule,
		  int listed, const struct edgesec_event *event)
{
	struct edgesec_decision decision;

	edgesec_judge_decide(policy, rule, listed, &decision);
	if (listed < 0)
		count(rule, UNDECIDED);
	return conclude(rule, &decision, event);
}

/**
 * edgesec_judge_refuse - Deny something that no list could allow
 * @policy: The policy.
 * @rule: The rule that it would get around; not a disabled one.
 * @reason: Why, a constant string of short hyphenated words.
 * @event: For the record.
 *
 * Context: As edgesec_audit_event().
 *
 * Return: -EACCES, or 0 when the rule is not enforced.
 */
int edgesec_judge_refuse(const struct edgesec_policy *policy,
			 enum edgesec_rule rule, const char *reason,
			 const struct edgesec_event *event)
{
	struct edgesec_decision decision;

	edgesec_eval_rule(policy, rule, false, &decision);
	edgesec_eval_undecided(&decision, reason);
	return conclude(rule, &decision, event);
}
