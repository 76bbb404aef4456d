/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Reading a file that the user named
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef SOURCE_H
#define SOURCE_H

#include <stddef.h>

/* A policy with a million digests stays far below. */
#define SOURCE_MAX	(16u << 20)

/*
 * Reads @name, or standard input for "-", and returns its bytes and a NUL byte,
 * which the caller frees. Returns NULL after having said on standard error what is
 * wrong: it can't be opened, is a directory, or is larger than @max bytes.
 */
char *source_read(const char *name, size_t max, size_t *size);

#endif /* SOURCE_H */
