/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Mistakes in a policy file, shown together with their places
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EREC_H
#define EREC_H

#include <stdbool.h>
#include <stddef.h>

/* A place in the policy file; line and column count from 1, 0 means none. */
struct place {
	unsigned int line;
	unsigned int column;
	unsigned int length;
};

struct erec;

/**
 * struct erecs - The mistakes found so far
 * @name: Of the file, as the user said it.
 * @text: Of the file.
 * @size: Of @text.
 * @list: All records.
 * @count: Their number.
 * @errors: How many of them are errors; the others are warnings.
 */
struct erecs {
	const char *name;
	const char *text;
	size_t size;
	struct erec *list;
	size_t count;
	size_t errors;
};

__attribute__((format(printf, 3, 4)))
void erec_error(struct erecs *erecs, struct place place, const char *fmt, ...);
__attribute__((format(printf, 3, 4)))
void erec_warning(struct erecs *erecs, struct place place, const char *fmt, ...);

/* Prints all records to standard error in the order of their places. */
void erec_print(struct erecs *erecs);
void erec_free(struct erecs *erecs);

#endif /* EREC_H */
