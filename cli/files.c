// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What the programs of a policy are on this host
 * Copyright (C) 2026 The edgesec authors
 */
#include "files.h"
#include "loader.h"
#include "magic.h"
#include "memory.h"
#include "packages.h"
#include "progress.h"
#include "quote.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fsverity.h>
#include <linux/magic.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

/* Deeper than any installed tree; bind mounts can make endless ones. */
#define DEPTH_MAX	64

/* What only programs do, and so only files that may be executed. */
#define ROLES_OF_PROGRAMS						\
	(EDGESEC_ROLE_RUN | EDGESEC_ROLE_START_SCRIPTS |		\
	 EDGESEC_ROLE_INTERPRETER | EDGESEC_ROLE_MAKE_CODE |		\
	 EDGESEC_ROLE_TRACE | ROLE_OWNER)

/* What the walk needs; @out takes the place of the model's list. */
struct walk {
	struct erecs *erecs;
	struct programs out;
};

static_assert(SHA256_DIGEST_SIZE == EDGESEC_DIGEST_SIZE,
	      "the policy's digests are SHA-256");

int files_digest(int fd, uint8_t *digest)
{
	static uint8_t buffer[1 << 16];
	struct sha256_ctx sha;
	off_t at = 0;
	ssize_t len;

	sha256_init(&sha);
	for (;;) {
		len = pread(fd, buffer, sizeof(buffer), at);
		if (len < 0 && errno == EINTR)
			continue;
		if (len <= 0)
			break;
		sha256_update(&sha, len, buffer);
		at += len;
	}
	sha256_digest(&sha, SHA256_DIGEST_SIZE, digest);
	progress_file(at);
	return len ? -1 : 0;
}

static const char *why_no_fsverity(void)
{
	switch (errno) {
	case ENODATA:
		return "has no fs-verity digest";
	case EOPNOTSUPP:
	case ENOTTY:
		return "lies on a file system without fs-verity";
	case EOVERFLOW:
		return "has an fs-verity digest that is no SHA-256";
	}
	return strerror(errno);
}

/* Returns NULL, or why the open file @fd can't be known by such a digest. */
static const char *take_fsverity(int fd, uint8_t *digest)
{
	_Alignas(struct fsverity_digest)
		uint8_t room[sizeof(struct fsverity_digest) +
			     EDGESEC_DIGEST_SIZE];
	struct fsverity_digest *found = (struct fsverity_digest *)room;

	found->digest_size = EDGESEC_DIGEST_SIZE;
	if (ioctl(fd, FS_IOC_MEASURE_VERITY, found))
		return why_no_fsverity();
	if (found->digest_algorithm != FS_VERITY_HASH_ALG_SHA256) {
		errno = EOVERFLOW;
		return why_no_fsverity();
	}
	memcpy(digest, found->digest, EDGESEC_DIGEST_SIZE);
	return NULL;
}

static const char *take_digest(int fd, uint8_t *digest)
{
	return files_digest(fd, digest) ? strerror(errno) : NULL;
}

/* What the kernel module goes by. The layers of an overlay can't be seen. */
static bool is_tracked(int fd)
{
	struct statfs where;

	if (fstatfs(fd, &where))
		return false;
	return where.f_type == EXT4_SUPER_MAGIC ||
	       where.f_type == XFS_SUPER_MAGIC ||
	       where.f_type == BTRFS_SUPER_MAGIC ||
	       where.f_type == OVERLAYFS_SUPER_MAGIC;
}

void files_content(int fd, bool read, struct content *content)
{
	content->tracked = is_tracked(fd);
	content->has_digest = read && !files_digest(fd, content->digest);
	content->has_fsverity = !take_fsverity(fd, content->fsverity);
}

int files_open_found(int found)
{
	char name[64];
	struct stat st;
	int fd = -1;

	if (found < 0)
		return -1;
	snprintf(name, sizeof(name), "/proc/self/fd/%d", found);
	if (!fstat(found, &st) && S_ISREG(st.st_mode))
		fd = open(name, O_RDONLY | O_CLOEXEC);
	close(found);
	return fd;
}

static void complain(struct walk *walk, const struct program *entry,
		     const char *path, const char *what)
{
	erec_error(walk->erecs, entry->place, "%s: %s", quote(path), what);
}

/* Says why @path can't be had, unless it may be absent. */
static void absent(struct walk *walk, const struct program *entry,
		   const char *path)
{
	if (entry->ignore_absent && (errno == ENOENT || errno == ENOTDIR))
		return;
	complain(walk, entry, path, strerror(errno));
}

