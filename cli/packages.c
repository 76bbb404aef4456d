// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Which files a package has installed
 * Copyright (C) 2026 The edgesec authors
 *
 * dpkg-query is asked: dpkg's database has a format that only dpkg knows.
 */
#include "packages.h"

static const char *ask(char *const *argv, struct lines *lines)
{
	const char *mistake;
	int status = child_ask(argv, lines);

	if (!status)
		return NULL;
	mistake = status == CHILD_ABSENT ?
			  "there is no dpkg-query here to ask" :
		  status == 1 ? "no such package is installed" :
				"dpkg-query does not answer";
	lines_free(lines);
	return mistake;
}

const char *package_files(const char *name, struct lines *lines)
{
	char *argv[] = { "/usr/bin/dpkg-query", "--listfiles", "--",
			 (char *)name, NULL };

	return ask(argv, lines);
}

const char *package_scripts(const char *name, struct lines *lines)
{
	char *argv[] = { "/usr/bin/dpkg-query", "--control-path",
			 (char *)name, NULL };

	return ask(argv, lines);
}
