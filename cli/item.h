/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Values of a YAML file that can be changed and put together
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef ITEM_H
#define ITEM_H

#include "tree.h"

#include <stdio.h>

/**
 * struct item - A value
 * @kind: What it is.
 * @quoted: The scalar stood in quotes.
 * @place: Where it stands.
 * @text: Of a scalar; points into the tree that it is from.
 * @key: Of a member of a mapping; points there, too.
 * @key_place: Where the key stands.
 * @child: First member. Owned.
 * @next: Next member of the same parent.
 */
struct item {
	enum tree_kind kind;
	bool quoted;
	struct place place;
	const char *text;
	const char *key;
	struct place key_place;
	struct item *child;
	struct item *next;
};

/*
 * The value of @tree, which must outlive it. Queues a mistake for keys that are
 * no words or stand twice in a mapping. The caller frees it.
 */
struct item *item_of_tree(const struct tree *tree, struct erecs *erecs);

/* The tree of an item; NULL without memory. */
struct tree *item_to_tree(const struct item *item);

/* The member of a mapping, or NULL. */
struct item *item_find(const struct item *mapping, const char *key);

/* Takes it out of the mapping. Returns it, or NULL; the caller frees it. */
struct item *item_take(struct item *mapping, const char *key);

/* Makes @member the last one. */
void item_append(struct item *parent, struct item *member);

/* A copy without a key. */
struct item *item_copy(const struct item *item);

/* An order of values, whatever their places are; 0 for equal ones. */
int item_compare(const struct item *a, const struct item *b);

void item_free(struct item *item);

/*
 * Writes @item as YAML. With @erecs a comment says which of its files what
 * follows is from, each time that it is another one.
 */
void item_print(const struct item *item, const struct erecs *erecs, FILE *to);

#endif /* ITEM_H */
