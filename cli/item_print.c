// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Values of a YAML file, written as one
 * Copyright (C) 2026 The edgesec authors
 *
 * Each value has a line of its own. What is read back is the same: words that
 * could be taken for anything else stand in quotes.
 */
#include "item.h"
#include "quote.h"

#include <ctype.h>
#include <string.h>

struct printer {
	const struct erecs *erecs;
	FILE *to;
	unsigned int file;
};

/* How many bytes of a character in UTF-8 follow its first one. */
static int bytes_behind(unsigned char first)
{
	return first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
}

/* A character that is not printable ASCII. Returns its last byte. */
static const char *print_escaped(const char *c, FILE *to)
{
	int behind = bytes_behind(*c);
	unsigned long code = (unsigned char)*c;

	if (behind)
		code &= 0x3f >> behind;
	for (; behind && c[1]; behind--)
		code = code << 6 | (*++c & 0x3f);
	fprintf(to, "\\U%08lx", code);
	return c;
}

static void print_quoted(const char *text, FILE *to)
{
	fputc('"', to);
	for (const char *c = text; *c; c++) {
		if (*c == '"' || *c == '\\')
			fprintf(to, "\\%c", *c);
		else if (*c >= 0x20 && *c < 0x7f)
			fputc(*c, to);
		else
			c = print_escaped(c, to);
	}
	fputc('"', to);
}

/* Nothing in it means anything to YAML. */
static bool is_plain(const char *text)
{
	if (!isalnum((unsigned char)*text) && *text != '/')
		return false;
	return strcmp(text, "null") != 0 &&
	       !text[strspn(text, "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789._/+-")];
}

/* What was null stays that; everything else in quotes stays what it was. */
static void print_scalar(const struct item *item, FILE *to)
{
	if (is_plain(item->text) ||
	    (!item->quoted && (!*item->text || !strcmp(item->text, "~"))))
		fputs(item->text, to);
	else
		print_quoted(item->text, to);
}

static void print_key(const char *key, FILE *to)
{
	if (is_plain(key))
		fputs(key, to);
	else
		print_quoted(key, to);
	fputc(':', to);
}

static void print_indent(int depth, FILE *to)
{
	fprintf(to, "%*s", 2 * depth, "");
}

/* The line that comes next is that of the first value inside. */
static void print_origin(struct printer *p, const struct item *item, int depth)
{
	while (item->child)
		item = item->child;
	if (!p->erecs || item->place.file == p->file)
		return;
	p->file = item->place.file;
	print_indent(depth, p->to);
	fprintf(p->to, "# %s\n", quote(erec_file(p->erecs, p->file).name));
}

static void print_members(struct printer *p, const struct item *item,
			  int depth, bool begun);

/* After the key of the value, or the dash. */
static void print_value(struct printer *p, const struct item *item, int depth)
{
	if (item->child && item->kind == TREE_MAPPING && !item->key) {
		fputc(' ', p->to);
		print_members(p, item, depth, true);
	} else if (item->child) {
		fputc('\n', p->to);
		print_members(p, item, depth, false);
	} else {
		fputc(' ', p->to);
		if (item->kind == TREE_SCALAR)
			print_scalar(item, p->to);
		else
			fputs(item->kind == TREE_MAPPING ? "{}" : "[]", p->to);
		fputc('\n', p->to);
	}
}

/* @begun: The first member goes on in a line that has begun. */
static void print_members(struct printer *p, const struct item *item, int depth,
			  bool begun)
{
	for (const struct item *m = item->child; m; m = m->next) {
		if (!begun) {
			print_origin(p, m, depth);
			print_indent(depth, p->to);
		}
		begun = false;
		if (m->key)
			print_key(m->key, p->to);
		else
			fputc('-', p->to);
		print_value(p, m, depth + 1);
	}
}

void item_print(const struct item *item, const struct erecs *erecs, FILE *to)
{
	struct printer p = { erecs, to, -1u };

	print_members(&p, item, 0, false);
}
