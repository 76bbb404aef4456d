// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - The files that are code of some process now
 * Copyright (C) 2026 The edgesec authors
 */
#include "mapped.h"
#include "memory.h"
#include "procs.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

struct survey {
	struct mapped *mapped;
	bool digests;
};

static bool is_known(const struct mapped *mapped, dev_t dev, ino_t ino)
{
	for (size_t i = 0; i < mapped->count; i++)
		if (mapped->list[i].dev == dev && mapped->list[i].ino == ino)
			return true;
	return false;
}

/* By way of the mapping it is the file itself, whatever its path leads to. */
static int find_mapped(int dir, unsigned long begin, unsigned long end)
{
	char path[64];

	snprintf(path, sizeof(path), "map_files/%lx-%lx", begin, end);
	return openat(dir, path, O_PATH | O_CLOEXEC);
}

/* A device that is mapped is memory, and no content. */
static bool is_device(int found)
{
	struct stat st;

	return !fstat(found, &st) && !S_ISREG(st.st_mode);
}

static void take_content(struct mapped_file *file, int found, bool digest)
{
	int fd = files_open_found(found);

	if (fd < 0)
		return;
	files_content(fd, digest, &file->content);
	close(fd);
}

static void cut_deleted(char *path)
{
	static const char mark[] = " (deleted)";
	size_t len = strlen(path);

	if (len >= sizeof(mark) && !strcmp(path + len - sizeof(mark) + 1, mark))
		path[len - sizeof(mark) + 1] = '\0';
}

/* "range perms offset major:minor inode   path"; what has no file has no path. */
static void take_line(struct survey *survey, pid_t pid, int dir, char *line)
{
	unsigned int major, minor;
	unsigned long long ino;
	unsigned long begin, end;
	char perms[8];
	struct mapped_file *file;
	char *path = strchr(line, '/');
	int found;

	if (!path || sscanf(line, "%lx-%lx %7s %*s %x:%x %llu", &begin, &end,
			    perms, &major, &minor, &ino) != 6 ||
	    perms[2] != 'x' ||
	    is_known(survey->mapped, makedev(major, minor), ino))
		return;
	found = find_mapped(dir, begin, end);
	if (found >= 0 && is_device(found)) {
		close(found);
		return;
	}
	path[strcspn(path, "\n")] = '\0';
	cut_deleted(path);
	file = vector_add(survey->mapped);
	*file = (struct mapped_file){ .pid = pid, .ino = ino,
				      .dev = makedev(major, minor),
				      .path = must_strdup(path) };
	take_content(file, found, survey->digests);
}

static void survey_one(pid_t pid, int dir, void *arg)
{
	int fd = openat(dir, "maps", O_RDONLY | O_CLOEXEC);
	FILE *maps = fd < 0 ? NULL : fdopen(fd, "r");
	char *line = NULL;
	size_t room = 0;

	if (!maps) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while (getline(&line, &room, maps) > 0)
		take_line(arg, pid, dir, line);
	free(line);
	fclose(maps);
}

void mapped_read(struct mapped *mapped, bool digests)
{
	struct survey survey = { mapped, digests };

	procs_each(survey_one, &survey);
}

void mapped_free(struct mapped *mapped)
{
	for (size_t i = 0; i < mapped->count; i++)
		free(mapped->list[i].path);
	free(mapped->list);
}
