// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What is remembered while packages are exchanged
 * Copyright (C) 2026 The edgesec authors
 *
 * A file with the digest in its first line and a path in each other one. It
 * outlives a reboot, since an exchange may.
 */
#include "pending.h"
#include "cli.h"
#include "kept.h"
#include "memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char name[] = KEPT_FOLDER "/packages";

bool pending_load(struct pending *pending)
{
	FILE *from = fopen(name, "re");
	char *line = NULL;
	size_t room = 0;
	bool first = true;

	*pending = (struct pending){};
	if (!from)
		return false;
	while (getline(&line, &room, from) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (first)
			snprintf(pending->digest, sizeof(pending->digest),
				 "%.*s", PENDING_DIGEST, line);
		else
			*vector_add(&pending->touched) = must_strdup(line);
		first = false;
	}
	free(line);
	fclose(from);
	return true;
}

/* A path with a newline in it was in no list of dpkg's either. */
static char *write_text(const char *digest, const struct names *touched)
{
	size_t size = 0;
	char *text;
	FILE *to = open_memstream(&text, &size);

	if (!to)
		return must_strdup(digest);
	fprintf(to, "%s\n", digest);
	for (size_t i = 0; i < touched->count; i++)
		if (!strchr(touched->list[i], '\n'))
			fprintf(to, "%s\n", touched->list[i]);
	fclose(to);
	return text;
}

int pending_store(const char *digest, const struct names *touched)
{
	char *text = write_text(digest, touched);
	int ret = kept_store("packages", text);

	free(text);
	return ret;
}

void pending_forget(void)
{
	unlink(name);
}

void pending_free(struct pending *pending)
{
	for (size_t i = 0; i < pending->touched.count; i++)
		free(pending->touched.list[i]);
	free(pending->touched.list);
}
