// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - The programs that run now
 * Copyright (C) 2026 The edgesec authors
 */
#include "procs.h"
#include "memory.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A chain of parents longer than that has a mistake in it. */
#define ANCESTORS_MAX	64

struct survey {
	struct procs *procs;
	bool digests;
	pid_t ancestor[ANCESTORS_MAX];
	size_t ancestors;
};

void procs_each(void (*each)(pid_t pid, int dir, void *arg), void *arg)
{
	DIR *proc = opendir("/proc");
	struct dirent *member;

	while (proc && (member = readdir(proc))) {
		int dir;

		if (!isdigit((unsigned char)*member->d_name))
			continue;
		dir = openat(dirfd(proc), member->d_name,
			     O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (dir < 0)
			continue;
		each(atoi(member->d_name), dir, arg);
		close(dir);
	}
	if (proc)
		closedir(proc);
}

/* The parent's number is the second word after the last bracket. */
static pid_t parent_of(pid_t pid)
{
	char path[64], text[512] = "";
	const char *bracket;
	int parent = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	file = fopen(path, "re");
	if (!file)
		return 0;
	if (fgets(text, sizeof(text), file)) {
		bracket = strrchr(text, ')');
		if (!bracket || sscanf(bracket + 1, " %*c %d", &parent) != 1)
			parent = 0;
	}
	fclose(file);
	return parent;
}

static void find_ancestors(struct survey *survey)
{
	pid_t pid = getppid();

	while (pid > 1 && survey->ancestors < ANCESTORS_MAX) {
		survey->ancestor[survey->ancestors++] = pid;
		pid = parent_of(pid);
	}
}

static bool is_ancestor(const struct survey *survey, pid_t pid)
{
	for (size_t i = 0; i < survey->ancestors; i++)
		if (survey->ancestor[i] == pid)
			return true;
	return false;
}

static struct proc *find_proc(struct procs *procs, const struct stat *st)
{
	for (size_t i = 0; i < procs->count; i++)
		if (procs->list[i].stat.st_dev == st->st_dev &&
		    procs->list[i].stat.st_ino == st->st_ino)
			return &procs->list[i];
	return NULL;
}

static void take_content(struct proc *proc, int dir, bool digest)
{
	int fd = openat(dir, "exe", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	files_content(fd, digest, &proc->content);
	close(fd);
}

static void cut_deleted(char *exe)
{
	static const char mark[] = " (deleted)";
	size_t len = strlen(exe);

	if (len >= sizeof(mark) && !strcmp(exe + len - sizeof(mark) + 1, mark))
		exe[len - sizeof(mark) + 1] = '\0';
}

static void survey_one(pid_t pid, int dir, void *arg)
{
	struct survey *survey = arg;
	char exe[PATH_MAX + 16];
	struct proc *proc;
	struct stat st;
	ssize_t len;

	len = readlinkat(dir, "exe", exe, sizeof(exe) - 1);
	if (len <= 0 || fstatat(dir, "exe", &st, 0) || pid == getpid())
		return;
	exe[len] = '\0';
	cut_deleted(exe);
	proc = find_proc(survey->procs, &st);
	if (!proc) {
		proc = vector_add(survey->procs);
		*proc = (struct proc){ .pid = pid, .stat = st,
				       .exe = must_strdup(exe) };
		take_content(proc, dir, survey->digests);
	}
	proc->is_ancestor |= is_ancestor(survey, pid);
}

void procs_read(struct procs *procs, bool digests)
{
	struct survey survey = { .procs = procs, .digests = digests };

	find_ancestors(&survey);
	procs_each(survey_one, &survey);
}

void procs_free(struct procs *procs)
{
	for (size_t i = 0; i < procs->count; i++)
		free(procs->list[i].exe);
	free(procs->list);
}
