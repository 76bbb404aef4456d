// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Identifiers that follow from names (RFC 4122, version 5)
 * Copyright (C) 2026 The edgesec authors
 *
 * SHA-1 is what the RFC says; nothing rests on its strength.
 */
#include "uuid.h"

#include <nettle/sha1.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* A name space of our own, which was drawn by lot once. */
static const uint8_t space[16] = {
	0x8d, 0x1f, 0x6a, 0x3c, 0x52, 0xe7, 0x4b, 0x90,
	0xa4, 0x0d, 0x97, 0xc3, 0x2e, 0x71, 0xb8, 0x46
};

const char *uuid_of(const char *name, char text[UUID_SIZE])
{
	uint8_t b[SHA1_DIGEST_SIZE];
	struct sha1_ctx sha;

	sha1_init(&sha);
	sha1_update(&sha, sizeof(space), space);
	sha1_update(&sha, strlen(name), (const uint8_t *)name);
	sha1_digest(&sha, sizeof(b), b);
	b[6] = (b[6] & 0x0f) | 0x50;
	b[8] = (b[8] & 0x3f) | 0x80;
	snprintf(text, UUID_SIZE,
		 "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
		 b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9],
		 b[10], b[11], b[12], b[13], b[14], b[15]);
	return text;
}
