/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - A YAML file as a tree of nodes that know their places
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef YAML_TREE_H
#define YAML_TREE_H

#include <stdint.h>

#include "erec.h"

enum yaml_kind { YAML_SCALAR, YAML_SEQUENCE, YAML_MAPPING };

/* Index of a node; 0 means none, the root is 1. */
typedef uint32_t yaml_ref;

/**
 * struct yaml_node - One node
 * @kind: enum yaml_kind.
 * @quoted: The scalar stood in quotes.
 * @line: From 1.
 * @column: From 1.
 * @length: Columns it takes on its first line.
 * @text: Offset of a scalar's text, which ends in a NUL byte.
 * @size: Bytes of that text.
 * @child: First member; of a mapping key and value take turns.
 * @next: Next member of the same parent.
 */
struct yaml_node {
	uint32_t kind;
	uint32_t quoted;
	uint32_t line;
	uint32_t column;
	uint32_t length;
	uint32_t text;
	uint32_t size;
	yaml_ref child;
	yaml_ref next;
};

struct yaml;

/*
 * Parses @erecs->text in a sandboxed child. Returns NULL after having queued
 * what is wrong. Anchors, aliases, tags, several documents, and files beyond
 * the limits of yaml.c are refused.
 */
struct yaml *yaml_parse(struct erecs *erecs);
void yaml_free(struct yaml *yaml);

const struct yaml_node *yaml_node(const struct yaml *yaml, yaml_ref ref);
const char *yaml_text(const struct yaml *yaml, yaml_ref ref);
struct place yaml_place(const struct yaml *yaml, yaml_ref ref);

#endif /* YAML_TREE_H */
