/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Lists of programs and files in a policy file
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef SCHEMA_PROGRAMS_H
#define SCHEMA_PROGRAMS_H

#include "schema.h"

/**
 * struct list - A list of programs while it is read
 * @identity: For entries that state none.
 * @role: What entries of this list may do.
 * @owner: Number of the ports that belong to them, or 0.
 * @mode: What the list leads to.
 * @given: The file has this list.
 */
struct list {
	struct identity identity;
	unsigned int role;
	unsigned int owner;
	enum edgesec_mode mode;
	bool given;
};

/* Keys of the mapping around a list; @into is the struct list. */
void list_read_mode(struct reader *r, tree_ref node, void *into);
void list_read_identify(struct reader *r, tree_ref node, void *into);
void list_read_if_absent(struct reader *r, tree_ref node, void *into);

/* The list itself, called @what; @read takes each member. */
void list_read(struct reader *r, tree_ref node, const char *what,
	       void (*read)(struct reader *r, tree_ref node, void *into),
	       struct list *list);

/* A mapping with "path", "directory", "package", "sha256" or "fsverity". */
void list_read_program(struct reader *r, tree_ref node, void *into);

/* The same, or a path. */
void list_read_path(struct reader *r, tree_ref node, void *into);

/* The same, or a path, or the word "kernel". */
void list_read_starter(struct reader *r, tree_ref node, void *into);

/* The same, or a path, or the name of a program in the usual places. */
void list_read_named(struct reader *r, tree_ref node, void *into);

/* Takes @word, which stands for what has no file; else returns false. */
bool list_read_word(struct reader *r, tree_ref node, struct list *list,
		    const char *word);

#endif /* SCHEMA_PROGRAMS_H */
