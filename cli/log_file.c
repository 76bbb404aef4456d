// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Records in a file that dmesg, journalctl or ausearch printed
 * Copyright (C) 2026 The edgesec authors
 *
 * Such a file is as good as its source: nothing in it shows who wrote a line.
 */
#include "logs.h"
#include "cli.h"
#include "entry.h"
#include "source.h"

#include <stdlib.h>
#include <string.h>

/* A kernel log of that size holds half a million records. */
#define FILE_MAX	(256u << 20)

static void take_line(const char *line, size_t len, log_fn take, void *arg)
{
	const char *found = entry_find(line, len, true);

	if (found)
		take(found, line + len - found, arg);
}

int log_read_file(const char *name, log_fn take, void *arg)
{
	size_t size;
	char *text = source_read(name, FILE_MAX, &size);
	const char *line = text, *end;

	if (!text)
		return EXIT_UNREADABLE;
	end = text + size;
	while (line < end) {
		const char *newline = memchr(line, '\n', end - line);
		const char *stop = newline ? newline : end;

		take_line(line, stop - line, take, arg);
		line = stop + 1;
	}
	free(text);
	return EXIT_DONE;
}
