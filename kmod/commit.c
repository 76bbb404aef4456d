// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Which policy is in force
 * Copyright (C) 2026 The edgesec authors
 *
 * One pointer says which policy is in force. A reader takes it once per
 * decision, under rcu_read_lock() or with a reference, so that a decision
 * belongs to one generation whatever happens meanwhile. A writer prepares a
 * whole generation aside and exchanges the pointer.
 *
 * The order of a commit: hooks that the new policy needs are attached and have
 * proved themselves, then the pointer changes, then hooks that nobody needs any
 * more are detached. So at no moment a policy is in force that nothing asks.
 *
 * A commit may have to be confirmed. Until it is, the policy that it replaced is
 * kept, and with it every hook that it needs stays attached and proved: to go
 * back is to exchange a pointer, which can't fail. One commit waits at a time,
 * so what is kept is always a policy that somebody wanted to stay. Who confirms
 * too late finds the previous generation in force: both take commit_lock, and
 * the first of them ends the waiting.
 */
#define pr_fmt(fmt) "edgesec: " fmt

#include "commit.h"
#include "admit.h"
#include "attach.h"
#include "audit.h"
#include "code.h"
#include "compat.h"
#include "deadline.h"
#include "digest.h"
#include "hook.h"
#include "judge.h"
#include "keys.h"
#include "loss.h"
#include "needs.h"
#include "override.h"
#include "policy.h"

#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>

/* Guards everything below; also orders attaching with publishing. */
static DEFINE_MUTEX(commit_lock);

/* The policy in force, or NULL. Written under commit_lock, read under RCU. */
static struct edgesec_policy __rcu *active;

/* @active asks about what is read. The same for it. */
static bool asks_content;

/* Generation of the last publication. */
static u64 last_generation;

/*
 * The policy in force waits for confirmation; if none comes, @previous is put
 * in force again. NULL stands for no policy; it is a policy, whose reference is
 * held here, only while @waits. Both guarded by commit_lock.
 */
static bool waits;
static struct edgesec_policy *previous;

/* By when the confirmation must have come. */
static void on_deadline(struct work_struct *work);
static struct edgesec_deadline deadline = {
	.work = __WORK_INITIALIZER(deadline.work, on_deadline),
};

/* Never gets weaker. Guarded by commit_lock. */
static enum edgesec_lock lock_level;

/* The netfilter hooks are registered. */
static bool modbus_registered;

/**
 * edgesec_policy_rcu - The policy in force
 *
 * Context: Any. The caller holds rcu_read_lock() or rcu_read_lock_sched().
 *
 * Return: The policy, valid until the caller gives it back, or NULL.
 */
const struct edgesec_policy *edgesec_policy_rcu(void)
{
	return rcu_dereference_check(active, rcu_read_lock_sched_held());
}

/**
 * edgesec_policy_get - The policy in force, with a reference
 *
 * Context: Any.
 *
 * Return: The policy, to be given back with edgesec_policy_put(), or NULL.
 */
const struct edgesec_policy *edgesec_policy_get(void)
{
	const struct edgesec_policy *policy;

	rcu_read_lock();
	do {
		/* A policy without references was replaced: look again. */
		policy = rcu_dereference(active);
	} while (policy && !edgesec_policy_get_unless_zero(policy));
	rcu_read_unlock();
	return policy;
}

/**
 * edgesec_policy_asks_content - Does the policy in force ask about what is read?
 *
 * For those who would only find out that it does not. Context: Any.
 *
 * Return: False if it does not, or did not a moment ago.
 */
bool edgesec_policy_asks_content(void)
{
	return READ_ONCE(asks_content);
}

static struct edgesec_policy *current_policy(void)
{
	return rcu_dereference_protected(active,
					 lockdep_is_held(&commit_lock));
}

static int prepare(const struct edgesec_policy *policy,
		   struct netlink_ext_ack *extack)
{
	int ret;

	lockdep_assert_held(&commit_lock);

	ret = edgesec_attach_hooks(edgesec_needs_hooks(policy), extack);
	if (ret || !edgesec_needs_modbus(policy) || modbus_registered)
		return ret;

	ret = edgesec_hook_modbus_register();
	if (ret)
		edgesec_compat_explain(extack,
				       "The netfilter hooks for Modbus can't be registered");
	else
		modbus_registered = true;
	return ret;
}

