/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - A file as a tree of nodes that know their places: YAML, or others
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
 * Makes a tree of the bytes of a file, with tree_put() and tree_link(); the
 * first node is the root. It runs in a child that can do nothing but compute.
 * Returns false for what is no such file, best after tree_refuse().
 */
typedef bool (*tree_build_fn)(struct tree *tree, const char *text, size_t size);

/*
 * The tree of file number @file of @erecs as @build makes it. Returns NULL
 * after having queued what is wrong.
 */
struct tree *tree_build_file(struct erecs *erecs, unsigned int file,
			     tree_build_fn build);

/*
 * Adds a node as tree_add() does, with @size bytes of text. Returns 0 when there
 * is no room for it.
 */
tree_ref tree_put(struct tree *tree, const struct tree_node *node,
		  const char *text, size_t size);

/* Says what is wrong with the file, and where. Returns false. */
bool tree_refuse(struct tree *tree, uint32_t line, uint32_t column,
		 const char *message);

/*
 * Parses file number @file of @erecs as YAML in a sandboxed child. Returns NULL after
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
