// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Paths of cgroups
 * Copyright (C) 2026 The edgesec authors
 *
 * The number of a cgroup is the handle of its folder.
 */
#include "cgroup.h"
#include "memory.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

/* FILEID_KERNFS of include/linux/exportfs.h. */
#define HANDLE_TYPE	0xfe

/* Where version 2 is, alone or beside version 1. */
static const char *const places[] = {
	"/sys/fs/cgroup", "/sys/fs/cgroup/unified",
};

static int open_root(const char *place)
{
	int fd = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct statfs st;

	if (fd >= 0 && (fstatfs(fd, &st) || st.f_type != CGROUP2_SUPER_MAGIC)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static int open_folder(int root, uint64_t id)
{
	union {
		struct file_handle handle;
		char room[sizeof(struct file_handle) + sizeof(id)];
	} u = { .handle = { .handle_bytes = sizeof(id),
			    .handle_type = HANDLE_TYPE } };

	memcpy(u.handle.f_handle, &id, sizeof(id));
	return open_by_handle_at(root, &u.handle,
				 O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* What follows @place in the path of @fd. */
static char *path_below(const char *place, int fd)
{
	char link[64], path[PATH_MAX];
	ssize_t len;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, path, sizeof(path) - 1);
	if (len < 0)
		return NULL;
	path[len] = '\0';
	if (strncmp(path, place, strlen(place)))
		return NULL;
	len = strlen(place);
	if (path[len] && path[len] != '/')
		return NULL;
	return must_strdup(path[len] ? path + len : "/");
}

char *cgroup_path(uint64_t id)
{
	char *path = NULL;
	int root, fd;

	for (size_t i = 0; !path && i < sizeof(places) / sizeof(places[0]);
	     i++) {
		root = open_root(places[i]);
		if (root < 0)
			continue;
		fd = open_folder(root, id);
		if (fd >= 0) {
			path = path_below(places[i], fd);
			close(fd);
		}
		close(root);
	}
	return path;
}
