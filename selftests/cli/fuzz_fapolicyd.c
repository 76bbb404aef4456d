// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Fuzzes the way from fapolicyd's files to a policy
 * Copyright (C) 2026 The edgesec authors
 *
 * The bytes are a rule file and a trust file, with "---8<---" between them. What
 * is made of them must be a policy without a mistake. The sandbox is left out, as
 * in fuzz_policy.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import.h"
#include "memory.h"
#include "sandbox.h"
#include "schema.h"

static const char cut[] = "---8<---\n";

int sandbox_run(void (*work)(void *data), void *data)
{
	work(data);
	return 0;
}

static unsigned int add_file(struct erecs *erecs, const uint8_t *data,
			     size_t size)
{
	char *text = must_calloc(1, size + 1);

	memcpy(text, data, size);
	return erec_add_file(erecs, must_strdup("part"), text, size);
}

static void read_parts(struct fapolicyd *all, struct erecs *erecs,
		       const uint8_t *data, size_t size)
{
	const uint8_t *end = memmem(data, size, cut, sizeof(cut) - 1);
	size_t len = end ? (size_t)(end - data) : size;
	size_t skip = end ? len + sizeof(cut) - 1 : size;

	fapolicyd_read_rules(all, erecs, add_file(erecs, data, len));
	fapolicyd_read_trust(all, erecs,
			     add_file(erecs, data + skip, size - skip));
}

static void judge(const char *text, size_t size)
{
	struct erecs erecs = { .name = "policy", .text = text, .size = size };
	struct model model = {};
	struct tree *tree = tree_parse(&erecs);

	if (tree)
		schema_read(tree, &erecs, &model);
	if (erecs.errors) {
		erec_print(&erecs);
		puts(text);
		abort();
	}
	model_free(&model);
	tree_free(tree);
	erec_free(&erecs);
}

static void make_policy(const struct fapolicyd *all, const struct erecs *erecs)
{
	struct import import = {
		.from = all, .erecs = erecs,
		.model = { .name = "fuzz", .version = 1,
			   .mode = EDGESEC_MODE_AUDIT },
	};
	char *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);

	import_rules(&import);
	import_print(to, &import, "folder");
	fclose(to);
	judge(text, size);
	free(text);
	import_free(&import);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct erecs erecs = { .name = "fuzz", .text = "" };
	struct fapolicyd all = {};

	read_parts(&all, &erecs, data, size);
	if (!erecs.errors)
		make_policy(&all, &erecs);
	fapolicyd_free(&all);
	erec_free(&erecs);
	return 0;
}
