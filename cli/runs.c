// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Long lists of digests in a YAML file, which need no parser
 * Copyright (C) 2026 The edgesec authors
 *
 * A policy may list 100,000 digests, one a line:
 *
 *	- sha256: "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
 *
 * libyaml takes ten thousand instructions for each. Of lines that follow each
 * other and differ in nothing but digits, all but the first and the last are
 * left out of what libyaml gets; what it makes of the first, tree.c then makes of
 * those that are missing.
 *
 * Whether such a line is an entry of a list, or text in a block scalar, is for
 * libyaml to say. If it sees an entry where the first line is, and the next one of
 * the same list where the last line is, then those between them would have been
 * entries as well: each begins in the column in which the list goes on, and ends
 * with its line. On any doubt the whole file goes to libyaml.
 */
#include "runs.h"
#include "memory.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char *const keys[] = { "- sha256: ", "- fsverity: " };

/* A file while it is looked through. @done: Up to here it was kept or left out. */
struct scan {
	struct runs *runs;
	const char *end;
	const char *done;
};

static size_t key_length(const char *text, size_t room)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		size_t len = strlen(keys[i]);

		if (room > len && !memcmp(text, keys[i], len))
			return len;
	}
	return 0;
}

static bool are_digits(const char *text)
{
	size_t i = 0;

	while (i < RUN_DIGITS && isxdigit((unsigned char)text[i]))
		i++;
	return i == RUN_DIGITS;
}

/*
 * Is the line that begins at @line an entry with a digest and nothing else?
 * Notes its shape in @run.
 */
static bool is_digest(const char *line, const char *end, struct run *run)
{
	const char *at = line;
	size_t key, tail;
	char quote;

	while (at < end && *at == ' ')
		at++;
	key = key_length(at, end - at);
	if (!key)
		return false;
	at += key;
	quote = *at == '"' || *at == '\'' ? *at : 0;
	at += quote ? 1 : 0;
	tail = RUN_DIGITS + (quote ? 2 : 1);
	if ((size_t)(end - at) < tail || !are_digits(at) ||
	    (quote && at[RUN_DIGITS] != quote) || at[tail - 1] != '\n')
		return false;
	run->digits = at - line;
	run->stride = run->digits + tail;
	return true;
}

/* Does the line at @line differ from the one before in digits only? */
static bool goes_on(const char *line, const char *end, const struct run *run)
{
	const char *before = line - run->stride;
	size_t digits = run->digits, behind = digits + RUN_DIGITS;

	return (size_t)(end - line) >= run->stride &&
	       !memcmp(line, before, digits) && are_digits(line + digits) &&
	       !memcmp(line + behind, before + behind, run->stride - behind);
}

/* All bytes of UTF-8 but those that go on with a character. */
static size_t count_characters(const char *text, size_t size)
{
	size_t count = 0;

	for (size_t i = 0; i < size; i++)
		count += ((unsigned char)text[i] & 0xc0) != 0x80;
	return count;
}

static void keep(struct scan *scan, const char *until)
{
	struct runs *runs = scan->runs;
	size_t size = until - scan->done;

	memcpy(runs->kept + runs->kept_size, scan->done, size);
	runs->kept_size += size;
	runs->characters += count_characters(scan->done, size);
	scan->done = until;
}

/* The entry behind the line's "- ". */
static size_t entry_at(const struct scan *scan, const char *line)
{
	return scan->runs->characters + strspn(line, " ") + 2;
}

static void leave_out(struct scan *scan, struct run *run)
{
	keep(scan, run->begin - run->stride);
	run->first = entry_at(scan, run->begin);
	keep(scan, run->begin);
	run->next = entry_at(scan, run->begin);
	scan->done = run->begin + run->lines * run->stride;
	*(struct run *)vector_add(scan->runs) = *run;
}

/* Returns where to look next. */
static const char *look(struct scan *scan, const char *line)
{
	const char *eol;
	struct run run;

	if (!is_digest(line, scan->end, &run)) {
		eol = memchr(line, '\n', scan->end - line);
		return eol ? eol + 1 : scan->end;
	}
	run.begin = line + run.stride;
	line = run.begin;
	while (goes_on(line, scan->end, &run))
		line += run.stride;
	run.lines = (line - run.begin) / run.stride;
	if (run.lines-- > 1)
		leave_out(scan, &run);
	return line;
}

bool runs_find(struct runs *runs, const char *text, size_t size)
{
	struct scan scan = { runs, text + size, text };

	*runs = (struct runs){ .kept = must_calloc(1, size + 1) };
	while (text < scan.end)
		text = look(&scan, text);
	keep(&scan, scan.end);
	return runs->count;
}

void runs_free(struct runs *runs)
{
	free(runs->list);
	free(runs->kept);
}
