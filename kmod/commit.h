/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Which policy is in force
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_COMMIT_H
#define EDGESEC_COMMIT_H

#include <linux/types.h>

#include "override.h"
#include "uapi/edgesec.h"

struct edgesec_policy;
struct netlink_ext_ack;

const struct edgesec_policy *edgesec_policy_rcu(void);
const struct edgesec_policy *edgesec_policy_get(void);
bool edgesec_policy_asks_content(void);

/**
 * struct edgesec_standing - What is in force, and for how long
 * @policy: The policy in force, with a reference, or NULL.
 * @waits: It waits for confirmation.
 * @previous: The generation that comes back without it, 0 for none; if @waits.
 * @seconds: Until then, rounded up; if @waits.
 * @lock: Which changes are taken.
 * @overridden: An override is under way.
 * @override: That one; if @overridden.
 */
struct edgesec_standing {
	const struct edgesec_policy *policy;
	bool waits;
	u64 previous;
	u32 seconds;
	enum edgesec_lock lock;
	bool overridden;
	struct edgesec_override override;
};

void edgesec_commit_standing(struct edgesec_standing *standing);

/**
 * struct edgesec_commit - What a commit asks for
 * @has_expected: The caller names the generation that it means to replace.
 * @expected: That generation; 0 for none.
 * @check_only: Stop before the publication.
 * @confirm: Seconds in which it has to be confirmed, or 0.
 * @signature: PKCS#7 in DER, or NULL.
 * @signature_len: Its length.
 */
struct edgesec_commit {
	bool has_expected;
	u64 expected;
	bool check_only;
	u32 confirm;
	const void *signature;
	size_t signature_len;
};

int edgesec_commit_publish(struct edgesec_policy *policy,
			   const struct edgesec_commit *how, u64 *generation,
			   struct netlink_ext_ack *extack);
int edgesec_commit_disable(const struct edgesec_commit *how,
			   struct netlink_ext_ack *extack);
int edgesec_commit_confirm(const struct edgesec_commit *how, u64 *generation,
			   struct netlink_ext_ack *extack);
int edgesec_commit_rollback(const struct edgesec_commit *how, u64 *generation,
			    struct netlink_ext_ack *extack);
int edgesec_commit_lock(enum edgesec_lock level,
			struct netlink_ext_ack *extack);
int edgesec_commit_add_key(const void *certificate, size_t len,
			   struct netlink_ext_ack *extack);
int edgesec_commit_override(u32 seconds, const char *reason,
			    struct netlink_ext_ack *extack);
int edgesec_commit_end_override(const struct edgesec_commit *how,
				struct netlink_ext_ack *extack);
void edgesec_commit_settle(void);
int edgesec_commit_setup(void);
void edgesec_commit_teardown(void);

#endif /* EDGESEC_COMMIT_H */
