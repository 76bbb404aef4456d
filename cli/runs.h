/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Long lists of digests in a YAML file, which need no parser
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef RUNS_H
#define RUNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Digits of a digest. */
#define RUN_DIGITS	64

/**
 * struct run - Lines that differ in the digits of a digest only
 * @begin: The first one that is left out; the one before it is kept.
 * @lines: How many are left out; one more behind them is kept.
 * @stride: Bytes from line to line.
 * @digits: Where in a line the digits begin.
 * @first: The place of the entry in the kept line before, in characters.
 * @next: The same of the kept line behind.
 */
struct run {
	const char *begin;
	uint32_t lines;
	size_t stride;
	size_t digits;
	size_t first;
	size_t next;
};

/**
 * struct runs - A file without what is left out
 * @kept: What is left. Owned.
 * @kept_size: Its bytes.
 * @characters: In it.
 */
struct runs {
	struct run *list;
	size_t count;
	char *kept;
	size_t kept_size;
	size_t characters;
};

/* Returns false if nothing is left out. The caller frees @runs either way. */
bool runs_find(struct runs *runs, const char *text, size_t size);

void runs_free(struct runs *runs);

#endif /* RUNS_H */
