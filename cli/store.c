// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Writing a policy file
 * Copyright (C) 2026 The edgesec authors
 */
#include "store.h"
#include "cli.h"
#include "memory.h"
#include "print.h"
#include "quote.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int complain(const char *name)
{
	fprintf(stderr, "edgesec: %s: %s\n", quote(name), strerror(errno));
	return EXIT_UNREADABLE;
}

/* How a file is written, and who may read a new one. */
struct kind {
	void (*print)(FILE *to, const void *what);
	mode_t mode;
};

/*
 * What a policy lists is nobody's business but the administrator's, unless they
 * have said so about the file that is replaced.
 */
static int write_new(const char *temporary, const char *name,
		     const struct kind *kind, const void *what)
{
	int fd = mkstemp((char *)temporary);
	FILE *to = fd < 0 ? NULL : fdopen(fd, "w");
	struct stat old;
	int failed;

	if (!to)
		return -1;
	kind->print(to, what);
	failed = ferror(to) || fflush(to) ||
		 fchmod(fd, stat(name, &old) ? kind->mode :
					       old.st_mode & 07777) ||
		 fsync(fd);
	return fclose(to) || failed ? -1 : 0;
}

/* Where a file system can't, or a folder may not be read, this is all there is. */
int store_settle(const char *name)
{
	char *copy = must_strdup(name);
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int failed = fd < 0 ? errno != EACCES : fsync(fd) && errno != EINVAL;

	if (fd >= 0)
		close(fd);
	free(copy);
	return failed ? -1 : 0;
}

static int store(const char *name, const struct kind *kind, const void *what)
{
	char *temporary = must_printf("%s.XXXXXX", name);
	int ret = EXIT_DONE;

	if (write_new(temporary, name, kind, what) ||
	    rename(temporary, name)) {
		ret = complain(name);
		unlink(temporary);
	} else if (store_settle(name)) {
		ret = complain(name);
	}
	free(temporary);
	return ret;
}

static void print_policy(FILE *to, const void *what)
{
	print_model(to, what);
}

static void print_text(FILE *to, const void *what)
{
	fputs(what, to);
}

static const struct kind policies = { print_policy, 0600 };
static const struct kind texts = { print_text, 0600 };
static const struct kind public_texts = { print_text, 0644 };

int store_model(const char *name, const struct model *model)
{
	if (name)
		return store(name, &policies, model);
	print_model(stdout, model);
	return EXIT_DONE;
}

int store_text(const char *name, const char *text)
{
	return store(name, &texts, text);
}

int store_public(const char *name, const char *text)
{
	return store(name, &public_texts, text);
}
