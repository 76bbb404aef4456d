// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Bytes that somebody else chose, made safe to print
 * Copyright (C) 2026 The edgesec authors
 */
#include "quote.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS 4

const char *quote(const char *bytes)
{
	static char *slots[SLOTS];
	static unsigned int next;
	char **slot = &slots[next++ % SLOTS];
	char *out;

	free(*slot);
	out = *slot = malloc(4 * strlen(bytes) + 1);
	if (!out)
		return "?";
	for (; *bytes; bytes++) {
		unsigned char byte = *bytes;

		if (byte < 0x20 || byte >= 0x7f || byte == '\\')
			out += sprintf(out, "\\x%02x", byte);
		else
			*out++ = byte;
	}
	*out = '\0';
	return *slot;
}

static int nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static int is_hex(const char *value, size_t len)
{
	if (!len || len % 2)
		return 0;
	for (size_t i = 0; i < len; i++)
		if (nibble(value[i]) < 0)
			return 0;
	return 1;
}

size_t unquote_audit(const char *value, size_t len, char *out)
{
	size_t size = 0;

	if (len >= 2 && value[0] == '"' && value[len - 1] == '"') {
		memcpy(out, value + 1, len - 2);
		size = len - 2;
	} else if (is_hex(value, len)) {
		for (size_t i = 0; i < len; i += 2)
			out[size++] = 16 * nibble(value[i]) +
				      nibble(value[i + 1]);
	} else {
		memcpy(out, value, len);
		size = len;
	}
	out[size] = '\0';
	return size;
}

/* Bytes of the sequence that @lead begins, 0 if it begins none. */
static size_t sequence(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead >= 0xc2 && lead <= 0xdf)
		return 2;
	if (lead >= 0xe0 && lead <= 0xef)
		return 3;
	if (lead >= 0xf0 && lead <= 0xf4)
		return 4;
	return 0;
}

/* Overlong forms, surrogates and what lies beyond U+10FFFF. */
static int is_forbidden(unsigned char lead, unsigned char second)
{
	return (lead == 0xe0 && second < 0xa0) ||
	       (lead == 0xed && second > 0x9f) ||
	       (lead == 0xf0 && second < 0x90) ||
	       (lead == 0xf4 && second > 0x8f);
}

int is_utf8(const char *bytes, size_t len)
{
	const unsigned char *p = (const unsigned char *)bytes;
	const unsigned char *end = p + len;

	while (p < end) {
		size_t size = sequence(*p);

		if (!*p || !size || size > (size_t)(end - p))
			return 0;
		for (size_t i = 1; i < size; i++)
			if ((p[i] & 0xc0) != 0x80)
				return 0;
		if (size > 1 && is_forbidden(p[0], p[1]))
			return 0;
		p += size;
	}
	return 1;
}
