// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What a policy file may say: programs
 * Copyright (C) 2026 The edgesec authors
 */
#include "schema.h"
#include "memory.h"
#include "quote.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const schema_identifies[] = { "digest", "path", NULL };
static const char *const absences[] = { "error", "ignore", NULL };

/**
 * struct list - A list of programs while it is read
 * @model: Where programs go.
 * @identity: For entries that state none.
 * @role: What entries of this list may do.
 * @mode: What the list leads to.
 * @given: The file has this list.
 */
struct list {
	struct model *model;
	struct identity identity;
	unsigned int role;
	enum edgesec_mode mode;
	bool given;
};

/* The section: the list of programs that run, and that of script starters. */
struct section {
	struct list run;
	struct list scripts;
	bool has_default;
};

static void read_identify(struct reader *r, tree_ref node,
			  struct identity *identity)
{
	unsigned int index;

	if (read_word(r, node, schema_identifies, &index))
		identity->identify = index;
}

static void read_if_absent(struct reader *r, tree_ref node,
			   struct identity *identity)
{
	unsigned int index;

	if (read_word(r, node, absences, &index))
		identity->ignore_absent = index;
}

static char *read_path(struct reader *r, tree_ref node)
{
	const char *path = read_text(r, node, "a path");

	if (!path)
		return NULL;
	if (*path != '/') {
		mistake(r, node, "a path must be absolute");
		return NULL;
	}
	if (strlen(path) > EDGESEC_PATH_MAX) {
		mistake(r, node, "a path is longer than %d bytes",
			EDGESEC_PATH_MAX);
		return NULL;
	}
	return must_strdup(path);
}

static void read_program_path(struct reader *r, tree_ref node, void *into)
{
	struct program *program = into;

	program->path = read_path(r, node);
}

static void read_program_directory(struct reader *r, tree_ref node, void *into)
{
	struct program *program = into;

	if (program->path) {
		mistake(r, node,
			"an entry has \"path\" or \"directory\", not both");
		return;
	}
	program->path = read_path(r, node);
	program->directory = true;
}

static void read_program_identify(struct reader *r, tree_ref node, void *into)
{
	struct program *program = into;
	struct identity identity = { .identify = program->identify };

	read_identify(r, node, &identity);
	program->identify = identity.identify;
}

static void read_program_if_absent(struct reader *r, tree_ref node, void *into)
{
	struct program *program = into;
	struct identity identity = {};

	read_if_absent(r, node, &identity);
	program->ignore_absent = identity.ignore_absent;
}

static bool parse_digest(const char *text, uint8_t *digest)
{
	if (strlen(text) != 2 * EDGESEC_DIGEST_SIZE)
		return false;
	for (size_t i = 0; text[i]; i++)
		if (!isxdigit((unsigned char)text[i]))
			return false;
	for (size_t i = 0; i < EDGESEC_DIGEST_SIZE; i++)
		sscanf(text + 2 * i, "%2hhx", &digest[i]);
	return true;
}

static void read_sha256(struct reader *r, tree_ref node, void *into)
{
	struct program *program = into;

	if (!is_scalar(r, node) ||
	    !parse_digest(tree_text(r->tree, node), program->digest))
		mistake(r, node, "a SHA-256 has 64 hexadecimal digits");
	else if (program->directory)
		mistake(r, node, "a directory has no SHA-256");
	else if (program->identify != EDGESEC_IDENTIFY_DIGEST)
		mistake(r, node,
			"\"sha256\" does not go with \"identify-by: path\"");
	else
		program->has_digest = true;
}

/* What stands later in the table may depend on what stands earlier. */
static const struct field program_fields[] = {
	{ "path", read_program_path, false },
	{ "directory", read_program_directory, false },
	{ "identify-by", read_program_identify, false },
	{ "if-absent", read_program_if_absent, false },
	{ "sha256", read_sha256, false },
	{}
};

static struct program *new_program(struct list *list, struct reader *r,
				   tree_ref node)
{
	struct program *program = vector_add(&list->model->programs);

	program->place = tree_place(r->tree, node);
	program->identify = list->identity.identify;
	program->ignore_absent = list->identity.ignore_absent;
	program->role = list->role;
	return program;
}

