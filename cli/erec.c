// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Mistakes in a policy file, shown together with their places
 * Copyright (C) 2026 The edgesec authors
 */
#include "erec.h"
#include "memory.h"
#include "quote.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More mistakes than that help nobody. */
#define SHOWN_MAX	50
#define LINE_MAX_SHOWN	160

struct erec {
	struct place place;
	bool warning;
	char *message;
};

static void add(struct erecs *erecs, struct place place, bool warning,
		const char *fmt, va_list args)
{
	struct erec *list;
	char *message;

	if (vasprintf(&message, fmt, args) < 0)
		abort();
	list = realloc(erecs->list, (erecs->count + 1) * sizeof(*list));
	if (!list)
		abort();
	list[erecs->count++] = (struct erec){ place, warning, message };
	erecs->list = list;
	if (!warning)
		erecs->errors++;
}

void erec_error(struct erecs *erecs, struct place place, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add(erecs, place, false, fmt, args);
	va_end(args);
}

void erec_warning(struct erecs *erecs, struct place place, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add(erecs, place, true, fmt, args);
	va_end(args);
}

unsigned int erec_add_file(struct erecs *erecs, char *name, char *text,
			   size_t size)
{
	*(struct erec_file *)vector_add(&erecs->files) =
		(struct erec_file){ name, text, size };
	return erecs->files.count;
}

struct erec_file erec_file(const struct erecs *erecs, unsigned int file)
{
	if (file)
		return erecs->files.list[file - 1];
	return (struct erec_file){ (char *)erecs->name, (char *)erecs->text,
				   erecs->size };
}

const char *erec_line(const struct erecs *erecs, struct place here,
		      struct place there)
{
	static char text[256];

	if (here.file == there.file)
		snprintf(text, sizeof(text), "line %u", there.line);
	else
		snprintf(text, sizeof(text), "%.200s:%u",
			 quote(erec_file(erecs, there.file).name), there.line);
	return text;
}

static int by_place(const void *a, const void *b)
{
	const struct erec *x = a, *y = b;

	if (x->place.file != y->place.file)
		return x->place.file < y->place.file ? -1 : 1;
	if (x->place.line != y->place.line)
		return x->place.line < y->place.line ? -1 : 1;
	if (x->place.column != y->place.column)
		return x->place.column < y->place.column ? -1 : 1;
	return strcmp(x->message, y->message);
}

/* The bytes of a line; 0 if there is no such line. */
static size_t find_line(const struct erec_file *file, unsigned int line,
			const char **begin)
{
	const char *p = file->text;
	const char *end = p + file->size;
	const char *eol;

	while (--line && p < end) {
		eol = memchr(p, '\n', end - p);
		p = eol ? eol + 1 : end;
	}
	*begin = p;
	if (p >= end)
		return 0;
	eol = memchr(p, '\n', end - p);
	return eol ? eol - p : end - p;
}

/*
 * Shows the line with a caret below. Bytes that are not printable become one
 * dot each, so that the caret stays below what it means.
 */
static void print_line(const struct erec_file *file, struct place place)
{
	unsigned int length = place.length ? place.length : 1;
	const char *line;
	size_t size;

	if (!place.line || !file->text)
		return;
	size = find_line(file, place.line, &line);
	if (!size || place.column > LINE_MAX_SHOWN)
		return;
	if (size > LINE_MAX_SHOWN)
		size = LINE_MAX_SHOWN;
	for (size_t i = 0; i < size; i++)
		fputc(line[i] >= 0x20 && line[i] < 0x7f ? line[i] : '.',
		      stderr);
	fprintf(stderr, "\n%*s^", (int)place.column - 1, "");
	for (unsigned int i = 1; i < length && place.column + i <= size; i++)
		fputc('~', stderr);
	fputc('\n', stderr);
}

static void print_one(const struct erecs *erecs, const struct erec *erec)
{
	struct erec_file file = erec_file(erecs, erec->place.file);

	fputs(quote(file.name), stderr);
	if (erec->place.line)
		fprintf(stderr, ":%u:%u", erec->place.line, erec->place.column);
	fprintf(stderr, ": %s: %s\n", erec->warning ? "warning" : "error",
		erec->message);
	print_line(&file, erec->place);
}

void erec_print(struct erecs *erecs)
{
	size_t shown = erecs->count < SHOWN_MAX ? erecs->count : SHOWN_MAX;

	if (erecs->count)
		qsort(erecs->list, erecs->count, sizeof(*erecs->list),
		      by_place);
	for (size_t i = 0; i < shown; i++)
		print_one(erecs, &erecs->list[i]);
	if (shown < erecs->count)
		fprintf(stderr, "%s: and %zu more\n", quote(erecs->name),
			erecs->count - shown);
}

void erec_free(struct erecs *erecs)
{
	for (size_t i = 0; i < erecs->count; i++)
		free(erecs->list[i].message);
	for (size_t i = 0; i < erecs->files.count; i++) {
		free(erecs->files.list[i].name);
		free(erecs->files.list[i].text);
	}
	free(erecs->files.list);
	erecs->files = (struct erec_files){};
	free(erecs->list);
	erecs->list = NULL;
	erecs->count = 0;
	erecs->errors = 0;
}
