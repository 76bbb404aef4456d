// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Test program: lets each allocation of a request fail, one by one
 * Copyright (C) 2026 The edgesec authors
 *
 * usage: injector FOLDER FILE	FILE is the module, which is loaded
 *        injector manifest VERSION	prints what FOLDER/VERSION.p7s signs
 *        injector load FILE	the request is to load the module FILE
 *
 * In FOLDER lie signatures of the manifests of versions 1 and 2, and certificates
 * 0.der to 7.der of different names; the first is that of the signer.
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

/**
 * struct state - What a request may change
 * @generation: Of the policy in force, 0 for none.
 * @overridden: An override is under way.
 * @keys: How many the owner has.
 */
struct state {
	unsigned long long generation;
	int overridden;
	unsigned int keys;
};

static struct state look(void)
{
	struct state state = { .generation = ~0ull };

	stage_generation = 0;
	if (!stage_status() && !stage_in_force())
		state.generation = stage_generation;
	state.overridden = stage_overridden;
	state.keys = stage_keys;
	return state;
}

static int same(const struct state *a, const struct state *b)
{
	return a->generation == b->generation &&
	       a->overridden == b->overridden && a->keys == b->keys;
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

enum change {
	NOTHING,
	PUBLISHES,
	TAKES_BACK,
	DISABLES,
	ADDS_KEY,
	OVERRIDES,
	ENDS_OVERRIDE,
};

static struct state changed(struct state state, enum change change)
{
	switch (change) {
	case NOTHING:
		break;
	case PUBLISHES:
		state.generation++;
		break;
	case TAKES_BACK:
		state.generation--;
		break;
	case DISABLES:
		state.generation = 0;
		break;
	case ADDS_KEY:
		state.keys++;
		break;
	case OVERRIDES:
	case ENDS_OVERRIDE:
		state.overridden = change == OVERRIDES;
		break;
	}
	return state;
}

/*
 * When the memory for the acknowledgement is what failed (ENOBUFS), the request
 * may have been carried out: then either state is right, but no third one.
 */
static int is_right(int ret, int error, const struct state *before,
		    enum change change)
{
	struct state after = look(), wanted = changed(*before, change);

	if (!ret)
		return same(&after, &wanted);
	return same(&after, before) ||
	       (error == ENOBUFS && same(&after, &wanted));
}

static void every_allocation(const char *what, int (*prepare)(void),
			     int (*ask)(void), enum change change)
{
	for (nth = 1; nth < NTH_MAX; nth++) {
		int ret = prepare ? prepare() : 0;
		struct state before;

		if (ret) {
			printf("# prepare: %s\n", nl_geterror(ret));
			result(0, what, nth);
			return;
		}
		before = look();
		errno = 0;
		ret = ask_injected(ask);
		if (!is_right(ret, errno, &before, change)) {
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

/* What is refused for a reason of its own, is so whatever fails. */
static void always_refused(const char *what, int (*prepare)(void),
			   int (*ask)(void))
{
	for (nth = 1; nth < NTH_MAX; nth++) {
		int ret = prepare();
		struct state before = look(), after;

		if (!ret && !ask_injected(ask)) {
			printf("# taken at allocation %d\n", nth);
			result(0, what, nth);
			return;
		}
		after = look();
		if (ret || !same(&before, &after)) {
			printf("# refused at allocation %d, but not without a trace (prepare: %s)\n",
			       nth, nl_geterror(ret));
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

/* A file of the owner's, and how long it is. */
struct owned {
	unsigned char bytes[4096];
	size_t len;
};

static struct owned signatures[2], certificates[8];
static const char *module_file;

static int read_owned(struct owned *owned, const char *folder, int number,
		      const char *suffix)
{
	char name[PATH_MAX];
	FILE *file;

	snprintf(name, sizeof(name), "%s/%d.%s", folder, number, suffix);
	file = fopen(name, "re");
	if (!file)
		return -1;
	owned->len = fread(owned->bytes, 1, sizeof(owned->bytes), file);
	fclose(file);
	return owned->len ? 0 : -1;
}

static int read_folder(const char *folder)
{
	int missing = 0;

	for (int i = 0; i < 2; i++)
		missing |= read_owned(&signatures[i], folder, i + 1, "p7s");
	for (int i = 0; i < 8; i++)
		missing |= read_owned(&certificates[i], folder, i, "der");
	return missing;
}

static int add_key(void)
{
	const struct owned *next = &certificates[stage_keys];

	return stage_add_key(next->bytes, next->len);
}

static int reload(void)
{
	int fd = open(module_file, O_RDONLY | O_CLOEXEC), ret = stage_disable();

	if (!ret && (syscall(SYS_delete_module, "edgesec", O_NONBLOCK) ||
		     syscall(SYS_finit_module, fd, "", 0)))
		ret = -NLE_FAILURE;
	close(fd);
	return ret ? ret : stage_open();
}

/*
 * What kmemleak and KASAN can do without fails too, and then a key is added. No
 * more than eight are, until the module is loaded again.
 */
static int prepare_key(void)
{
	int ret = stage_status();

	return !ret && stage_keys == 8 ? reload() : ret;
}

static int commit_signed(unsigned int version)
{
	const struct owned *signature = &signatures[version - 1];

	return stage_commit_signed(signature->bytes, signature->len);
}

static int prepare_owned(void)
{
	int ret = stage_begin_owned(1);

	return ret ? ret : stage_add(1);
}

static int commit_well_signed(void)
{
	return commit_signed(1);
}

static int commit_badly_signed(void)
{
	return commit_signed(2);
}

static int override(void)
{
	return stage_override(3600);
}

/* There may be none, or one already. */
static int prepare_no_override(void)
{
	stage_override_stop();
	return 0;
}

static int prepare_override(void)
{
	override();
	return 0;
}

static int free_from_owner(void)
{
	int ret = stage_begin_owned(2);

	if (!ret)
		ret = stage_add(1);
	return ret ? ret : commit_signed(2);
}

static void owned_policies(void)
{
	every_allocation("key-add", prepare_key, add_key, ADDS_KEY);
	result(!put_in_force(), "then hooks prove themselves again", 0);
	always_refused("the signature of another policy stays refused",
		       prepare_owned, commit_badly_signed);
	every_allocation("commit with a signature", prepare_owned,
			 commit_well_signed, PUBLISHES);
	always_refused("then a commit without stays refused", prepare_commit,
		       stage_commit);
	always_refused("as does to disable", stage_status, stage_disable);
	every_allocation("override-start", prepare_no_override, override,
			 OVERRIDES);
	every_allocation("override-stop", prepare_override, stage_override_stop,
			 ENDS_OVERRIDE);
	result(!free_from_owner(), "a signed policy ends the requirement", 0);
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

static void own_policies(void)
{
	every_allocation("stage-begin", NULL, begin_one, NOTHING);
	every_allocation("stage-add", prepare_add, add_one, NOTHING);
	every_allocation("commit that attaches hooks", prepare_attach,
			 stage_commit, PUBLISHES);
	result(!put_in_force(), "with memory hooks prove themselves", 0);
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
}

static int print_manifest(const char *version)
{
	stage_print_manifest(atoi(version), stdout);
	return 0;
}

int main(int argc, char **argv)
{
	setbuf(stdout, NULL);
	if (argc == 2 && !strcmp(argv[1], "--proof"))
		return 0;
	if (argc == 3 && !strcmp(argv[1], "manifest"))
		return print_manifest(argv[2]);
	fail_fd = open("/proc/self/fail-nth", O_RDWR | O_CLOEXEC);
	if (argc == 3 && !strcmp(argv[1], "load"))
		return fail_fd < 0 || load(argv[2]);
	if (argc != 3)
		return 64;
	module_file = argv[2];
	if (fail_fd < 0 || read_folder(argv[1]) || stage_open())
		return 1;
	own_policies();
	owned_policies();
	every_allocation("disable", put_in_force, stage_disable, DISABLES);
	printf("# %u allocations were let fail\n1..%u\n", sites, tests);
	return failures != 0;
}