static void read_program(struct reader *r, tree_ref node, void *into)
{
	size_t errors = r->erecs->errors;
	struct program *program = new_program(into, r, node);

	if (is_scalar(r, node)) {
		mistake(r, node,
			"an entry must be a mapping with \"path\" or \"directory\"");
		return;
	}
	read_mapping(r, node, "an entry", program_fields, program);
	if (!program->path && r->erecs->errors == errors)
		mistake(r, node, "an entry needs \"path\" or \"directory\"");
	if (program->directory && program->identify == EDGESEC_IDENTIFY_PATH)
		program->identify = EDGESEC_IDENTIFY_DIRECTORY;
}

/* A script starter may also be a bare path, or the kernel. */
static void read_starter(struct reader *r, tree_ref node, void *into)
{
	struct program *program;

	if (!is_scalar(r, node)) {
		read_program(r, node, into);
		return;
	}
	program = new_program(into, r, node);
	if (!strcmp(tree_text(r->tree, node), "kernel")) {
		program->identify = EDGESEC_IDENTIFY_KERNEL;
		program->path = must_strdup("");
	} else {
		program->path = read_path(r, node);
	}
}

static void read_allow(struct reader *r, tree_ref node, void *into)
{
	struct section *section = into;

	section->run.given = true;
	read_list(r, node, "\"allow\"", read_program, &section->run);
}

static void read_allow_from(struct reader *r, tree_ref node, void *into)
{
	struct list *list = into;

	list->given = true;
	read_list(r, node, "\"allow-from\"", read_starter, list);
}

static void read_list_mode(struct reader *r, tree_ref node, void *into)
{
	struct list *list = into;

	schema_read_mode(r, node, &list->mode);
}

static void read_list_identify(struct reader *r, tree_ref node, void *into)
{
	struct list *list = into;

	read_identify(r, node, &list->identity);
}

static void read_list_if_absent(struct reader *r, tree_ref node, void *into)
{
	struct list *list = into;

	read_if_absent(r, node, &list->identity);
}

static const struct field script_fields[] = {
	{ "mode", read_list_mode, false },
	{ "identify-by", read_list_identify, false },
	{ "if-absent", read_list_if_absent, false },
	{ "allow-from", read_allow_from, true },
	{}
};

static void read_scripts(struct reader *r, tree_ref node, void *into)
{
	struct section *section = into;

	section->scripts.identity = section->run.identity;
	section->scripts.mode = section->run.mode;
	read_mapping(r, node, "\"scripts\"", script_fields, &section->scripts);
}

static void read_section_default(struct reader *r, tree_ref node, void *into)
{
	static const char *const words[] = { "deny", NULL };
	struct section *section = into;
	unsigned int index;

	section->has_default = read_word(r, node, words, &index);
}

static void read_section_mode(struct reader *r, tree_ref node, void *into)
{
	struct section *section = into;

	schema_read_mode(r, node, &section->run.mode);
}

static void read_section_identify(struct reader *r, tree_ref node, void *into)
{
	struct section *section = into;

	read_identify(r, node, &section->run.identity);
}

static void read_section_if_absent(struct reader *r, tree_ref node, void *into)
{
	struct section *section = into;

	read_if_absent(r, node, &section->run.identity);
}

static const struct field section_fields[] = {
	{ "mode", read_section_mode, false },
	{ "default", read_section_default, false },
	{ "identify-by", read_section_identify, false },
	{ "if-absent", read_section_if_absent, false },
	{ "allow", read_allow, false },
	{ "scripts", read_scripts, false },
	{}
};

void schema_read_executables(struct reader *r, tree_ref node, void *into)
{
	struct model *model = into;
	struct section section = {
		.run = { .model = model, .role = EDGESEC_ROLE_RUN,
			 .mode = model->mode },
		.scripts = { .model = model,
			     .role = EDGESEC_ROLE_START_SCRIPTS },
	};

	read_mapping(r, node, "\"executables\"", section_fields, &section);
	if (section.has_default && !section.run.given)
		mistake(r, node,
			"\"default: deny\" without \"allow\" would stop every program");
	if (section.run.given)
		model->exec_mode = section.run.mode;
	if (section.scripts.given)
		model->script_mode = section.scripts.mode;
}
