/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Digests as text
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef HEX_H
#define HEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room for the hexadecimal digits of @size bytes, with the NUL. */
#define HEX_SIZE(size)	(2 * (size) + 1)

/* Writes @size bytes to @text, in lower case, with a NUL. */
void hex_write(char *text, const uint8_t *bytes, size_t size);

/*
 * Is @text the digits of @size bytes, in either case, and nothing else? If not,
 * what is in @bytes means nothing.
 */
bool hex_read(const char *text, uint8_t *bytes, size_t size);

#endif /* HEX_H */
