/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What the programs of a policy are on this host
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef FILES_H
#define FILES_H

#include "model.h"

/*
 * Takes digests from files, replaces directories by the files in them where
 * programs are known by digest, and drops what is absent and may be. Queues a
 * mistake for everything else that is absent or can't be read.
 */
void files_resolve(struct model *model, struct erecs *erecs);

/* SHA-256 of the open file @fd, from its beginning. Returns 0 or -1, errno. */
int files_digest(int fd, uint8_t *digest);

/* The same of what @path names, which may be no symbolic link. */
int files_digest_at(const char *path, uint8_t *digest);

/* Does the kernel load such files into itself? Their names say so. */
bool files_is_loadable(const char *path);

/*
 * Which of @roles the file @path is fit for, when it stands in the policy as one
 * of many: a page of documentation becomes no library.
 */
unsigned int files_fit(unsigned int roles, const char *path, bool executable,
		       bool elf);

/**
 * struct content - What is known of the content of a file
 * @tracked: The kernel is told when it changes.
 * @has_digest: @digest is known.
 * @digest: Its SHA-256.
 * @has_fsverity: @fsverity is known.
 * @fsverity: Its fs-verity digest.
 */
struct content {
	bool tracked;
	bool has_digest;
	uint8_t digest[EDGESEC_DIGEST_SIZE];
	bool has_fsverity;
	uint8_t fsverity[EDGESEC_DIGEST_SIZE];
};

/* Both digests of the open file @fd; the file is only read when @read. */
void files_content(int fd, bool read, struct content *content);

/*
 * Opens what the O_PATH descriptor @found holds, if it is a regular file: to
 * open a device can do harm, and to read one need not end. @found is closed.
 * Returns a descriptor or -1.
 */
int files_open_found(int found);

#endif /* FILES_H */
