// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - A table for files and pipes, of many rows
 * Copyright (C) 2026 The edgesec authors
 *
 * libsmartcols knows terminals and their widths. Where nobody's terminal has to
 * be fitted, half a million rows are printed ten times as fast without it.
 */
#include "rows.h"
#include "memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM_MIN	(1u << 16)

static void add_cell(struct rows *rows, const char *cell, size_t len)
{
	while (rows->room - rows->size <= len) {
		char *text;

		rows->room = rows->room ? 2 * rows->room : ROOM_MIN;
		text = must_calloc(rows->room, 1);
		if (rows->size)
			memcpy(text, rows->text, rows->size);
		free(rows->text);
		rows->text = text;
	}
	memcpy(rows->text + rows->size, cell, len + 1);
	rows->size += len + 1;
}

static void add_row(struct rows *rows, const char *const *cells)
{
	for (size_t i = 0; i < rows->columns; i++) {
		size_t len = strlen(cells[i]);

		if (len > rows->width[i])
			rows->width[i] = len;
		add_cell(rows, cells[i], len);
	}
}

void rows_add(struct rows *rows, const char *const *cells)
{
	if (!rows->size)
		add_row(rows, rows->names);
	add_row(rows, cells);
}

static void print_cell(const char *cell, size_t len, size_t width)
{
	fwrite_unlocked(cell, 1, len, stdout);
	for (; len <= width; len++)
		putchar_unlocked(' ');
}

/* Nothing is printed behind the last column. */
void rows_print(struct rows *rows)
{
	const char *cell = rows->text, *end = cell + rows->size;

	for (size_t i = 0; cell < end; i = (i + 1) % rows->columns) {
		size_t len = strlen(cell);

		if (i + 1 < rows->columns) {
			print_cell(cell, len, rows->width[i]);
		} else {
			fwrite_unlocked(cell, 1, len, stdout);
			putchar_unlocked('\n');
		}
		cell += len + 1;
	}
	free(rows->text);
}
