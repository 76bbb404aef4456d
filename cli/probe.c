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
#include <linux/sctp.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
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

/*
 * A Unix socket goes the same way to the hooks as any other; this one has no
 * address, nor has the peer, so nothing comes of it.
 */
static void probe_ports(void)
{
	struct sockaddr_un nowhere = { .sun_family = AF_UNIX, .sun_path = "/" };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return;
	/* Each of the three fails, none before it came to its hook. */
	if (listen(fd, 0))
		errno = 0;
	if (connect(fd, (struct sockaddr *)&nowhere, sizeof(nowhere)))
		errno = 0;
	if (send(fd, "", 0, MSG_NOSIGNAL) < 0)
		errno = 0;
	close(fd);
}

/* Only where SCTP is there already: a probe loads no modules. */
static void probe_sctp(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET };
	int fd;

	if (access("/proc/net/sctp", F_OK))
		return;
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_SCTP);
	if (fd < 0)
		return;
	setsockopt(fd, IPPROTO_SCTP, SCTP_SOCKOPT_BINDX_ADD, &any, sizeof(any));
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

/* Nothing that can be loaded, in a file and without one. */
static void probe_load(void)
{
	static const char nothing[256];
	int fd = memfd_create("edgesec", MFD_CLOEXEC);

	syscall(SYS_init_module, nothing, sizeof(nothing), "");
	if (fd < 0)
		return;
	if (write(fd, nothing, sizeof(nothing)) == sizeof(nothing))
		syscall(SYS_finit_module, fd, "", 0);
	close(fd);
}

/* A look at the parent goes the way that an attack on it would go. */
static void probe_trace(void)
{
	char path[64], exe[8];
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/%d/exe", (int)getppid());
	len = readlink(path, exe, sizeof(exe));
	if (len < 0)
		errno = 0;
}

/* To execute a program also opens and maps files and protects memory. */
void probe_hooks(const struct model *model)
{
	probe_bind();
	probe_ports();
	probe_sctp();
	probe_exec();
	/* The kernel complains in its log about what is no module. */
	if (model->rule_mode[RULE_MODULES] != EDGESEC_MODE_DISABLED)
		probe_load();
	probe_trace();
	prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
}
