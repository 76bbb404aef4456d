/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - One record of the module, taken apart
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef ENTRY_H
#define ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest record has 23 fields (kmod/audit.c, put_subject and callers). */
#define ENTRY_FIELDS	40
#define ENTRY_SIZE	1024

/**
 * struct record - A record
 * @count: Fields.
 * @key: Their names.
 * @value: Their bytes, unquoted, each ended by a NUL byte.
 * @len: Of each value.
 * @usec: When it was written, in microseconds since 1970.
 * @raw: The record as it was written.
 * @text: What @key and @value point into.
 */
struct record {
	size_t count;
	const char *key[ENTRY_FIELDS];
	const char *value[ENTRY_FIELDS];
	size_t len[ENTRY_FIELDS];
	uint64_t usec;
	char raw[ENTRY_SIZE];
	char text[2 * ENTRY_SIZE];
};

/*
 * Takes the @len bytes of @record apart, which begin with "op=". Returns false
 * for what the module can't have written. Reads nothing else and writes only
 * @entry.
 */
bool entry_parse(struct record *entry, const char *record, size_t len);

/*
 * The record in a line of a log: what follows "edgesec: " or "edgesec " where
 * a message begins, or NULL. @anywhere also looks behind what dmesg,
 * journalctl and ausearch print before a message.
 */
const char *entry_find(const char *line, size_t len, bool anywhere);

/* The value of @key, or NULL. */
const char *entry_get(const struct record *entry, const char *key);

#endif /* ENTRY_H */
