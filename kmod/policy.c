// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - The immutable policy generation
 * Copyright (C) 2026 The edgesec authors
 */
#include "policy.h"

#include <linux/bug.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

/* Bounds on what one policy may make the kernel hold. */
#define PROGRAMS_MAX	(1ULL << 20)
#define PORTS_MAX	(16ULL << 16)
#define BYTES_MAX	(256ULL << 20)

/* Freeing a large policy takes a while: not on a shared queue. */
static struct workqueue_struct *free_queue;

/**
 * edgesec_program_alloc - Allocate a program entry
 * @place: Path inside its file system, or "" where the identity has none.
 * @label: The path as the policy file says it, or "".
 *
 * Context: Process context, may sleep.
 *
 * Return: The entry with both strings copied, or NULL without memory.
 */
struct edgesec_program *edgesec_program_alloc(const char *place,
					      const char *label)
{
	size_t place_len = strlen(place);
	size_t label_size = strlen(label) + 1;
	struct edgesec_program *program;
	char *strings;

	program = kzalloc(sizeof(*program) + place_len + 1 + label_size,
			  GFP_KERNEL_ACCOUNT);
	if (!program)
		return NULL;

	strings = (char *)(program + 1);
	memcpy(strings, place, place_len + 1);
	memcpy(strings + place_len + 1, label, label_size);
	program->place = strings;
	program->place_len = place_len;
	program->label = strings + place_len + 1;
	return program;
}

/**
 * edgesec_program_free - Free an entry that was not added to a policy
 * @program: The entry, or NULL.
 *
 * Context: Any but NMI.
 */
void edgesec_program_free(struct edgesec_program *program)
{
	kfree(program);
}

/**
 * edgesec_policy_digest_key - Key of a program that is known by its digest
 * @kind: Of digest: EDGESEC_IDENTIFY_DIGEST or EDGESEC_IDENTIFY_FSVERITY.
 * @digest: The digest.
 *
 * Context: Any.
 *
 * Return: The first 64 bits and the kind. Whoever finds an entry compares kind
 * and all 256.
 */
u64 edgesec_policy_digest_key(enum edgesec_identify kind, const u8 *digest)
{
	u64 key;

	memcpy(&key, digest, sizeof(key));
	return key ^ kind;
}

/**
 * edgesec_policy_place_key - Key of a program that is known by its place
 * @policy: Holds the secret; places are chosen by anyone who can make files.
 * @dev: Device of the file system.
 * @place: Path in it.
 * @len: Its length in bytes.
 *
 * Context: Any.
 *
 * Return: A keyed hash. Whoever finds an entry compares device and path.
 */
u64 edgesec_policy_place_key(const struct edgesec_policy *policy, dev_t dev,
			     const char *place, size_t len)
{
	return siphash(place, len, &policy->key) ^ dev;
}

/**
 * edgesec_policy_port_key - Key of a port that is listed
 * @scope: Whose socket.
 * @protocol: Which transport.
 * @direction: What is asked of it; one bit.
 * @port: Port number, host byte order.
 *
 * Context: Any.
 *
 * Return: The four, side by side.
 */
u64 edgesec_policy_port_key(enum edgesec_scope scope,
			    enum edgesec_protocol protocol,
			    enum edgesec_direction direction, u32 port)
{
	return (u64)scope << 48 | (u64)protocol << 40 | (u64)direction << 32 |
	       port;
}

static int init_tables(struct edgesec_policy *policy)
{
	static const struct edgesec_table_limits programs = {
		.name = "programs",
		.max_entries = PROGRAMS_MAX,
		.max_bytes = BYTES_MAX,
	};
	static const struct edgesec_table_limits ports = {
		.name = "ports",
		.max_entries = PORTS_MAX,
		.max_bytes = BYTES_MAX,
	};
	int ret;

	ret = edgesec_table_init(&policy->programs, &programs);
	if (ret)
		return ret;
	ret = edgesec_table_init(&policy->ports, &ports);
	if (ret)
		goto err_programs;
	ret = edgesec_modbus_rules_init(&policy->modbus);
	if (ret)
		goto err_ports;
	return 0;

err_ports:
	edgesec_table_destroy(&policy->ports);
err_programs:
	edgesec_table_destroy(&policy->programs);
	return ret;
}

