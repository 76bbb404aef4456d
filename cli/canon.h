/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - The one form of what can be said in several ways
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef CANON_H
#define CANON_H

#include <jansson.h>

/*
 * Sorts every list in @value, and joins numbers and ranges "first-last" that
 * touch. Values that mean the same are equal afterwards.
 */
void canon(json_t *value);

#endif /* CANON_H */
