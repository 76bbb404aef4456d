// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Bench program: what execve(), open() and a digest cost
 * Copyright (C) 2026 The edgesec authors
 *
 * usage: spawner spawn N FILE		execute FILE N times
 *        spawner spawn-each N FOLDER	execute FOLDER/1 to FOLDER/N once each
 *        spawner open N FILE		open and close FILE N times
 *        spawner hash N FOLDER		read FOLDER/1 to FOLDER/N, SHA-256 of each
 *
 * Prints microseconds for each of the N.
 */
#include <fcntl.h>
#include <nettle/sha2.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void spawn(const char *file)
{
	char *const argv[] = { (char *)file, NULL };
	int error, status;
	pid_t pid;

	error = posix_spawn(&pid, file, NULL, NULL, argv, environ);
	if (error || waitpid(pid, &status, 0) < 0 || status)
		die(file);
}

static void spawn_one(const char *file, long i)
{
	(void)i;
	spawn(file);
}

static void spawn_each(const char *folder, long i)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%ld", folder, i + 1);
	spawn(path);
}

static void open_one(const char *file, long i)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);

	(void)i;
	if (fd < 0)
		die(file);
	close(fd);
}

static void hash_each(const char *folder, long i)
{
	static unsigned char buffer[1 << 16], digest[SHA256_DIGEST_SIZE];
	struct sha256_ctx sha;
	char path[256];
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), "%s/%ld", folder, i + 1);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		die(path);
	sha256_init(&sha);
	while ((len = read(fd, buffer, sizeof(buffer))) > 0)
		sha256_update(&sha, len, buffer);
	sha256_digest(&sha, sizeof(digest), digest);
	close(fd);
}

static const struct {
	const char *name;
	void (*run)(const char *arg, long i);
} works[] = {
	{ "spawn", spawn_one },
	{ "spawn-each", spawn_each },
	{ "open", open_one },
	{ "hash", hash_each },
};

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1e6 + ts.tv_nsec / 1e3;
}

int main(int argc, char **argv)
{
	long count = argc == 4 ? atol(argv[2]) : 0;
	double begin;

	for (size_t i = 0; i < sizeof(works) / sizeof(works[0]); i++) {
		if (count <= 0 || strcmp(argv[1], works[i].name))
			continue;
		begin = now();
		for (long j = 0; j < count; j++)
			works[i].run(argv[3], j);
		printf("%.3f\n", (now() - begin) / count);
		return 0;
	}
	fputs("usage: spawner WORK N FILE\n", stderr);
	return 64;
}