static void keep(struct walk *walk, const struct program *entry,
		 const char *path, const uint8_t *digest)
{
	struct program *program = vector_add(&walk->out);

	*program = *entry;
	program->path = must_strdup(path);
	program->directory = false;
	program->package = false;
	if (digest) {
		memcpy(program->digest, digest, EDGESEC_DIGEST_SIZE);
		program->has_digest = true;
	}
}

/* O_NONBLOCK: a FIFO under that name must not hold up the command. */
static int open_regular(int dir, const char *name, int flags)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOCTTY |
				   O_NONBLOCK | flags);
	struct stat st;

	if (fd < 0)
		return -1;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode))
		return fd;
	close(fd);
	errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
	return -1;
}

int files_digest_at(const char *path, uint8_t *digest)
{
	int fd = open_regular(AT_FDCWD, path, O_NOFOLLOW);
	int ret;

	if (fd < 0)
		return -1;
	ret = files_digest(fd, digest);
	close(fd);
	return ret;
}

bool files_is_loadable(const char *path)
{
	static const char *const ends[] = {
		".ko", ".ko.xz", ".ko.gz", ".ko.zst"
	};
	size_t len = strlen(path), end;

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		end = strlen(ends[i]);
		if (len > end && !strcmp(path + len - end, ends[i]))
			return true;
	}
	return strstr(path, "/lib/firmware/");
}

unsigned int files_fit(unsigned int roles, const char *path, bool executable,
		       bool elf)
{
	if (!executable)
		roles &= ~ROLES_OF_PROGRAMS;
	if (!files_is_loadable(path))
		roles &= ~EDGESEC_ROLE_LOAD;
	return roles & ~(elf ? EDGESEC_ROLE_INTERPRET : EDGESEC_ROLE_MAP);
}

/* Returns 0 for a file that gets none of the roles. */
static unsigned int fit_roles(unsigned int roles, int fd, const char *path)
{
	char head[4];
	ssize_t size = pread(fd, head, sizeof(head), 0);
	struct stat st;

	return files_fit(roles, path, !fstat(fd, &st) && (st.st_mode & 0111),
			 size > 0 && is_elf(head, size));
}

/* @many: The file is one of many that an entry stands for. */
static void add_open_file(struct walk *walk, const struct program *entry,
			  int fd, const char *path, bool many)
{
	struct program program = *entry;
	uint8_t digest[EDGESEC_DIGEST_SIZE];
	const char *mistake = NULL;

	if (many)
		program.role = fit_roles(entry->role, fd, path);
	if (!program.role)
		return;
	if (program.identify == EDGESEC_IDENTIFY_DIGEST)
		mistake = take_digest(fd, digest);
	else if (program.identify == EDGESEC_IDENTIFY_FSVERITY)
		mistake = take_fsverity(fd, digest);
	if (mistake)
		complain(walk, entry, path, mistake);
	else
		keep(walk, &program, path,
		     program.identify == EDGESEC_IDENTIFY_PATH ? NULL : digest);
}

static void add_file(struct walk *walk, const struct program *entry, int dir,
		     const char *name, int flags, const char *path, bool many)
{
	int fd = open_regular(dir, name, flags);

	if (fd < 0 && errno == EINVAL)
		complain(walk, entry, path, "is not a regular file");
	else if (fd < 0)
		absent(walk, entry, path);
	else
		add_open_file(walk, entry, fd, path, many);
	if (fd >= 0)
		close(fd);
}

static void add_directory(struct walk *walk, const struct program *entry,
			  int dir, const char *name, int flags,
			  const char *path, int depth);

/* A file that nobody can execute needs not be opened to know what it can't. */
static bool may_fit(const struct program *entry, const struct stat *st)
{
	return (st->st_mode & 0111) || (entry->role & ~ROLES_OF_PROGRAMS);
}

/* Symbolic links are passed over: what they lead to is listed where it lies. */
static void add_member(struct walk *walk, const struct program *entry, int dir,
		       const char *name, const char *parent, int depth)
{
	struct stat st;
	char *path;

	if (!strcmp(name, ".") || !strcmp(name, "..") ||
	    fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW))
		return;
	path = must_printf("%s/%s", !strcmp(parent, "/") ? "" : parent, name);
	if (S_ISDIR(st.st_mode))
		add_directory(walk, entry, dir, name, O_NOFOLLOW, path,
			      depth + 1);
	else if (S_ISREG(st.st_mode) && may_fit(entry, &st))
		add_file(walk, entry, dir, name, O_NOFOLLOW, path, true);
	free(path);
}

