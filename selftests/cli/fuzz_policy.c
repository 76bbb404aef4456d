// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Fuzzes the way from a policy file to netlink messages
 * Copyright (C) 2026 The edgesec authors
 *
 * The sandbox is left out, since a fuzzer must see what the parser does. What
 * can't be told from the bytes alone (files that a policy names) is not asked.
 */
#include <string.h>

#include "compile.h"
#include "sandbox.h"
#include "schema.h"
#include "tree.h"

int sandbox_run(void (*work)(void *data), void *data)
{
	work(data);
	return 0;
}

/* Directories by digest are replaced by files before a policy is compiled. */
static void keep_files(struct model *model)
{
	for (size_t i = 0; i < model->programs.count; i++)
		model->programs.list[i].directory = false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct erecs erecs = { .name = "fuzz", .text = (const char *)data,
			       .size = size };
	struct compiled compiled = {};
	struct model model = {};
	struct tree *tree = tree_parse(&erecs);

	if (tree)
		schema_read(tree, &erecs, &model);
	if (tree && !erecs.errors) {
		keep_files(&model);
		compile(&model, &erecs, &compiled);
	}
	compiled_free(&compiled);
	model_free(&model);
	tree_free(tree);
	erec_free(&erecs);
	return 0;
}
