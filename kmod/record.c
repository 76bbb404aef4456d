// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - The text of one record: key=value, safe against hostile names
 * Copyright (C) 2026 The edgesec authors
 *
 * A reader splits a record at spaces and each part at its first "=". So no
 * value may hold a space, a quote or a byte that moves a cursor. Words and
 * numbers of our own never do. Strings that others chose follow the convention
 * of the audit system: in double quotes when every byte is a printable one
 * other than space and quote, else in upper-case hexadecimal without quotes.
 * So a file name can neither forge a field nor end a line.
 *
 * A string too long for the record loses its beginning, since the end of a
 * path says more, and <key>_cut tells how many bytes were left out.
 */
#include "record.h"

#include <linux/kernel.h>
#include <linux/stdarg.h>
#include <linux/string.h>

/**
 * edgesec_record_add - Append trusted text
 * @record: The record.
 * @fmt: Format; begins with the space that separates fields.
 *
 * A field that does not fit is left out whole.
 *
 * Context: Any.
 */
void edgesec_record_add(struct edgesec_record *record, const char *fmt, ...)
{
	size_t room = sizeof(record->text) - record->len;
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(record->text + record->len, room, fmt, args);
	va_end(args);

	if (len >= 0 && (size_t)len < room)
		record->len += len;
	else
		record->text[record->len] = '\0';
}

static bool needs_hex(const char *string, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (string[i] <= 0x20 || string[i] >= 0x7f || string[i] == '"')
			return true;
	return false;
}

static void put_hex(struct edgesec_record *record, const char *string,
		    size_t len)
{
	static const char digits[] = "0123456789ABCDEF";
	char *out = record->text + record->len;
	size_t i;

	for (i = 0; i < len; i++) {
		*out++ = digits[(u8)string[i] >> 4];
		*out++ = digits[(u8)string[i] & 0xf];
	}
	*out = '\0';
	record->len += 2 * len;
}

/**
 * edgesec_record_add_string - Append a string that somebody else chose
 * @record: The record.
 * @key: Name of the field.
 * @string: The bytes; need not end in a NUL byte.
 * @len: Their number.
 *
 * A field that does not fit is left out whole.
 *
 * Context: Any.
 */
void edgesec_record_add_string(struct edgesec_record *record, const char *key,
			       const char *string, size_t len)
{
	bool hex = needs_hex(string, len);
	size_t most = hex ? EDGESEC_RECORD_STRING / 2 : EDGESEC_RECORD_STRING;
	size_t cut = len > most ? len - most : 0;
	size_t size;

	string += cut;
	len -= cut;
	size = hex ? 2 * len : len + 2;
	if (record->len + strlen(key) + 2 + size >= sizeof(record->text))
		return;

	edgesec_record_add(record, " %s=", key);
	if (hex)
		put_hex(record, string, len);
	else
		edgesec_record_add(record, "\"%.*s\"", (int)len, string);
	if (cut)
		edgesec_record_add(record, " %s_cut=%zu", key, cut);
}
