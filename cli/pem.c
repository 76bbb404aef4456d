// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Files that OpenSSL writes: DER, or the same as text (PEM)
 * Copyright (C) 2026 The edgesec authors
 */
#include "pem.h"
#include "cli.h"
#include "memory.h"
#include "quote.h"
#include "source.h"

#include <nettle/base64.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Text takes a third more than what it stands for, and its lines some. */
#define FILE_MAX	(1u << 20)

bool pem_decode(const char *text, size_t len, struct bytes *bytes)
{
	struct base64_decode_ctx base64;
	bool good;

	bytes->list = must_calloc(1, BASE64_DECODE_LENGTH(len) + 1);
	base64_decode_init(&base64);
	good = base64_decode_update(&base64, &bytes->count, bytes->list, len,
				    text) &&
	       base64_decode_final(&base64) && bytes->count;
	if (!good)
		bytes_free(bytes);
	return good;
}

char *pem_encode(const struct bytes *bytes)
{
	char *text = must_calloc(1, BASE64_ENCODE_RAW_LENGTH(bytes->count) + 1);

	base64_encode_raw(text, bytes->count, bytes->list);
	return text;
}

static bool is_pem(const char *text, size_t size)
{
	static const char begin[] = "-----BEGIN ";

	return size > sizeof(begin) && !strncmp(text, begin, sizeof(begin) - 1);
}

/* What stands between the line that begins and the line that ends. */
static bool decode_file(const char *text, struct bytes *bytes)
{
	const char *body = strchr(text, '\n');
	const char *end = body ? strstr(body, "-----END ") : NULL;

	return end && pem_decode(body, end - body, bytes);
}

static int check(const char *name, size_t max, struct bytes *bytes)
{
	if (bytes->count && bytes->count <= max)
		return EXIT_DONE;
	fprintf(stderr, "edgesec: %s: %s\n", quote(name),
		bytes->count ? "is longer than the kernel takes" :
			       "is empty, or no PEM");
	bytes_free(bytes);
	return EXIT_UNREADABLE;
}

int pem_read(const char *name, size_t max, struct bytes *bytes)
{
	size_t size;
	char *text = source_read(name, FILE_MAX, &size);

	*bytes = (struct bytes){};
	if (!text)
		return EXIT_UNREADABLE;
	if (is_pem(text, size)) {
		decode_file(text, bytes);
		free(text);
	} else {
		*bytes = (struct bytes){ (uint8_t *)text, size };
	}
	return check(name, max, bytes);
}

void bytes_free(struct bytes *bytes)
{
	free(bytes->list);
	*bytes = (struct bytes){};
}
