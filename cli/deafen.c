// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Cutting off UDP sockets of other processes
 * Copyright (C) 2026 The edgesec authors
 *
 * The kernel can't close a UDP socket that was bound by number: SOCK_DESTROY
 * tells its process, and leaves the port bound. So the socket is given a filter
 * that nothing passes, and that its process can't take off.
 */
#include "deafen.h"
#include "diag.h"
#include "memory.h"
#include "procs.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

struct target {
	ino_t ino;
	bool deaf;
};

struct targets {
	struct target *list;
	size_t count;
};

/* What the answers to one question go to. */
struct search {
	const struct bound *bound;
	struct targets *targets;
};

static int note_target(const struct diag_found *found, void *arg)
{
	const struct search *search = arg;

	if (ntohs(found->msg->id.idiag_sport) == search->bound->port &&
	    found->cgroup == search->bound->cgroup_id)
		*vector_add(search->targets) =
			(struct target){ .ino = found->msg->idiag_inode };
	return 0;
}

static int ask(const struct bound *bound, int family, struct targets *targets)
{
	const struct diag_query query = { family, EDGESEC_PROTOCOL_UDP, ~0u };
	struct search search = { bound, targets };
	int fd = diag_open(bound->pid);
	int ret = fd < 0 ? fd : diag_each(fd, &query, note_target, &search);

	if (fd >= 0)
		close(fd);
	return ret;
}

static struct target *find_target(struct targets *targets, ino_t ino)
{
	for (size_t i = 0; i < targets->count; i++)
		if (targets->list[i].ino == ino)
			return &targets->list[i];
	return NULL;
}

static bool filter_all(int fd)
{
	struct sock_filter nothing = BPF_STMT(BPF_RET | BPF_K, 0);
	struct sock_fprog program = { 1, &nothing };
	int on = 1;

	return !setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
			   sizeof(program)) &&
	       !setsockopt(fd, SOL_SOCKET, SO_LOCK_FILTER, &on, sizeof(on));
}

/* The descriptor may be another file by now. */
static void deafen_one(pid_t pid, int number, struct target *target)
{
	int process = pidfd_open(pid, 0);
	int fd = process < 0 ? -1 : pidfd_getfd(process, number, 0);
	struct stat st;

	if (fd >= 0 && !fstat(fd, &st) && S_ISSOCK(st.st_mode) &&
	    st.st_ino == target->ino)
		target->deaf = filter_all(fd);
	if (fd >= 0)
		close(fd);
	if (process >= 0)
		close(process);
}

static void look_at(pid_t pid, int dir, void *arg)
{
	int fds = openat(dir, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = fds < 0 ? NULL : fdopendir(fds);
	struct dirent *member;

	while (stream && (member = readdir(stream))) {
		struct target *target;
		struct stat st;

		if (fstatat(fds, member->d_name, &st, 0) ||
		    !S_ISSOCK(st.st_mode))
			continue;
		target = find_target(arg, st.st_ino);
		if (target && !target->deaf)
			deafen_one(pid, atoi(member->d_name), target);
	}
	if (stream)
		closedir(stream);
}

int deafen(const struct bound *bound)
{
	struct targets targets = {};
	int error = -ask(bound, AF_INET, &targets);

	if (!error)
		error = -ask(bound, AF_INET6, &targets);
	if (!error)
		procs_each(look_at, &targets);
	for (size_t i = 0; i < targets.count; i++)
		if (!error && !targets.list[i].deaf)
			error = EBUSY;
	free(targets.list);
	return error;
}
