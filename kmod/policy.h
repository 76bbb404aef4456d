/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - The immutable policy generation
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_POLICY_H
#define EDGESEC_POLICY_H

#include <linux/list.h>
#include <linux/refcount.h>
#include <linux/siphash.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#include "glance.h"
#include "modbus.h"
#include "table.h"
#include "uapi/edgesec.h"

#define EDGESEC_PROTOCOL_COUNT	(EDGESEC_PROTOCOL_VSOCK + 1)

/* Scopes of one policy: each is a bit of a mask. */
#define EDGESEC_SCOPES_MAX	64

/* Not of the ABI: a program that ports belong to. */
#define EDGESEC_ROLE_HAS_PORTS	(1u << 31)

/* A range of 32-bit ports may not be longer: each port is an entry. */
#define EDGESEC_PORT_RANGE_MAX	(1u << 16)

/* Bytes of attributes, so that a dump can hold an entry. */
#define EDGESEC_PORT_ENTRY_MAX	(30u << 10)

/* The questions about programs and code; each has a mode of its own. */
enum edgesec_rule {
	EDGESEC_RULE_RUN,	/* may this file be executed? */
	EDGESEC_RULE_SCRIPT,	/* may this program start scripts? */
	EDGESEC_RULE_LIBRARY,	/* may this file be mapped as code? */
	EDGESEC_RULE_MEMORY,	/* may this program make memory executable? */
	EDGESEC_RULE_CONTENT,	/* may an interpreter read this file? */
	EDGESEC_RULE_LOAD,	/* may the kernel load this file? */
	EDGESEC_RULE_TRACE,	/* may this program trace others? */
	EDGESEC_RULE_COUNT
};

/**
 * struct edgesec_program - One listed program
 * @next: Next program under the same key of &edgesec_policy.programs. Different
 *	programs share a key only by a collision of 64 bits, so chains are short;
 *	whoever follows one compares in full.
 * @node: In &edgesec_policy.program_list, in the order of the file.
 * @identify: Which of the members below make the identity.
 * @role: Bits of enum edgesec_role, or EDGESEC_ROLE_HAS_PORTS.
 * @owner: Number of the ports that belong to it, or 0.
 * @dev: Device of the file system; path and directory.
 * @digest: SHA-256 of the content; digest. Or what fs-verity tells; fsverity.
 * @place: Path inside its file system, without trailing slash; path and
 *	directory. The root directory is the empty string.
 * @place_len: Its length in bytes.
 * @label: The path as the policy file says it; may be empty.
 *
 * Immutable from the moment it is added to a policy.
 */
struct edgesec_program {
	struct edgesec_program *next;
	struct list_head node;
	enum edgesec_identify identify;
	u32 role;
	u32 owner;
	dev_t dev;
	u8 digest[EDGESEC_DIGEST_SIZE];
	const char *place;
	size_t place_len;
	const char *label;
};

/* Is a program that is recognised so known by a digest of its content? */
static inline bool edgesec_identify_is_digest(enum edgesec_identify identify)
{
	return identify == EDGESEC_IDENTIFY_DIGEST ||
	       identify == EDGESEC_IDENTIFY_FSVERITY;
}

/**
 * struct edgesec_port_scope - Whose sockets some rules judge
 * @kind: What makes them theirs.
 * @cookie: Of the network namespace; netns.
 * @level: Depth of the cgroup, 0 for the root; cgroup.
 * @path: As the policy file says it: netns and cgroup, else empty.
 * @rule: The rules, by protocol; NULL where nothing is said.
 *
 * A policy owns its scopes, a scope its rules.
 */
struct edgesec_port_scope {
	enum edgesec_scope kind;
	u64 cookie;
	u32 level;
	char *path;
	struct edgesec_port_rule *rule[EDGESEC_PROTOCOL_COUNT];
};

/**
 * struct edgesec_port_range - Ports of a rule
 * @first: Host byte order.
 * @last: Not less than @first.
 * @direction: One bit of enum edgesec_direction: what may be done with them; 0
 *	where @owner says who may do it.
 * @owner: Number of the ports that belong to the same programs, or 0.
 */
struct edgesec_port_range {
	u32 first;
	u32 last;
	enum edgesec_direction direction;
	u32 owner;
};

/**
 * struct edgesec_port_rule - The rule for one scope and protocol
 * @index: Position in the policy file, from 0; names the rule in records.
 * @protocol: Which transport.
 * @directions: Bits of enum edgesec_direction; in others it has no say.
 * @mode: What a denial leads to.
 * @verdict: On ports that are not listed.
 * @has_owners: Some ports belong to programs.
 * @count: Number of @range.
 * @range: Ports that are listed, then ports that belong to programs.
 * @more: The next piece of a rule that came in several, of which the first one
 *	decides; NULL in the last.
 *
 * Immutable from the moment it is added to a policy, but for @more and
 * @has_owners of the first piece, which change while the policy is private.
 */
struct edgesec_port_rule {
	u32 index;
	enum edgesec_protocol protocol;
	u32 directions;
	enum edgesec_mode mode;
	enum edgesec_verdict verdict;
	bool has_owners;
	struct edgesec_port_rule *more;
	u32 count;
	struct edgesec_port_range range[];
};