/* Gives back what is needed neither now nor to go back. */
static void settle(void)
{
	const struct edgesec_policy *policy = current_policy();
	u32 needed = edgesec_needs_hooks(policy) |
		     edgesec_needs_hooks(previous);

	lockdep_assert_held(&commit_lock);

	if (modbus_registered && !edgesec_needs_modbus(policy) &&
	    !edgesec_needs_modbus(previous)) {
		edgesec_hook_modbus_unregister();
		modbus_registered = false;
	}
	edgesec_detach_hooks(~needed);
	if (!(needed & EDGESEC_HOOK_BIT(EDGESEC_HOOK_INODE_FREE))) {
		edgesec_digest_flush();
		edgesec_code_flush();
	}
}

static u64 generation_of(const struct edgesec_policy *policy)
{
	return policy ? policy->generation : 0;
}

static int check_expected(const struct edgesec_commit *how,
			  struct netlink_ext_ack *extack)
{
	if (!how->has_expected ||
	    how->expected == generation_of(current_policy()))
		return 0;
	edgesec_compat_explain(extack,
			       "Another generation is active than the one that was named");
	return -ESTALE;
}

static int check_not_waiting(struct netlink_ext_ack *extack)
{
	lockdep_assert_held(&commit_lock);

	if (!waits)
		return 0;
	edgesec_compat_explain(extack,
			       "An earlier commit waits for confirmation: confirm it or roll it back first");
	return -EBUSY;
}

/* @policy is what comes next, NULL for none. */
static int check_lock(const struct edgesec_policy *policy,
		      struct netlink_ext_ack *extack)
{
	const struct edgesec_policy *old = current_policy();

	switch (lock_level) {
	case EDGESEC_LOCK_OPEN:
		return 0;
	case EDGESEC_LOCK_VERSIONED:
		if (policy && (!old || policy->version > old->version))
			return 0;
		edgesec_compat_explain(extack,
				       "The lock takes only a policy of a greater version");
		break;
	case EDGESEC_LOCK_SEALED:
		edgesec_compat_explain(extack,
				       "The policy is sealed until the next boot");
		break;
	}
	return -EROFS;
}

/* What is refused here is nobody's mistake of typing: it is recorded. */
static int check_admitted(struct edgesec_policy *policy,
			  const struct edgesec_commit *how,
			  struct netlink_ext_ack *extack)
{
	int ret = edgesec_admit(policy, current_policy(), how, extack);

	lockdep_assert_held(&commit_lock);

	if (ret && !how->check_only)
		edgesec_audit_policy(&(struct edgesec_policy_event){
			.action = "commit",
			.policy = policy,
			.reason = "signature",
		});
	return ret;
}

/* A policy on trial does not end what the one before requires. */
static int check_none_admitted(struct netlink_ext_ack *extack)
{
	const struct edgesec_policy *policy = current_policy();
	int ret = edgesec_admit_none(policy, extack);

	lockdep_assert_held(&commit_lock);

	if (!ret)
		ret = edgesec_admit_none(previous, extack);
	if (ret)
		edgesec_audit_policy(&(struct edgesec_policy_event){
			.action = "disable",
			.policy = policy,
			.reason = "signature",
		});
	return ret;
}

/* No policy judges nothing. */
static bool leaves_modbus_out(struct edgesec_policy *policy,
			      const struct edgesec_policy *old)
{
	struct edgesec_modbus_rules none = {};

	return edgesec_modbus_rules_follow(policy ? &policy->modbus : &none,
					   old ? &old->modbus : &none);
}

/*
 * Puts @policy in force and returns what was. The module stays while a policy
 * is in force: rmmod says it is in use.
 */
static struct edgesec_policy *exchange(struct edgesec_policy *policy)
{
	struct edgesec_policy *old = current_policy();
	bool leaves_out = leaves_modbus_out(policy, old);
	bool asks = policy && edgesec_judge_asks(policy, EDGESEC_RULE_CONTENT);

	edgesec_override_end(old, "replaced");
	if (policy && !old)
		__module_get(THIS_MODULE);
	/* Who still reads false came before the policy; it is true from then on. */
	if (asks)
		WRITE_ONCE(asks_content, true);
	rcu_assign_pointer(active, policy);
	if (!asks)
		WRITE_ONCE(asks_content, false);
	if (leaves_out)
		synchronize_rcu();
	edgesec_loss_follow(policy);
	if (old && !policy)
		module_put(THIS_MODULE);
	return old;
}

