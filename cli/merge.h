/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What several documents say together
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef MERGE_H
#define MERGE_H

#include "item.h"

/**
 * struct addition - A document that adds to others
 * @said: What it says; its members are moved away.
 * @replaces: Its list of what it replaces, or NULL.
 * @drop_ins: Number of the first file that is a drop-in, if it is one of them;
 *	else 0.
 */
struct addition {
	struct item *said;
	const struct item *replaces;
	unsigned int drop_ins;
};

/* Queues a mistake for each thing that it may not say. */
void merge(struct item *into, const struct addition *addition,
	   struct erecs *erecs);

#endif /* MERGE_H */
