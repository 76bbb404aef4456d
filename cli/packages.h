/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Which files a package has installed
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef PACKAGES_H
#define PACKAGES_H

#include "child.h"

/* Each returns NULL, or what went wrong as a constant string. */

/*
 * The absolute paths that the package @name has installed, directories among
 * them.
 */
const char *package_files(const char *name, struct lines *lines);

/* The absolute paths of its maintainer scripts and what else dpkg keeps. */
const char *package_scripts(const char *name, struct lines *lines);

#endif /* PACKAGES_H */
