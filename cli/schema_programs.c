// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Lists of programs and files in a policy file
 * Copyright (C) 2026 The edgesec authors
 */
#include "schema_programs.h"
#include "hex.h"
#include "memory.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const identifies[] = { "digest", "path", "fs-verity", NULL };
static const enum edgesec_identify kinds[] = {
	EDGESEC_IDENTIFY_DIGEST, EDGESEC_IDENTIFY_PATH,
	EDGESEC_IDENTIFY_FSVERITY
};

static const char *const absences[] = { "error", "ignore", NULL };

static void read_identify(struct reader *r, tree_ref node,
			  struct identity *identity)
{
	unsigned int index;

	if (read_word(r, node, identifies, &index))
		identity->identify = kinds[index];
}

static void read_if_absent(struct reader *r, tree_ref node,
			   struct identity *identity)
{
	unsigned int index;

	if (read_word(r, node, absences, &index))
		identity->ignore_absent = index;
}

void list_read_mode(struct reader *r, tree_ref node, void *into)
{
	struct list *list = into;

	schema_read_mode(r, node, &list->mode);
}

void list_read_identify(struct reader *r, tree_ref node, void *into)
{
	struct list *list = into;

	read_identify(r, node, &list->identity);
}

void list_read_if_absent(struct reader *r, tree_ref node, void *into)
{
	struct list *list = into;

	read_if_absent(r, node, &list->identity);
}

void list_read(struct reader *r, tree_ref node, const char *what,
	       void (*read)(struct reader *r, tree_ref node, void *into),
	       struct list *list)
{
	list->given = true;
	read_list(r, node, what, read, list);
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

/* Lower-case letters, digits, "+-." and, for the architecture, ":". */
static bool is_package_name(const char *name)
{
	return isalnum((unsigned char)*name) &&
	       !name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
				  "0123456789+-.:")];
}

static bool is_first(struct reader *r, tree_ref node,
		     const struct program *program)
{
	if (!program->path)
		return true;
	mistake(r, node,
		"an entry has one of \"path\", \"directory\" and \"package\"");
	return false;
}

static void read_program_path(struct reader *r, tree_ref node, void *into)
{
	struct program *program = into;

	program->path = read_path(r, node);
}

static void read_program_directory(struct reader *r, tree_ref node, void *into)
{
	struct program *program = into;

	if (is_first(r, node, program)) {
		program->path = read_path(r, node);
		program->directory = true;
	}
}

static void read_program_package(struct reader *r, tree_ref node, void *into)
{
	struct program *program = into;
	const char *name;

	if (!is_first(r, node, program))
		return;
	name = read_text(r, node, "a package");
	if (!name)
		return;
	if (!is_package_name(name))
		mistake(r, node, "this is no name of a package");
	program->path = must_strdup(name);
	program->package = true;
}

static void read_program_if_absent(struct reader *r, tree_ref node, void *into)
{
	struct program *program = into;
	struct identity identity = {};

	read_if_absent(r, node, &identity);
	program->ignore_absent = identity.ignore_absent;
}

static void read_digest(struct reader *r, tree_ref node,
			enum edgesec_identify kind, struct program *program)
{
	const char *what = kind == EDGESEC_IDENTIFY_FSVERITY ?
			   "an fs-verity digest" : "a SHA-256";

	if (!is_scalar(r, node) ||
	    !hex_read(tree_text(r->tree, node), program->digest,
		      EDGESEC_DIGEST_SIZE))
		mistake(r, node, "%s has 64 hexadecimal digits", what);
	else if (program->directory || program->package)
		mistake(r, node, "only a file has %s", what);
	else if (program->has_digest)
		mistake(r, node,
			"an entry has one of \"sha256\" and \"fsverity\"");
	program->identify = kind;
	program->has_digest = true;
}

static void read_sha256(struct reader *r, tree_ref node, void *into)
{
	read_digest(r, node, EDGESEC_IDENTIFY_DIGEST, into);
}

