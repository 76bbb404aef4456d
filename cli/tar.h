/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - The files of a tar archive, by name and digest
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef TAR_H
#define TAR_H

#include "../kmod/uapi/edgesec.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Longer ones dpkg can't unpack: this is PATH_MAX. */
#define TAR_NAME_MAX	4095

/**
 * struct tar_file - A regular file, or another name of one
 * @name: As the archive has it.
 * @target: NULL; or the name of the file that this is a hard link to, and what
 *	follows means nothing.
 * @executable: Somebody may execute it.
 * @elf: It begins as programs and libraries do.
 * @digest: SHA-256 of its content.
 */
struct tar_file {
	const char *name;
	const char *target;
	bool executable;
	bool elf;
	uint8_t digest[EDGESEC_DIGEST_SIZE];
};

/**
 * struct tar_reader - Where an archive comes from, and where its files go
 * @read: As read(): returns bytes, 0 at the end, or -1.
 * @file: Takes a file, which lives until it returns.
 */
struct tar_reader {
	ssize_t (*read)(void *arg, void *buffer, size_t size);
	void (*file)(void *arg, const struct tar_file *file);
	void *arg;
};

/*
 * Reads an archive to its end, in the formats that dpkg unpacks. Makes no
 * system call but by @reader. Returns NULL, or the mistake as a constant
 * string.
 */
const char *tar_read(const struct tar_reader *reader);

#endif /* TAR_H */
