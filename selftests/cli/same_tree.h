/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Is a file read the same with and without libyaml for its digests?
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef SAME_TREE_H
#define SAME_TREE_H

#include <stdbool.h>
#include <stddef.h>

/* How often lines were left out of what libyaml got, and it was enough. */
extern size_t same_tree_runs;

/* Trees or mistakes, with their places. */
bool same_tree(const char *text, size_t size);

#endif /* SAME_TREE_H */
