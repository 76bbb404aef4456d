// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Tests of changes to the text of a policy file
 * Copyright (C) 2026 The edgesec authors
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../tap.h"
#include "cli.h"
#include "edits.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define C "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
#define UPPER "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"

#define HEAD "# by hand\nedgesec: 1\nname: x\nmode: audit\nexecutables:\n  allow:\n"

static const uint8_t new[EDGESEC_DIGEST_SIZE] = {
	0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc,
	0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc,
	0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc,
};

/* The entries of the list that @entries writes. */
static void load(struct load *load, const char *entries)
{
	char name[] = "/tmp/edits.XXXXXX";
	int fd = mkstemp(name);

	CHECK(fd >= 0);
	dprintf(fd, HEAD "%s", entries);
	CHECK(load_text(load, name) == EXIT_DONE);
	close(fd);
	unlink(name);
}

/* Compares and frees. */
static void becomes(const struct edits *edits, struct load *load,
		    const char *entries)
{
	char *text = edits_apply(edits, load);

	CHECK(!strncmp(text, HEAD, strlen(HEAD)));
	CHECK(!strcmp(text + strlen(HEAD), entries));
	free(text);
	edits_free((struct edits *)edits);
	load_free(load);
}

static void test_replaced(void)
{
	struct edits edits = {};
	struct load file;

	load(&file, "    - sha256: " A "  # keep\n"
		    "    - {path: /b, sha256: " UPPER "}\n  default: deny\n");
	CHECK(edits_add(&edits, &file, &file.model.programs.list[1], NULL,
			new));
	CHECK(edits_add(&edits, &file, &file.model.programs.list[0], NULL,
			new));
	CHECK(edits_add(&edits, &file, &file.model.programs.list[0], NULL,
			new));
	becomes(&edits, &file,
		"    - sha256: " A "  # keep\n"
		"    - sha256: " C "  # keep\n"
		"    - {path: /b, sha256: " UPPER "}\n"
		"    - {path: /b, sha256: " C "}\n  default: deny\n");
}

static void test_new(void)
{
	struct edits edits = {};
	struct load file;

	load(&file, "  - {path: /a, sha256: " A "} # last line");
	CHECK(edits_add(&edits, &file, &file.model.programs.list[0],
			"/with \"quotes\"", new));
	becomes(&edits, &file,
		"  - {path: /a, sha256: " A "} # last line\n"
		"  - {path: \"/with \\\"quotes\\\"\", sha256: " C "}\n");
}

static void test_removed(void)
{
	struct edits edits = {};
	struct load file;

	load(&file, "  - sha256: " A "\n  # between\n  - sha256: " B "\n");
	CHECK(edits_remove(&edits, &file, &file.model.programs.list[0]));
	becomes(&edits, &file, "  # between\n  - sha256: " B "\n");
}

static void test_no_line(void)
{
	struct edits edits = {};
	struct load file;

	load(&file, "    - path: /a\n      sha256: " A "\n"
		    "    - {path: /b,\n       sha256: " B "}\n"
		    "    - directory: /c\n");
	for (size_t i = 0; i < 3; i++) {
		CHECK(!edits_add(&edits, &file, &file.model.programs.list[i],
				 NULL, new));
		CHECK(!edits_remove(&edits, &file,
				    &file.model.programs.list[i]));
	}
	CHECK(!edits.count);
	load_free(&file);
}

int main(void)
{
	static const struct tap_test tests[] = {
		{ "a replaced digest gets a line like the old one",
		  test_replaced },
		{ "a new file gets an entry of its own", test_new },
		{ "a line is removed, and nothing else", test_removed },
		{ "entries of several lines are left alone", test_no_line },
	};

	return tap_run(tests, sizeof(tests) / sizeof(tests[0]));
}
