// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Lists an archive as the command reads it
 * Copyright (C) 2026 The edgesec authors
 *
 * usage: tar_list < ARCHIVE
 */
#include <stdio.h>
#include <unistd.h>

#include "tar.h"

static ssize_t read_input(void *arg, void *buffer, size_t size)
{
	(void)arg;
	return read(STDIN_FILENO, buffer, size);
}

static void list_file(void *arg, const struct tar_file *file)
{
	(void)arg;
	if (file->target) {
		printf("link %s to %s\n", file->name, file->target);
		return;
	}
	for (size_t i = 0; i < sizeof(file->digest); i++)
		printf("%02x", file->digest[i]);
	printf(" %c%c %s\n", file->executable ? 'x' : '-',
	       file->elf ? 'e' : '-', file->name);
}

int main(void)
{
	const struct tar_reader reader = { read_input, list_file, NULL };
	const char *mistake = tar_read(&reader);

	if (mistake)
		printf("mistake: %s\n", mistake);
	return !!mistake;
}
