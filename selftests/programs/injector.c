// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Test program: lets each allocation of a request fail, one by one
 * Copyright (C) 2026 The edgesec authors
 *
 * usage: injector
 *        injector load FILE	the request is to load the module FILE
 *
 * Needs a kernel with failslab; /proc/self/fail-nth says which allocation of
 * this task is to fail. Each request is repeated with the first, the second,
 * ... allocation failing until none is left. After each the policy in force
 * must be the old one if the request failed, the new one if it did not; and what
 * the policy denies must be denied whatever fails. Prints TAP.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <netlink/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stage.h"

/* More allocations than any request makes. */
#define NTH_MAX	2000

static int fail_fd, nth, injected;
static unsigned int tests, failures, sites;

static void write_nth(int value)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%d", value);

	if (pwrite(fail_fd, text, len, 0) != len)
		exit(1);
}

static void arm(void)
{
	write_nth(nth);
}

/* What is left of the count is 0 when the allocation was reached. */
static void disarm(void)
{
	char text[16] = "";

	if (pread(fail_fd, text, sizeof(text) - 1, 0) <= 0)
		exit(1);
	injected = !atoi(text);
	write_nth(0);
}

static void result(int good, const char *what, int count)
{
	printf("%sok %u %s: %d allocations\n", good ? "" : "not ", ++tests,
	       what, count);
	failures += !good;
	sites += count;
}

static unsigned long long in_force(void)
{
	stage_generation = 0;
	return stage_in_force() ? ~0ull : stage_generation;
}

static int begin_one(void)
{
	return stage_begin(1);
}

static int add_one(void)
{
	return stage_add(1);
}

static int prepare_add(void)
{
	return stage_begin(1);
}

static int prepare_commit(void)
{
	int ret = stage_begin(1);

	return ret ? ret : stage_add(1);
}

/* An earlier trial ends without anything being put in force. */
static int prepare_trial(void)
{
	stage_confirm();
	return prepare_commit();
}

static int put_on_trial(void)
{
	int ret = prepare_trial();

	if (!ret)
		ret = stage_commit();
	if (!ret)
		ret = prepare_commit();
	return ret ? ret : stage_commit_on_trial();
}

/* The hooks have to be attached anew. */
static int prepare_attach(void)
{
	int ret = stage_disable();

	return ret ? ret : prepare_commit();
}

static int put_in_force(void)
{
	int ret = prepare_commit();

	return ret ? ret : stage_commit_proved("injector");
}

/* Asks with allocation @nth failing; returns what it gave. */
static int ask_injected(int (*ask)(void))
{
	int ret;

	stage_before = arm;
	stage_after = disarm;
	ret = ask();
	stage_before = NULL;
	stage_after = NULL;
	return ret;
}

/* What becomes of the generation; but for the last, by how much it grows. */
enum change { TAKES_BACK = -1, NOTHING, PUBLISHES, DISABLES };

/*
 * When the memory for the acknowledgement is what failed (ENOBUFS), the request
 * may have been carried out: then either state is right, but no third one.
 */
static int is_right(int ret, int error, unsigned long long before,
		    enum change change)
{
	unsigned long long after = in_force();
	int changed = change == DISABLES ? !after : after == before + change;

	if (!change || (ret && error != ENOBUFS))
		return after == before;
	return changed || (ret && after == before);
}

static void every_allocation(const char *what, int (*prepare)(void),
			     int (*ask)(void), enum change change)
{
	for (nth = 1; nth < NTH_MAX; nth++) {
		unsigned long long before;
		int ret = prepare ? prepare() : 0;

		if (ret) {
			printf("# prepare: %s\n", nl_geterror(ret));
			result(0, what, nth);
			return;
		}
		before = in_force();
		errno = 0;
		ret = ask_injected(ask);
		if (!is_right(ret, errno, before, change)) {
			printf("# at allocation %d: %s\n", nth,
			       nl_geterror(ret));
			result(0, what, nth);
			return;
		}
		if (!injected)
			break;
	}
	result(nth > 1 && nth < NTH_MAX, what, nth - 1);
}

/* Returns 0 when the bind was denied. */
static int bind_denied(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons(1002) };
	int fd = socket(AF_INET, SOCK_DGRAM, 0), ret;

	arm();
	ret = bind(fd, (struct sockaddr *)&address, sizeof(address));
	disarm();
	close(fd);
	return !ret;
}

