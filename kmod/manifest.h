/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What the signature of a policy covers
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_MANIFEST_H
#define EDGESEC_MANIFEST_H

#include <linux/types.h>

struct edgesec_policy;
struct nlattr;

/* Bytes of a manifest, NUL byte included. */
#define EDGESEC_MANIFEST_SIZE	320

int edgesec_manifest_begin(struct edgesec_policy *policy,
			   const struct nlattr *head);
void edgesec_manifest_add(struct edgesec_policy *policy,
			  const struct nlattr *entry);
int edgesec_manifest_print(const struct edgesec_policy *policy, char *text);

#endif /* EDGESEC_MANIFEST_H */
