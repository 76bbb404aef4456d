/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Changes to the text of a policy file
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDITS_H
#define EDITS_H

#include "load.h"

/**
 * struct edit - A change of one line
 * @line: Which; counts from 1.
 * @text: A line to add after it, with its end; NULL removes the line. Owned.
 */
struct edit {
	unsigned int line;
	char *text;
};

struct edits {
	struct edit *list;
	size_t count;
};

/*
 * What is changed are entries of the policy file itself that name a SHA-256 and
 * have a line of their own, beginning with "- ". The first two return false for other entries.
 */

/*
 * Adds a line like that of @program, with another @digest; and with another
 * path, unless @path is NULL.
 */
bool edits_add(struct edits *edits, const struct load *load,
	       const struct program *program, const char *path,
	       const uint8_t *digest);

/* Removes the line of @program. */
bool edits_remove(struct edits *edits, const struct load *load,
		  const struct program *program);

/* The text with all changes. The caller frees it. */
char *edits_apply(const struct edits *edits, const struct load *load);
void edits_free(struct edits *edits);

#endif /* EDITS_H */