/* Returns 0 when the script was denied; it returns 7 if it runs. */
static int script_denied(void)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		fail_fd = open("/proc/self/fail-nth", O_RDWR | O_CLOEXEC);
		arm();
		execl("/tmp/seven.sh", "/tmp/seven.sh", NULL);
		disarm();
		_exit(injected);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || !WIFEXITED(status))
		return 1;
	injected = WEXITSTATUS(status) == 1;
	return WEXITSTATUS(status) == 7;
}

static void always_denied(const char *what, int (*try)(void))
{
	for (nth = 1; nth < NTH_MAX; nth++) {
		if (try()) {
			printf("# allowed at allocation %d\n", nth);
			result(0, what, nth);
			return;
		}
		if (!injected)
			break;
	}
	result(nth > 1 && nth < NTH_MAX, what, nth - 1);
}

#define TRACE	"/sys/kernel/tracing/trace"

/* Has a module's init function been called since the trace was emptied? */
static int init_was_called(void)
{
	FILE *trace = fopen(TRACE, "re");
	char line[256];
	int called = 0;

	while (trace && fgets(line, sizeof(line), trace))
		called |= !!strstr(line, "initcall_start");
	if (trace)
		fclose(trace);
	return called;
}

/* Loads the module with allocation @nth failing: 0, or an error number. */
static int load_injected(int fd)
{
	int trace = open(TRACE, O_WRONLY | O_TRUNC | O_CLOEXEC), error;

	close(trace);
	arm();
	error = syscall(SYS_finit_module, fd, "", 0) ? errno : 0;
	disarm();
	if (!error && syscall(SYS_delete_module, "edgesec", O_NONBLOCK))
		error = errno;
	return error;
}

/* How many allocations it takes to load the module, or -1. */
static int count_load(int fd)
{
	char text[16] = "";

	nth = INT_MAX;
	write_nth(nth);
	if (syscall(SYS_finit_module, fd, "", 0) ||
	    pread(fail_fd, text, sizeof(text) - 1, 0) <= 0)
		return -1;
	write_nth(0);
	syscall(SYS_delete_module, "edgesec", O_NONBLOCK);
	return nth - atoi(text);
}

/*
 * Before a module's init function runs the kernel allocates for itself. So this
 * begins with the last allocation and ends with the first that is the module's.
 */
static int load(const char *file)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC), error = 0, refused = 0;
	int tried = 0;

	for (nth = count_load(fd); nth > 0; nth--, tried++) {
		error = load_injected(fd);
		if (!init_was_called())
			break;
		refused += error == ENOMEM;
		if (error && error != ENOMEM)
			break;
	}
	printf("# refused %d times, last error %d\n", refused, error);
	result(nth > 0 && error == ENOMEM && refused,
	       "the module loads, or is refused for want of memory", tried);
	result(count_load(fd) > 0, "and it loads when memory is there", 0);
	printf("1..%u\n", tests);
	return failures != 0;
}

int main(int argc, char **argv)
{
	setbuf(stdout, NULL);
	fail_fd = open("/proc/self/fail-nth", O_RDWR | O_CLOEXEC);
	if (argc == 3 && !strcmp(argv[1], "load"))
		return fail_fd < 0 || load(argv[2]);
	if (argc > 1)
		return strcmp(argv[1], "--proof") ? 64 : 0;
	if (fail_fd < 0 || stage_open())
		return 1;
	every_allocation("stage-begin", NULL, begin_one, NOTHING);
	every_allocation("stage-add", prepare_add, add_one, NOTHING);
	every_allocation("commit that attaches hooks", prepare_attach,
			 stage_commit, PUBLISHES);
	if (put_in_force())
		return 1;
	every_allocation("commit", prepare_commit, stage_commit,
			 PUBLISHES);
	every_allocation("commit on trial", prepare_trial,
			 stage_commit_on_trial, PUBLISHES);
	every_allocation("confirm", put_on_trial, stage_confirm, NOTHING);
	every_allocation("rollback", put_on_trial, stage_rollback, TAKES_BACK);
	stage_confirm();
	every_allocation("status", NULL, stage_status, NOTHING);
	every_allocation("policy-get", NULL, stage_in_force, NOTHING);
	always_denied("a denied port stays denied", bind_denied);
	always_denied("a denied script stays denied", script_denied);
	every_allocation("disable", put_in_force, stage_disable, DISABLES);
	printf("# %u allocations were let fail\n1..%u\n", sites, tests);
	return failures != 0;
}
