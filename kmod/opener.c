// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Is the program that opens a file an interpreter?
 * Copyright (C) 2026 The edgesec authors
 *
 * Where content is judged that is asked for each file that anybody opens, and the
 * answer is nearly always the same as for the file before. So each processor
 * remembers it for the processes that opened something there last.
 *
 * An answer is good for one execution of one program under one policy. Numbers of
 * processes come again, and addresses of what they had do so sooner: a process is
 * told by its number and the time of its start, an execution by how many there
 * have been in it, and a program that prctl(PR_SET_MM) puts in place of another by
 * its open file, which differs from that of the one before. What a program is
 * does not change while it runs: nobody can write to it.
 */
#include "opener.h"
#include "compat.h"
#include "identify.h"
#include "policy.h"

#include <linux/file.h>
#include <linux/hash.h>
#include <linux/mm_types.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>

#define OPENERS_BITS	3

/**
 * struct opener - What is known of one process
 * @started: When it was, in nanoseconds.
 * @execs: How often it and those that it descends from have executed something.
 * @generation: Of the policy that was asked; 0 for an empty slot.
 * @exe: What it executes. Never followed: only compared.
 * @tgid: Its number in the initial namespace.
 * @listed: What edgesec_identify() said.
 */
struct opener {
	u64 started;
	u64 execs;
	u64 generation;
	const struct file *exe;
	pid_t tgid;
	int listed;
};

/* Each processor only sees its own, with preemption off. */
struct openers {
	struct opener slot[1 << OPENERS_BITS];
};

static DEFINE_PER_CPU(struct openers, openers);

static struct opener *slot_of(struct openers *here, const struct opener *who)
{
	return &here->slot[hash_32(who->tgid, OPENERS_BITS)];
}

static struct opener who_opens(const struct edgesec_policy *policy)
{
	return (struct opener){
		.started = current->group_leader->start_time,
		.execs = current->self_exec_id,
		.generation = policy->generation,
		.exe = rcu_access_pointer(current->mm->exe_file),
		.tgid = current->tgid,
	};
}

/* Fills @who->listed if it is known. */
static bool recall(struct opener *who)
{
	const struct opener *known = slot_of(get_cpu_ptr(&openers), who);
	bool same = known->started == who->started &&
		    known->execs == who->execs &&
		    known->generation == who->generation &&
		    known->exe == who->exe && known->tgid == who->tgid;

	who->listed = known->listed;
	put_cpu_ptr(&openers);
	return same;
}

static void remember(const struct opener *who)
{
	*slot_of(get_cpu_ptr(&openers), who) = *who;
	put_cpu_ptr(&openers);
}

/**
 * edgesec_opener_identify - Does a policy name the current program an interpreter?
 * @policy: The policy.
 *
 * Context: Process context, may sleep and read the program.
 *
 * Return: As edgesec_identify(); 0 for the kernel.
 */
int edgesec_opener_identify(const struct edgesec_policy *policy)
{
	struct opener who;
	struct file *exe;

	if (!current->mm)
		return 0;
	who = who_opens(policy);
	if (recall(&who))
		return who.listed;
	exe = edgesec_compat_exe_file();
	if (!exe)
		return 0;
	/* Another thread may have put it there meanwhile. */
	who.exe = exe;
	who.listed = edgesec_identify(policy, exe, EDGESEC_ROLE_INTERPRETER);
	if (who.listed >= 0)
		remember(&who);
	fput(exe);
	return who.listed;
}
