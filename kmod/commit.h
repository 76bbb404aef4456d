/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Which policy is in force
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_COMMIT_H
#define EDGESEC_COMMIT_H

#include <linux/types.h>

struct edgesec_policy;
struct netlink_ext_ack;

const struct edgesec_policy *edgesec_policy_rcu(void);
const struct edgesec_policy *edgesec_policy_get(void);

/**
 * struct edgesec_commit - What a commit asks for
 * @has_expected: The caller names the generation that it means to replace.
 * @expected: That generation; 0 for none.
 * @check_only: Stop before the publication.
 */
struct edgesec_commit {
	bool has_expected;
	u64 expected;
	bool check_only;
};

int edgesec_commit_publish(struct edgesec_policy *policy,
			   const struct edgesec_commit *how, u64 *generation,
			   struct netlink_ext_ack *extack);
int edgesec_commit_disable(const struct edgesec_commit *how,
			   struct netlink_ext_ack *extack);
void edgesec_commit_settle(void);
void edgesec_commit_teardown(void);

#endif /* EDGESEC_COMMIT_H */
