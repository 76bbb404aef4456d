/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - The documents that a policy is made of
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef DOCUMENTS_H
#define DOCUMENTS_H

#include "item.h"

struct parsed {
	struct tree *tree;
};

struct trees {
	struct parsed *list;
	size_t count;
};

/**
 * struct documents - What became of them
 * @root: What they say together; NULL of a policy that is one document.
 * @text: The same as text of one document.
 * @trees: Those that @root points into.
 */
struct documents {
	struct item *root;
	char *text;
	struct trees trees;
};

/*
 * Reads what the policy in *@tree, file 0 of @erecs and called @name, consists
 * of besides: what it extends, its site file, and its drop-ins. If there is any
 * of these, *@tree becomes the tree of all together, and NULL after mistakes,
 * which are queued.
 */
void documents_read(struct documents *documents, const char *name,
		    struct tree **tree, struct erecs *erecs);
void documents_free(struct documents *documents);

#endif /* DOCUMENTS_H */
