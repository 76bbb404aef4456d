// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Test program: many processes that execute and map all the time
 * Copyright (C) 2026 The edgesec authors
 *
 * usage: storm STATE FOLDER PROCESSES
 *
 * FOLDER holds copies of this program, "both", "odd", "even" and "neither", and
 * libraries "lib-both" and so on. Each process executes one of the programs or
 * maps one of the libraries as code, again and again: a program that was
 * allowed goes on in place of the one before. It compares each verdict with
 * what the generation in force lists (storm.h). Ends when storm-swapper says
 * so, and prints the counts.
 *
 * A process is killed when its program was allowed by one generation and the
 * mapping of it denied by the next; another one takes its place.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "storm.h"

/* Nobody needs longer than that to come to an end. */
#define STUCK_SECONDS	60

static const char *const names[KINDS] = { "both", "odd", "even", "neither" };

static struct storm *storm;

static bool is_right(enum kind kind, bool allowed, unsigned int generation)
{
	switch (kind) {
	case BOTH:
		return allowed;
	case NEITHER:
		return !allowed;
	default:
		return !generation ||
		       allowed == (generation % 2 == (kind == ODD));
	}
}

/* @before: Generation before the question; 0 when it is not known. */
static void judge(enum way way, enum kind kind, bool allowed,
		  unsigned int before)
{
	unsigned int generation = atomic_load(&storm->generation);

	if (generation != before)
		generation = 0;
	atomic_fetch_add(allowed ? &storm->allowed[way][kind] :
				   &storm->denied[way][kind], 1);
	atomic_fetch_add(&storm->verdicts, 1);
	if (generation)
		atomic_fetch_add(&storm->checked, 1);
	if (!is_right(kind, allowed, generation))
		atomic_fetch_add(&storm->wrong, 1);
}

static void fail(void)
{
	atomic_fetch_add(&storm->failed, 1);
}

/* Comes back only when it was denied. */
static void execute(char **argv, enum kind kind, unsigned int seed)
{
	unsigned int before = atomic_load(&storm->generation);
	char path[256], numbers[3][16];
	char *next[] = { "storm", "--go-on", argv[2], argv[3], numbers[0],
			 numbers[1], numbers[2], NULL };

	snprintf(path, sizeof(path), "%s/%s", argv[3], names[kind]);
	snprintf(numbers[0], sizeof(numbers[0]), "%u", kind);
	snprintf(numbers[1], sizeof(numbers[1]), "%u", before);
	snprintf(numbers[2], sizeof(numbers[2]), "%u", seed);
	execve(path, next, (char *[]){ NULL });
	if (errno == EACCES)
		judge(EXECUTE, kind, false, before);
	else
		fail();
}

static void map(char **argv, enum kind kind)
{
	unsigned int before = atomic_load(&storm->generation);
	char path[256];
	void *at;
	int fd;

	snprintf(path, sizeof(path), "%s/lib-%s", argv[3], names[kind]);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	at = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
	if (at != MAP_FAILED || errno == EACCES)
		judge(MAP, kind, at != MAP_FAILED, before);
	else
		fail();
	if (at != MAP_FAILED)
		munmap(at, 4096);
	close(fd);
}

/* storm --go-on STATE FOLDER KIND-OF-THIS-PROGRAM GENERATION-BEFORE SEED */
static int go_on(char **argv)
{
	unsigned int seed = strtoul(argv[6], NULL, 10);

	judge(EXECUTE, atoi(argv[4]), true, strtoul(argv[5], NULL, 10));
	while (!atomic_load(&storm->stop)) {
		int choice = rand_r(&seed);

		if (choice / KINDS % WAYS == MAP)
			map(argv, choice % KINDS);
		else
			execute(argv, choice % KINDS, seed);
	}
	return 0;
}

static void start(char **argv, unsigned int seed)
{
	char *as_worker[] = { argv[0], "--go-on", argv[1], argv[2] };
	pid_t pid = fork();

	if (pid > 0)
		return;
	if (pid < 0) {
		fail();
		return;
	}
	while (!atomic_load(&storm->stop))
		execute(as_worker, BOTH, seed);
	_exit(0);
}

static void give_up(int number)
{
	static const char text[] = "stuck\n";

	(void)number;
	(void)!write(STDOUT_FILENO, text, sizeof(text) - 1);
	_exit(1);
}

/* Returns how many processes were killed on the way. */
static unsigned int supervise(char **argv, unsigned int processes)
{
	unsigned int killed = 0;
	int status;

	for (unsigned int i = 1; i <= processes; i++)
		start(argv, i);
	while (wait(&status) > 0) {
		if (atomic_load(&storm->stop))
			alarm(STUCK_SECONDS);
		if (!WIFSIGNALED(status))
			continue;
		killed++;
		if (!atomic_load(&storm->stop))
			start(argv, processes + killed);
	}
	return killed;
}

static void print_counts(const char *what, atomic_uint *counts)
{
	for (int kind = 0; kind < KINDS; kind++)
		printf("%s %s %u\n", what, names[kind], counts[kind]);
}

int main(int argc, char **argv)
{
	unsigned int killed;

	if (argc != 4 && (argc != 7 || strcmp(argv[1], "--go-on")))
		return 64;
	storm = storm_open(argv[argc == 7 ? 2 : 1]);
	if (!storm)
		return 66;
	if (argc == 7)
		return go_on(argv);
	signal(SIGALRM, give_up);
	killed = supervise(argv, atoi(argv[3]));
	print_counts("executed", storm->allowed[EXECUTE]);
	print_counts("not-executed", storm->denied[EXECUTE]);
	print_counts("mapped", storm->allowed[MAP]);
	print_counts("not-mapped", storm->denied[MAP]);
	printf("checked all %u\nwrong all %u\nfailed all %u\nkilled all %u\n",
	       storm->checked, storm->wrong, storm->failed, killed);
	return 0;
}
