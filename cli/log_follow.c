// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Waiting for what a log gets next
 * Copyright (C) 2026 The edgesec authors
 */
#include "logs.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t interrupted;

/* What signals were let through before. */
static sigset_t outside;

static void on_signal(int number)
{
	(void)number;
	interrupted = 1;
}

/* They are only let through while ppoll() waits, so none comes too early. */
void log_catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };
	sigset_t ending;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&ending);
	sigaddset(&ending, SIGINT);
	sigaddset(&ending, SIGTERM);
	sigprocmask(SIG_BLOCK, &ending, &outside);
	sigdelset(&outside, SIGINT);
	sigdelset(&outside, SIGTERM);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

/* Who closes a pipe has seen enough; that is no mistake. */
static bool end_of_pipe(void)
{
	if (!freopen("/dev/null", "w", stdout))
		perror("edgesec: /dev/null");
	return false;
}

bool log_wait(int fd)
{
	struct pollfd fds[] = { { fd, POLLIN, 0 }, { STDOUT_FILENO, 0, 0 } };
	const struct timespec second = { .tv_sec = 1 };

	if (fflush(stdout))
		return errno == EPIPE ? end_of_pipe() : false;
	if (ppoll(fds, 2, &second, &outside) < 0 && errno != EINTR) {
		perror("edgesec: log");
		return false;
	}
	if (fds[1].revents & (POLLERR | POLLHUP))
		return end_of_pipe();
	return !interrupted;
}
