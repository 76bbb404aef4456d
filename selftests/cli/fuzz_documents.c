// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Fuzzes what several documents say together
 * Copyright (C) 2026 The edgesec authors
 *
 * The bytes are a policy, one that extends it, a drop-in and a site file, with
 * "---8<---" between them. What comes of them is written and read again: it must
 * be the same. The sandbox is left out, as in fuzz_policy.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "item.h"
#include "memory.h"
#include "merge.h"
#include "sandbox.h"
#include "site.h"
#include "tree.h"

#define PARTS	4

static const char cut[] = "---8<---\n";

struct part {
	struct tree *tree;
	struct item *root;
};

int sandbox_run(void (*work)(void *data), void *data)
{
	work(data);
	return 0;
}

static void read_part(struct part *part, const uint8_t *data, size_t size,
		      struct erecs *erecs)
{
	char *text = must_calloc(1, size + 1);

	memcpy(text, data, size);
	part->tree = tree_parse_file(erecs, erec_add_file(erecs,
				     must_strdup("part"), text, size));
	if (part->tree)
		part->root = item_of_tree(part->tree, erecs);
}

static void read_parts(struct part *part, const uint8_t *data, size_t size,
		       struct erecs *erecs)
{
	for (int i = 0; i < PARTS && size; i++) {
		const uint8_t *end = memmem(data, size, cut, sizeof(cut) - 1);
		size_t len = end ? (size_t)(end - data) : size;

		read_part(&part[i], data, len, erecs);
		size -= end ? len + sizeof(cut) - 1 : len;
		data += end ? len + sizeof(cut) - 1 : len;
	}
}

/* Limits of one document are the only reason not to read it again. */
static void compare(const struct item *root)
{
	struct erecs erecs = { .name = "again" };
	struct item *again;
	struct tree *tree;
	char *text = NULL;
	FILE *to = open_memstream(&text, &erecs.size);

	item_print(root, NULL, to);
	fclose(to);
	erecs.text = text;
	tree = tree_parse(&erecs);
	again = tree ? item_of_tree(tree, &erecs) : NULL;
	if (again && root->child && item_compare(root, again)) {
		puts(text);
		abort();
	}
	item_free(again);
	tree_free(tree);
	erec_free(&erecs);
	free(text);
}

static void merge_parts(struct part *part, struct erecs *erecs)
{
	struct item root = { .kind = TREE_MAPPING };
	struct site site = {};
	struct tree *tree;

	if (part[3].root)
		site_read(&site, part[3].root, erecs);
	for (unsigned int i = 0; i < 3; i++) {
		struct addition addition = { part[i].root, NULL,
					     i == 2 ? 3 : 0 };

		if (!part[i].root || part[i].root->kind != TREE_MAPPING)
			continue;
		site_fill(&site, part[i].root, erecs);
		merge(&root, &addition, erecs);
	}
	tree = item_to_tree(&root);
	tree_free(tree);
	compare(&root);
	item_free(root.child);
	site_free(&site);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct erecs erecs = { .name = "fuzz", .text = "" };
	struct part part[PARTS] = {};

	read_parts(part, data, size, &erecs);
	if (!erecs.errors)
		merge_parts(part, &erecs);
	for (int i = 0; i < PARTS; i++) {
		item_free(part[i].root);
		tree_free(part[i].tree);
	}
	erec_free(&erecs);
	return 0;
}
