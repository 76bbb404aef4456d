// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - LSM hook adapters: one process reaches into another
 * Copyright (C) 2026 The edgesec authors
 *
 * ptrace(), /proc/PID/mem, process_vm_writev() and pidfd_getfd() all ask here.
 */
#include "hook.h"
#include "commit.h"
#include "compat.h"
#include "identify.h"
#include "judge.h"

#include <linux/file.h>
#include <linux/ptrace.h>

/**
 * edgesec_hook_trace - ptrace_access_check: may current govern a process?
 * @target: The process; its task_lock() may be held.
 * @mode: PTRACE_MODE_ATTACH, or else it is only looked at.
 *
 * Context: Any but hard interrupt.
 *
 * Return: 0 or -EACCES.
 */
int edgesec_hook_trace(struct task_struct *target, unsigned int mode)
{
	const struct edgesec_event event = { .op = "trace", .target = target,
					     .atomic = true };
	const struct edgesec_policy *policy;
	struct file *exe;
	int ret = 0;

	if (!(mode & PTRACE_MODE_ATTACH))
		return 0;
	policy = edgesec_policy_get();
	if (!policy)
		return 0;
	exe = edgesec_compat_exe_file();
	if (exe && edgesec_judge_asks(policy, EDGESEC_RULE_TRACE))
		ret = edgesec_judge(policy, EDGESEC_RULE_TRACE,
				    edgesec_identify_atomic(policy, exe,
							    EDGESEC_ROLE_TRACE),
				    &event);
	if (exe)
		fput(exe);
	edgesec_policy_put(policy);
	return ret;
}
