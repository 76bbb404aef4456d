// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Answers to "what would the policy say?": files
 * Copyright (C) 2026 The edgesec authors
 *
 * The rules are asked in the order of the hooks, by the functions that the
 * hooks ask; but nothing is counted, recorded, or marked as code.
 */
#include "explain.h"
#include "digest.h"
#include "eval.h"
#include "fill.h"
#include "fsverity.h"
#include "genl.h"
#include "identify.h"
#include "judge.h"

#include <linux/file.h>
#include <linux/fs.h>
#include <net/genetlink.h>

/**
 * struct asked - A question, and where its answer goes
 * @policy: The policy, or NULL.
 * @file: What is used.
 * @program: By whom, or NULL.
 * @input: Standard input of what is executed, or NULL.
 * @reply: Gets a step for each rule.
 * @full: @reply has no room for another one.
 */
struct asked {
	const struct edgesec_policy *policy;
	struct file *file;
	struct file *program;
	struct file *input;
	struct sk_buff *reply;
	bool full;
};

static int put_step(struct sk_buff *skb,
		    const struct edgesec_decision *decision)
{
	return nla_put_u32(skb, EDGESEC_A_EXPLAIN_STEP_VERDICT,
			   decision->verdict) ||
	       nla_put_u32(skb, EDGESEC_A_EXPLAIN_STEP_MODE, decision->mode) ||
	       nla_put_string(skb, EDGESEC_A_EXPLAIN_STEP_RULE,
			      decision->rule) ||
	       (decision->reason &&
		nla_put_string(skb, EDGESEC_A_EXPLAIN_STEP_REASON,
			       decision->reason));
}

/* What @rule says. Returns true if the next one is asked, too. */
static bool step(struct asked *asked, enum edgesec_rule rule, int listed)
{
	struct nlattr *nest = nla_nest_start(asked->reply,
					     EDGESEC_A_EXPLAIN_STEP);
	struct edgesec_decision decision;

	edgesec_judge_decide(asked->policy, rule, listed, &decision);
	asked->full = !nest ||
		      edgesec_fill_end(asked->reply, nest,
				       put_step(asked->reply, &decision));
	return !asked->full && !edgesec_decision_blocks(&decision);
}

static bool asks(const struct asked *asked, enum edgesec_rule rule)
{
	return edgesec_judge_asks(asked->policy, rule);
}

static int is_interpreter(const struct asked *asked, struct file *file)
{
	return edgesec_identify(asked->policy, file, EDGESEC_ROLE_INTERPRETER);
}

static bool ask_starter(struct asked *asked, int interpreter)
{
	char head[2] = {};
	loff_t at = 0;

	if (!asked->program || !asks(asked, EDGESEC_RULE_SCRIPT))
		return true;
	if (kernel_read(asked->file, head, sizeof(head), &at) < 0)
		head[0] = '\0';
	return !edgesec_identify_is_script(head, interpreter) ||
	       step(asked, EDGESEC_RULE_SCRIPT,
		    edgesec_identify_starter(asked->policy, asked->program,
					     interpreter));
}

static bool ask_run(struct asked *asked)
{
	return !asks(asked, EDGESEC_RULE_RUN) ||
	       step(asked, EDGESEC_RULE_RUN,
		    edgesec_identify(asked->policy, asked->file,
				     EDGESEC_ROLE_RUN));
}

static bool ask_content(struct asked *asked, struct file *file)
{
	return step(asked, EDGESEC_RULE_CONTENT,
		    edgesec_identify_content_keepable(asked->policy, file));
}

/* As judge_exec() of hook_exec.c; a tracer is nobody's to know beforehand. */
static void ask_program(struct asked *asked)
{
	int interpreter = is_interpreter(asked, asked->file);

	if (ask_starter(asked, interpreter) && ask_run(asked) &&
	    interpreter && asked->input && asks(asked, EDGESEC_RULE_CONTENT))
		ask_content(asked, asked->input);
}

static void ask_script(struct asked *asked)
{
	int interpreter = 1;

	if (!asks(asked, EDGESEC_RULE_CONTENT))
		return;
	if (asked->program)
		interpreter = is_interpreter(asked, asked->program);
	if (interpreter < 0)
		step(asked, EDGESEC_RULE_CONTENT, interpreter);
	else if (interpreter)
		ask_content(asked, asked->file);
}

