// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - LSM hook adapters: execve() of programs and scripts
 * Copyright (C) 2026 The edgesec authors
 */
#include "hook.h"
#include "audit.h"
#include "commit.h"
#include "compat.h"
#include "counter.h"
#include "digest.h"
#include "eval.h"

#include <linux/binfmts.h>
#include <linux/dcache.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/prctl.h>
#include <linux/slab.h>

/* The counters of one question, by what came of it. */
struct tally {
	enum edgesec_counter allowed;
	enum edgesec_counter denied;
	enum edgesec_counter audited;
	enum edgesec_counter undecided;
};

static const struct tally run_tally = {
	.allowed = EDGESEC_COUNT_EXEC_ALLOWED,
	.denied = EDGESEC_COUNT_EXEC_DENIED,
	.audited = EDGESEC_COUNT_EXEC_AUDITED,
	.undecided = EDGESEC_COUNT_EXEC_UNDECIDED,
};

static const struct tally script_tally = {
	.allowed = EDGESEC_COUNT_SCRIPT_ALLOWED,
	.denied = EDGESEC_COUNT_SCRIPT_DENIED,
	.audited = EDGESEC_COUNT_SCRIPT_AUDITED,
	.undecided = EDGESEC_COUNT_SCRIPT_UNDECIDED,
};

static void count(const struct tally *tally,
		  const struct edgesec_decision *decision)
{
	if (decision->verdict == EDGESEC_VERDICT_ALLOW)
		edgesec_counter_inc(tally->allowed);
	else if (edgesec_decision_blocks(decision))
		edgesec_counter_inc(tally->denied);
	else
		edgesec_counter_inc(tally->audited);
}

/*
 * The path of @file inside its own file system: no mount and no chroot changes
 * it. A file that was replaced while it runs keeps its old name, and the kernel
 * marks it with "//deleted"; only who may write to that directory can have made
 * a file of that name, so the mark is taken off again.
 */
static int find_place(const struct file *file, char *buffer,
		      struct edgesec_identity *who)
{
	static const char mark[] = "//deleted";
	struct dentry *dentry = file->f_path.dentry;
	const char *place = dentry_path_raw(dentry, buffer, PATH_MAX);
	size_t len;

	if (IS_ERR(place))
		return PTR_ERR(place);
	len = strlen(place);
	if (len >= sizeof(mark) - 1 && d_unlinked(dentry) &&
	    !strcmp(place + len - (sizeof(mark) - 1), mark))
		len -= sizeof(mark) - 1;

	who->dev = dentry->d_sb->s_dev;
	who->place = place;
	who->place_len = len;
	who->has_place = true;
	return 0;
}

static int is_listed_by_place(const struct edgesec_policy *policy,
			      const struct file *file, enum edgesec_role role)
{
	struct edgesec_identity who = {};
	char *buffer = kmalloc(PATH_MAX, GFP_KERNEL);
	int ret;

	if (!buffer)
		return -ENOMEM;
	ret = find_place(file, buffer, &who);
	if (!ret)
		ret = edgesec_eval_has_role(policy, &who, role);
	kfree(buffer);
	return ret;
}

static int is_listed_by_digest(const struct edgesec_policy *policy,
			       struct file *file, enum edgesec_role role)
{
	struct edgesec_identity who = { .has_digest = true };
	int ret = edgesec_digest_file(file, who.digest);

	return ret ? ret : edgesec_eval_has_role(policy, &who, role);
}

/*
 * 1 or 0: whether @policy lists @file for @role; a negative error when that
 * can't be found out. @file is NULL for the kernel itself. The cheap question
 * comes first, and no file is read that no entry can match.
 */
static int is_listed(const struct edgesec_policy *policy, struct file *file,
		     enum edgesec_role role)
{
	static const struct edgesec_identity kernel = { .is_kernel = true };
	u32 needs = edgesec_eval_needs(policy, role);
	int by_place = 0;
	int by_digest = 0;

