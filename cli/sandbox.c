// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - A child process that can do nothing but compute
 * Copyright (C) 2026 The edgesec authors
 */
#include "sandbox.h"

#include <errno.h>
#include <seccomp.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define CPU_SECONDS	30
#define READING_SECONDS	3600
#define MEMORY_MAX	(2ul << 30)

/* What malloc() and the end of a process need. */
static const int allowed[] = {
	SCMP_SYS(brk),	      SCMP_SYS(mmap),  SCMP_SYS(munmap),
	SCMP_SYS(mremap),     SCMP_SYS(madvise), SCMP_SYS(futex),
	SCMP_SYS(exit_group), SCMP_SYS(exit),
};

static int limit(int resource, rlim_t most)
{
	struct rlimit limits = { .rlim_cur = most, .rlim_max = most };

	return setrlimit(resource, &limits);
}

static int allow(scmp_filter_ctx filter, int fd)
{
	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
		if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0))
			return -1;
	if (fd < 0)
		return 0;
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(read), 1,
				SCMP_A0(SCMP_CMP_EQ, fd));
}

/* @fd: What may be read; -1 for nothing. */
static int enter(int fd)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int ret = -1;

	if (!filter)
		return -1;
	if (allow(filter, fd) || limit(RLIMIT_CORE, 0) ||
	    limit(RLIMIT_CPU, fd < 0 ? CPU_SECONDS : READING_SECONDS))
		goto out;
#ifndef __SANITIZE_ADDRESS__
	if (limit(RLIMIT_AS, MEMORY_MAX))
		goto out;
#endif
	ret = seccomp_load(filter);
out:
	seccomp_release(filter);
	return ret;
}

int sandbox_read(int fd, void (*work)(void *data), void *data)
{
	int status;
	pid_t pid = fork();

	if (pid < 0)
		return -1;
	if (!pid) {
		if (enter(fd))
			_exit(1);
		work(data);
		_exit(0);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	if (WIFSIGNALED(status))
		return WTERMSIG(status);
	return WEXITSTATUS(status) ? -1 : 0;
}

int sandbox_run(void (*work)(void *data), void *data)
{
	return sandbox_read(-1, work, data);
}
