/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - From a question and a policy to a verdict
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_EVAL_H
#define EDGESEC_EVAL_H

#include <linux/types.h>

#include "policy.h"
#include "uapi/edgesec.h"

/**
 * struct edgesec_identity - What is known of a program
 * @is_kernel: It is no program but the kernel.
 * @has_place: @dev, @place and @place_len are valid.
 * @has_digest: @digest is valid.
 * @has_fsverity: @fsverity is valid.
 * @owner: The question is about the owners of ports that have this number; 0
 *	for other questions.
 * @dev: Device of its file system.
 * @place: Path inside its file system; need not end in a NUL byte.
 * @place_len: Length of @place in bytes.
 * @digest: SHA-256 of its content.
 * @fsverity: Its fs-verity digest.
 *
 * Whoever asks fills in no more than edgesec_eval_needs() wants.
 */
struct edgesec_identity {
	bool is_kernel;
	bool has_place;
	bool has_digest;
	bool has_fsverity;
	u32 owner;
	dev_t dev;
	const char *place;
	size_t place_len;
	u8 digest[EDGESEC_DIGEST_SIZE];
	u8 fsverity[EDGESEC_DIGEST_SIZE];
};

/**
 * struct edgesec_decision - What eval says
 * @verdict: Allow or deny.
 * @mode: What a denial leads to.
 * @overridden: It would lead to more but for an override.
 * @generation: Of the policy that decided.
 * @rule: The rule in words, a constant string: "executables.scripts".
 * @rule_index: Position of the rule where @rule names a list, else -1.
 * @reason: Why it was denied, a constant string; NULL when allowed.
 * @owner: Of a port: the number of the programs that it belongs to, or 0.
 */
struct edgesec_decision {
	enum edgesec_verdict verdict;
	enum edgesec_mode mode;
	bool overridden;
	u64 generation;
	const char *rule;
	int rule_index;
	const char *reason;
	u32 owner;
};

/**
 * struct edgesec_port_question - What a process is about to do with a port
 * @scopes: The scopes of the policy that hold the socket, a bit for each.
 * @protocol: Which transport.
 * @direction: What it does; one bit.
 * @port: The port, host byte order.
 * @any: No port is named but any free one is asked for, which is allowed: it
 *	gives no control over which.
 */
struct edgesec_port_question {
	u64 scopes;
	enum edgesec_protocol protocol;
	enum edgesec_direction direction;
	u32 port;
	bool any;
};

/* What a hook has to find out about a program before it asks. */
#define EDGESEC_NEED_PLACE	(1u << 0)
#define EDGESEC_NEED_DIGEST	(1u << 1)
#define EDGESEC_NEED_FSVERITY	(1u << 2)

u32 edgesec_eval_needs(const struct edgesec_policy *policy, u32 roles);
bool edgesec_eval_has_role(const struct edgesec_policy *policy,
			   const struct edgesec_identity *who, u32 roles);
void edgesec_eval_rule(const struct edgesec_policy *policy,
		       enum edgesec_rule rule, bool listed,
		       struct edgesec_decision *decision);
void edgesec_eval_port(const struct edgesec_policy *policy,
		       const struct edgesec_port_question *question,
		       struct edgesec_decision *decision);
void edgesec_eval_port_program(struct edgesec_decision *decision, bool listed);
void edgesec_eval_mode(const struct edgesec_policy *policy,
		       enum edgesec_section section, enum edgesec_mode mode,
		       struct edgesec_decision *decision);
void edgesec_eval_undecided(struct edgesec_decision *decision,
			    const char *reason);

/* True when the operation must fail. */
static inline bool
edgesec_decision_blocks(const struct edgesec_decision *decision)
{
	return decision->verdict == EDGESEC_VERDICT_DENY &&
	       decision->mode == EDGESEC_MODE_ENFORCE;
}

#endif /* EDGESEC_EVAL_H */
