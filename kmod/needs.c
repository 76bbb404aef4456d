// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What a policy has to hear of
 * Copyright (C) 2026 The edgesec authors
 */
#include "needs.h"
#include "attach.h"
#include "compat.h"
#include "policy.h"

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

/**
 * edgesec_needs_hooks - The hooks without which a policy could not be held
 * @policy: The policy, or NULL.
 *
 * Context: Any.
 *
 * Return: EDGESEC_HOOK_BIT() of each; none for NULL.
 */
u32 edgesec_needs_hooks(const struct edgesec_policy *policy)
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

/**
 * edgesec_needs_modbus - Does a policy look at packets?
 * @policy: The policy, or NULL.
 *
 * Context: Any.
 *
 * Return: true if it lists a Modbus server.
 */
bool edgesec_needs_modbus(const struct edgesec_policy *policy)
{
	return policy && !edgesec_modbus_rules_empty(&policy->modbus);
}
