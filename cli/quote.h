/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Bytes that somebody else chose, made safe to print
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef QUOTE_H
#define QUOTE_H

#include <stddef.h>

/*
 * @bytes with everything that is not printable ASCII, and the backslash, as
 * \xNN. The result lives until the fourth next call.
 */
const char *quote(const char *bytes);

/*
 * The bytes of a value in an audit record: a string in quotes, upper-case
 * hexadecimal, or a word. Returns their number; @out has room for as many
 * bytes as @len and one more, and is ended with a NUL byte.
 */
size_t unquote_audit(const char *value, size_t len, char *out);

/* Is this valid UTF-8 without a NUL byte? */
int is_utf8(const char *bytes, size_t len);

#endif /* QUOTE_H */
