// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Which packages files come from
 * Copyright (C) 2026 The edgesec authors
 *
 * dpkg-query is asked for many files at once. Its database names files by where
 * the package put them, so /usr/bin/x may be known as /bin/x, and the other way
 * round, where one is a link to the other.
 */
#include "owners.h"
#include "child.h"
#include "describe.h"
#include "memory.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Far below what the arguments of a program may take. */
#define AT_ONCE	200

#define DPKG	"/usr/bin/dpkg-query"

/**
 * struct batch - Questions that are asked together
 * @list: Arguments, the first ones of which are no paths. Paths are owned.
 * @found: Answers so far: path to package.
 */
struct batch {
	char **list;
	size_t count;
	json_t *found;
};

/* "package:arch, other: /path", where one is enough. */
static void take_answer(json_t *found, char *line)
{
	char *path = strstr(line, ": /");

	if (!path || !strncmp(line, "diversion by ", 13))
		return;
	*path = '\0';
	line[strcspn(line, ",")] = '\0';
	json_object_set_new(found, path + 2, json_string(line));
}

static void start(struct batch *batch)
{
	*vector_add(batch) = must_strdup(DPKG);
	*vector_add(batch) = must_strdup("--search");
	*vector_add(batch) = must_strdup("--");
}

/* What dpkg does not know makes it fail, but it tells the rest. */
static void ask(struct batch *batch)
{
	struct lines lines;

	*vector_add(batch) = NULL;
	child_ask(batch->list, &lines);
	for (size_t i = 0; i < lines.count; i++)
		take_answer(batch->found, lines.list[i]);
	lines_free(&lines);
	for (size_t i = 0; i < batch->count; i++)
		free(batch->list[i]);
	free(batch->list);
	batch->list = NULL;
	batch->count = 0;
}

static void add_path(struct batch *batch, const char *path)
{
	if (!batch->count)
		start(batch);
	*vector_add(batch) = must_strdup(path);
	if (batch->count >= AT_ONCE)
		ask(batch);
}

/* The other name of a file in folders that were merged, or NULL; to be freed. */
static char *other_name(const char *path)
{
	static const char *const folders[] = { "/bin/", "/sbin/", "/lib" };

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		if (!strncmp(path, folders[i], strlen(folders[i])))
			return must_printf("/usr%s", path);
		if (!strncmp(path, "/usr", 4) &&
		    !strncmp(path + 4, folders[i], strlen(folders[i])))
			return must_strdup(path + 4);
	}
	return NULL;
}

/* dpkg would take these for a pattern; names with escapes are no names. */
static bool can_ask(const json_t *program)
{
	const char *path = describe_text(program, "path");

	return *path == '/' && !strpbrk(path, "*?[\\") &&
	       strcmp(describe_text(program, "identify-by"), "directory");
}

static json_t *find_owners(const json_t *programs)
{
	struct batch batch = { .found = json_object() };
	json_t *program;
	char *other;
	size_t i;

	json_array_foreach(programs, i, program) {
		if (!can_ask(program))
			continue;
		add_path(&batch, describe_text(program, "path"));
		other = other_name(describe_text(program, "path"));
		if (other)
			add_path(&batch, other);
		free(other);
	}
	if (batch.count)
		ask(&batch);
	return batch.found;
}

static void take_package(json_t *packages, char *line)
{
	char *name = strsep(&line, "\t"), *version = strsep(&line, "\t");

	if (version && line)
		json_object_set_new(packages, name,
				    json_pack("{s:s, s:s, s:s}", "package",
					      name, "package-version", version,
					      "architecture", line));
}

static json_t *read_packages(void)
{
	char *argv[] = {
		DPKG, "--show", "--showformat",
		"${binary:Package}\t${Version}\t${Architecture}\n", NULL
	};
	json_t *packages = json_object();
	struct lines lines;

	child_ask(argv, &lines);
	for (size_t i = 0; i < lines.count; i++)
		take_package(packages, lines.list[i]);
	lines_free(&lines);
	return packages;
}

static const char *owner_of(const json_t *found, const char *path)
{
	const char *owner = describe_text(found, path);
	char *other = *owner ? NULL : other_name(path);

	if (other)
		owner = describe_text(found, other);
	free(other);
	return owner;
}

void owners_add(json_t *programs)
{
	json_t *found = find_owners(programs);
	json_t *packages = json_object_size(found) ? read_packages() : NULL;
	json_t *program, *package;
	size_t i;

	json_array_foreach(programs, i, program) {
		package = json_object_get(packages,
			owner_of(found, describe_text(program, "path")));
		if (package && can_ask(program))
			json_object_update(program, package);
	}
	json_decref(packages);
	json_decref(found);
}
