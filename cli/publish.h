/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Handing a compiled policy to the kernel
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef PUBLISH_H
#define PUBLISH_H

#include "hex.h"
#include "load.h"
#include "nl.h"
#include "pem.h"

/**
 * struct in_force - The policy in force
 * @generation: 0 when there is none.
 * @name: Empty when there is none.
 * @enforces: Some rule about programs and code denies.
 * @digest: What the policy means; in hexadecimal.
 * @is_signed: By whomever.
 * @requires_signature: Only a signed policy may follow.
 * @waits: The generation, if it waits for confirmation; else 0.
 */
struct in_force {
	uint64_t generation;
	uint64_t version;
	char name[EDGESEC_NAME_MAX + 1];
	char digest[HEX_SIZE(EDGESEC_DIGEST_SIZE)];
	bool enforces;
	bool is_signed;
	bool requires_signature;
	uint64_t waits;
};

/**
 * struct how - How a stage is committed
 * @check_only: It is only validated.
 * @has_expected: @expected is the generation that it may replace.
 * @expected: 0 for none.
 * @confirm: Seconds in which it has to be confirmed, or 0.
 * @signature: Empty for none.
 */
struct how {
	bool check_only;
	bool has_expected;
	uint64_t expected;
	uint32_t confirm;
	struct bytes signature;
};

/* Each returns an exit status, after having said what is wrong. */

int publish_ask(struct nl *nl, struct in_force *in_force);

/* Opens a stage and fills it. */
int publish_stage(struct nl *nl, struct load *load);

/*
 * Commits the stage, or only has it validated. *@generation becomes the one
 * that is in force then.
 */
int publish_commit(struct nl *nl, const struct model *model,
		   const struct how *how, uint64_t *generation);

/*
 * Is what is in force the same policy, for good, and signed or not as is said?
 * *@generation becomes its number.
 */
bool publish_is_in_force(struct nl *nl, const struct compiled *compiled,
			 bool is_signed, uint64_t *generation);

/* The digest of a policy, as @in_force has it. */
void publish_digest(const struct compiled *compiled,
		    char digest[HEX_SIZE(EDGESEC_DIGEST_SIZE)]);

/*
 * Asks for a change of what is in force: EDGESEC_CMD_POLICY_CONFIRM or
 * _ROLLBACK. *@generation is the one that is meant, 0 for any, and becomes the
 * one that is in force then. @what names it in complaints.
 */
int publish_change(struct nl *nl, uint8_t command, const char *what,
		   uint64_t *generation);

/* Takes the policy in force out of force. */
int publish_disable(struct nl *nl);

#endif /* PUBLISH_H */
