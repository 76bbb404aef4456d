/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What the parts that read fapolicyd's files share
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef FAPOLICYD_IMPL_H
#define FAPOLICYD_IMPL_H

#include "tree.h"

/* For tree_build_file(). */
bool fapolicyd_build_rules(struct tree *tree, const char *text, size_t size);
bool fapolicyd_build_trust(struct tree *tree, const char *text, size_t size);

#endif /* FAPOLICYD_IMPL_H */
