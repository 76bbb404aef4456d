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

/* What a policy lists is nobody's business but the administrator's. */
static int write_new(const char *name, const struct model *model)
{
	int fd = mkstemp((char *)name);
	FILE *to = fd < 0 ? NULL : fdopen(fd, "w");
	int failed;

	if (!to)
		return -1;
	print_model(to, model);
	failed = ferror(to) || fflush(to) || fsync(fd);
	return fclose(to) || failed ? -1 : 0;
}

int store_model(const char *name, const struct model *model)
{
	char *temporary;
	int ret = EXIT_DONE;

	if (!name) {
		print_model(stdout, model);
		return EXIT_DONE;
	}
	temporary = must_printf("%s.XXXXXX", name);
	if (write_new(temporary, model) || rename(temporary, name)) {
		ret = complain(name);
		unlink(temporary);
	}
	free(temporary);
	return ret;
}
