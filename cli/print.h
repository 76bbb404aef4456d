/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - A policy as the file that means it
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef PRINT_H
#define PRINT_H

#include "model.h"

#include <stdio.h>

/*
 * Writes @model as a policy file. Programs that are known by digest are written
 * as digests, with their paths as comments.
 */
void print_model(FILE *to, const struct model *model);

#endif /* PRINT_H */
