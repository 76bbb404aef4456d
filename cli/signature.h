/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - The signature that a policy file brings along
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef SIGNATURE_H
#define SIGNATURE_H

#include "pem.h"

/* Bytes that the line of any signature needs at most. */
#define SIGNATURE_ROOM	(32u << 10)

/*
 * The signature in the last line of a policy file, a comment. Empty when there is
 * none. Returns an exit status: a line that holds something else is a mistake
 * in @name.
 */
int signature_find(const char *name, const char *text, struct bytes *signature);

/*
 * The text with that line, and without another one. The caller frees it. Without
 * bytes in @signature the text as it was signed.
 */
char *signature_attach(const char *text, const struct bytes *signature);

#endif /* SIGNATURE_H */
