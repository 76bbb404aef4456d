// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - The requirements of a profile, and what edgesec does for each
 * Copyright (C) 2026 The edgesec authors
 */
#include "controls.h"
#include "cli.h"
#include "hex.h"
#include "memory.h"
#include "quote.h"
#include "reader.h"
#include "source.h"

#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const coverage_words[] = {
	"enforced", "evidence", "partial", "not-covered", NULL
};

static void read_id(struct reader *r, tree_ref node, void *into)
{
	struct control *control = into;

	control->id = read_text(r, node, "the id");
}

static void read_level(struct reader *r, tree_ref node, void *into)
{
	struct control *control = into;
	uint64_t level;

	if (read_number(r, node, "the level", 1, LEVEL_MAX, &level))
		control->level = level;
}

static void read_title(struct reader *r, tree_ref node, void *into)
{
	struct control *control = into;

	control->title = read_text(r, node, "the title");
}

static void read_status(struct reader *r, tree_ref node, void *into)
{
	struct control *control = into;
	unsigned int index;

	if (read_word(r, node, coverage_words, &index))
		control->coverage = index;
}

static void read_mechanism(struct reader *r, tree_ref node, void *into)
{
	struct control *control = into;

	control->mechanism = read_text(r, node, "the mechanism");
}

static void add_word(struct reader *r, tree_ref node, void *into)
{
	const char *text = read_text(r, node, "a member of this list");

	if (text)
		*vector_add((struct words *)into) = text;
}

static void read_keys(struct reader *r, tree_ref node, void *into)
{
	struct control *control = into;

	read_list(r, node, "keys", add_word, &control->keys);
}

static void read_facts(struct reader *r, tree_ref node, void *into)
{
	struct control *control = into;

	read_list(r, node, "facts", add_word, &control->facts);
}

static void read_suite(struct reader *r, tree_ref node, void *into)
{
	struct proof *proof = into;

	proof->suite = read_text(r, node, "the suite");
}

static void read_test_name(struct reader *r, tree_ref node, void *into)
{
	struct proof *proof = into;

	proof->name = read_text(r, node, "the name of a test");
}

static void add_test(struct reader *r, tree_ref node, void *into)
{
	static const struct field fields[] = {
		{ "suite", read_suite, true },
		{ "name", read_test_name, true },
		{}
	};
	struct control *control = into;

	read_mapping(r, node, "a test", fields, vector_add(&control->tests));
}

static void read_tests(struct reader *r, tree_ref node, void *into)
{
	read_list(r, node, "tests", add_test, into);
}

static const struct field control_fields[] = {
	{ "id", read_id, true },
	{ "level", read_level, true },
	{ "title", read_title, true },
	{ "status", read_status, true },
	{ "mechanism", read_mechanism, false },
	{ "keys", read_keys, false },
	{ "facts", read_facts, false },
	{ "tests", read_tests, false },
	{}
};

static void refuse_duplicate(struct reader *r, tree_ref node,
			     const struct controls *controls)
{
	const struct control *last = &controls->list[controls->count - 1];

	for (const struct control *c = controls->list; last->id && c < last; c++)
		if (c->id && !strcmp(c->id, last->id))
			mistake(r, node, "\"%s\" stands in line %u already",
				quote(last->id), c->place.line);
}

static void add_control(struct reader *r, tree_ref node, void *into)
{
	struct controls *controls = into;
	struct control *control = vector_add(controls);

	control->place = tree_place(r->tree, node);
	read_mapping(r, node, "a requirement", control_fields, control);
	refuse_duplicate(r, node, controls);
}

static void read_profile(struct reader *r, tree_ref node, void *into)
{
	struct controls *controls = into;

	controls->profile = read_name(r, node, "the profile");
}

static void read_controls(struct reader *r, tree_ref node, void *into)
{
	read_list(r, node, "controls", add_control, into);
}

static const struct field fields[] = {
	{ "profile", read_profile, true },
	{ "controls", read_controls, true },
	{}
};

static void take_digest(struct controls *controls)
{
	uint8_t digest[SHA256_DIGEST_SIZE];
	struct sha256_ctx sha;

	sha256_init(&sha);
	sha256_update(&sha, controls->erecs.size,
		      (const uint8_t *)controls->text);
	sha256_digest(&sha, sizeof(digest), digest);
	hex_write(controls->sha256, digest, sizeof(digest));
}

int controls_read(struct controls *controls, const char *name)
{
	struct reader r = { .erecs = &controls->erecs };

	*controls = (struct controls){ .erecs = { .name = name } };
	controls->text = source_read(name, SOURCE_MAX, &controls->erecs.size);
	if (!controls->text)
		return EXIT_UNREADABLE;
	controls->erecs.text = controls->text;
	take_digest(controls);
	controls->tree = tree_parse(&controls->erecs);
	r.tree = controls->tree;
	if (controls->tree)
		read_mapping(&r, 1, "the file of requirements", fields,
			     controls);
	erec_print(&controls->erecs);
	return controls->erecs.errors ? EXIT_POLICY : EXIT_DONE;
}

void controls_free(struct controls *controls)
{
	for (size_t i = 0; i < controls->count; i++) {
		free(controls->list[i].keys.list);
		free(controls->list[i].facts.list);
		free(controls->list[i].tests.list);
	}
	free(controls->list);
	tree_free(controls->tree);
	erec_free(&controls->erecs);
	free(controls->text);
}
