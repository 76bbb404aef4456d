// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - LSM hook adapters: execve() of programs and scripts
 * Copyright (C) 2026 The edgesec authors
 */
#include "hook.h"
#include "commit.h"
#include "compat.h"
#include "identify.h"
#include "judge.h"

#include <linux/binfmts.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/prctl.h>
#include <linux/ptrace.h>
#include <linux/rcupdate.h>
#include <linux/sched/task.h>
#include <linux/security.h>

static int is_interpreter(const struct edgesec_policy *policy,
			  struct file *file)
{
	return edgesec_identify(policy, file, EDGESEC_ROLE_INTERPRETER);
}

/*
 * The field rule: who may execve() a "#!" file. To start an interpreter that
 * the policy names, with whatever arguments, is to start a script.
 */
static int judge_script(const struct edgesec_policy *policy,
			const struct linux_binprm *bprm, int interpreter)
{
	const struct edgesec_event event = { .op = "script",
					     .object = bprm->file };
	struct file *starter;
	int listed;

	if (!edgesec_judge_asks(policy, EDGESEC_RULE_SCRIPT) ||
	    !edgesec_identify_is_script(bprm->buf, interpreter))
		return 0;

	starter = edgesec_compat_exe_file();
	listed = edgesec_identify_starter(policy, starter, interpreter);
	if (starter)
		fput(starter);
	return edgesec_judge(policy, EDGESEC_RULE_SCRIPT, listed, &event);
}

/* The allow list: what may be executed. */
static int judge_run(const struct edgesec_policy *policy, struct file *file)
{
	const struct edgesec_event event = { .op = "exec", .object = file };

	if (!edgesec_judge_asks(policy, EDGESEC_RULE_RUN))
		return 0;
	return edgesec_judge(policy, EDGESEC_RULE_RUN,
			     edgesec_identify(policy, file, EDGESEC_ROLE_RUN),
			     &event);
}

/* An interpreter reads its standard input, which somebody else has opened. */
static int judge_stdin(const struct edgesec_policy *policy, int interpreter)
{
	struct edgesec_event event = { .op = "read" };
	struct file *file;
	int ret = 0;

	if (!edgesec_judge_asks(policy, EDGESEC_RULE_CONTENT) || !interpreter)
		return 0;
	file = fget(0);
	if (!file)
		return 0;
	event.object = file;
	if (S_ISREG(file_inode(file)->i_mode))
		ret = edgesec_judge(policy, EDGESEC_RULE_CONTENT,
				    edgesec_identify_content(policy, file),
				    &event);
	fput(file);
	return ret;
}

/* A reference to the process that traces current, or NULL. */
static struct task_struct *get_tracer(void)
{
	struct task_struct *tracer;

	rcu_read_lock();
	tracer = ptrace_parent(current);
	if (tracer)
		get_task_struct(tracer);
	rcu_read_unlock();
	return tracer;
}

/*
 * Whoever traces a process governs what it executes. The tracer may have got
 * hold of it by PTRACE_TRACEME, which no hook can judge: it is called with all
 * tasks locked.
 */
static int judge_tracer(const struct edgesec_policy *policy,
			const struct linux_binprm *bprm)
{
	const struct edgesec_event event = { .op = "trace",
					     .object = bprm->file,
					     .target = current };
	struct task_struct *tracer;
	struct file *exe;
	int listed;

	if (!edgesec_judge_asks(policy, EDGESEC_RULE_TRACE) ||
	    !(bprm->unsafe & LSM_UNSAFE_PTRACE))
		return 0;
	tracer = get_tracer();
	if (!tracer)
		return 0;
	exe = edgesec_compat_task_exe_file(tracer);
	listed = exe ? edgesec_identify(policy, exe, EDGESEC_ROLE_TRACE) : 0;
	if (exe)
		fput(exe);
	put_task_struct(tracer);
	return edgesec_judge(policy, EDGESEC_RULE_TRACE, listed, &event);
}

/*
 * Where ptrace() is judged no file can be read, so what a tracer is has to be
 * known by then.
 */
static void learn_tracer(const struct edgesec_policy *policy, struct file *file)
{
	if (edgesec_judge_asks(policy, EDGESEC_RULE_TRACE))
		edgesec_identify(policy, file, EDGESEC_ROLE_TRACE);
}

static int judge_exec(const struct edgesec_policy *policy,
		      const struct linux_binprm *bprm)
{
	int interpreter = is_interpreter(policy, bprm->file);
	int ret;

	ret = judge_script(policy, bprm, interpreter);
	if (!ret)
		ret = judge_run(policy, bprm->file);
	if (!ret)
		ret = judge_stdin(policy, interpreter);
	if (!ret)
		ret = judge_tracer(policy, bprm);
	if (!ret)
		learn_tracer(policy, bprm->file);
	return ret;
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
	ret = judge_exec(policy, bprm);
	edgesec_policy_put(policy);
	return ret;
}

/**
 * edgesec_hook_exec_check - bprm_creds_for_exec: would this file be executed?
 * @bprm: The execution. Only AT_EXECVE_CHECK is answered here, by which an
 *	interpreter asks about a script that it is about to read; execve()
 *	itself comes to edgesec_hook_exec().
 *
 * Context: Process context, may sleep.
 *
 * Return: 0 or -EACCES.
 */
int edgesec_hook_exec_check(struct linux_binprm *bprm)
{
	const struct edgesec_policy *policy;
	int ret;

	if (!edgesec_compat_is_check(bprm))
		return 0;
	policy = edgesec_policy_get();
	if (!policy)
		return 0;
	ret = judge_run(policy, bprm->file);
	edgesec_policy_put(policy);
	return ret;
}

/* Of the rules that ask what program a process executes, the sternest. */
static enum edgesec_rule rule_on_programs(const struct edgesec_policy *policy)
{
	static const enum edgesec_rule rules[] = {
		EDGESEC_RULE_MEMORY, EDGESEC_RULE_CONTENT, EDGESEC_RULE_TRACE,
	};
	enum edgesec_rule sternest = EDGESEC_RULE_SCRIPT;
	int i;

	for (i = 0; i < ARRAY_SIZE(rules); i++)
		if (policy->rule_mode[rules[i]] > policy->rule_mode[sternest])
			sternest = rules[i];
	return sternest;
}

static int refuse_posing(const struct edgesec_policy *policy,
			 const struct edgesec_event *event)
{
	enum edgesec_rule rule = rule_on_programs(policy);

	if (policy->owner_mode > policy->rule_mode[rule])
		return edgesec_port_refuse_posing(policy, event);
	return edgesec_judge_asks(policy, rule) ?
		       edgesec_judge_refuse(policy, rule,
					    "poses-as-another-program", event) :
		       0;
}

/**
 * edgesec_hook_prctl - task_prctl: keep a process from posing as another one
 * @option: First argument of prctl().
 * @arg2: Second argument.
 *
 * PR_SET_MM can replace the file that a process appears to execute, with no
 * privilege beyond a user namespace of its own. Rules about what a program may
 * do rest on that file.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0 or -EPERM.
 */
int edgesec_hook_prctl(int option, unsigned long arg2)
{
	struct edgesec_event event = { .op = "prctl" };
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
	event.object = exe;
	if (exe && refuse_posing(policy, &event))
		ret = -EPERM;
	if (exe)
		fput(exe);
	edgesec_policy_put(policy);
	return ret;
}
