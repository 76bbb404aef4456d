// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - "Did you mean ...?"
 * Copyright (C) 2026 The edgesec authors
 */
#include "suggest.h"

#include <string.h>

#define LONGEST 31

static unsigned int least(unsigned int a, unsigned int b, unsigned int c)
{
	unsigned int m = a < b ? a : b;

	return m < c ? m : c;
}

/* Edits (insert, remove, replace one letter) from @a to @b. */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int row[LONGEST + 1];
	size_t len = strlen(b);

	for (size_t j = 0; j <= len; j++)
		row[j] = j;
	for (size_t i = 1; *a; a++, i++) {
		unsigned int diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= len; j++) {
			unsigned int above = row[j];

			row[j] = least(above + 1, row[j - 1] + 1,
				       diagonal + (*a != b[j - 1]));
			diagonal = above;
		}
	}
	return row[len];
}

const char *suggest(const char *word, const char *const *names)
{
	const char *best = NULL;
	unsigned int best_distance = 3;

	if (strlen(word) > LONGEST)
		return NULL;
	for (; *names; names++) {
		unsigned int d;

		if (strlen(*names) > LONGEST)
			continue;
		d = distance(word, *names);
		if (d < best_distance && d < strlen(*names)) {
			best = *names;
			best_distance = d;
		}
	}
	return best;
}
