/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - The files that are code of some process now
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef MAPPED_H
#define MAPPED_H

#include "files.h"

#include <sys/types.h>

/**
 * struct mapped_file - A file that some process maps as code
 * @pid: The first process that was found to.
 * @dev: Device, as /proc/PID/maps names it.
 * @ino: Inode number.
 * @path: As the kernel names it, without "(deleted)".
 * @content: Its content.
 */
struct mapped_file {
	pid_t pid;
	dev_t dev;
	ino_t ino;
	char *path;
	struct content content;
};

struct mapped {
	struct mapped_file *list;
	size_t count;
};

/* Programs, libraries and loaders, each file once; read when @digests. */
void mapped_read(struct mapped *mapped, bool digests);
void mapped_free(struct mapped *mapped);

#endif /* MAPPED_H */
