/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - A child process that can do nothing but compute
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef SANDBOX_H
#define SANDBOX_H

/*
 * Runs @work(@data) in a child process that may only allocate memory and end.
 * Results go through memory that is shared before (MAP_SHARED). Any other
 * system call kills the child. Returns 0 when @work returned, else the number
 * of the signal that ended the child, or -1 when it could not be started.
 */
int sandbox_run(void (*work)(void *data), void *data);

/* The same for work that may also read() from @fd, and takes as long as that. */
int sandbox_read(int fd, void (*work)(void *data), void *data);

#endif /* SANDBOX_H */
