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

/* What is listed to run may also be mapped: a loader does just that. */
#define EDGESEC_ROLES_CODE	(EDGESEC_ROLE_MAP | EDGESEC_ROLE_RUN)

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
int edgesec_identify_keepable(const struct edgesec_policy *policy,
			      struct file *file, u32 roles,
			      edgesec_identify_fn identify);
int edgesec_identify_content(const struct edgesec_policy *policy,
			     struct file *file);
int edgesec_identify_content_keepable(const struct edgesec_policy *policy,
				      struct file *file);
int edgesec_identify_starter(const struct edgesec_policy *policy,
			     struct file *starter, int interpreter);

/*
 * Does who executes a file start a script? @head: its first two bytes;
 * @interpreter: what edgesec_identify() says of it for that role. In doubt it is
 * one.
 */
static inline bool edgesec_identify_is_script(const char *head, int interpreter)
{
	return interpreter || (head[0] == '#' && head[1] == '!');
}

#endif /* EDGESEC_IDENTIFY_H */