	if (!file)
		return edgesec_eval_has_role(policy, &kernel, role);
	if (needs & EDGESEC_NEED_PLACE)
		by_place = is_listed_by_place(policy, file, role);
	if (by_place > 0)
		return by_place;
	if (needs & EDGESEC_NEED_DIGEST)
		by_digest = is_listed_by_digest(policy, file, role);
	return by_digest ? by_digest : by_place;
}

static const char *why_undecided(int error)
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
	}
	return "unreadable";
}

static int conclude(struct edgesec_decision *decision, int listed,
		    const struct tally *tally, const char *op,
		    const struct file *object)
{
	if (listed < 0) {
		edgesec_eval_undecided(decision, why_undecided(listed));
		edgesec_counter_inc(tally->undecided);
	}
	count(tally, decision);
	if (decision->verdict == EDGESEC_VERDICT_DENY)
		edgesec_audit_exec(decision, op, object);
	return edgesec_decision_blocks(decision) ? -EACCES : 0;
}

/* The field rule: who may execve() a "#!" file. */
static int judge_script(const struct edgesec_policy *policy,
			const struct linux_binprm *bprm)
{
	struct edgesec_decision decision;
	struct file *starter;
	int listed;

	if (policy->script_mode == EDGESEC_MODE_DISABLED ||
	    bprm->buf[0] != '#' || bprm->buf[1] != '!')
		return 0;

	starter = edgesec_compat_exe_file();
	listed = is_listed(policy, starter, EDGESEC_ROLE_START_SCRIPTS);
	if (starter)
		fput(starter);
	edgesec_eval_script(policy, listed > 0, &decision);
	return conclude(&decision, listed, &script_tally, "script",
			bprm->file);
}

/* The allow list: what may be executed. */
static int judge_run(const struct edgesec_policy *policy,
		     const struct linux_binprm *bprm)
{
	struct edgesec_decision decision;
	int listed;

	if (policy->exec_mode == EDGESEC_MODE_DISABLED)
		return 0;

	listed = is_listed(policy, bprm->file, EDGESEC_ROLE_RUN);
	edgesec_eval_run(policy, listed > 0, &decision);
	return conclude(&decision, listed, &run_tally, "exec", bprm->file);
}

/**
 * edgesec_hook_exec - bprm_check_security: may this file be executed?
 * @bprm: The execution. The hook runs once for a script and once more for its
 *	interpreter; @bprm->file is the file of the round.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0 or -EACCES.
 */
int edgesec_hook_exec(struct linux_binprm *bprm)
{
	const struct edgesec_policy *policy = edgesec_policy_get();
	int ret;

	if (!policy)
		return 0;
	ret = judge_script(policy, bprm);
	if (!ret)
		ret = judge_run(policy, bprm);
	edgesec_policy_put(policy);
	return ret;
}

/**
 * edgesec_hook_prctl - task_prctl: keep a process from posing as another one
 * @option: First argument of prctl().
 * @arg2: Second argument.
 *
 * PR_SET_MM can replace the file that a process appears to execute, with no
 * privilege beyond a user namespace of its own. The rule about who may start
 * scripts rests on that file.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0 or -EPERM.
 */
int edgesec_hook_prctl(int option, unsigned long arg2)
{
	struct edgesec_decision decision;
	const struct edgesec_policy *policy;
	struct file *exe;
	int ret = 0;

	if (option != PR_SET_MM || (arg2 != PR_SET_MM_EXE_FILE &&
				    arg2 != PR_SET_MM_MAP))
		return 0;
	policy = edgesec_policy_get();
	if (!policy)
		return 0;
	exe = edgesec_compat_exe_file();
	if (exe && policy->script_mode != EDGESEC_MODE_DISABLED) {
		edgesec_eval_script(policy, false, &decision);
		edgesec_eval_undecided(&decision, "poses-as-another-program");
		if (conclude(&decision, 0, &script_tally, "prctl", exe))
			ret = -EPERM;
	}
	if (exe)
		fput(exe);
	edgesec_policy_put(policy);
	return ret;
}
