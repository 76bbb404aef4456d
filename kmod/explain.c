// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Answers to "what would the policy say?": ports
 * Copyright (C) 2026 The edgesec authors
 *
 * The question goes to the same functions that a hook asks.
 */
#include "explain.h"
#include "eval.h"
#include "genl.h"
#include "identify.h"
#include "judge.h"
#include "scope.h"

#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/string.h>
#include <linux/vm_sockets.h>
#include <net/genetlink.h>

static bool is_any(const struct edgesec_port_question *question)
{
	return question->direction == EDGESEC_DIRECTION_BIND &&
	       question->port ==
		       (question->protocol == EDGESEC_PROTOCOL_VSOCK ?
				VMADDR_PORT_ANY : 0);
}

static int read_question(struct edgesec_port_question *question,
			 struct genl_info *info)
{
	const struct nlattr *direction = info->attrs[EDGESEC_A_EXPLAIN_DIRECTION];
	const struct nlattr *protocol = info->attrs[EDGESEC_A_EXPLAIN_PROTOCOL];
	const struct nlattr *port = info->attrs[EDGESEC_A_EXPLAIN_PORT];

	if (!protocol || !direction || !is_power_of_2(nla_get_u32(direction))) {
		NL_SET_ERR_MSG(info->extack,
			       "A question needs a scope, a protocol and one direction");
		return -EINVAL;
	}
	question->protocol = nla_get_u32(protocol);
	question->direction = nla_get_u32(direction);
	question->port = port ? nla_get_u32(port) : 0;
	question->any = is_any(question);
	return 0;
}

static int resolve(struct edgesec_named *named)
{
	u64 none;
	int ret = edgesec_scope_resolve(named->kind, named->path,
					&named->cookie);

	if (!ret && named->cgroup)
		ret = edgesec_scope_resolve(EDGESEC_SCOPE_CGROUP,
					    named->cgroup, &none);
	return ret;
}

static int read_scope(const struct edgesec_policy *policy,
		      struct edgesec_port_question *question,
		      struct genl_info *info)
{
	const struct nlattr *kind = info->attrs[EDGESEC_A_EXPLAIN_SCOPE];
	const struct nlattr *path = info->attrs[EDGESEC_A_EXPLAIN_PATH];
	const struct nlattr *cgroup = info->attrs[EDGESEC_A_EXPLAIN_CGROUP];
	struct edgesec_named named = {
		.kind = kind ? nla_get_u32(kind) : EDGESEC_SCOPE_HOST,
		.path = path ? nla_data(path) : "",
		.cgroup = cgroup ? nla_data(cgroup) : NULL,
	};
	int ret;

	if (named.kind == EDGESEC_SCOPE_CGROUP)
		named.cgroup = named.path;
	ret = kind ? resolve(&named) : -EINVAL;
	if (ret) {
		NL_SET_ERR_MSG(info->extack,
			       "A scope is host, container, a mounted network namespace that exists, or the absolute path of a cgroup");
		return ret;
	}
	if (policy)
		question->scopes = edgesec_scopes_named(policy, &named);
	return 0;
}

/* Without a program the answer is that for a program that is no owner. */
static int ask_owner(const struct edgesec_policy *policy,
		     struct genl_info *info, struct edgesec_decision *decision)
{
	const struct nlattr *attr = info->attrs[EDGESEC_A_EXPLAIN_PROGRAM];
	struct file *file = attr ? fget(nla_get_u32(attr)) : NULL;
	int listed = 0;

	if (attr && (!file || !S_ISREG(file_inode(file)->i_mode))) {
		if (file)
			fput(file);
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "A program is a regular file that is open");
		return -EBADF;
	}
	if (file) {
		listed = edgesec_identify_owner(policy, file, decision->owner);
		fput(file);
	}
	edgesec_eval_port_program(decision, listed > 0);
	if (listed < 0)
		edgesec_eval_undecided(decision, edgesec_judge_why(listed));
	return 0;
}

static int ask(const struct edgesec_policy *policy, struct genl_info *info,
	       struct edgesec_decision *decision)
{
	struct edgesec_port_question question = {};
	int ret = read_question(&question, info);

	if (!ret)
		ret = read_scope(policy, &question, info);
	if (ret || !policy)
		return ret;
	edgesec_eval_port(policy, &question, decision);
	return decision->owner ? ask_owner(policy, info, decision) : 0;
}

/**
 * edgesec_explain_port - Ask a policy about a port
 * @policy: The policy, with a reference; NULL when none is in force.
 * @info: The request.
 * @reply: Where the answer goes.
 *
 * Context: Process context of the sender, may sleep.
 *
 * Return: 0; -EINVAL; -EBADF; -EMSGSIZE; or what resolving the scope gave.
 */
int edgesec_explain_port(const struct edgesec_policy *policy,
			 struct genl_info *info, struct sk_buff *reply)
{
	struct edgesec_decision decision = {
		.verdict = EDGESEC_VERDICT_ALLOW,
		.mode = EDGESEC_MODE_DISABLED,
	};
	int ret = ask(policy, info, &decision);

	if (ret)
		return ret;
	return edgesec_explain_fill_generation(reply, policy) ||
	       edgesec_explain_fill(reply, &decision) ||
	       nla_put_u32(reply, EDGESEC_A_EXPLAIN_OWNED, !!decision.owner) ?
	       -EMSGSIZE : 0;
}

static int put_rule(struct sk_buff *skb,
		    const struct edgesec_decision *decision)
{
	char rule[EDGESEC_NAME_MAX + 16];

	if (decision->mode == EDGESEC_MODE_DISABLED)
		return 0;
	if (decision->rule_index < 0)
		strscpy(rule, decision->rule, sizeof(rule));
	else
		snprintf(rule, sizeof(rule), "%s[%d]", decision->rule,
			 decision->rule_index);
	return nla_put_string(skb, EDGESEC_A_EXPLAIN_RULE, rule) ||
	       (decision->reason &&
		nla_put_string(skb, EDGESEC_A_EXPLAIN_REASON,
			       decision->reason));
}

/**
 * edgesec_explain_fill - Put what one rule says into a message
 * @skb: The message.
 * @decision: What it says; mode disabled when no rule has a say.
 *
 * Context: Any.
 *
 * Return: 0 or nonzero without room.
 */
int edgesec_explain_fill(struct sk_buff *skb,
			 const struct edgesec_decision *decision)
{
	return nla_put_u32(skb, EDGESEC_A_EXPLAIN_VERDICT, decision->verdict) ||
	       nla_put_u32(skb, EDGESEC_A_EXPLAIN_MODE, decision->mode) ||
	       put_rule(skb, decision);
}

/**
 * edgesec_explain_fill_generation - Put into a message who answers
 * @skb: The message.
 * @policy: The policy; NULL when none is in force.
 *
 * Context: Any.
 *
 * Return: 0 or nonzero without room.
 */
int edgesec_explain_fill_generation(struct sk_buff *skb,
				    const struct edgesec_policy *policy)
{
	return nla_put_u64_64bit(skb, EDGESEC_A_EXPLAIN_GENERATION,
				 policy ? policy->generation : 0,
				 EDGESEC_A_EXPLAIN_PAD);
}
