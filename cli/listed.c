// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Which entry of a policy lists a file
 * Copyright (C) 2026 The edgesec authors
 */
#include "listed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool grants(const struct program *program, struct wanted wanted)
{
	return (program->role & wanted.roles) &&
	       program->owner == wanted.owner;
}

static bool is_place(const struct program *program)
{
	return program->identify == EDGESEC_IDENTIFY_PATH ||
	       program->identify == EDGESEC_IDENTIFY_DIRECTORY;
}

/* Is @path that of the entry, or below its folder? *@len becomes how long it is. */
static bool covers(const struct program *program, const char *path,
		   size_t *len)
{
	char *there = realpath(program->path, NULL);
	bool is;

	if (!there)
		return false;
	*len = strcmp(there, "/") ? strlen(there) : 0;
	is = !strncmp(path, there, *len) &&
	     (!path[*len] || (path[*len] == '/' &&
			      program->identify == EDGESEC_IDENTIFY_DIRECTORY));
	free(there);
	return is;
}

const struct program *listed_path(const struct programs *programs,
				  const char *path, struct wanted wanted)
{
	const struct program *found = NULL;
	size_t longest = 0, len;

	for (size_t i = 0; i < programs->count; i++) {
		const struct program *program = &programs->list[i];

		if (!is_place(program) || !grants(program, wanted) ||
		    !covers(program, path, &len) || len < longest)
			continue;
		found = program;
		longest = len;
	}
	return found;
}

const struct program *listed_digest(const struct programs *programs,
				    enum edgesec_identify identify,
				    const char *digest, struct wanted wanted)
{
	char hex[2 * EDGESEC_DIGEST_SIZE + 1] = "";

	for (size_t i = 0; i < programs->count; i++) {
		const struct program *program = &programs->list[i];

		if (program->identify != identify || !program->has_digest ||
		    !grants(program, wanted))
			continue;
		for (size_t k = 0; k < EDGESEC_DIGEST_SIZE; k++)
			sprintf(hex + 2 * k, "%02x", program->digest[k]);
		if (!strcmp(hex, digest))
			return program;
	}
	return NULL;
}

bool listed_has(const struct programs *programs,
		enum edgesec_identify identify, struct wanted wanted)
{
	for (size_t i = 0; i < programs->count; i++)
		if (programs->list[i].identify == identify &&
		    grants(&programs->list[i], wanted))
			return true;
	return false;
}
