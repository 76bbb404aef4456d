/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - The programs that run now
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef PROCS_H
#define PROCS_H

#include "files.h"

#include <sys/stat.h>
#include <sys/types.h>

/**
 * struct proc - A process, of those with one executable the first
 * @pid: Its number.
 * @is_ancestor: This process descends from it, or from another one with the
 *	same executable.
 * @exe: Its executable as the kernel names it, without "(deleted)".
 * @stat: Of the executable.
 * @content: Of the executable.
 */
struct proc {
	pid_t pid;
	bool is_ancestor;
	char *exe;
	struct stat stat;
	struct content content;
};

struct procs {
	struct proc *list;
	size_t count;
};

/*
 * One entry for each executable in use; kernel threads have none. Executables
 * are only read when @digests.
 */
void procs_read(struct procs *procs, bool digests);
void procs_free(struct procs *procs);

/* Calls @each for every process, with its number and its folder in /proc. */
void procs_each(void (*each)(pid_t pid, int dir, void *arg), void *arg);

#endif /* PROCS_H */
