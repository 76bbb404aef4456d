/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - A table on the terminal
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef COLUMNS_H
#define COLUMNS_H

#include <stdio.h>

struct libscols_table;

/* A table with the columns @names, ended by NULL. */
struct libscols_table *columns_new(const char *const *names);

/* A row; one cell for each column, NULL for an empty one. */
void columns_add(struct libscols_table *table, const char *const *cells);

/* Writes and frees the table; one without rows writes nothing. */
void columns_write(struct libscols_table *table, FILE *to);

/* The same to standard output. */
void columns_print(struct libscols_table *table);

#endif /* COLUMNS_H */
