/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What a file is, and whether a policy lists it
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_IDENTIFY_H
#define EDGESEC_IDENTIFY_H

#include <linux/types.h>

#include "uapi/edgesec.h"

/* What an interpreter may read; what is listed as code is no worse than data. */
#define EDGESEC_ROLES_CONTENT                                        \
	(EDGESEC_ROLE_INTERPRET | EDGESEC_ROLE_READ_AS_DATA |        \
	 EDGESEC_ROLE_RUN | EDGESEC_ROLE_MAP)

/* What is more than "not listed": whether place or content made it so. */
enum edgesec_listed { EDGESEC_LISTED_PLACE = 1, EDGESEC_LISTED_DIGEST };

struct edgesec_policy;
struct file;

/* edgesec_identify() or one of its sisters. */
typedef int (*edgesec_identify_fn)(const struct edgesec_policy *policy,
				   struct file *file, u32 roles);

int edgesec_identify(const struct edgesec_policy *policy, struct file *file,
		     u32 roles);
int edgesec_identify_owner(const struct edgesec_policy *policy,
			   struct file *file, u32 owner);
int edgesec_identify_opening(const struct edgesec_policy *policy,
			     struct file *file, u32 roles);
int edgesec_identify_atomic(const struct edgesec_policy *policy,
			    struct file *file, u32 roles);
int edgesec_identify_kept(const struct edgesec_policy *policy,
			  struct file *file, u32 roles,
			  edgesec_identify_fn identify);
int edgesec_identify_content(const struct edgesec_policy *policy,
			     struct file *file);

#endif /* EDGESEC_IDENTIFY_H */
