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
 * Parses @erecs->text in a sandboxed child. Returns NULL after having queued
 * what is wrong. Anchors, aliases, tags, several documents, and files beyond
 * the limits of tree.c are refused.
 */
struct tree *tree_parse(struct erecs *erecs);
void tree_free(struct tree *tree);

const struct tree_node *tree_node(const struct tree *tree, tree_ref ref);
const char *tree_text(const struct tree *tree, tree_ref ref);
struct place tree_place(const struct tree *tree, tree_ref ref);

#endif /* TREE_H */
