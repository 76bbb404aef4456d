// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Questions to the policy in force
 * Copyright (C) 2026 The edgesec authors
 */
#include "explain.h"
#include "describe.h"

#include <netlink/msg.h>
#include <stdio.h>

static void take_answer(struct nlattr *attrs, int len, void *arg)
{
	describe_explanation(arg, attrs, len);
}

static int put_question(struct nl_msg *msg, const struct question *question)
{
	const struct scope *scope = &question->scope;

	return nla_put_u32(msg, EDGESEC_A_EXPLAIN_SCOPE, scope->kind) ||
	       (scope->path &&
		nla_put_string(msg, EDGESEC_A_EXPLAIN_PATH, scope->path)) ||
	       (question->cgroup &&
		nla_put_string(msg, EDGESEC_A_EXPLAIN_CGROUP,
			       question->cgroup)) ||
	       nla_put_u32(msg, EDGESEC_A_EXPLAIN_PROTOCOL,
			   question->protocol) ||
	       nla_put_u32(msg, EDGESEC_A_EXPLAIN_DIRECTION,
			   question->direction) ||
	       nla_put_u32(msg, EDGESEC_A_EXPLAIN_PORT, question->port) ||
	       (question->program >= 0 &&
		nla_put_u32(msg, EDGESEC_A_EXPLAIN_PROGRAM,
			    question->program));
}

static int ask(struct nl *nl, struct nl_msg *msg, int failed, json_t *answer,
	       struct refusal *refusal)
{
	int ret = -1;

	*refusal = (struct refusal){ .text = "the question is too long" };
	if (!failed)
		ret = nl_ask(nl, msg, take_answer, answer, refusal);
	nlmsg_free(msg);
	return ret;
}

int explain_ask(struct nl *nl, const struct question *question,
		json_t *answer, struct refusal *refusal)
{
	struct nl_msg *msg = nl_request(EDGESEC_CMD_POLICY_EXPLAIN, 0);

	return ask(nl, msg, put_question(msg, question), answer, refusal);
}

int explain_ask_file(struct nl *nl, const struct file_question *question,
		     json_t *answer, struct refusal *refusal)
{
	struct nl_msg *msg = nl_request(EDGESEC_CMD_POLICY_EXPLAIN_FILE, 0);
	int failed = nla_put_u32(msg, EDGESEC_A_EXPLAIN_USE, question->use) ||
		     nla_put_u32(msg, EDGESEC_A_EXPLAIN_FILE,
				 question->file) ||
		     (question->program >= 0 &&
		      nla_put_u32(msg, EDGESEC_A_EXPLAIN_PROGRAM,
				  question->program)) ||
		     (question->input >= 0 &&
		      nla_put_u32(msg, EDGESEC_A_EXPLAIN_INPUT,
				  question->input));

	return ask(nl, msg, failed, answer, refusal);
}

int explain_ask_modbus(struct nl *nl, const struct modbus_question *question,
		       json_t *answer, struct refusal *refusal)
{
	struct nl_msg *msg = nl_request(EDGESEC_CMD_POLICY_EXPLAIN_MODBUS, 0);
	int failed = nla_put(msg, EDGESEC_A_EXPLAIN_SERVER, question->bytes,
			     question->server) ||
		     nla_put(msg, EDGESEC_A_EXPLAIN_CLIENT, question->bytes,
			     question->client) ||
		     nla_put_u32(msg, EDGESEC_A_EXPLAIN_PORT,
				 question->port) ||
		     nla_put(msg, EDGESEC_A_EXPLAIN_REQUEST, question->size,
			     question->request);

	return ask(nl, msg, failed, answer, refusal);
}
