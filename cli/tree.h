/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - A YAML file as a tree of nodes that know their places
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef TREE_H
#define TREE_H

#include <stdint.h>

#include "erec.h"

enum tree_kind { TREE_SCALAR, TREE_SEQUENCE, TREE_MAPPING };

/* Index of a node; 0 means none, the root is 1. */
typedef uint32_t tree_ref;

/**
 * struct tree_node - One node
 * @kind: enum tree_kind.
 * @quoted: The scalar stood in quotes.
 * @file: Which file of the policy it stands in, see &struct place.
 * @line: From 1.
 * @column: From 1.
 * @length: Columns it takes on its first line.
 * @text: Offset of a scalar's text, which ends in a NUL byte.
 * @size: Bytes of that text.
 * @child: First member; of a mapping key and value take turns.
 * @next: Next member of the same parent.
 */
struct tree_node {
	uint32_t kind;
	uint32_t quoted;
	uint32_t file;
	uint32_t line;
	uint32_t column;
	uint32_t length;
	uint32_t text;
	uint32_t size;
	tree_ref child;
	tree_ref next;
};

struct tree;

/*
 * Parses file number @file of @erecs in a sandboxed child. Returns NULL after
 * having queued what is wrong. Anchors, aliases, tags, several documents, and
 * files beyond the limits of tree.c are refused.
 */
struct tree *tree_parse_file(struct erecs *erecs, unsigned int file);

/* The same for file 0. */
struct tree *tree_parse(struct erecs *erecs);

/* An empty tree with room for @nodes and for @text bytes, for tree_add(). */
struct tree *tree_new(size_t nodes, size_t text);

/*
 * Adds a scalar with @text, or a collection when that is NULL; kind, file and
 * place are those of @node. Returns its number.
 */
tree_ref tree_add(struct tree *tree, const struct tree_node *node,
		  const char *text);

/* Makes @ref the first member of @parent, or the one after @last. */
void tree_link(struct tree *tree, tree_ref parent, tree_ref last,
	       tree_ref ref);

void tree_free(struct tree *tree);

const struct tree_node *tree_node(const struct tree *tree, tree_ref ref);
const char *tree_text(const struct tree *tree, tree_ref ref);
struct place tree_place(const struct tree *tree, tree_ref ref);

#endif /* TREE_H */
