// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - From a question and a policy to a verdict
 * Copyright (C) 2026 The edgesec authors
 *
 * Everything here is a pure function of its arguments: nothing is allocated,
 * written to a log, counted or waited for, and nothing but the policy is read.
 * So the same source is built and tested as a program. All functions may be
 * called in any context; the caller keeps the policy alive, by a reference or
 * by rcu_read_lock().
 */
#include "eval.h"

#include <linux/rcupdate.h>
#include <linux/string.h>

static bool is_program(const struct edgesec_program *program,
		       const struct edgesec_identity *who, size_t len)
{
	switch (program->identify) {
	case EDGESEC_IDENTIFY_DIGEST:
		return who->has_digest &&
		       !memcmp(program->digest, who->digest,
			       sizeof(program->digest));
	case EDGESEC_IDENTIFY_FSVERITY:
		return who->has_fsverity &&
		       !memcmp(program->digest, who->fsverity,
			       sizeof(program->digest));
	case EDGESEC_IDENTIFY_PATH:
		if (len != who->place_len)
			return false;
		break;
	case EDGESEC_IDENTIFY_DIRECTORY:
		if (len == who->place_len)
			return false;
		break;
	case EDGESEC_IDENTIFY_KERNEL:
		return false;
	}
	return who->has_place && program->dev == who->dev &&
	       program->place_len == len &&
	       !memcmp(program->place, who->place, len);
}

/*
 * The roles that the entries under @key grant to @who. @len is the length of
 * the part of the path that made the key; it means nothing for a digest.
 */
static u32 roles_at(const struct edgesec_policy *policy, u64 key,
		    const struct edgesec_identity *who, size_t len)
{
	const struct edgesec_program *program;
	u32 roles = 0;
	bool found;
	u64 first;

	rcu_read_lock();
	found = edgesec_table_lookup(&policy->programs, key, &first);
	rcu_read_unlock();
	if (!found)
		return 0;

	/* The policy owns the entries: they live as long as it does. */
	for (program = (const struct edgesec_program *)(unsigned long)first;
	     program; program = program->next)
		if (program->owner == who->owner &&
		    is_program(program, who, len))
			roles |= program->role;
	return roles;
}

/* One lookup for the path itself and one for each directory above it. */
static u32 roles_by_place(const struct edgesec_policy *policy,
			  const struct edgesec_identity *who)
{
	u32 roles = 0;
	size_t len;

	for (len = 0; len <= who->place_len; len++)
		if (len == who->place_len || who->place[len] == '/')
			roles |= roles_at(policy,
					  edgesec_policy_place_key(policy,
								   who->dev,
								   who->place,
								   len),
					  who, len);
	return roles;
}

static u32 roles_by_digest(const struct edgesec_policy *policy,
			   const struct edgesec_identity *who)
{
	return roles_at(policy,
			edgesec_policy_digest_key(EDGESEC_IDENTIFY_DIGEST,
						  who->digest),
			who, 0);
}

static u32 roles_by_fsverity(const struct edgesec_policy *policy,
			     const struct edgesec_identity *who)
{
	return roles_at(policy,
			edgesec_policy_digest_key(EDGESEC_IDENTIFY_FSVERITY,
						  who->fsverity),
			who, 0);
}

/**
 * edgesec_eval_needs - What must be known of a program
 * @policy: The policy.
 * @roles: What it is about to do; bits of enum edgesec_role.
 *
 * Return: Bits of EDGESEC_NEED_*: a policy that lists nothing by digest makes
 * nobody read a file.
 */
u32 edgesec_eval_needs(const struct edgesec_policy *policy, u32 roles)
{
	u32 needs = 0;

	if (policy->by_place & roles)
		needs |= EDGESEC_NEED_PLACE;
	if (policy->by_fsverity & roles)
		needs |= EDGESEC_NEED_FSVERITY;
	if (policy->by_digest & roles)
		needs |= EDGESEC_NEED_DIGEST;
	return needs;
}

/**
 * edgesec_eval_has_role - Is a program listed for a role?
 * @policy: The policy.
 * @who: What is known of the program. What is not known is not matched.
 * @roles: Bits of enum edgesec_role, any of which will do.
 *
 * Return: True when some entry of the policy grants one of the roles.
 */
bool edgesec_eval_has_role(const struct edgesec_policy *policy,
			   const struct edgesec_identity *who, u32 roles)
{
	if (who->is_kernel)
		return policy->kernel_role & roles;
	if (who->has_place && (policy->by_place & roles) &&
	    (roles_by_place(policy, who) & roles))
		return true;
	if (who->has_fsverity && (policy->by_fsverity & roles) &&
	    (roles_by_fsverity(policy, who) & roles))
		return true;
	return who->has_digest && (policy->by_digest & roles) &&
	       (roles_by_digest(policy, who) & roles);
}

/**
 * edgesec_eval_mode - What a denial leads to now
 * @policy: The policy.
 * @section: Where in it the rule is.
 * @mode: What the rule says.
 * @decision: Where the answer goes.
 */
void edgesec_eval_mode(const struct edgesec_policy *policy,
		       enum edgesec_section section, enum edgesec_mode mode,
		       struct edgesec_decision *decision)
{
	decision->overridden = mode == EDGESEC_MODE_ENFORCE &&
			       edgesec_policy_overrides(policy, section);
	decision->mode = decision->overridden ? EDGESEC_MODE_AUDIT : mode;
}

static void decide(struct edgesec_decision *decision, bool listed,
		   const char *rule, const char *reason)
{
	decision->verdict = listed ? EDGESEC_VERDICT_ALLOW :
				     EDGESEC_VERDICT_DENY;
	decision->rule = rule;
	decision->rule_index = -1;
	decision->reason = listed ? NULL : reason;
}

