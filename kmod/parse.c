// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - From netlink attributes to policy entries
 * Copyright (C) 2026 The edgesec authors
 *
 * The generated tables in genl.c have checked types and ranges of single
 * attributes. What is checked here is what they mean together. Every refusal
 * is one sentence and points at the attribute.
 */
#include "parse.h"
#include "compat.h"
#include "genl.h"
#include "policy.h"

#include <linux/err.h>
#include <linux/fs.h>
#include <linux/namei.h>
#include <linux/slab.h>

/* The attribute of a head that holds the mode of each rule. */
const int edgesec_rule_attr[EDGESEC_RULE_COUNT] = {
	[EDGESEC_RULE_RUN]     = EDGESEC_A_HEAD_EXEC_MODE,
	[EDGESEC_RULE_SCRIPT]  = EDGESEC_A_HEAD_SCRIPT_MODE,
	[EDGESEC_RULE_LIBRARY] = EDGESEC_A_HEAD_LIBRARY_MODE,
	[EDGESEC_RULE_MEMORY]  = EDGESEC_A_HEAD_MEMORY_MODE,
	[EDGESEC_RULE_CONTENT] = EDGESEC_A_HEAD_CONTENT_MODE,
	[EDGESEC_RULE_LOAD]    = EDGESEC_A_HEAD_LOAD_MODE,
	[EDGESEC_RULE_TRACE]   = EDGESEC_A_HEAD_TRACE_MODE,
};

static enum edgesec_mode get_mode(const struct nlattr *attr)
{
	return attr ? nla_get_u32(attr) : EDGESEC_MODE_DISABLED;
}

/**
 * edgesec_parse_is_name - Is this a name that may stand in a record?
 * @name: The string.
 *
 * Names appear in records unquoted, so they are made of few characters.
 *
 * Context: Any.
 *
 * Return: True if it is.
 */
bool edgesec_parse_is_name(const char *name)
{
	return *name && !name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
					   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					   "0123456789._/-")];
}

static int get_name(char *name, const struct nlattr *attr,
		    struct netlink_ext_ack *extack)
{
	if (!attr)
		return 0;
	nla_strscpy(name, attr, EDGESEC_NAME_MAX + 1);
	if (edgesec_parse_is_name(name))
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr,
			    "A name may hold only letters, digits and ._/-");
	return -EINVAL;
}

/**
 * edgesec_parse_head - Take over what a policy says of itself
 * @policy: A policy that is private to the caller.
 * @attr: A nest of set head.
 * @extack: Where the reason of a refusal goes.
 *
 * Context: Process context.
 *
 * Return: 0 or -EINVAL.
 */
int edgesec_parse_head(struct edgesec_policy *policy, const struct nlattr *attr,
		       struct netlink_ext_ack *extack)
{
	struct nlattr *tb[EDGESEC_A_HEAD_MAX + 1];
	int rule, ret;

	ret = nla_parse_nested(tb, EDGESEC_A_HEAD_MAX, attr,
			       edgesec_head_nl_policy, extack);
	if (ret)
		return ret;
	if (!tb[EDGESEC_A_HEAD_NAME]) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "A policy needs a name");
		return -EINVAL;
	}
	ret = get_name(policy->name, tb[EDGESEC_A_HEAD_NAME], extack);
	if (!ret)
		ret = get_name(policy->profile, tb[EDGESEC_A_HEAD_PROFILE],
			       extack);
	if (ret)
		return ret;

	if (tb[EDGESEC_A_HEAD_VERSION])
		policy->version = nla_get_u64(tb[EDGESEC_A_HEAD_VERSION]);
	if (tb[EDGESEC_A_HEAD_DIGEST])
		nla_memcpy(policy->digest, tb[EDGESEC_A_HEAD_DIGEST],
			   sizeof(policy->digest));
	if (tb[EDGESEC_A_HEAD_SIGNATURE])
		policy->signature = nla_get_u32(tb[EDGESEC_A_HEAD_SIGNATURE]);
	if (tb[EDGESEC_A_HEAD_OVERRIDE_MAX] && tb[EDGESEC_A_HEAD_OVERRIDE_OF]) {
		policy->override_max =
			nla_get_u32(tb[EDGESEC_A_HEAD_OVERRIDE_MAX]);
		policy->override_of =
			nla_get_u32(tb[EDGESEC_A_HEAD_OVERRIDE_OF]);
	}
	if (tb[EDGESEC_A_HEAD_ON_LOSS])
		policy->on_loss = nla_get_u32(tb[EDGESEC_A_HEAD_ON_LOSS]);
	if (tb[EDGESEC_A_HEAD_WARN_AT])
		policy->warn_at = nla_get_u32(tb[EDGESEC_A_HEAD_WARN_AT]);
	if (tb[EDGESEC_A_HEAD_UNTRACKED])
		policy->untracked = nla_get_u32(tb[EDGESEC_A_HEAD_UNTRACKED]);
	policy->mode = get_mode(tb[EDGESEC_A_HEAD_MODE]);
	for (rule = 0; rule < EDGESEC_RULE_COUNT; rule++)
		policy->rule_mode[rule] =
			get_mode(tb[edgesec_rule_attr[rule]]);
	return 0;
}

