/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Files that OpenSSL writes: DER, or the same as text (PEM)
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef PEM_H
#define PEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* @list: Owned; NULL for none. */
struct bytes {
	uint8_t *list;
	size_t count;
};

/*
 * Reads the file @name, of which @max bytes are taken at most, as DER. Returns
 * an exit status, after having said what is wrong.
 */
int pem_read(const char *name, size_t max, struct bytes *bytes);

/* The same of base64; false when it is none. Spaces and line ends are skipped. */
bool pem_decode(const char *text, size_t len, struct bytes *bytes);

/* As base64 in one line, which the caller frees. */
char *pem_encode(const struct bytes *bytes);

void bytes_free(struct bytes *bytes);

#endif /* PEM_H */
