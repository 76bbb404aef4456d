// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Reading a file that the user named
 * Copyright (C) 2026 The edgesec authors
 */
#include "source.h"
#include "quote.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *complain(const char *name, const char *what)
{
	fprintf(stderr, "edgesec: %s: %s\n", quote(name), what);
	return NULL;
}

static char *read_all(int fd, const char *name, size_t max, size_t *size)
{
	size_t room = 1 << 16, have = 0;
	char *text = malloc(room);

	for (;;) {
		ssize_t len;

		if (have == room) {
			char *more = realloc(text, room *= 2);

			if (!more)
				free(text);
			text = more;
		}
		if (!text)
			return complain(name, "no memory");
		len = read(fd, text + have, room - have);
		if (len < 0 && errno == EINTR)
			continue;
		if (len <= 0) {
			*size = have;
			text[have] = '\0';
			if (!len)
				return text;
			free(text);
			return complain(name, strerror(errno));
		}
		have += len;
		if (have > max) {
			free(text);
			fprintf(stderr, "edgesec: %s: larger than %zu MiB\n",
				quote(name), max >> 20);
			return NULL;
		}
	}
}

char *source_read(const char *name, size_t max, size_t *size)
{
	struct stat st;
	char *text;
	int fd;

	if (!strcmp(name, "-"))
		return read_all(STDIN_FILENO, "standard input", max, size);
	fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return complain(name, strerror(errno));
	if (!fstat(fd, &st) && S_ISDIR(st.st_mode))
		text = complain(name, "is a directory");
	else
		text = read_all(fd, name, max, size);
	close(fd);
	return text;
}

const char *source_distrust(const struct stat *st, mode_t format)
{
	if ((st->st_mode & S_IFMT) != format)
		return format == S_IFDIR ? "is no directory" :
					   "is no regular file";
	if (st->st_uid && st->st_uid != geteuid())
		return "belongs to neither root nor you";
	return st->st_mode & S_IWOTH ? "may be written to by everybody" : NULL;
}

/* O_NONBLOCK: to open a FIFO need not end. */
char *source_read_part(const char *name, size_t max, size_t *size,
		       struct stat *st, const char **why)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW |
			    O_NONBLOCK);
	char *text = NULL;

	if (fd < 0) {
		*why = errno == ELOOP ? "is a symbolic link" : strerror(errno);
		return NULL;
	}
	*why = fstat(fd, st) ? strerror(errno) : source_distrust(st, S_IFREG);
	if (!*why) {
		text = read_all(fd, name, max, size);
		*why = "can't be read";
	}
	close(fd);
	return text;
}
