// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - A table on the terminal
 * Copyright (C) 2026 The edgesec authors
 */
#include "columns.h"
#include "cli.h"

#include <libsmartcols/libsmartcols.h>
#include <stdio.h>
#include <stdlib.h>

static void no_memory(void)
{
	fputs("edgesec: no memory\n", stderr);
	exit(EXIT_REFUSED);
}

struct libscols_table *columns_new(const char *const *names)
{
	struct libscols_table *table = scols_new_table();

	/* Cells come quoted; quoting them again would spoil them. */
	if (!table || scols_table_enable_noencoding(table, 1))
		no_memory();
	for (; *names; names++)
		if (!scols_table_new_column(table, *names, 0, 0))
			no_memory();
	return table;
}

void columns_add(struct libscols_table *table, const char *const *cells)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);

	if (!line)
		no_memory();
	for (size_t i = 0; i < scols_table_get_ncols(table); i++)
		if (scols_line_set_data(line, i, cells[i] ? cells[i] : ""))
			no_memory();
}

void columns_write(struct libscols_table *table, FILE *to)
{
	if (scols_table_set_stream(table, to))
		no_memory();
	if (!scols_table_is_empty(table))
		scols_print_table(table);
	scols_unref_table(table);
}

void columns_print(struct libscols_table *table)
{
	columns_write(table, stdout);
}
