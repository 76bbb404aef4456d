/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - bytes from hexadecimal text
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef SELFTESTS_MODBUS_BYTES_H
#define SELFTESTS_MODBUS_BYTES_H

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * "01 a2b3" is three bytes; "00*4" is four; "(01 02)*3" is six. Writes to @to,
 * which has room, and returns how many. Ends the program on other text.
 */
static inline unsigned int bytes_parse(unsigned char *to, const char *text)
{
	unsigned int len = 0, from = 0;
	char digits[3] = "";
	int group = -1;

	while (*text) {
		if (isspace((unsigned char)*text)) {
			text++;
		} else if (*text == '(') {
			group = (int)len;
			text++;
		} else if (*text == ')') {
			from = (unsigned int)group;
			text++;
		} else if (*text == '*') {
			unsigned long times = strtoul(text + 1, (char **)&text,
						      10);
			unsigned int size = len - from;

			while (--times) {
				memcpy(to + len, to + from, size);
				len += size;
			}
		} else if (isxdigit((unsigned char)text[0]) &&
			   isxdigit((unsigned char)text[1])) {
			memcpy(digits, text, 2);
			from = len;
			to[len++] = (unsigned char)strtoul(digits, NULL, 16);
			text += 2;
		} else {
			fprintf(stderr, "not hexadecimal: %s\n", text);
			exit(EXIT_FAILURE);
		}
	}
	return len;
}

/* A whole request: an MBAP header that fits, then the PDU in @hex. */
static inline unsigned int bytes_adu(unsigned char *to, unsigned int transaction,
				     unsigned int unit, const char *hex)
{
	unsigned int len = bytes_parse(to + 7, hex);

	to[0] = (unsigned char)(transaction >> 8);
	to[1] = (unsigned char)transaction;
	to[2] = 0;
	to[3] = 0;
	to[4] = (unsigned char)((len + 1) >> 8);
	to[5] = (unsigned char)(len + 1);
	to[6] = (unsigned char)unit;
	return 7 + len;
}

#endif /* SELFTESTS_MODBUS_BYTES_H */
