// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Which files a package has installed
 * Copyright (C) 2026 The edgesec authors
 *
 * dpkg-query is asked, as a child with an environment of its own: dpkg's
 * database has a format that only dpkg knows.
 */
#include "packages.h"
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
	execve("/usr/bin/dpkg-query", argv, envp);
	_exit(errno == ENOENT ? 127 : 126);
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

static const char *explain(const char *text, int status)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return "there is no dpkg-query here to ask";
	if (WIFEXITED(status) && WEXITSTATUS(status) == 1)
		return "no such package is installed";
	if (!text || !WIFEXITED(status) || WEXITSTATUS(status))
		return "dpkg-query does not answer";
	return NULL;
}

static void split(struct lines *lines)
{
	char *rest = lines->text, *line;

	while ((line = strsep(&rest, "\n")))
		if (*line)
			*vector_add(lines) = line;
}

static const char *ask(char *const *argv, struct lines *lines)
{
	const char *mistake;
	int pipes[2], status = 0;
	pid_t pid;

	*lines = (struct lines){};
	if (pipe2(pipes, O_CLOEXEC))
		return strerror(errno);
	pid = fork();
	if (!pid)
		run_child(pipes[1], argv);
	close(pipes[1]);
	if (pid > 0)
		lines->text = drain(pipes[0]);
	close(pipes[0]);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	mistake = pid < 0 ? "no child can be made" :
			    explain(lines->text, status);
	if (mistake)
		lines_free(lines);
	else
		split(lines);
	return mistake;
}

const char *package_files(const char *name, struct lines *lines)
{
	char *argv[] = { "dpkg-query", "--listfiles", "--", (char *)name,
			 NULL };

	return ask(argv, lines);
}

const char *package_names(struct lines *lines)
{
	char *argv[] = { "dpkg-query", "--show",
			 "--showformat=${binary:Package}\\n", NULL };

	return ask(argv, lines);
}

void lines_free(struct lines *lines)
{
	free(lines->text);
	free(lines->list);
	*lines = (struct lines){};
}
