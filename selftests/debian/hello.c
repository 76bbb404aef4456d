// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Program and library of a package that is upgraded
 * Copyright (C) 2026 The edgesec authors
 *
 * Without LIBRARY it is the program. VERSION is in both: no two versions
 * have the same content.
 */
#include <stdio.h>

const char *hello_version(void);

#ifdef LIBRARY
const char *hello_version(void)
{
	return VERSION;
}

/* Seen when somebody preloads it. */
__attribute__((constructor)) static void say_loaded(void)
{
	fputs(LOADED, stderr);
}
#else
int main(void)
{
	printf("program %s, library %s\n", VERSION, hello_version());
	return 0;
}
#endif