static void free_programs(struct edgesec_policy *policy)
{
	struct edgesec_program *program, *next;

	list_for_each_entry_safe(program, next, &policy->program_list, node) {
		edgesec_program_free(program);
		cond_resched();
	}
}

static void free_port_rules(struct edgesec_policy *policy)
{
	int scope, protocol;

	for (scope = 0; scope < EDGESEC_SCOPE_COUNT; scope++)
		for (protocol = 0; protocol < EDGESEC_PROTOCOL_COUNT; protocol++)
			kfree(policy->port_rule[scope][protocol]);
}

static void free_policy(struct work_struct *work)
{
	struct edgesec_policy *policy =
		container_of(to_rcu_work(work), struct edgesec_policy,
			     free_work);

	edgesec_modbus_rules_free(&policy->modbus);
	edgesec_table_destroy(&policy->ports);
	edgesec_table_destroy(&policy->programs);
	free_port_rules(policy);
	free_programs(policy);
	kfree(policy);
}

/**
 * edgesec_policy_new - Begin an empty policy
 *
 * Context: Process context, may sleep.
 *
 * Return: A policy with one reference, private to the caller, or NULL without
 * memory.
 */
struct edgesec_policy *edgesec_policy_new(void)
{
	struct edgesec_policy *policy;

	might_sleep();
	policy = kzalloc(sizeof(*policy), GFP_KERNEL_ACCOUNT);
	if (!policy)
		return NULL;
	if (init_tables(policy)) {
		kfree(policy);
		return NULL;
	}
	refcount_set(&policy->refs, 1);
	INIT_RCU_WORK(&policy->free_work, free_policy);
	INIT_LIST_HEAD(&policy->program_list);
	get_random_bytes(&policy->key, sizeof(policy->key));
	return policy;
}

/**
 * edgesec_policy_get_unless_zero - Take a reference to a policy seen under RCU
 * @policy: Policy, under rcu_read_lock().
 *
 * Context: Any. The caller holds rcu_read_lock().
 *
 * Return: @policy, or NULL when its last reference is gone already.
 */
const struct edgesec_policy *
edgesec_policy_get_unless_zero(const struct edgesec_policy *policy)
{
	struct edgesec_policy *held = (struct edgesec_policy *)policy;

	return refcount_inc_not_zero(&held->refs) ? policy : NULL;
}

/**
 * edgesec_policy_put - Give a reference back
 * @policy: The policy, or NULL.
 *
 * The last one frees it, after a grace period, in process context.
 *
 * Context: Any but NMI.
 */
void edgesec_policy_put(const struct edgesec_policy *policy)
{
	struct edgesec_policy *held = (struct edgesec_policy *)policy;

	if (held && refcount_dec_and_test(&held->refs))
		queue_rcu_work(free_queue, &held->free_work);
}

static u64 program_key(const struct edgesec_policy *policy,
		       const struct edgesec_program *program)
{
	if (edgesec_identify_is_digest(program->identify))
		return edgesec_policy_digest_key(program->identify,
						 program->digest);
	return edgesec_policy_place_key(policy, program->dev, program->place,
					program->place_len);
}

/* Puts @program in front of those that have the same key. */
static int index_program(struct edgesec_policy *policy,
			 struct edgesec_program *program)
{
	u64 key = program_key(policy, program);
	u64 first = 0;
	bool found;

	rcu_read_lock();
	found = edgesec_table_lookup(&policy->programs, key, &first);
	rcu_read_unlock();

