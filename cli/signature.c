// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - The signature that a policy file brings along
 * Copyright (C) 2026 The edgesec authors
 *
 * It is a comment, so what it says changes nothing in the policy, of which the
 * kernel verifies what it means. One file with both is replaced as a whole; two
 * would not fit together when power fails between them.
 */
#include "signature.h"
#include "cli.h"
#include "memory.h"
#include "quote.h"

#include "../kmod/uapi/edgesec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char mark[] = "# edgesec-signature: ";

/* The last line, if it is such a comment; else the end. */
static const char *last_line(const char *text)
{
	const char *end = text + strlen(text), *line;

	if (end == text)
		return end;
	for (line = end - 1; line > text && line[-1] != '\n'; line--)
		;
	return strncmp(line, mark, strlen(mark)) ? end : line;
}

int signature_find(const char *name, const char *text, struct bytes *signature)
{
	const char *line = last_line(text);

	*signature = (struct bytes){};
	if (!*line)
		return EXIT_DONE;
	line += strlen(mark);
	if (pem_decode(line, strlen(line), signature) &&
	    signature->count <= EDGESEC_SIGNATURE_MAX)
		return EXIT_DONE;
	bytes_free(signature);
	fprintf(stderr, "edgesec: %s: the last line holds no signature\n",
		quote(name));
	return EXIT_POLICY;
}

char *signature_attach(const char *text, const struct bytes *signature)
{
	int len = last_line(text) - text;
	char *base64, *both;

	if (!signature->count)
		return must_printf("%.*s", len, text);
	base64 = pem_encode(signature);
	both = must_printf("%.*s%s%s%s\n", len, text,
			   len && text[len - 1] != '\n' ? "\n" : "", mark,
			   base64);
	free(base64);
	return both;
}
