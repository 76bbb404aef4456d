// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Harmless calls that arrive at every hook
 * Copyright (C) 2026 The edgesec authors
 *
 * Whether the calls succeed does not matter, for the policy that is still in
 * force may deny them: a hook that denies is a hook that lives.
 */
#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* Closing the socket also frees its inode. */
static void probe_bind(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return;
	if (bind(fd, (struct sockaddr *)&any, sizeof(any)))
		errno = 0;
	close(fd);
}

static void exec_self(void)
{
	static char *const argv[] = { "edgesec", "--version", NULL };
	static char *const envp[] = { NULL };
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	execve("/proc/self/exe", argv, envp);
	_exit(0);
}

static void probe_exec(void)
{
	pid_t pid = fork();
	int status;

	if (!pid)
		exec_self();
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
}

void probe_hooks(void)
{
	probe_bind();
	probe_exec();
	prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
}
