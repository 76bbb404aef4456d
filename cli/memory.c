// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Memory, or a clean end of the command
 * Copyright (C) 2026 The edgesec authors
 */
#include "memory.h"
#include "cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *must(void *memory)
{
	if (memory)
		return memory;
	fputs("edgesec: no memory\n", stderr);
	exit(EXIT_REFUSED);
}

void *must_calloc(size_t count, size_t size)
{
	return must(calloc(count, size));
}

char *must_strdup(const char *string)
{
	return must(strdup(string));
}

char *must_printf(const char *fmt, ...)
{
	va_list args;
	char *string;
	int len;

	va_start(args, fmt);
	len = vasprintf(&string, fmt, args);
	va_end(args);
	return must(len < 0 ? NULL : string);
}

void *must_grow(void *list, size_t count, size_t size)
{
	char *grown = list;

	/* Room doubles: a power of two of members is full. */
	if (!(count & (count - 1)))
		grown = must(reallocarray(list, count ? 2 * count : 1, size));
	memset(grown + count * size, 0, size);
	return grown;
}
