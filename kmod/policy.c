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
 * @scope: Index of the scope in the policy.
 * @protocol: Which transport.
 * @direction: What is asked of it; one bit.
 * @port: Port number, host byte order.
 *
 * Context: Any.
 *
 * Return: The four, side by side.
 */
u64 edgesec_policy_port_key(u32 scope, enum edgesec_protocol protocol,
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

static void free_port_rule(struct edgesec_port_rule *rule)
{
	struct edgesec_port_rule *more;

	for (; rule; rule = more) {
		more = rule->more;
		kfree(rule);
	}
}

static void free_scope(struct edgesec_port_scope *scope)
{
	int protocol;

	for (protocol = 0; protocol < EDGESEC_PROTOCOL_COUNT; protocol++)
		free_port_rule(scope->rule[protocol]);
	kfree(scope->path);
	kfree(scope);
}

static void free_scopes(struct edgesec_policy *policy)
{
	u32 i;

	for (i = 0; i < policy->scope_count; i++)
		free_scope(policy->scope[i]);
}

static void free_policy(struct work_struct *work)
{
	struct edgesec_policy *policy =
		container_of(to_rcu_work(work), struct edgesec_policy,
			     free_work);

	edgesec_glance_free(&policy->glance);
	edgesec_modbus_rules_free(&policy->modbus);
	edgesec_table_destroy(&policy->ports);
	edgesec_table_destroy(&policy->programs);
	free_scopes(policy);
	free_programs(policy);
	kfree(policy->manifest);
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

static bool is_scope(const struct edgesec_port_scope *scope,
		     enum edgesec_scope kind, u64 cookie, const char *path)
{
	return scope->kind == kind && scope->cookie == cookie &&
	       (kind != EDGESEC_SCOPE_CGROUP || !strcmp(scope->path, path));
}

/* "/" is the root, at level 0. */
static u32 level_of(const char *path)
{
	u32 level = 0;

	for (; *path; path++)
		level += *path == '/' && path[1];
	return level;
}

static struct edgesec_port_scope *new_scope(enum edgesec_scope kind, u64 cookie,
					    const char *path)
{
	struct edgesec_port_scope *scope;

	scope = kzalloc(sizeof(*scope), GFP_KERNEL_ACCOUNT);
	if (!scope)
		return NULL;
	scope->kind = kind;
	scope->cookie = cookie;
	scope->level = level_of(path);
	scope->path = kstrdup(path, GFP_KERNEL_ACCOUNT);
	if (scope->path)
		return scope;
	kfree(scope);
	return NULL;
}

/**
 * edgesec_policy_scope - The scope for some sockets
 * @policy: A policy that is still private to the caller.
 * @kind: What makes them theirs.
 * @cookie: Of the network namespace, or 0.
 * @path: As the policy file says it, or "".
 *
 * Context: Process context, may sleep.
 *
 * Return: The scope, which the policy owns; a new one when it had none; NULL
 * without memory, or when it has too many.
 */
struct edgesec_port_scope *
edgesec_policy_scope(struct edgesec_policy *policy, enum edgesec_scope kind,
		     u64 cookie, const char *path)
{
	struct edgesec_port_scope *scope;
	u32 i;

	for (i = 0; i < policy->scope_count; i++)
		if (is_scope(policy->scope[i], kind, cookie, path))
			return policy->scope[i];
	if (policy->scope_count >= EDGESEC_SCOPES_MAX)
		return NULL;
	scope = new_scope(kind, cookie, path);
	if (scope)
		policy->scope[policy->scope_count++] = scope;
	return scope;
}

static u32 index_of(const struct edgesec_policy *policy,
		    const struct edgesec_port_scope *scope)
{
	u32 i = 0;

	while (policy->scope[i] != scope)
		i++;
	return i;
}

static u64 key_in(u32 scope, const struct edgesec_port_rule *rule,
		  enum edgesec_direction direction, u32 port)
{
	return edgesec_policy_port_key(scope, rule->protocol, direction, port);
}

static int list_range(struct edgesec_policy *policy, u32 scope,
		      const struct edgesec_port_rule *rule,
		      const struct edgesec_port_range *range)
{
	int ret = 0;
	u64 port;

	for (port = range->first; !ret && port <= range->last; port++) {
		ret = edgesec_table_insert(&policy->ports,
					   key_in(scope, rule,
						  range->direction, port),
					   0, GFP_KERNEL_ACCOUNT);
		if (ret == -EEXIST)
			ret = 0;
	}
	return ret;
}

/*
 * Gives a port to programs, where it may be used at all. -ENOENT if it may not;
 * -EEXIST if it belongs to others.
 */
static int own_key(struct edgesec_policy *policy,
		   const struct edgesec_port_rule *rule, u64 key, u32 owner)
{
	bool found;
	u64 before;

	rcu_read_lock();
	found = edgesec_table_lookup(&policy->ports, key, &before);
	rcu_read_unlock();
	if (found && before)
		return -EEXIST;
	if (found)
		return edgesec_table_replace(&policy->ports, key, owner);
	if (rule->verdict == EDGESEC_VERDICT_DENY)
		return -ENOENT;
	return edgesec_table_insert(&policy->ports, key, owner,
				    GFP_KERNEL_ACCOUNT);
}

/* In every direction; one in which it may be used is enough. */
static int own_port(struct edgesec_policy *policy, u32 scope,
		    const struct edgesec_port_rule *rule, u32 owner, u32 port)
{
	bool found = false;
	u32 direction;
	int ret;

	for (direction = 1; direction <= rule->directions; direction <<= 1) {
		if (!(rule->directions & direction))
			continue;
		ret = own_key(policy, rule, key_in(scope, rule, direction, port),
			      owner);
		if (ret && ret != -ENOENT)
			return ret;
		found |= !ret;
	}
	return found ? 0 : -ENOENT;
}

static int own_range(struct edgesec_policy *policy, u32 scope,
		     const struct edgesec_port_rule *rule,
		     const struct edgesec_port_range *range)
{
	int ret = 0;
	u64 port;

	for (port = range->first; !ret && port <= range->last; port++)
		ret = own_port(policy, scope, rule, range->owner, port);
	return ret;
}

/* @rule is the first piece of the rule that @range is listed in. */
static int index_range(struct edgesec_policy *policy, u32 scope,
		       struct edgesec_port_rule *rule,
		       const struct edgesec_port_range *range)
{
	if (!range->owner)
		return list_range(policy, scope, rule, range);
	rule->has_owners = true;
	policy->owner_mode = max(policy->owner_mode, rule->mode);
	return own_range(policy, scope, rule, range);
}

static int index_piece(struct edgesec_policy *policy,
		       const struct edgesec_port_scope *scope,
		       struct edgesec_port_rule *rule,
		       const struct edgesec_port_rule *piece)
{
	int ret = 0;
	u32 i;

	for (i = 0; !ret && i < piece->count; i++)
		ret = index_range(policy, index_of(policy, scope), rule,
				  &piece->range[i]);
	return ret;
}

/**
 * edgesec_policy_add_port_rule - Add the rule for one scope and protocol
 * @policy: A policy that is still private to the caller.
 * @scope: One of its scopes.
 * @rule: The rule. On success the policy owns it.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0; -EBUSY when the policy has a rule for this scope and protocol;
 * -ENOENT when a port belongs to programs and is not listed; -EEXIST when one
 * belongs to programs twice; -ENOSPC; -ENOMEM. After -EBUSY the policy is as
 * before, after other errors it is only good for edgesec_policy_put(). @rule
 * belongs to the caller after an error.
 */
int edgesec_policy_add_port_rule(struct edgesec_policy *policy,
				 struct edgesec_port_scope *scope,
				 struct edgesec_port_rule *rule)
{
	struct edgesec_port_rule **slot = &scope->rule[rule->protocol];
	int ret;

	if (*slot)
		return -EBUSY;
	ret = index_piece(policy, scope, rule, rule);
	if (ret)
		return ret;
	rule->index = policy->port_count++;
	*slot = rule;
	return 0;
}

/**
 * edgesec_policy_continue_port_rule - Add ports to a rule that was added
 * @policy: A policy that is still private to the caller.
 * @scope: One of its scopes, with a rule for the protocol of @piece.
 * @piece: More ports of that rule. On success the policy owns it.
 *
 * Context: Process context, may sleep.
 *
 * Return: As edgesec_policy_add_port_rule(), but for -EBUSY.
 */
int edgesec_policy_continue_port_rule(struct edgesec_policy *policy,
				      struct edgesec_port_scope *scope,
				      struct edgesec_port_rule *piece)
{
	struct edgesec_port_rule *rule = scope->rule[piece->protocol];
	struct edgesec_port_rule **slot = &rule->more;
	int ret = index_piece(policy, scope, rule, piece);

	if (ret)
		return ret;
	while (*slot)
		slot = &(*slot)->more;
	*slot = piece;
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
