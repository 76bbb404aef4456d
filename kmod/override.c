// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - A time in which denials are only recorded
 * Copyright (C) 2026 The edgesec authors
 *
 * A policy may say that it can be overridden, for how long and in which of its
 * sections: a technician at a machine that stands still can't wait for another
 * policy. While it is, what these sections would deny goes on and is recorded, in
 * a class of its own, so that no noise hides it.
 *
 * An override belongs to the policy in force: it ends with it, and the policy
 * that comes back from a trial comes back in full. It ends by itself, by a timer
 * in the kernel that nobody can set back, and no process takes part, so it
 * neither needs who began it nor outlives a boot.
 *
 * All of this is called under the lock of the commits, but for readers of
 * &edgesec_policy.overridden.
 */
#include "override.h"
#include "audit.h"
#include "compat.h"
#include "deadline.h"
#include "policy.h"

#include <linux/cred.h>
#include <linux/string.h>

static struct edgesec_deadline deadline;

/* Of the override under way. */
static kuid_t uid;
static char reason[EDGESEC_REASON_MAX + 1];

static int refuse(int error, const char *sentence,
		  struct netlink_ext_ack *extack)
{
	edgesec_compat_explain(extack, sentence);
	return error;
}

static int check(const struct edgesec_policy *policy, u32 seconds,
		 struct netlink_ext_ack *extack)
{
	if (!policy)
		return refuse(-ENOENT, "No policy is in force", extack);
	if (!policy->override_max || !policy->override_of)
		return refuse(-EROFS, "The policy in force allows no override",
			      extack);
	if (seconds > policy->override_max)
		return refuse(-EROFS,
			      "The policy in force allows no override of that length",
			      extack);
	if (policy->overridden)
		return refuse(-EBUSY,
			      "An override is under way: end it before another one begins",
			      extack);
	return 0;
}

/**
 * edgesec_override_begin - Only record from now on
 * @policy: What is in force, or NULL.
 * @seconds: How long.
 * @why: What for, any bytes.
 * @extack: Where the reason of a refusal goes.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0; -ENOENT; -EROFS when the policy does not allow it; -EBUSY.
 */
int edgesec_override_begin(struct edgesec_policy *policy, u32 seconds,
			   const char *why, struct netlink_ext_ack *extack)
{
	int ret = check(policy, seconds, extack);

	if (ret)
		return ret;
	uid = current_uid();
	strscpy(reason, why, sizeof(reason));
	edgesec_audit_override(&(struct edgesec_override_event){
		.action = "override-start",
		.policy = policy,
		.seconds = seconds,
		.purpose = reason,
	});
	edgesec_deadline_arm(&deadline, seconds);
	/* Pairs with READ_ONCE() in edgesec_policy_mode(). */
	WRITE_ONCE(policy->overridden, policy->override_of);
	return 0;
}

/**
 * edgesec_override_end - Enforce again
 * @policy: What is in force, or NULL.
 * @cause: Who wants it, one word.
 *
 * Context: Process context, may sleep.
 *
 * Return: false when no override was under way.
 */
bool edgesec_override_end(struct edgesec_policy *policy, const char *cause)
{
	if (!policy || !policy->overridden)
		return false;
	/* Pairs with READ_ONCE() in edgesec_policy_mode(). */
	WRITE_ONCE(policy->overridden, 0);
	edgesec_deadline_disarm(&deadline);
	edgesec_audit_override(&(struct edgesec_override_event){
		.action = "override-end",
		.policy = policy,
		.cause = cause,
		.purpose = reason,
	});
	return true;
}

/**
 * edgesec_override_is_over - Is its time up?
 *
 * Return: true from then on until it is ended.
 */
bool edgesec_override_is_over(void)
{
	return edgesec_deadline_passed(&deadline);
}

/**
 * edgesec_override_describe - Tell about the override under way
 * @override: Where that goes.
 */
void edgesec_override_describe(struct edgesec_override *override)
{
	override->seconds = edgesec_deadline_seconds(&deadline);
	override->uid = uid;
	strscpy(override->reason, reason, sizeof(override->reason));
}

/**
 * edgesec_override_setup - Prepare for overrides
 * @passed: Ends one whose time is up; process context.
 *
 * Context: Module initialisation.
 *
 * Return: 0 or -ENOMEM.
 */
int edgesec_override_setup(void (*passed)(struct work_struct *work))
{
	INIT_WORK(&deadline.work, passed);
	return edgesec_deadline_setup(&deadline);
}

/**
 * edgesec_override_teardown - Wait until the timer is gone for good
 *
 * Context: Module exit.
 */
void edgesec_override_teardown(void)
{
	edgesec_deadline_teardown(&deadline);
}
