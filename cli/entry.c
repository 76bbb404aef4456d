// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - One record of the module, taken apart
 * Copyright (C) 2026 The edgesec authors
 *
 * kmod/record.c says how a record is built: fields are separated by one space,
 * and no value holds a space, so no value can look like a field.
 */
#include "entry.h"
#include "quote.h"

#include <string.h>

/* Lower-case letters, "_" and, but for the first, digits: "exe_sha256". */
static bool is_key(const char *key, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!(key[i] >= 'a' && key[i] <= 'z') && key[i] != '_' &&
		    (!i || key[i] < '0' || key[i] > '9'))
			return false;
	return len > 0;
}

static bool is_value(const char *value, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (value[i] <= 0x20 || value[i] >= 0x7f)
			return false;
	return len > 0;
}

/* Most names differ in their first letter, and half a million records are many. */
static bool is_same(const char *a, const char *b)
{
	return *a == *b && !strcmp(a, b);
}

/* Only strings that others chose are quoted; numbers look like hexadecimal. */
static bool is_string(const char *key)
{
	static const char *const keys[] = { "comm", "exe", "path", "name",
					    "signer", "purpose" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (is_same(key, keys[i]))
			return true;
	return false;
}

static size_t copy_value(const char *key, const char *value, size_t len,
			 char *out)
{
	if (is_string(key))
		return unquote_audit(value, len, out);
	memcpy(out, value, len);
	out[len] = '\0';
	return len;
}

/* Adds one field; *@used counts the bytes of @entry->text that are taken. */
static bool add_field(struct record *entry, const char *field, size_t len,
		      size_t *used)
{
	const char *equals = memchr(field, '=', len);
	size_t key_len = equals ? (size_t)(equals - field) : 0;
	char *out = entry->text + *used;
	size_t i = entry->count;

	if (!equals || i == ENTRY_FIELDS || !is_key(field, key_len) ||
	    !is_value(equals + 1, len - key_len - 1))
		return false;
	memcpy(out, field, key_len);
	out[key_len] = '\0';
	entry->key[i] = out;
	entry->value[i] = out + key_len + 1;
	entry->len[i] = copy_value(out, equals + 1, len - key_len - 1,
				   out + key_len + 1);
	entry->count++;
	*used += len + 1;
	return true;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "1764500400.250": seconds since 1970, before the year 10000. */
static bool read_time(struct record *entry)
{
	const char *at = entry_get(entry, "time");
	size_t digits = 0;

	entry->usec = 0;
	for (; at && is_digit(at[digits]) && digits < 11; digits++)
		entry->usec = 10 * entry->usec + at[digits] - '0';
	if (!digits || at[digits] != '.')
		return false;
	at += digits + 1;
	if (!is_digit(at[0]) || !is_digit(at[1]) || !is_digit(at[2]) || at[3])
		return false;
	entry->usec = entry->usec * 1000000 + (at[0] - '0') * 100000 +
		      (at[1] - '0') * 10000 + (at[2] - '0') * 1000;
	return true;
}

bool entry_parse(struct record *entry, const char *record, size_t len)
{
	const char *end = record + len, *space;
	size_t used = 0;

	entry->count = 0;
	if (len >= ENTRY_SIZE || len < 3 || memcmp(record, "op=", 3))
		return false;
	memcpy(entry->raw, record, len);
	entry->raw[len] = '\0';
	do {
		space = memchr(record, ' ', end - record);
		if (!add_field(entry, record, (space ? space : end) - record,
			       &used))
			return false;
		if (space)
			record = space + 1;
	} while (space);
	return entry_get(entry, "seq") && read_time(entry);
}

/*
 * Are the @len bytes of @text a time as dmesg --time-format iso puts it before a
 * message, "2026-11-30T10:00:00,123456+01:00 "?
 */
static bool is_time(const char *text, size_t len)
{
	static const char shape[] = "0000-00-00T00:00:00,000000+00:00 ";

	if (len != sizeof(shape) - 1)
		return false;
	for (size_t i = 0; i < len; i++)
		if (shape[i] == '0' ? !is_digit(text[i]) :
		    shape[i] == '+' ? text[i] != '+' && text[i] != '-' :
				      text[i] != shape[i])
			return false;
	return true;
}

/* What follows @prefix at the begin of @line, if a record does, or NULL. */
static const char *behind(const char *line, size_t len, const char *prefix)
{
	size_t size = strlen(prefix);

	return len >= size + 3 && !memcmp(line, prefix, size) &&
	       !memcmp(line + size, "op=", 3) ? line + size : NULL;
}

/* Does a message begin behind the @len bytes of @line? */
static bool is_before_message(const char *line, size_t len)
{
	return !len || (len >= 2 && line[len - 1] == ' ' &&
			(line[len - 2] == ']' || line[len - 2] == ':')) ||
	       is_time(line, len);
}

const char *entry_find(const char *line, size_t len, bool anywhere)
{
	static const char name[] = "edgesec";
	const char *end = line + len, *at = line, *found;

	while ((at = memmem(at, end - at, name, sizeof(name) - 1))) {
		if (at != line && !anywhere)
			break;
		found = behind(at, end - at, "edgesec: ");
		if (!found)
			found = behind(at, end - at, "edgesec ");
		if (found && is_before_message(line, at - line))
			return found;
		at++;
	}
	return NULL;
}

const char *entry_get(const struct record *entry, const char *key)
{
	for (size_t i = 0; i < entry->count; i++)
		if (is_same(entry->key[i], key))
			return entry->value[i];
	return NULL;
}
