/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - A table for files and pipes, of many rows
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef ROWS_H
#define ROWS_H

#include <stddef.h>

#define ROWS_COLUMNS	16

/**
 * struct rows - Rows of which the widths are not known yet
 * @names: Of the columns; the first row if there is another one.
 * @columns: How many cells each row has; at most ROWS_COLUMNS.
 * @width: The longest cell of each column, in bytes.
 * @text: All cells, each ended by a NUL byte. Owned.
 * @size: Of it.
 * @room: How much it might be.
 */
struct rows {
	const char *const *names;
	size_t columns;
	size_t width[ROWS_COLUMNS];
	char *text;
	size_t size;
	size_t room;
};

/* A row; @rows->columns cells, which hold no character but ASCII. */
void rows_add(struct rows *rows, const char *const *cells);

/* Prints all rows as columns.h does where there is no terminal, and frees them. */
void rows_print(struct rows *rows);

#endif /* ROWS_H */