/*
 * Resolves @path as the caller sees it to the file system it lies on and the
 * path in it: from then on neither mounts nor chroots change what is meant.
 * On success *@place points into @buffer.
 */
static int resolve(const char *path, bool directory, char *buffer,
		   const char **place, dev_t *dev)
{
	struct path found;
	int ret;

	ret = kern_path(path, LOOKUP_FOLLOW | (directory ? LOOKUP_DIRECTORY : 0),
			&found);
	if (ret)
		return ret;
	*dev = found.dentry->d_sb->s_dev;
	*place = dentry_path_raw(found.dentry, buffer, PATH_MAX);
	if (IS_ERR(*place))
		ret = PTR_ERR(*place);
	else if (!directory && !d_is_reg(found.dentry))
		ret = -EACCES;
	else if (!strcmp(*place, "/"))
		*place = "";
	path_put(&found);
	return ret;
}

static struct edgesec_program *new_by_place(const struct nlattr *attr,
					    bool directory,
					    struct netlink_ext_ack *extack)
{
	const char *label = nla_data(attr);
	char *buffer = kmalloc(PATH_MAX, GFP_KERNEL);
	struct edgesec_program *program;
	const char *place;
	dev_t dev;
	int ret;

	if (!buffer)
		return ERR_PTR(-ENOMEM);
	ret = *label == '/' ? resolve(label, directory, buffer, &place, &dev) :
			      -EINVAL;
	if (ret) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "Not the absolute path of a regular file, or directory, that exists");
		program = ERR_PTR(ret);
	} else {
		program = edgesec_program_alloc(place, label);
		if (program)
			program->dev = dev;
		else
			program = ERR_PTR(-ENOMEM);
	}
	kfree(buffer);
	return program;
}

static struct edgesec_program *new_by_digest(const struct nlattr *digest,
					     const struct nlattr *label)
{
	struct edgesec_program *program;

	program = edgesec_program_alloc("", label ? nla_data(label) : "");
	if (!program)
		return ERR_PTR(-ENOMEM);
	nla_memcpy(program->digest, digest, sizeof(program->digest));
	return program;
}

static struct edgesec_program *new_kernel(void)
{
	struct edgesec_program *program = edgesec_program_alloc("", "");

	return program ? program : ERR_PTR(-ENOMEM);
}

/* An entry of the kind that @tb says, without kind and role. */
static struct edgesec_program *new_program(enum edgesec_identify identify,
					   struct nlattr **tb,
					   const struct nlattr *attr,
					   struct netlink_ext_ack *extack)
{
	const struct nlattr *digest = tb[EDGESEC_A_PROGRAM_DIGEST];
	const struct nlattr *path = tb[EDGESEC_A_PROGRAM_PATH];

