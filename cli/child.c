// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Programs that are asked, with an environment of their own
 * Copyright (C) 2026 The edgesec authors
 */
#include "child.h"
#include "memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The longest list of a Debian package is a tenth of that. */
#define OUTPUT_MAX	(64l << 20)

static void run_child(int output, char *const *argv)
{
	static char *const envp[] = {
		"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", NULL
	};
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	dup2(null, STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	execve(argv[0], argv, envp);
	_exit(errno == ENOENT ? CHILD_ABSENT : 126);
}

pid_t child_start(char *const *argv, int *output)
{
	int pipes[2];
	pid_t pid;

	if (pipe2(pipes, O_CLOEXEC))
		return -1;
	pid = fork();
	if (!pid)
		run_child(pipes[1], argv);
	close(pipes[1]);
	if (pid < 0)
		close(pipes[0]);
	else
		*output = pipes[0];
	return pid;
}

int child_wait(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Takes all that comes; NULL when it is too much. */
static char *drain(int fd)
{
	size_t size = 0;
	char *text;
	FILE *copy = open_memstream(&text, &size);
	char part[1 << 12];
	ssize_t len;

	while (copy && (len = read(fd, part, sizeof(part))) != 0) {
		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0 || ftell(copy) + len > OUTPUT_MAX)
			break;
		fwrite(part, 1, len, copy);
	}
	if (!copy || fclose(copy))
		return NULL;
	if (!len)
		return text;
	free(text);
	return NULL;
}

static void split(struct lines *lines)
{
	char *rest = lines->text, *line;

	while ((line = strsep(&rest, "\n")))
		if (*line)
			*vector_add(lines) = line;
}

int child_ask(char *const *argv, struct lines *lines)
{
	int output, status;
	pid_t pid;

	*lines = (struct lines){};
	pid = child_start(argv, &output);
	if (pid < 0)
		return -1;
	lines->text = drain(output);
	close(output);
	status = child_wait(pid);
	if (!lines->text)
		return -1;
	split(lines);
	return status;
}

void lines_free(struct lines *lines)
{
	free(lines->text);
	free(lines->list);
	*lines = (struct lines){};
}