/* How a record names each rule, and what it means not to be listed. */
static const struct {
	const char *name;
	const char *reason;
} rules[EDGESEC_RULE_COUNT] = {
	[EDGESEC_RULE_RUN]     = { "executables.allow", "not-listed" },
	[EDGESEC_RULE_SCRIPT]  = { "executables.scripts",
				   "starter-not-listed" },
	[EDGESEC_RULE_LIBRARY] = { "executables.libraries", "not-listed" },
	[EDGESEC_RULE_MEMORY]  = { "executables.memory", "not-listed" },
	[EDGESEC_RULE_CONTENT] = { "executables.interpreted", "not-listed" },
	[EDGESEC_RULE_LOAD]    = { "executables.modules", "not-listed" },
	[EDGESEC_RULE_TRACE]   = { "executables.tracing", "tracer-not-listed" },
};

/**
 * edgesec_eval_rule - What a rule about programs and code says
 * @policy: The policy.
 * @rule: The rule.
 * @listed: edgesec_eval_has_role() of the program or file that it asks about.
 * @decision: Where the answer goes.
 */
void edgesec_eval_rule(const struct edgesec_policy *policy,
		       enum edgesec_rule rule, bool listed,
		       struct edgesec_decision *decision)
{
	edgesec_eval_mode(policy, EDGESEC_SECTION_EXECUTABLES,
			  policy->rule_mode[rule], decision);
	decision->generation = policy->generation;
	decide(decision, listed, rules[rule].name, rules[rule].reason);
}

/* True if the port is listed; *@owner is whose it is. */
static bool port_is_listed(const struct edgesec_policy *policy, u32 scope,
			   const struct edgesec_port_question *question,
			   u64 *owner)
{
	u64 key = edgesec_policy_port_key(scope, question->protocol,
					  question->direction, question->port);
	bool found;

	rcu_read_lock();
	found = edgesec_table_lookup(&policy->ports, key, owner);
	rcu_read_unlock();
	return found;
}

/* A cgroup is narrower than a namespace, a deep one than those around it. */
static u32 narrowness(const struct edgesec_port_scope *scope)
{
	switch (scope->kind) {
	case EDGESEC_SCOPE_HOST:
	case EDGESEC_SCOPE_CONTAINER:
		break;
	case EDGESEC_SCOPE_NETNS:
		return 1;
	case EDGESEC_SCOPE_CGROUP:
		return 2 + scope->level;
	}
	return 0;
}

/*
 * The index of the narrowest scope that has a rule with a say in @question, or
 * a number that is none.
 */
static u32 find_scope(const struct edgesec_policy *policy,
		      const struct edgesec_port_question *question)
{
	const struct edgesec_port_rule *rule;
	u32 i, found = EDGESEC_SCOPES_MAX;

	for (i = 0; i < policy->scope_count; i++) {
		rule = policy->scope[i]->rule[question->protocol];
		if (!(question->scopes & (1ULL << i)) || !rule ||
		    !(rule->directions & question->direction))
			continue;
		if (found == EDGESEC_SCOPES_MAX ||
		    narrowness(policy->scope[i]) >
			    narrowness(policy->scope[found]))
			found = i;
	}
	return found;
}

/**
 * edgesec_eval_port - May a socket do this with a port?
 * @policy: The policy.
 * @question: The question.
 * @decision: Where the answer goes; mode disabled when no rule has a say. When
 *	it names an owner it has to be asked about the program as well, by
 *	edgesec_eval_port_program().
 */
void edgesec_eval_port(const struct edgesec_policy *policy,
		       const struct edgesec_port_question *question,
		       struct edgesec_decision *decision)
{
	u32 scope = find_scope(policy, question);
	const struct edgesec_port_rule *rule;
	bool listed = true;
	u64 owner = 0;

	decision->owner = 0;
	decision->generation = policy->generation;
	decision->mode = EDGESEC_MODE_DISABLED;
	decision->overridden = false;
	decide(decision, true, "ports", NULL);
	if (scope == EDGESEC_SCOPES_MAX)
		return;

	rule = policy->scope[scope]->rule[question->protocol];
	if (!question->any &&
	    (rule->verdict == EDGESEC_VERDICT_DENY || rule->has_owners))
		listed = port_is_listed(policy, scope, question, &owner) ||
			 rule->verdict == EDGESEC_VERDICT_ALLOW;
	decide(decision, listed, "ports", "port-not-listed");
	decision->owner = owner;
	edgesec_eval_mode(policy, EDGESEC_SECTION_PORTS, rule->mode, decision);
	decision->rule_index = rule->index;
}

/**
 * edgesec_eval_port_program - The rest of a decision about an owned port
 * @decision: What edgesec_eval_port() said.
 * @listed: Is the program one of its owners?
 */
void edgesec_eval_port_program(struct edgesec_decision *decision, bool listed)
{
	decision->verdict = listed ? EDGESEC_VERDICT_ALLOW :
				     EDGESEC_VERDICT_DENY;
	decision->reason = listed ? NULL : "program-not-listed";
}

/**
 * edgesec_eval_undecided - Turn a decision into a denial for lack of knowledge
 * @decision: A decision whose mode, rule and generation are set.
 * @reason: What could not be found out, a constant string.
 */
void edgesec_eval_undecided(struct edgesec_decision *decision,
			    const char *reason)
{
	decision->verdict = EDGESEC_VERDICT_DENY;
	decision->reason = reason;
}
