/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Mistakes in a policy file, shown together with their places
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EREC_H
#define EREC_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct place - A place in the policy
 * @line: From 1; 0 means none.
 * @column: From 1.
 * @length: Columns that are meant.
 * @file: In which of its files, see &struct erecs.
 */
struct place {
	unsigned int line;
	unsigned int column;
	unsigned int length;
	unsigned int file;
};

/* A file that a policy is made of. Both are owned. */
struct erec_file {
	char *name;
	char *text;
	size_t size;
};

struct erec;

struct erec_files {
	struct erec_file *list;
	size_t count;
};

/**
 * struct erecs - The mistakes found so far
 * @name: Of file 0, as the user said it.
 * @text: Of file 0.
 * @size: Of @text.
 * @files: The other files that the policy is made of; from 1.
 * @list: All records.
 * @count: Their number.
 * @errors: How many of them are errors; the others are warnings.
 */
struct erecs {
	const char *name;
	const char *text;
	size_t size;
	struct erec_files files;
	struct erec *list;
	size_t count;
	size_t errors;
};

__attribute__((format(printf, 3, 4)))
void erec_error(struct erecs *erecs, struct place place, const char *fmt, ...);
__attribute__((format(printf, 3, 4)))
void erec_warning(struct erecs *erecs, struct place place, const char *fmt, ...);

/* Takes over a further file. Returns its number. */
unsigned int erec_add_file(struct erecs *erecs, char *name, char *text,
			   size_t size);

/* Name, text and size of a file; they go on belonging to @erecs. */
struct erec_file erec_file(const struct erecs *erecs, unsigned int file);

/*
 * Where @there is, for a sentence about @here: "line 7", or with the name of
 * another file. The result lives until the next call.
 */
const char *erec_line(const struct erecs *erecs, struct place here,
		      struct place there);

/* Prints all records to standard error in the order of their places. */
void erec_print(struct erecs *erecs);
void erec_free(struct erecs *erecs);

#endif /* EREC_H */
