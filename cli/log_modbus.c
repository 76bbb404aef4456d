// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - log: a Modbus request in words
 * Copyright (C) 2026 The edgesec authors
 */
#include "log_modbus.h"
#include "entry.h"
#include "memory.h"
#include "modbus_names.h"
#include "quote.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The value of @key, safe to print, or "?". */
static const char *get(const struct record *entry, const char *key)
{
	const char *value = entry_get(entry, key);

	return value ? quote(value) : "?";
}

/* Adds ", words" to @text, with the value of @key in them if there is one. */
static void add(char *text, size_t size, const struct record *entry,
		const char *words, const char *key)
{
	size_t len = strlen(text);

	if (entry_get(entry, key))
		snprintf(text + len, size - len, ", %s %s", words,
			 get(entry, key));
}

static void add_function(char *text, size_t size, const struct record *entry)
{
	unsigned long code = strtoul(entry_get(entry, "function"), NULL, 10);
	const char *name = modbus_name_of(modbus_functions, code);
	const char *number = entry_get(entry, "sub");
	const char *sub = number ? modbus_name_of(modbus_subs(code),
						  strtoul(number, NULL, 10)) :
				   NULL;
	size_t len = strlen(text);

	snprintf(text + len, size - len, ", function 0x%02lx%s%s", code,
		 name ? " " : "", name ? name : "");
	add(text, size, entry, "sub-function", "sub");
	len = strlen(text);
	if (sub)
		snprintf(text + len, size - len, " %s", sub);
}

static void add_access(char *text, size_t size, const struct record *entry,
		       const char *key, const char *quantity)
{
	size_t len = strlen(text);

	if (entry_get(entry, key) && entry_get(entry, quantity)) {
		snprintf(text + len, size - len, ", %s %s", key,
			 get(entry, quantity));
		len = strlen(text);
		snprintf(text + len, size - len, " at %s", get(entry, key));
	}
}

char *log_modbus(const struct record *entry)
{
	char text[1024];
	size_t len;

	snprintf(text, sizeof(text), "%s port ", get(entry, "dst"));
	len = strlen(text);
	snprintf(text + len, sizeof(text) - len, "%s", get(entry, "dport"));
	if (!entry_get(entry, "function"))
		return must_strdup(text);
	add(text, sizeof(text), entry, "unit", "unit");
	add_function(text, sizeof(text), entry);
	add_access(text, sizeof(text), entry, "read", "read_quantity");
	add_access(text, sizeof(text), entry, "write", "write_quantity");
	add(text, sizeof(text), entry, "value", "value");
	add(text, sizeof(text), entry, "mask", "mask");
	return must_strdup(text);
}
