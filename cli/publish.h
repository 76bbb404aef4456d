/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Handing a compiled policy to the kernel
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef PUBLISH_H
#define PUBLISH_H

#include "load.h"
#include "nl.h"

/* Each returns an exit status, after having said what is wrong. */

/* Opens a stage and fills it. */
int publish_stage(struct nl *nl, struct load *load);

/*
 * Commits the stage, or only has it validated. *@generation becomes the one
 * that is in force then.
 */
int publish_commit(struct nl *nl, const struct model *model, bool check_only,
		   uint64_t *generation);

/* Is what is in force the same policy? *@generation becomes its number. */
bool publish_is_in_force(struct nl *nl, const struct compiled *compiled,
			 uint64_t *generation);

/* Takes the policy in force out of force. */
int publish_disable(struct nl *nl);

#endif /* PUBLISH_H */