/* Keeps @old, whose reference it takes over, for @seconds. */
static void keep(struct edgesec_policy *old, u32 seconds)
{
	lockdep_assert_held(&commit_lock);
	WARN_ON_ONCE(waits || previous);

	previous = old;
	waits = true;
	edgesec_deadline_arm(&deadline, seconds);
}

/* Ends the waiting. The caller takes over the reference to what was kept. */
static struct edgesec_policy *keep_no_more(void)
{
	struct edgesec_policy *kept = previous;

	lockdep_assert_held(&commit_lock);

	edgesec_deadline_disarm(&deadline);
	previous = NULL;
	waits = false;
	return kept;
}

/* @cause says who wants it. */
static void restore(const char *cause)
{
	struct edgesec_policy *undone = exchange(keep_no_more());

	edgesec_audit_policy(&(struct edgesec_policy_event){
		.action = "rollback",
		.policy = undone,
		.cause = cause,
		.restored = generation_of(current_policy()),
	});
	edgesec_policy_put(undone);
	settle();
}

/* A deadline that was taken back meanwhile, or set again, has not passed. */
static void on_deadline(struct work_struct *work)
{
	mutex_lock(&commit_lock);
	if (waits && edgesec_deadline_passed(&deadline))
		restore("timer");
	mutex_unlock(&commit_lock);
}

static void publish(struct edgesec_policy *policy,
		    const struct edgesec_commit *how)
{
	struct edgesec_policy *old = current_policy();

	policy->generation = ++last_generation;
	edgesec_glance_build(policy);
	if (old)
		edgesec_modbus_rules_inherit(&policy->modbus, &old->modbus);
	exchange(policy);
	if (how->confirm)
		keep(old, how->confirm);
	else
		edgesec_policy_put(old);
	edgesec_audit_policy(&(struct edgesec_policy_event){
		.action = "commit",
		.policy = policy,
		.confirm = how->confirm,
	});
}

/**
 * edgesec_commit_publish - Put a policy in force
 * @policy: The policy. After success the commit owns the caller's reference;
 *	after an error the caller keeps it. With @how->check_only the caller
 *	keeps it in any case.
 * @how: What is asked for.
 * @generation: Where the generation goes that is in force afterwards.
 * @extack: Where the reason of a failure goes.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0; -ESTALE when another generation is active than the caller thinks;
 * -EROFS when the lock does not take it; -EBUSY when a commit waits for
 * confirmation; -EKEYREJECTED as edgesec_admit(); -EAGAIN, -EOPNOTSUPP, -EBUSY as
 * edgesec_attach_hooks(); -ENOMEM. After an error the policy in force is the
 * one before.
 */
int edgesec_commit_publish(struct edgesec_policy *policy,
			   const struct edgesec_commit *how, u64 *generation,
			   struct netlink_ext_ack *extack)
{
	int ret;

	might_sleep();
	mutex_lock(&commit_lock);
	ret = check_expected(how, extack);
	if (!ret)
		ret = check_lock(policy, extack);
	if (!ret)
		ret = check_not_waiting(extack);
	if (!ret)
		ret = check_admitted(policy, how, extack);
	if (!ret)
		ret = prepare(policy, extack);
	if (!ret && !how->check_only)
		publish(policy, how);
	/* What waits for its proof stays attached; its owner comes again. */
	if (ret != -EAGAIN)
		settle();
	*generation = generation_of(current_policy());
	mutex_unlock(&commit_lock);
	return ret;
}

/* Whoever disables wants no policy, neither this one nor the one before. */
static void disable(void)
{
	struct edgesec_policy *old, *kept = keep_no_more();

	old = exchange(NULL);
	edgesec_audit_policy(&(struct edgesec_policy_event){
		.action = "disable",
		.policy = old,
	});
	edgesec_policy_put(kept);
	edgesec_policy_put(old);
	settle();
}

/**
 * edgesec_commit_disable - Take the policy in force out of force
 * @how: Which one the caller means; nothing else of it is looked at.
 * @extack: Where the reason of a failure goes.
 *
 * A policy that is kept for a rollback goes as well.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0, also when none is in force; -ESTALE; -EROFS when it is locked;
 * -EKEYREJECTED when only a signed one may follow.
 */