	switch (identify) {
	case EDGESEC_IDENTIFY_FSVERITY:
		if (!EDGESEC_HAS_FSVERITY) {
			NL_SET_ERR_MSG_ATTR(extack, attr,
					    "This kernel does not tell modules the fs-verity digests of files");
			return ERR_PTR(-EOPNOTSUPP);
		}
		fallthrough;
	case EDGESEC_IDENTIFY_DIGEST:
		if (digest)
			return new_by_digest(digest, path);
		break;
	case EDGESEC_IDENTIFY_PATH:
	case EDGESEC_IDENTIFY_DIRECTORY:
		if (path && !digest)
			return new_by_place(path, identify ==
						  EDGESEC_IDENTIFY_DIRECTORY,
					    extack);
		break;
	case EDGESEC_IDENTIFY_KERNEL:
		if (!path && !digest)
			return new_kernel();
		break;
	}
	NL_SET_ERR_MSG_ATTR(extack, attr,
			    "A program needs what it is identified by: a digest, or a path without a digest");
	return ERR_PTR(-EINVAL);
}

/* A program as @tb says it, without its role. */
static struct edgesec_program *parse_identity(struct nlattr **tb,
					      const struct nlattr *attr,
					      struct netlink_ext_ack *extack)
{
	struct edgesec_program *program;
	enum edgesec_identify identify;

	if (!tb[EDGESEC_A_PROGRAM_IDENTIFY]) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "A program needs a kind of identity");
		return ERR_PTR(-EINVAL);
	}
	identify = nla_get_u32(tb[EDGESEC_A_PROGRAM_IDENTIFY]);
	program = new_program(identify, tb, attr, extack);
	if (!IS_ERR(program))
		program->identify = identify;
	return program;
}

static int add_program(struct edgesec_policy *policy,
		       struct edgesec_program *program,
		       const struct nlattr *attr,
		       struct netlink_ext_ack *extack)
{
	int ret = edgesec_policy_add_program(policy, program);

	if (ret) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "The policy has no room for this program");
		edgesec_program_free(program);
	}
	return ret;
}

/**
 * edgesec_parse_program - Add a program to a policy
 * @policy: A policy that is private to the caller.
 * @attr: A nest of set program.
 * @extack: Where the reason of a refusal goes.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0; -EINVAL; -EOPNOTSUPP; -ENOSPC; -ENOMEM; or what resolving the path
 * gave.
 */
int edgesec_parse_program(struct edgesec_policy *policy,
			  const struct nlattr *attr,
			  struct netlink_ext_ack *extack)
{
	struct nlattr *tb[EDGESEC_A_PROGRAM_MAX + 1];
	struct edgesec_program *program;
	int ret;

	ret = nla_parse_nested(tb, EDGESEC_A_PROGRAM_MAX, attr,
			       edgesec_program_nl_policy, extack);
	if (ret)
		return ret;
	if (!tb[EDGESEC_A_PROGRAM_ROLE] ||
	    !nla_get_u32(tb[EDGESEC_A_PROGRAM_ROLE])) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "A program needs a kind of identity and a role");
		return -EINVAL;
	}
	program = parse_identity(tb, attr, extack);
	if (IS_ERR(program))
		return PTR_ERR(program);
	program->role = nla_get_u32(tb[EDGESEC_A_PROGRAM_ROLE]);
	return add_program(policy, program, attr, extack);
}

/**
 * edgesec_parse_owner - Add a program that ports belong to
 * @policy: A policy that is private to the caller.
 * @attr: A nest of set program; its role is not looked at.
 * @owner: Number of the ports.
 * @extack: Where the reason of a refusal goes.
 *
 * Context: Process context, may sleep.
 *
 * Return: As edgesec_parse_program().
 */
int edgesec_parse_owner(struct edgesec_policy *policy,
			const struct nlattr *attr, u32 owner,
			struct netlink_ext_ack *extack)
{
	struct nlattr *tb[EDGESEC_A_PROGRAM_MAX + 1];
	struct edgesec_program *program;
	int ret;

	ret = nla_parse_nested(tb, EDGESEC_A_PROGRAM_MAX, attr,
			       edgesec_program_nl_policy, extack);
	if (ret)
		return ret;
	program = parse_identity(tb, attr, extack);
	if (IS_ERR(program))
		return PTR_ERR(program);
	if (program->identify == EDGESEC_IDENTIFY_KERNEL) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "The kernel's own sockets are not judged");
		edgesec_program_free(program);
		return -EINVAL;
	}
	program->role = EDGESEC_ROLE_HAS_PORTS;
	program->owner = owner;
	return add_program(policy, program, attr, extack);
}
