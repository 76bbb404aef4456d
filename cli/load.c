// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - From the name of a policy file to what can be staged
 * Copyright (C) 2026 The edgesec authors
 */
#include "load.h"
#include "cli.h"
#include "files.h"
#include "memory.h"
#include "schema.h"
#include "source.h"

#include <stdlib.h>
#include <string.h>

static int finish(struct load *load)
{
	erec_print(&load->erecs);
	return load->erecs.errors ? EXIT_POLICY : EXIT_DONE;
}

/* Each step needs the one before it without a mistake. */
static int read_file(struct load *load, const char *name)
{
	size_t size;

	*load = (struct load){};
	load->text = source_read(name, SOURCE_MAX, &size);
	if (!load->text)
		return EXIT_UNREADABLE;
	load->erecs.name = strcmp(name, "-") ? name : "standard input";
	load->erecs.text = load->text;
	load->erecs.size = size;
	load->tree = tree_parse(&load->erecs);
	if (load->tree)
		documents_read(&load->documents, name, &load->tree,
			       &load->erecs);
	if (load->tree)
		schema_read(load->tree, &load->erecs, &load->model);
	return EXIT_DONE;
}

int load_text(struct load *load, const char *name)
{
	int ret = read_file(load, name);

	return ret ? ret : finish(load);
}

int load_policy(struct load *load, const char *name)
{
	int ret = read_file(load, name);

	if (ret)
		return ret;
	if (!load->erecs.errors)
		files_resolve(&load->model, &load->erecs);
	if (!load->erecs.errors)
		compile(&load->model, &load->erecs, &load->compiled);
	return finish(load);
}

const char *load_whole(const struct load *load)
{
	return load->documents.text ? load->documents.text : load->text;
}

char *load_whole_of(const char *name)
{
	struct load load;
	char *text = NULL;

	if (!read_file(&load, name) && !load.erecs.errors)
		text = must_strdup(load_whole(&load));
	load_free(&load);
	return text;
}

void load_free(struct load *load)
{
	compiled_free(&load->compiled);
	model_free(&load->model);
	tree_free(load->tree);
	documents_free(&load->documents);
	erec_free(&load->erecs);
	free(load->text);
}