/**
 * struct edgesec_policy - One generation
 * @refs: A policy lives while anyone holds a reference; the publication holds
 *	one. Readers under rcu_read_lock() need none.
 * @free_work: Frees in process context, one grace period after the last put.
 * @generation: Number of this publication; 0 while it is a stage.
 * @version: What the file says of itself.
 * @name: What the file says of itself.
 * @profile: What the file says of itself; may be empty.
 * @digest: SHA-256 of the compiled policy, as its author computed it.
 * @manifest: What its manifest has of head and entries (manifest.c). Owned; NULL
 *	for a policy without a head.
 * @signature: Is it followed only by a signed one?
 * @signer: What the key is called that it was signed with, any bytes; empty when
 *	it was not. Written by edgesec_admit().
 * @override_max: How many seconds it may be overridden at once; 0 for never.
 * @override_of: What is overridden then: bits of enum edgesec_section.
 * @overridden: The same while it is overridden, else 0. Written under the lock
 *	of the commits while the policy is in force; read at any time.
 * @mode: For sections and rules that state none; only shown.
 * @on_loss: What happens when a record is lost.
 * @warn_at: At which share of what a class of records may write there is a
 *	warning, in percent; 0 for none.
 * @untracked: What becomes of files on file systems that don't count changes.
 * @rule_mode: Of each question about programs and code.
 * @programs: Key of identity to first &struct edgesec_program with that key.
 * @program_list: All programs; owns them.
 * @program_count: Length of @program_list.
 * @by_digest: Roles that are granted to some program by digest.
 * @by_fsverity: Roles that are granted to some program by fs-verity digest.
 * @by_place: Roles that are granted to some program by path or directory.
 * @kernel_role: Roles of the kernel as a starter of programs.
 * @key: Secret for the keys of paths in @programs.
 * @ports: Key of scope, protocol, direction and port to the number of the
 *	programs that the port belongs to, 0 for all.
 * @scope: Whose sockets are judged. An index here is a bit of a mask of scopes.
 * @scope_count: Number of @scope.
 * @port_count: Number of port rules.
 * @owner_count: The last number of &edgesec_program.owner.
 * @owner_mode: The sternest mode of a rule with ports that belong to programs.
 * @glance: The ports that are allowed to whoever asks; built when the policy is
 *	published.
 * @modbus: The Modbus servers.
 *
 * A policy is private to one writer until edgesec_commit_publish(), which
 * makes it visible with one pointer. From then until it is freed nothing of it
 * changes but @refs and @overridden.
 */
struct edgesec_policy {
	refcount_t refs;
	struct rcu_work free_work;
	u64 generation;
	u64 version;
	char name[EDGESEC_NAME_MAX + 1];
	char profile[EDGESEC_NAME_MAX + 1];
	u8 digest[EDGESEC_DIGEST_SIZE];
	struct edgesec_manifest *manifest;
	enum edgesec_signature signature;
	char signer[EDGESEC_SIGNER_MAX + 1];
	u32 override_max;
	u32 override_of;
	u32 overridden;
	enum edgesec_mode mode;
	enum edgesec_on_loss on_loss;
	u32 warn_at;
	enum edgesec_untracked untracked;
	enum edgesec_mode rule_mode[EDGESEC_RULE_COUNT];

	struct edgesec_table programs;
	struct list_head program_list;
	u32 program_count;
	u32 by_digest;
	u32 by_fsverity;
	u32 by_place;
	u32 kernel_role;
	siphash_key_t key;

	struct edgesec_table ports;
	struct edgesec_port_scope *scope[EDGESEC_SCOPES_MAX];
	u32 scope_count;
	u32 port_count;
	u32 owner_count;
	enum edgesec_mode owner_mode;
	struct edgesec_glance glance;

	struct edgesec_modbus_rules modbus;
};

/* Whether denials of a section are only recorded for now. */
static inline bool edgesec_policy_overrides(const struct edgesec_policy *policy,
					    enum edgesec_section section)
{
	/* Pairs with WRITE_ONCE() in override.c. */
	return READ_ONCE(policy->overridden) & section;
}

struct edgesec_policy *edgesec_policy_new(void);
void edgesec_policy_put(const struct edgesec_policy *policy);
const struct edgesec_policy *
edgesec_policy_get_unless_zero(const struct edgesec_policy *policy);

struct edgesec_program *edgesec_program_alloc(const char *place,
					      const char *label);
void edgesec_program_free(struct edgesec_program *program);
int edgesec_policy_add_program(struct edgesec_policy *policy,
			       struct edgesec_program *program);
struct edgesec_port_scope *
edgesec_policy_scope(struct edgesec_policy *policy, enum edgesec_scope kind,
		     u64 cookie, const char *path);
int edgesec_policy_add_port_rule(struct edgesec_policy *policy,
				 struct edgesec_port_scope *scope,
				 struct edgesec_port_rule *rule);
int edgesec_policy_continue_port_rule(struct edgesec_policy *policy,
				      struct edgesec_port_scope *scope,
				      struct edgesec_port_rule *piece);

u64 edgesec_policy_digest_key(enum edgesec_identify kind, const u8 *digest);
u64 edgesec_policy_place_key(const struct edgesec_policy *policy, dev_t dev,
			     const char *place, size_t len);
u64 edgesec_policy_port_key(u32 scope, enum edgesec_protocol protocol,
			    enum edgesec_direction direction, u32 port);

int edgesec_policy_setup(void);
void edgesec_policy_teardown(void);

#endif /* EDGESEC_POLICY_H */