static void ask_library(struct asked *asked)
{
	if (asks(asked, EDGESEC_RULE_LIBRARY))
		step(asked, EDGESEC_RULE_LIBRARY,
		     edgesec_identify_keepable(asked->policy, asked->file,
					       EDGESEC_ROLES_CODE,
					       edgesec_identify));
}

static void ask_module(struct asked *asked)
{
	if (asks(asked, EDGESEC_RULE_LOAD))
		step(asked, EDGESEC_RULE_LOAD,
		     edgesec_identify(asked->policy, asked->file,
				      EDGESEC_ROLE_LOAD));
}

static void ask(struct asked *asked, enum edgesec_use use)
{
	switch (use) {
	case EDGESEC_USE_PROGRAM:
		ask_program(asked);
		break;
	case EDGESEC_USE_LIBRARY:
		ask_library(asked);
		break;
	case EDGESEC_USE_SCRIPT:
		ask_script(asked);
		break;
	case EDGESEC_USE_MODULE:
		ask_module(asked);
		break;
	}
}

static int fill_digests(const struct asked *asked)
{
	u8 digest[EDGESEC_DIGEST_SIZE];

	if (!edgesec_digest_file(asked->file, digest) &&
	    nla_put(asked->reply, EDGESEC_A_EXPLAIN_DIGEST, sizeof(digest),
		    digest))
		return -EMSGSIZE;
	if (!edgesec_fsverity_known(asked->file, digest) &&
	    nla_put(asked->reply, EDGESEC_A_EXPLAIN_FSVERITY, sizeof(digest),
		    digest))
		return -EMSGSIZE;
	return 0;
}

/* A regular file that can be read, for fput(); NULL for none. */
static int take_file(struct genl_info *info, int type, struct file **file)
{
	const struct nlattr *attr = info->attrs[type];

	*file = attr ? fget(nla_get_u32(attr)) : NULL;
	if (!attr || (*file && S_ISREG(file_inode(*file)->i_mode) &&
		      ((*file)->f_mode & FMODE_READ)))
		return 0;
	if (*file)
		fput(*file);
	*file = NULL;
	NL_SET_ERR_MSG_ATTR(info->extack, attr,
			    "A file is a regular one that is open for reading");
	return -EBADF;
}

static int take_files(struct genl_info *info, struct asked *asked)
{
	int ret = take_file(info, EDGESEC_A_EXPLAIN_FILE, &asked->file);

	if (!ret)
		ret = take_file(info, EDGESEC_A_EXPLAIN_PROGRAM,
				&asked->program);
	if (!ret)
		ret = take_file(info, EDGESEC_A_EXPLAIN_INPUT, &asked->input);
	if (!ret && (!asked->file || !info->attrs[EDGESEC_A_EXPLAIN_USE])) {
		NL_SET_ERR_MSG(info->extack,
			       "A question needs a file and its use");
		ret = -EINVAL;
	}
	return ret;
}

static void put_files(const struct asked *asked)
{
	if (asked->file)
		fput(asked->file);
	if (asked->program)
		fput(asked->program);
	if (asked->input)
		fput(asked->input);
}

static int answer(struct asked *asked, enum edgesec_use use)
{
	if (edgesec_explain_fill_generation(asked->reply, asked->policy))
		return -EMSGSIZE;
	if (asked->policy)
		ask(asked, use);
	return asked->full ? -EMSGSIZE : fill_digests(asked);
}

/**
 * edgesec_explain_file - Ask a policy about the use of a file
 * @policy: The policy, with a reference; NULL when none is in force.
 * @info: The request.
 * @reply: Where the answer goes.
 *
 * Context: Process context of the sender, may sleep, and read the files.
 *
 * Return: 0; -EINVAL; -EBADF; -EMSGSIZE.
 */
int edgesec_explain_file(const struct edgesec_policy *policy,
			 struct genl_info *info, struct sk_buff *reply)
{
	struct asked asked = { .policy = policy, .reply = reply };
	int ret = take_files(info, &asked);

	if (!ret)
		ret = answer(&asked,
			     nla_get_u32(info->attrs[EDGESEC_A_EXPLAIN_USE]));
	put_files(&asked);
	return ret;
}
