// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Digests as text
 * Copyright (C) 2026 The edgesec authors
 */
#include "hex.h"

#include <nettle/base16.h>
#include <string.h>

void hex_write(char *text, const uint8_t *bytes, size_t size)
{
	base16_encode_update(text, size, bytes);
	text[BASE16_ENCODE_LENGTH(size)] = '\0';
}

/* One more than a digit is worth; 0 for what is none. */
static const uint8_t worth[256] = {
	['0'] = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
	['A'] = 11, 12, 13, 14, 15, 16,
	['a'] = 11, 12, 13, 14, 15, 16,
};

static int value_of(char digit)
{
	return worth[(uint8_t)digit] - 1;
}

/* Not nettle's: that one passes over white space. */
bool hex_read(const char *text, uint8_t *bytes, size_t size)
{
	if (strlen(text) != 2 * size)
		return false;
	for (size_t i = 0; i < size; i++) {
		int high = value_of(text[2 * i]), low = value_of(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		bytes[i] = high << 4 | low;
	}
	return true;
}
