// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Which loader a program is started by
 * Copyright (C) 2026 The edgesec authors
 */
#include "loader.h"
#include "memory.h"

#include <elf.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

/* Where one program header says that the loader's name is. */
struct span {
	off_t at;
	size_t len;
};

static bool read_at(int fd, void *to, size_t len, off_t at)
{
	return pread(fd, to, len, at) == (ssize_t)len;
}

/* The headers of the two classes differ in their layout only. */
#define FIND_SPAN(bits)							\
static bool find_span##bits(int fd, struct span *span)			\
{									\
	Elf##bits##_Ehdr file;						\
	Elf##bits##_Phdr part;						\
									\
	if (!read_at(fd, &file, sizeof(file), 0))			\
		return false;						\
	for (int i = 0; i < file.e_phnum; i++) {			\
		if (!read_at(fd, &part, sizeof(part),			\
			     file.e_phoff + i * sizeof(part)))		\
			return false;					\
		*span = (struct span){ part.p_offset, part.p_filesz };	\
		if (part.p_type == PT_INTERP)				\
			return true;					\
	}								\
	return false;							\
}

FIND_SPAN(32)
FIND_SPAN(64)

static bool find_span(int fd, struct span *span)
{
	unsigned char ident[EI_NIDENT];

	if (!read_at(fd, ident, sizeof(ident), 0) ||
	    memcmp(ident, ELFMAG, SELFMAG) != 0)
		return false;
	return ident[EI_CLASS] == ELFCLASS32 ? find_span32(fd, span) :
					       find_span64(fd, span);
}

char *loader_of(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char name[PATH_MAX] = "";
	struct span span;
	bool found;

	if (fd < 0)
		return NULL;
	found = find_span(fd, &span) && span.len < sizeof(name) &&
		read_at(fd, name, span.len, span.at) && *name == '/';
	close(fd);
	return found ? must_strdup(name) : NULL;
}
