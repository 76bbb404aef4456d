// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Files that outlive a boot
 * Copyright (C) 2026 The edgesec authors
 *
 * A file is written under another name first. If the power fails then, that
 * one stays. Whoever writes next removes it: the lock on the folder says that
 * nobody else is writing it just now.
 */
#include "kept.h"
#include "cli.h"
#include "memory.h"
#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static int open_folder(void)
{
	int fd = -1;

	if (!mkdir(KEPT_FOLDER, 0700))
		store_settle(KEPT_FOLDER);
	else if (errno != EEXIST)
		return -1;
	fd = open(KEPT_FOLDER, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0 && flock(fd, LOCK_EX)) {
		close(fd);
		return -1;
	}
	return fd;
}

static void remove_remains(const char *file)
{
	char *pattern = must_printf("%s.??????", file);
	glob_t found;

	if (!glob(pattern, 0, NULL, &found)) {
		for (size_t i = 0; i < found.gl_pathc; i++)
			unlink(found.gl_pathv[i]);
		globfree(&found);
	}
	free(pattern);
}

int kept_store(const char *name, const char *text)
{
	int folder = open_folder();
	char *file;
	int ret;

	if (folder < 0) {
		perror("edgesec: " KEPT_FOLDER);
		return EXIT_UNREADABLE;
	}
	file = must_printf(KEPT_FOLDER "/%s", name);
	remove_remains(file);
	ret = store_text(file, text);
	free(file);
	close(folder);
	return ret;
}
