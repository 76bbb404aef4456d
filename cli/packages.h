/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Which files a package has installed
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef PACKAGES_H
#define PACKAGES_H

#include <stddef.h>

/**
 * struct lines - What a child process printed, line by line
 * @text: All of it; lines end in NUL bytes. Owned.
 * @list: The lines.
 */
struct lines {
	char *text;
	char **list;
	size_t count;
};

/*
 * The absolute paths that the package @name has installed, directories among
 * them. Returns NULL, or what went wrong as a constant string.
 */
const char *package_files(const char *name, struct lines *lines);

/* The names of all packages that are installed. */
const char *package_names(struct lines *lines);

void lines_free(struct lines *lines);

#endif /* PACKAGES_H */
