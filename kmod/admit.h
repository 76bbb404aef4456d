/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Which policy may follow the one in force
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_ADMIT_H
#define EDGESEC_ADMIT_H

#include <linux/types.h>

struct edgesec_commit;
struct edgesec_policy;
struct netlink_ext_ack;

bool edgesec_admit_needs_signature(const struct edgesec_policy *policy);
int edgesec_admit(struct edgesec_policy *next,
		  const struct edgesec_policy *old,
		  const struct edgesec_commit *how,
		  struct netlink_ext_ack *extack);
int edgesec_admit_none(const struct edgesec_policy *old,
		       struct netlink_ext_ack *extack);
void edgesec_admit_hold_module(void);

#endif /* EDGESEC_ADMIT_H */
