// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - LSM hook adapters: opening of files that are, or become, code
 * Copyright (C) 2026 The edgesec authors
 *
 * How an interpreter uses what it reads can't be seen from outside: "sh file",
 * ". file" and "read line < file" make the same system calls. So every regular
 * file that a named interpreter opens has to be listed, as a program to
 * interpret or as data.
 */
#include "hook.h"
#include "code.h"
#include "commit.h"
#include "digest.h"
#include "identify.h"
#include "judge.h"
#include "opener.h"

#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <linux/string.h>

/* The sterner of the two rules by which inodes are marked as code. */
static enum edgesec_rule rule_on_code(const struct edgesec_policy *policy)
{
	return policy->rule_mode[EDGESEC_RULE_CONTENT] >
	       policy->rule_mode[EDGESEC_RULE_LIBRARY] ?
		       EDGESEC_RULE_CONTENT : EDGESEC_RULE_LIBRARY;
}

/* A library or script that others execute does not change under them. */
static int judge_write(const struct edgesec_policy *policy, struct file *file)
{
	const struct edgesec_event event = { .op = "write", .object = file };
	enum edgesec_rule rule = rule_on_code(policy);

	if (!edgesec_judge_asks(policy, rule) ||
	    !edgesec_code_is_used(file_inode(file)))
		return 0;
	return edgesec_judge_refuse(policy, rule, "used-as-code", &event) ?
		       -ETXTBSY : 0;
}

/*
 * A write to /proc/PID/mem goes through to pages that nobody may write, code
 * included; a process needs no permission to open its own.
 */
static bool is_process_memory(const struct file *file)
{
	const struct dentry *dentry = file->f_path.dentry;

	return dentry->d_sb->s_magic == PROC_SUPER_MAGIC &&
	       !strcmp(dentry->d_name.name, "mem");
}

static int judge_content(const struct edgesec_policy *policy, struct file *file)
{
	const struct edgesec_event event = { .op = "read", .object = file };
	int interpreter;

	if (!edgesec_judge_asks(policy, EDGESEC_RULE_CONTENT))
		return 0;
	interpreter = edgesec_opener_identify(policy);
	if (!interpreter)
		return 0;
	return edgesec_judge(policy, EDGESEC_RULE_CONTENT,
			     interpreter < 0 ? interpreter :
			     edgesec_identify_content(policy, file),
			     &event);
}

/* O_RDONLY | O_TRUNC changes a file, too. */
static bool changes_content(const struct file *file)
{
	return (file->f_mode & FMODE_WRITE) || (file->f_flags & O_TRUNC);
}

/* Not inlined: most are opened to read what no rule is about. */
static noinline int judge_open(struct file *file)
{
	const struct edgesec_policy *policy = edgesec_policy_get();
	int ret = 0;

	if (!policy)
		return 0;
	if ((file->f_mode & FMODE_WRITE) && is_process_memory(file))
		ret = edgesec_hook_make_code(policy, file, false);
	else if (changes_content(file))
		ret = judge_write(policy, file);
	if (!ret && (file->f_mode & FMODE_READ))
		ret = judge_content(policy, file);
	edgesec_policy_put(policy);
	return ret;
}

/**
 * edgesec_hook_open - file_open: may this file be written, or interpreted?
 * @file: The file, which can't be read yet. What the kernel opens to execute
 *	it is judged elsewhere.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0, -EACCES or -ETXTBSY.
 */
int edgesec_hook_open(struct file *file)
{
	if (!S_ISREG(file_inode(file)->i_mode) ||
	    (file->f_flags & __FMODE_EXEC))
		return 0;
	if (file->f_mode & FMODE_WRITE)
		edgesec_digest_written(file_inode(file));
	if (!changes_content(file) && !edgesec_policy_asks_content())
		return 0;
	return judge_open(file);
}
