/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Programs that are asked, with an environment of their own
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef CHILD_H
#define CHILD_H

#include <stddef.h>
#include <sys/types.h>

/**
 * struct lines - What a child process printed, line by line
 * @text: All of it; lines end in NUL bytes. Owned.
 * @list: The lines.
 */
struct lines {
	char *text;
	char **list;
	size_t count;
};

/* What child_wait() returns for a program that is not there. */
#define CHILD_ABSENT	127

/*
 * Starts the program argv[0], whose output is read from *@output. Returns its
 * number, or -1.
 */
pid_t child_start(char *const *argv, int *output);

/* Waits for its end. Returns its exit status, or -1 when a signal ended it. */
int child_wait(pid_t pid);

/* Takes all that the program prints. Returns its exit status, or -1. */
int child_ask(char *const *argv, struct lines *lines);

void lines_free(struct lines *lines);

#endif /* CHILD_H */
