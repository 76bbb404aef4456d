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
 * by digest, with the paths that they had.
 */
void print_model(FILE *to, const struct model *model);

/* May the name of a file stand in a policy? Others are only told. */
bool print_is_plain(const char *text);

/* The entry of a program that is known by digest, and the end of the line. */
void print_digest(FILE *to, const struct program *program);

#endif /* PRINT_H */