int edgesec_commit_disable(const struct edgesec_commit *how,
			   struct netlink_ext_ack *extack)
{
	int ret;

	might_sleep();
	mutex_lock(&commit_lock);
	ret = check_expected(how, extack);
	if (!ret)
		ret = check_lock(NULL, extack);
	if (!ret)
		ret = check_none_admitted(extack);
	if (!ret && current_policy())
		disable();
	mutex_unlock(&commit_lock);
	return ret;
}

static void confirm(void)
{
	struct edgesec_policy *kept = keep_no_more();

	edgesec_audit_policy(&(struct edgesec_policy_event){
		.action = "confirm",
		.policy = current_policy(),
	});
	edgesec_policy_put(kept);
	settle();
}

/**
 * edgesec_commit_confirm - Keep the policy that waits for confirmation
 * @how: Which one the caller means; nothing else of it is looked at.
 * @generation: Where the generation goes that is in force.
 * @extack: Where the reason of a failure goes.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0, also when it does not wait any more and was named; -ESTALE when
 * another one is active, as after a rollback; -ENOENT when none was named and
 * none waits.
 */
int edgesec_commit_confirm(const struct edgesec_commit *how, u64 *generation,
			   struct netlink_ext_ack *extack)
{
	int ret;

	might_sleep();
	mutex_lock(&commit_lock);
	ret = check_expected(how, extack);
	if (!ret && waits) {
		confirm();
	} else if (!ret && !how->has_expected) {
		edgesec_compat_explain(extack,
				       "No commit waits for confirmation");
		ret = -ENOENT;
	}
	*generation = generation_of(current_policy());
	mutex_unlock(&commit_lock);
	return ret;
}

/**
 * edgesec_commit_rollback - Put the policy before in force again
 * @how: Which one the caller wants to take back; nothing else of it is looked at.
 * @generation: Where the generation goes that is in force afterwards.
 * @extack: Where the reason of a failure goes.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0; -ESTALE when another one is active; -ENOENT when none waits for
 * confirmation, since what was before a confirmed one is not kept.
 */
int edgesec_commit_rollback(const struct edgesec_commit *how, u64 *generation,
			    struct netlink_ext_ack *extack)
{
	int ret;

	might_sleep();
	mutex_lock(&commit_lock);
	ret = check_expected(how, extack);
	if (!ret && waits) {
		restore("request");
	} else if (!ret) {
		edgesec_compat_explain(extack,
				       "No commit waits for confirmation, so none can be rolled back");
		ret = -ENOENT;
	}
	*generation = generation_of(current_policy());
	mutex_unlock(&commit_lock);
	return ret;
}

/**
 * edgesec_commit_standing - What is in force, and for how long
 * @standing: Where it goes, of one moment. Its policy is to be given back with
 *	edgesec_policy_put().
 *
 * Context: Process context, may sleep.
 */
void edgesec_commit_standing(struct edgesec_standing *standing)
{
	might_sleep();
	mutex_lock(&commit_lock);
	standing->policy = edgesec_policy_get();
	standing->waits = waits;
	standing->previous = generation_of(previous);
	standing->seconds = edgesec_deadline_seconds(&deadline);
	standing->lock = lock_level;
	standing->overridden = standing->policy && standing->policy->overridden;
	if (standing->overridden)
		edgesec_override_describe(&standing->override);
	mutex_unlock(&commit_lock);
}

/* A module that could be loaded again would have forgotten its lock. */
static void strengthen(enum edgesec_lock level)
{
	if (lock_level == EDGESEC_LOCK_OPEN)
		__module_get(THIS_MODULE);
	lock_level = level;
	edgesec_audit_lock(level, current_policy());
}

/**
 * edgesec_commit_lock - Take fewer changes from now on
 * @level: Which ones.
 * @extack: Where the reason of a failure goes.
 *
 * Whether a commit that waits for confirmation stays is still to be said, and
 * its timer runs.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0, also when that is so already; -EROFS when it would take more.
 */
int edgesec_commit_lock(enum edgesec_lock level,
			struct netlink_ext_ack *extack)
{
	int ret = 0;

	might_sleep();
	mutex_lock(&commit_lock);
	if (level > lock_level) {
		strengthen(level);
	} else if (level < lock_level) {
		edgesec_compat_explain(extack,
				       "A lock gets no weaker until the next boot");
		ret = -EROFS;
	}
	mutex_unlock(&commit_lock);
	return ret;
}

