/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Reading values of a policy file, with every mistake in its place
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef READER_H
#define READER_H

#include "model.h"
#include "tree.h"

/* What reading functions share. Mistakes are queued; reading goes on. */
struct reader {
	const struct tree *tree;
	struct erecs *erecs;
	struct model *model;
};

/**
 * struct field - A key that a mapping may have
 * @name: The key.
 * @read: Takes the key's value over into what the mapping describes.
 * @required: The mapping must have it.
 */
struct field {
	const char *name;
	void (*read)(struct reader *r, tree_ref value, void *into);
	bool required;
};

/*
 * Reads the mapping @node, called @what in messages, by @fields (ended by one
 * without a name). Keys are read in the order of @fields, so that one may
 * depend on another above it.
 */
void read_mapping(struct reader *r, tree_ref node, const char *what,
		  const struct field *fields, void *into);

/* Calls @read for each member of the sequence @node, called @what. */
void read_list(struct reader *r, tree_ref node, const char *what,
	       void (*read)(struct reader *r, tree_ref member, void *into),
	       void *into);

/* The same for one value that stands alone or several in a sequence. */
void read_one_or_more(struct reader *r, tree_ref node,
		      void (*read)(struct reader *r, tree_ref member,
				   void *into),
		      void *into);

/* Calls @read for each key and value of the mapping @node, called @what. */
void read_pairs(struct reader *r, tree_ref node, const char *what,
		void (*read)(struct reader *r, tree_ref key, tree_ref value,
			     void *into),
		void *into);

/* The value of @key in the mapping @node, or 0. */
tree_ref find_key(const struct reader *r, tree_ref node, const char *key);

bool is_scalar(const struct reader *r, tree_ref node);

/* What read_name() takes. */
bool is_policy_name(const char *text);

/*
 * Each of these queues a mistake and returns false, or NULL, when the value is
 * not what it must be; @what names it in the message.
 */
const char *read_text(struct reader *r, tree_ref node, const char *what);
const char *read_name(struct reader *r, tree_ref node, const char *what);
bool read_word(struct reader *r, tree_ref node, const char *const *words,
	       unsigned int *index);
bool read_number(struct reader *r, tree_ref node, const char *what,
		 uint64_t min, uint64_t max, uint64_t *number);
bool read_range(struct reader *r, tree_ref node, const char *what,
		uint32_t min, uint32_t max, struct range *range);

__attribute__((format(printf, 3, 4)))
void mistake(struct reader *r, tree_ref node, const char *fmt, ...);

#endif /* READER_H */
