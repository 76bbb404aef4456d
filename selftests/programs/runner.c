// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Test program: starts another one with execve() itself
 * Copyright (C) 2026 The edgesec authors
 *
 * usage: runner FILE [ARGUMENT...]
 *        runner --memfd FILE [ARGUMENT...]	a copy of FILE in memory
 *        runner --pose FILE			appears to be FILE, then says how
 *
 * No shell is involved: what execve() answers is printed as the name of its
 * error, and the exit status is 126. Copies of this program under several
 * names play listed and unlisted processes.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

extern char **environ;

static int complain(const char *what)
{
	printf("%s: %s\n", what, strerrorname_np(errno));
	fflush(stdout);
	return 126;
}

static int run_memfd(char **argv)
{
	int from = open(argv[0], O_RDONLY | O_CLOEXEC);
	int memfd = memfd_create("runner", 0);

	if (from < 0 || memfd < 0)
		return complain("open");
	while (sendfile(memfd, from, NULL, 1 << 20) > 0)
		;
	syscall(SYS_execveat, memfd, "", argv, environ, AT_EMPTY_PATH);
	return complain("execveat");
}

static int pose(const char *file)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return complain("open");
	if (prctl(PR_SET_MM, PR_SET_MM_EXE_FILE, fd, 0, 0))
		return complain("prctl");
	puts("posed");
	return 0;
}

int main(int argc, char **argv)
{
	if (argc > 2 && !strcmp(argv[1], "--memfd"))
		return run_memfd(argv + 2);
	if (argc == 3 && !strcmp(argv[1], "--pose"))
		return pose(argv[2]);
	if (argc < 2)
		return 64;
	execve(argv[1], argv + 1, environ);
	return complain("execve");
}