static int check_key_taken(struct netlink_ext_ack *extack)
{
	lockdep_assert_held(&commit_lock);

	if (lock_level != EDGESEC_LOCK_SEALED &&
	    !edgesec_admit_needs_signature(current_policy()) &&
	    !edgesec_admit_needs_signature(previous))
		return 0;
	edgesec_compat_explain(extack,
			       "No key is taken while the policy is sealed or requires a signature");
	return -EROFS;
}

/**
 * edgesec_commit_add_key - Trust policies that somebody signs
 * @certificate: Theirs, X.509 in DER.
 * @len: Its length.
 * @extack: Where the reason of a failure goes.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0; -EROFS when it would let a policy in that its owner did not; or as
 * edgesec_keys_add().
 */
int edgesec_commit_add_key(const void *certificate, size_t len,
			   struct netlink_ext_ack *extack)
{
	unsigned int count = 0;
	int ret;

	might_sleep();
	mutex_lock(&commit_lock);
	ret = check_key_taken(extack);
	if (!ret)
		ret = edgesec_keys_add(certificate, len, extack);
	while (!ret && edgesec_keys_name(count))
		count++;
	if (count)
		edgesec_audit_key(edgesec_keys_name(count - 1),
				  current_policy());
	mutex_unlock(&commit_lock);
	return ret;
}

/* One that was ended meanwhile, or begun again, is not over. */
static void on_override_over(struct work_struct *work)
{
	mutex_lock(&commit_lock);
	if (edgesec_override_is_over())
		edgesec_override_end(current_policy(), "timer");
	mutex_unlock(&commit_lock);
}

/**
 * edgesec_commit_override - For a time, only record what is denied
 * @seconds: How long.
 * @reason: What for, any bytes.
 * @extack: Where the reason of a failure goes.
 *
 * A lock does not matter: the policy that it keeps allows it or not.
 *
 * Context: Process context, may sleep.
 *
 * Return: As edgesec_override_begin().
 */
int edgesec_commit_override(u32 seconds, const char *reason,
			    struct netlink_ext_ack *extack)
{
	int ret;

	might_sleep();
	mutex_lock(&commit_lock);
	ret = edgesec_override_begin(current_policy(), seconds, reason, extack);
	mutex_unlock(&commit_lock);
	return ret;
}

/**
 * edgesec_commit_end_override - Enforce again
 * @how: Which policy the caller means; nothing else of it is looked at.
 * @extack: Where the reason of a failure goes.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0; -ESTALE; -ENOENT when no override is under way.
 */
int edgesec_commit_end_override(const struct edgesec_commit *how,
				struct netlink_ext_ack *extack)
{
	int ret;

	might_sleep();
	mutex_lock(&commit_lock);
	ret = check_expected(how, extack);
	if (!ret && !edgesec_override_end(current_policy(), "request")) {
		edgesec_compat_explain(extack, "No override is under way");
		ret = -ENOENT;
	}
	mutex_unlock(&commit_lock);
	return ret;
}

/**
 * edgesec_commit_settle - Give back hooks that a dead stage left attached
 *
 * Context: Process context, may sleep.
 */
void edgesec_commit_settle(void)
{
	mutex_lock(&commit_lock);
	settle();
	mutex_unlock(&commit_lock);
}

/**
 * edgesec_commit_setup - Prepare for commits
 *
 * Context: Module initialisation.
 *
 * Return: 0 or -ENOMEM.
 */
int edgesec_commit_setup(void)
{
	int ret = edgesec_deadline_setup(&deadline);

	if (ret)
		return ret;
	ret = edgesec_override_setup(on_override_over);
	if (ret)
		edgesec_deadline_teardown(&deadline);
	return ret;
}

/**
 * edgesec_commit_teardown - Leave the kernel as it was
 *
 * Context: Module exit. No policy is in force: it would hold the module. A
 * rollback to none may still be about to return.
 */
void edgesec_commit_teardown(void)
{
	edgesec_deadline_teardown(&deadline);
	edgesec_override_teardown();
	mutex_lock(&commit_lock);
	WARN_ON_ONCE(current_policy() || waits);
	settle();
	edgesec_keys_teardown();
	mutex_unlock(&commit_lock);
}
