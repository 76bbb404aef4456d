/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: strings */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_STRING_H
#define SHIM_LINUX_STRING_H

#include <linux/types.h>
#include <string.h>

static inline ssize_t strscpy(char *dst, const char *src, size_t size)
{
	size_t len = strnlen(src, size);

	if (!size)
		return -7;	/* E2BIG */
	if (len < size) {
		memcpy(dst, src, len + 1);
		return (ssize_t)len;
	}
	memcpy(dst, src, size - 1);
	dst[size - 1] = '\0';
	return -7;		/* E2BIG */
}

static inline void *memchr_inv(const void *start, int c, size_t n)
{
	for (const unsigned char *p = start; n--; p++)
		if (*p != (unsigned char)c)
			return (void *)p;
	return NULL;
}

#define memzero_explicit(p, n)	explicit_bzero(p, n)

#endif /* SHIM_LINUX_STRING_H */