	program->next = (struct edgesec_program *)(unsigned long)first;
	if (found)
		return edgesec_table_replace(&policy->programs, key,
					     (unsigned long)program);
	return edgesec_table_insert(&policy->programs, key,
				    (unsigned long)program,
				    GFP_KERNEL_ACCOUNT);
}

/* The roles that are granted by the same kind of identity. */
static u32 *roles_by(struct edgesec_policy *policy,
		     enum edgesec_identify identify)
{
	switch (identify) {
	case EDGESEC_IDENTIFY_DIGEST:
		return &policy->by_digest;
	case EDGESEC_IDENTIFY_FSVERITY:
		return &policy->by_fsverity;
	case EDGESEC_IDENTIFY_KERNEL:
		return &policy->kernel_role;
	case EDGESEC_IDENTIFY_PATH:
	case EDGESEC_IDENTIFY_DIRECTORY:
		break;
	}
	return &policy->by_place;
}

/**
 * edgesec_policy_add_program - List a program
 * @policy: A policy that is still private to the caller.
 * @program: What to list. On success the policy owns it.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0; -ENOSPC when the policy is full; -ENOMEM. After an error the
 * policy is as before and @program belongs to the caller.
 */
int edgesec_policy_add_program(struct edgesec_policy *policy,
			       struct edgesec_program *program)
{
	int ret;

	if (policy->program_count >= PROGRAMS_MAX)
		return -ENOSPC;

	if (program->identify != EDGESEC_IDENTIFY_KERNEL) {
		ret = index_program(policy, program);
		if (ret)
			return ret;
	}
	*roles_by(policy, program->identify) |= program->role;
	list_add_tail(&program->node, &policy->program_list);
	policy->program_count++;
	return 0;
}

static int index_port(struct edgesec_policy *policy,
		      const struct edgesec_port_rule *rule,
		      enum edgesec_direction direction, u32 port)
{
	u64 key = edgesec_policy_port_key(rule->scope, rule->protocol,
					  direction, port);
	int ret = edgesec_table_insert(&policy->ports, key, 1,
				       GFP_KERNEL_ACCOUNT);

	return ret == -EEXIST ? 0 : ret;
}

static int index_range(struct edgesec_policy *policy,
		       const struct edgesec_port_rule *rule,
		       const struct edgesec_port_range *range)
{
	u64 port;
	int ret = 0;

	for (port = range->first; !ret && port <= range->last; port++)
		ret = index_port(policy, rule, range->direction, port);
	return ret;
}

/**
 * edgesec_policy_add_port_rule - Add the rule for one scope and protocol
 * @policy: A policy that is still private to the caller.
 * @rule: The rule. On success the policy owns it.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0; -EEXIST when the policy has a rule for this scope and protocol;
 * -ENOMEM. After -EEXIST the policy is as before; after -ENOMEM it is only
 * good for edgesec_policy_put(). @rule belongs to the caller after an error.
 */
int edgesec_policy_add_port_rule(struct edgesec_policy *policy,
				 struct edgesec_port_rule *rule)
{
	struct edgesec_port_rule **slot =
		&policy->port_rule[rule->scope][rule->protocol];
	u32 i;
	int ret;

	if (*slot)
		return -EEXIST;
	for (i = 0; i < rule->count; i++) {
		ret = index_range(policy, rule, &rule->range[i]);
		if (ret)
			return ret;
	}
	rule->index = policy->port_count++;
	*slot = rule;
	return 0;
}

/**
 * edgesec_policy_setup - Prepare for policies
 *
 * Context: Module initialisation.
 *
 * Return: 0 or -ENOMEM.
 */
int edgesec_policy_setup(void)
{
	free_queue = alloc_workqueue("edgesec_policy", WQ_UNBOUND, 0);
	return free_queue ? 0 : -ENOMEM;
}

/**
 * edgesec_policy_teardown - Wait until every policy is freed
 *
 * Context: Module exit, after the last edgesec_policy_put().
 */
void edgesec_policy_teardown(void)
{
	rcu_barrier();
	destroy_workqueue(free_queue);
}
