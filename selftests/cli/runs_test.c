// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Lists of digests that need no parser, beside libyaml
 * Copyright (C) 2026 The edgesec authors
 *
 * Documents are put together by chance, of pieces in which lines of digests are
 * entries of a list, or text, or mistakes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tap.h"
#include "same_tree.h"

#define DOCUMENTS	100000
#define PIECES_MAX	8
#define LINES_MAX	6

#define DIGEST	"00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF"

static const char *const pieces[] = {
	"a:\n", "  allow:\n", "    more:\n", "b: |\n", "  c: >-\n", "d: \"\n",
	"  e: '\n", "f: [\n", "  g: {\n", "]\n", "}\n", "\"\n", "'\n", "-\n",
	"  -\n", "? ", "- ", "- - ", "  - ", "-\t", "# a comment\n",
	"  # h\xc3\xb6her\n", "\xc2\x85", "\xe2\x80\xa8", "\xef\xbb\xbf", "\r",
	"\r\n", "\n", "\n\n", "\t", " ", "      path: /bin/true\n",
	"      mode: audit\n", "---\n", "...\n", "&x\n", "*x\n", "!!map\n",
	"i: j\n", "k: l", ":\n", "%YAML 1.1\n", "\xff", "x\n",
};

static const char *const forms[] = {
	"- sha256: \"%s\"\n", "- sha256: '%s'\n", "- sha256: %s\n",
	"- fsverity: \"%s\"\n", "- fsverity: %s\n", "- sha256: \"%s\" \n",
	"- sha256: \"%s'\n", "- sha256:  \"%s\"\n", "- {sha256: \"%s\"}\n",
	"- sha256: \"%s\"\r\n", "- sha256: %s", "- sha256: \"%s\"\n  path: /x\n",
};

/* The same each time. */
static unsigned int chance(unsigned int below)
{
	static unsigned int state = 1;

	state = state * 1103515245 + 12345;
	return (state >> 16) % below;
}

#define ANY(list)	((list)[chance(sizeof(list) / sizeof((list)[0]))])

static void add_lines(FILE *to)
{
	const char *form = chance(3) ? forms[chance(5)] : ANY(forms);
	unsigned int indent = 2 * chance(3), lines = 1 + chance(LINES_MAX);
	char digits[] = DIGEST;

	for (unsigned int i = 0; i < lines; i++) {
		digits[chance(64)] = "0123456789abcdefABCDEF"[chance(22)];
		if (!chance(60))
			digits[chance(64)] = "g \n\""[chance(4)];
		fprintf(to, "%*s", chance(40) ? (int)indent : 1, "");
		fprintf(to, form, digits);
	}
}

static char *make_document(size_t *size)
{
	unsigned int count = 1 + chance(PIECES_MAX);
	char *text = NULL;
	FILE *to = open_memstream(&text, size);

	if (chance(2))
		fputs("a:\n", to);
	for (unsigned int i = 0; i < count; i++)
		if (chance(2))
			add_lines(to);
		else
			fputs(ANY(pieces), to);
	fclose(to);
	return text;
}

static void same_as_libyaml(void)
{
	for (unsigned int i = 0; i < DOCUMENTS; i++) {
		size_t size = 0;
		char *text = make_document(&size);
		bool same = same_tree(text, size);

		if (!same)
			printf("# document %u:\n%s\n", i, text);
		free(text);
		CHECK(same);
	}
}

static void often_without_it(void)
{
	CHECK(same_tree_runs > DOCUMENTS / 100);
}

static const struct tap_test tests[] = {
	{ "digests are read as libyaml reads them", same_as_libyaml },
	{ "and many of them without it", often_without_it },
};

int main(void)
{
	return TAP_RUN(tests);
}
