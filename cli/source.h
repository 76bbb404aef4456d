/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Reading a file that the user named
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef SOURCE_H
#define SOURCE_H

#include <stddef.h>
#include <sys/stat.h>

/* A policy with a million digests stays far below. */
#define SOURCE_MAX	(16u << 20)

/*
 * Reads @name, or standard input for "-", and returns its bytes and a NUL byte,
 * which the caller frees. Returns NULL after having said on standard error what is
 * wrong: it can't be opened, is a directory, or is larger than @max bytes.
 */
char *source_read(const char *name, size_t max, size_t *size);

/*
 * Why @st can't be a part of a policy, or NULL: it has to be of the kind
 * @format, as S_IFREG, belong to root or the caller, and not be for everybody to
 * write to.
 */
const char *source_distrust(const struct stat *st, mode_t format);

/*
 * Reads a file that another one names, and its status into @st. It may be no
 * symbolic link. Returns NULL and why in *@why.
 */
char *source_read_part(const char *name, size_t max, size_t *size,
		       struct stat *st, const char **why);

#endif /* SOURCE_H */
