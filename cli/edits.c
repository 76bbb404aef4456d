// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Changes to the text of a policy file
 * Copyright (C) 2026 The edgesec authors
 *
 * A file that people wrote stays theirs: what is not changed stays byte for
 * byte, comments too.
 */
#include "edits.h"
#include "hex.h"
#include "memory.h"
#include "print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS	(2 * EDGESEC_DIGEST_SIZE)

/* A line, without its end. */
struct line {
	const char *text;
	size_t size;
};

static bool find_line(const struct load *load, unsigned int number,
		      struct line *line)
{
	const char *at = load->text, *end = at + load->erecs.size, *eol;

	while (at < end) {
		eol = memchr(at, '\n', end - at);
		if (!--number) {
			line->text = at;
			line->size = (eol ? eol : end) - at;
			return true;
		}
		at = eol ? eol + 1 : end;
	}
	return false;
}

/* Where the digest stands in the line; NULL when it does not. */
static const char *find_digest(const struct line *line, const uint8_t *digest)
{
	char hex[HEX_SIZE(EDGESEC_DIGEST_SIZE)];

	hex_write(hex, digest, EDGESEC_DIGEST_SIZE);
	for (size_t i = 0; i + DIGITS <= line->size; i++)
		if (!strncasecmp(line->text + i, hex, DIGITS))
			return line->text + i;
	return NULL;
}

/* How far the line goes to where its entry begins; 0 for other lines. */
static size_t prefix_size(const struct line *line)
{
	size_t i = 0;

	while (i < line->size && line->text[i] == ' ')
		i++;
	return i + 2 <= line->size && !memcmp(line->text + i, "- ", 2) ? i + 2 :
									 0;
}

static bool find_entry(const struct load *load, const struct program *program,
		       struct line *line, const char **hex)
{
	if (!program->has_digest || program->place.file ||
	    !find_line(load, program->place.line, line) || !prefix_size(line))
		return false;
	*hex = find_digest(line, program->digest);
	return *hex;
}

/* The same line twice would say nothing more. */
static void add(struct edits *edits, unsigned int line, char *text)
{
	for (size_t i = 0; i < edits->count; i++) {
		const struct edit *edit = &edits->list[i];

		if (edit->line == line && (edit->text && text ?
					   !strcmp(edit->text, text) :
					   edit->text == text)) {
			free(text);
			return;
		}
	}
	*(struct edit *)vector_add(edits) = (struct edit){ line, text };
}

static char *replace_digest(const struct line *line, const char *hex,
			    const uint8_t *digest)
{
	size_t before = hex - line->text;
	char new[HEX_SIZE(EDGESEC_DIGEST_SIZE)];

	hex_write(new, digest, EDGESEC_DIGEST_SIZE);
	return must_printf("%.*s%s%.*s\n", (int)before, line->text, new,
			   (int)(line->size - before - DIGITS),
			   hex + DIGITS);
}

static char *new_entry(const struct line *line, const char *path,
		       const uint8_t *digest)
{
	struct program program = { .path = (char *)path, .has_digest = true };
	size_t size = 0;
	char *text;
	FILE *to = open_memstream(&text, &size);

	if (!to)
		return must_strdup("");
	memcpy(program.digest, digest, sizeof(program.digest));
	fprintf(to, "%.*s", (int)prefix_size(line), line->text);
	print_digest(to, &program);
	fclose(to);
	return text;
}

bool edits_add(struct edits *edits, const struct load *load,
	       const struct program *program, const char *path,
	       const uint8_t *digest)
{
	struct line line;
	const char *hex;

	if (!find_entry(load, program, &line, &hex))
		return false;
	add(edits, program->place.line,
	    path ? new_entry(&line, path, digest) :
		   replace_digest(&line, hex, digest));
	return true;
}

bool edits_remove(struct edits *edits, const struct load *load,
		  const struct program *program)
{
	struct line line;
	const char *hex;

	if (!find_entry(load, program, &line, &hex))
		return false;
	add(edits, program->place.line, NULL);
	return true;
}

static void print_edited(FILE *to, const struct edits *edits,
			 unsigned int number, const struct line *line)
{
	bool removed = false;

	for (size_t i = 0; i < edits->count; i++)
		removed |= edits->list[i].line == number &&
			   !edits->list[i].text;
	if (!removed)
		fprintf(to, "%.*s\n", (int)line->size, line->text);
	for (size_t i = 0; i < edits->count; i++)
		if (edits->list[i].line == number && edits->list[i].text)
			fputs(edits->list[i].text, to);
}

char *edits_apply(const struct edits *edits, const struct load *load)
{
	struct line line = { load->text, 0 };
	size_t size = 0, number = 0;
	const char *end = load->text + load->erecs.size, *eol;
	char *text;
	FILE *to = open_memstream(&text, &size);

	while (to && line.text < end) {
		eol = memchr(line.text, '\n', end - line.text);
		line.size = (eol ? eol : end) - line.text;
		print_edited(to, edits, ++number, &line);
		line.text += line.size + 1;
	}
	if (to)
		fclose(to);
	return to ? text : must_strdup(load->text);
}

void edits_free(struct edits *edits)
{
	for (size_t i = 0; i < edits->count; i++)
		free(edits->list[i].text);
	free(edits->list);
	*edits = (struct edits){};
}
