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
 */
#define pr_fmt(fmt) "edgesec: " fmt

#include "commit.h"
#include "attach.h"
#include "audit.h"
#include "code.h"
#include "compat.h"
#include "digest.h"
#include "hook.h"
#include "policy.h"

#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>

/* Guards everything below; also orders attaching with publishing. */
static DEFINE_MUTEX(commit_lock);

/* The policy in force, or NULL. Written under commit_lock, read under RCU. */
static struct edgesec_policy __rcu *active;

/* Generation of the last publication. */
static u64 last_generation;

/* The netfilter hooks are registered. */
static bool modbus_registered;

/**
 * edgesec_policy_rcu - The policy in force
 *
 * Context: Any. The caller holds rcu_read_lock().
 *
 * Return: The policy, valid until rcu_read_unlock(), or NULL.
 */
const struct edgesec_policy *edgesec_policy_rcu(void)
{
	return rcu_dereference(active);
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

static struct edgesec_policy *current_policy(void)
{
	return rcu_dereference_protected(active,
					 lockdep_is_held(&commit_lock));
}

#define HOOK(hook)	EDGESEC_HOOK_BIT(EDGESEC_HOOK_##hook)

/*
 * What each rule has to hear of. A rule about what a program may do rests on
 * PRCTL, by which a process could pose as another program. TRACE has no time to
 * read files, so what is executed is looked at by EXEC before.
 */
static const u32 rule_hooks[EDGESEC_RULE_COUNT] = {
	[EDGESEC_RULE_RUN] = HOOK(EXEC) |
		(EDGESEC_HAS_EXECVE_CHECK ? HOOK(EXEC_CHECK) : 0),
	[EDGESEC_RULE_SCRIPT]  = HOOK(EXEC) | HOOK(PRCTL),
	[EDGESEC_RULE_LIBRARY] = HOOK(MMAP) | HOOK(MPROTECT) | HOOK(OPEN) |
				 HOOK(INODE_FREE),
	[EDGESEC_RULE_MEMORY]  = HOOK(MMAP) | HOOK(MPROTECT) | HOOK(OPEN) |
				 HOOK(PRCTL),
	[EDGESEC_RULE_CONTENT] = HOOK(OPEN) | HOOK(EXEC) | HOOK(PRCTL) |
				 HOOK(INODE_FREE),
	[EDGESEC_RULE_LOAD]    = HOOK(READ_FILE) | HOOK(LOAD_DATA),
	[EDGESEC_RULE_TRACE]   = HOOK(TRACE) | HOOK(EXEC) | HOOK(PRCTL),
};

/*
 * What a port rule has to hear of. MSG_FASTOPEN connects while it sends, and a
 * connected socket sends without naming a port. SCTP has ways of its own.
 */
static u32 port_rule_hooks(const struct edgesec_port_rule *rule)
{
	bool is_tcp = rule->protocol == EDGESEC_PROTOCOL_TCP;
	bool is_sctp = rule->protocol == EDGESEC_PROTOCOL_SCTP;
	u32 hooks = 0;

	if (rule->mode == EDGESEC_MODE_DISABLED)
		return 0;
	if (rule->directions & EDGESEC_DIRECTION_BIND)
		hooks |= HOOK(BIND) | (is_sctp ? HOOK(SCTP) : 0);
	if (rule->directions & EDGESEC_DIRECTION_LISTEN)
		hooks |= HOOK(LISTEN);
	if (rule->directions & EDGESEC_DIRECTION_CONNECT)
		hooks |= HOOK(CONNECT) | (is_tcp ? HOOK(SEND) : 0) |
			 (is_sctp ? HOOK(SCTP) : 0);
	if (rule->directions & EDGESEC_DIRECTION_SEND)
		hooks |= HOOK(SEND) | HOOK(CONNECT);
	if (rule->directions & EDGESEC_DIRECTION_CREATE)
		hooks |= HOOK(CREATE);
	return hooks;
}

static u32 port_hooks(const struct edgesec_policy *policy)
{
	const struct edgesec_port_rule *rule;
	u32 scope, hooks = 0;
	int protocol;

	for (scope = 0; scope < policy->scope_count; scope++) {
		for (protocol = 0; protocol < EDGESEC_PROTOCOL_COUNT; protocol++) {
			rule = policy->scope[scope]->rule[protocol];
			if (rule)
				hooks |= port_rule_hooks(rule);
		}
	}
	return hooks;
}

/* The hooks without which @policy could not be held; none for NULL. */
static u32 needed_hooks(const struct edgesec_policy *policy)
{
	u32 needed = 0;
	int rule;

	if (!policy)
		return 0;
	for (rule = 0; rule < EDGESEC_RULE_COUNT; rule++)
		if (policy->rule_mode[rule] != EDGESEC_MODE_DISABLED)
			needed |= rule_hooks[rule];
	needed |= port_hooks(policy);
	if (policy->owner_mode != EDGESEC_MODE_DISABLED)
		needed |= HOOK(PRCTL);
	if (needed && policy->by_digest)
		needed |= HOOK(INODE_FREE) | HOOK(OPEN);
	return needed;
}

static bool needs_modbus(const struct edgesec_policy *policy)
{
	return policy && !edgesec_modbus_rules_empty(&policy->modbus);
}

static int prepare(const struct edgesec_policy *policy,
		   struct netlink_ext_ack *extack)
{
	int ret;

	lockdep_assert_held(&commit_lock);

	ret = edgesec_attach_hooks(needed_hooks(policy), extack);
	if (ret || !needs_modbus(policy) || modbus_registered)
		return ret;

	ret = edgesec_hook_modbus_register();
	if (ret)
		edgesec_compat_explain(extack,
				       "The netfilter hooks for Modbus can't be registered");
	else
		modbus_registered = true;
	return ret;
}

/* Gives back what the policy in force does not need. */
static void settle(void)
{
	const struct edgesec_policy *policy = current_policy();
	u32 needed = needed_hooks(policy);

	lockdep_assert_held(&commit_lock);

	if (modbus_registered && !needs_modbus(policy)) {
		edgesec_hook_modbus_unregister();
		modbus_registered = false;
	}
	edgesec_detach_hooks(~needed);
	if (!(needed & HOOK(INODE_FREE))) {
		edgesec_digest_flush();
		edgesec_code_flush();
	}
}

static int check_expected(const struct edgesec_commit *how,
			  struct netlink_ext_ack *extack)
{
	const struct edgesec_policy *policy = current_policy();

	if (!how->has_expected ||
	    how->expected == (policy ? policy->generation : 0))
		return 0;
	edgesec_compat_explain(extack,
			       "Another generation is active than the one to be replaced");
	return -ESTALE;
}

/* The module stays while a policy is in force: rmmod says it is in use. */
static void publish(struct edgesec_policy *policy)
{
	struct edgesec_policy *old = current_policy();

	if (policy && !old)
		__module_get(THIS_MODULE);
	rcu_assign_pointer(active, policy);
	edgesec_policy_put(old);
	if (old && !policy)
		module_put(THIS_MODULE);
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
 * -EAGAIN, -EOPNOTSUPP, -EBUSY as edgesec_attach_hooks(); -ENOMEM. After an
 * error the policy in force is the one before.
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
		ret = prepare(policy, extack);
	if (!ret && !how->check_only) {
		policy->generation = ++last_generation;
		publish(policy);
		edgesec_audit_policy("commit", policy->generation,
				     policy->name, policy->version);
	}
	/* What waits for its proof stays attached; its owner comes again. */
	if (ret != -EAGAIN)
		settle();
	*generation = current_policy() ? current_policy()->generation : 0;
	mutex_unlock(&commit_lock);
	return ret;
}

/**
 * edgesec_commit_disable - Take the policy in force out of force
 * @how: Which one the caller means; @how->check_only is not looked at.
 * @extack: Where the reason of a failure goes.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0, also when none is in force; -ESTALE.
 */
int edgesec_commit_disable(const struct edgesec_commit *how,
			   struct netlink_ext_ack *extack)
{
	const struct edgesec_policy *old;
	int ret;

	might_sleep();
	mutex_lock(&commit_lock);
	ret = check_expected(how, extack);
	old = current_policy();
	if (!ret && old) {
		edgesec_audit_policy("disable", old->generation, old->name,
				     old->version);
		publish(NULL);
		settle();
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
 * edgesec_commit_teardown - Leave the kernel as it was
 *
 * Context: Module exit. No policy is in force: it would hold the module.
 */
void edgesec_commit_teardown(void)
{
	mutex_lock(&commit_lock);
	WARN_ON_ONCE(current_policy());
	settle();
	mutex_unlock(&commit_lock);
}