static void read_fsverity(struct reader *r, tree_ref node, void *into)
{
	read_digest(r, node, EDGESEC_IDENTIFY_FSVERITY, into);
}

/* A digest says of which kind it is, whatever holds for other entries. */
static void read_program_identify(struct reader *r, tree_ref node, void *into)
{
	struct program *program = into;
	struct identity identity = { .identify = program->identify };

	read_identify(r, node, &identity);
	if (program->has_digest && identity.identify != program->identify)
		mistake(r, node,
			"\"identify-by: %s\" does not go with \"%s\"",
			tree_text(r->tree, node),
			program->identify == EDGESEC_IDENTIFY_FSVERITY ?
			"fsverity" : "sha256");
	program->identify = identity.identify;
}

/* What stands later in the table may depend on what stands earlier. */
static const struct field program_fields[] = {
	{ "path", read_program_path, false },
	{ "directory", read_program_directory, false },
	{ "package", read_program_package, false },
	{ "sha256", read_sha256, false },
	{ "fsverity", read_fsverity, false },
	{ "identify-by", read_program_identify, false },
	{ "if-absent", read_program_if_absent, false },
	{}
};

static struct program *new_program(struct list *list, struct reader *r,
				   tree_ref node)
{
	struct program *program = vector_add(&r->model->programs);

	program->place = tree_place(r->tree, node);
	program->identify = list->identity.identify;
	program->ignore_absent = list->identity.ignore_absent;
	program->role = list->role;
	program->owner = list->owner;
	return program;
}

/* A bare digest names no place. */
static void complete(struct reader *r, tree_ref node, struct program *program)
{
	if (!program->path && program->has_digest)
		program->path = must_strdup("");
	else if (!program->path)
		mistake(r, node,
			"an entry needs \"path\", \"directory\", \"package\", \"sha256\" or \"fsverity\"");
	if (program->directory && program->identify == EDGESEC_IDENTIFY_PATH)
		program->identify = EDGESEC_IDENTIFY_DIRECTORY;
}

void list_read_program(struct reader *r, tree_ref node, void *into)
{
	size_t errors = r->erecs->errors;
	struct program *program = new_program(into, r, node);

	if (is_scalar(r, node)) {
		mistake(r, node,
			"an entry must be a mapping with \"path\", \"directory\", \"package\", \"sha256\" or \"fsverity\"");
		return;
	}
	read_mapping(r, node, "an entry", program_fields, program);
	if (r->erecs->errors == errors)
		complete(r, node, program);
}

bool list_read_word(struct reader *r, tree_ref node, struct list *list,
		    const char *word)
{
	struct program *program;

	if (!is_scalar(r, node) || strcmp(tree_text(r->tree, node), word))
		return false;
	program = new_program(list, r, node);
	program->identify = EDGESEC_IDENTIFY_KERNEL;
	program->path = must_strdup("");
	return true;
}

void list_read_path(struct reader *r, tree_ref node, void *into)
{
	if (is_scalar(r, node))
		new_program(into, r, node)->path = read_path(r, node);
	else
		list_read_program(r, node, into);
}

void list_read_starter(struct reader *r, tree_ref node, void *into)
{
	if (!list_read_word(r, node, into, "kernel"))
		list_read_path(r, node, into);
}

/* Where interpreters are, when the policy names them as people do. */
static char *find_program(struct reader *r, tree_ref node)
{
	static const char *const folders[] = {
		"/usr/local/bin", "/usr/bin", "/usr/sbin"
	};
	const char *name = read_text(r, node, "a program");
	char *path;

	if (!name)
		return NULL;
	if (strchr(name, '/'))
		return read_path(r, node);
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		path = must_printf("%s/%s", folders[i], name);
		if (!access(path, X_OK))
			return path;
		free(path);
	}
	return must_printf("/usr/bin/%s", name);
}

void list_read_named(struct reader *r, tree_ref node, void *into)
{
	if (is_scalar(r, node))
		new_program(into, r, node)->path = find_program(r, node);
	else
		list_read_program(r, node, into);
}
