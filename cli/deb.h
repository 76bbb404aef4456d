/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What is in a package that is not installed yet
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef DEB_H
#define DEB_H

#include "tar.h"

/**
 * struct deb_file - A file that a package brings
 * @path: Where it comes to lie. Owned.
 * @executable: Somebody may execute it.
 * @elf: It begins as programs and libraries do.
 * @digest: SHA-256 of its content.
 */
struct deb_file {
	char *path;
	bool executable;
	bool elf;
	uint8_t digest[EDGESEC_DIGEST_SIZE];
};

struct deb_files {
	struct deb_file *list;
	size_t count;
};

/**
 * struct deb - A package in a .deb file
 * @name: Its name. Owned.
 * @architecture: Owned.
 * @files: What is unpacked.
 * @scripts: Maintainer scripts, under the names that dpkg keeps them by.
 */
struct deb {
	char *name;
	char *architecture;
	struct deb_files files;
	struct deb_files scripts;
};

/*
 * Reads the .deb file @file. Returns NULL, or the mistake, which lives until
 * the next call. @deb has to be freed in any case.
 */
const char *deb_read(struct deb *deb, const char *file);
void deb_free(struct deb *deb);

#endif /* DEB_H */