static void add_directory(struct walk *walk, const struct program *entry,
			  int dir, const char *name, int flags,
			  const char *path, int depth)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_DIRECTORY | flags);
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *member;

	if (!stream) {
		absent(walk, entry, path);
		if (fd >= 0)
			close(fd);
		return;
	}
	if (depth > DEPTH_MAX)
		complain(walk, entry, path, "nested too deeply");
	while (depth <= DEPTH_MAX && (member = readdir(stream)))
		add_member(walk, entry, dirfd(stream), member->d_name, path,
			   depth);
	closedir(stream);
}

/* The kernel resolves the path; here only mistakes get their place. */
static void add_place(struct walk *walk, const struct program *entry)
{
	bool directory = entry->identify == EDGESEC_IDENTIFY_DIRECTORY;
	struct stat st;

	if (stat(entry->path, &st))
		absent(walk, entry, entry->path);
	else if (directory && !S_ISDIR(st.st_mode))
		complain(walk, entry, entry->path, "is not a directory");
	else if (!directory && !S_ISREG(st.st_mode))
		complain(walk, entry, entry->path, "is not a regular file");
	else
		keep(walk, entry, entry->path, NULL);
}

/* What a package brings and an administrator took away is no mistake. */
static void add_lines(struct walk *walk, const struct program *entry,
		      struct lines *lines)
{
	struct program file = *entry;
	struct stat st;

	file.ignore_absent = true;
	for (size_t i = 0; i < lines->count; i++)
		if (*lines->list[i] == '/' && !lstat(lines->list[i], &st) &&
		    S_ISREG(st.st_mode) && may_fit(entry, &st))
			add_file(walk, &file, AT_FDCWD, lines->list[i], 0,
				 lines->list[i], true);
	lines_free(lines);
}

/* Without its maintainer scripts a package could not be removed again. */
static void add_package(struct walk *walk, const struct program *entry)
{
	struct lines lines;
	const char *mistake = package_files(entry->path, &lines);

	if (!mistake) {
		add_lines(walk, entry, &lines);
		mistake = package_scripts(entry->path, &lines);
	}
	if (!mistake)
		add_lines(walk, entry, &lines);
	else if (!entry->ignore_absent)
		complain(walk, entry, entry->path, mistake);
}

static void resolve(struct walk *walk, const struct program *entry)
{
	if (entry->package) {
		add_package(walk, entry);
		return;
	}
	switch (entry->identify) {
	case EDGESEC_IDENTIFY_KERNEL:
		keep(walk, entry, "", NULL);
		break;
	case EDGESEC_IDENTIFY_PATH:
	case EDGESEC_IDENTIFY_DIRECTORY:
		add_place(walk, entry);
		break;
	case EDGESEC_IDENTIFY_DIGEST:
	case EDGESEC_IDENTIFY_FSVERITY:
		if (entry->directory)
			add_directory(walk, entry, AT_FDCWD, entry->path, 0,
				      entry->path, 0);
		else if (entry->has_digest)
			keep(walk, entry, entry->path, entry->digest);
		else
			add_file(walk, entry, AT_FDCWD, entry->path, 0,
				 entry->path, false);
		break;
	}
}

static bool has_interpreter(const struct programs *programs, const char *path)
{
	for (size_t i = 0; i < programs->count; i++)
		if ((programs->list[i].role & EDGESEC_ROLE_INTERPRETER) &&
		    !strcmp(programs->list[i].path, path))
			return true;
	return false;
}

/*
 * "ld.so bash file" executes ld.so: whoever names bash as an interpreter means
 * its loader too.
 */
static void add_loader(struct walk *walk, const struct program *interpreter)
{
	struct program entry = *interpreter;

	entry.path = loader_of(interpreter->path);
	entry.role = EDGESEC_ROLE_INTERPRETER;
	entry.has_digest = false;
	if (entry.path && !has_interpreter(&walk->out, entry.path))
		resolve(walk, &entry);
	free(entry.path);
}

static void add_loaders(struct walk *walk)
{
	size_t count = walk->out.count;

	for (size_t i = 0; i < count; i++) {
		struct program program = walk->out.list[i];

		if ((program.role & EDGESEC_ROLE_INTERPRETER) &&
		    program.identify != EDGESEC_IDENTIFY_DIRECTORY)
			add_loader(walk, &program);
	}
}

void files_resolve(struct model *model, struct erecs *erecs)
{
	struct walk walk = { .erecs = erecs };

	for (size_t i = 0; i < model->programs.count; i++) {
		resolve(&walk, &model->programs.list[i]);
		free(model->programs.list[i].path);
	}
	free(model->programs.list);
	add_loaders(&walk);
	model->programs = walk.out;
	progress_end();
}
