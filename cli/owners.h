/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Which packages files come from
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef OWNERS_H
#define OWNERS_H

#include <jansson.h>

/*
 * Adds "package", "package-version" and "architecture" to each of @programs
 * whose "path" dpkg knows. Without dpkg nothing is added.
 */
void owners_add(json_t *programs);

#endif /* OWNERS_H */
