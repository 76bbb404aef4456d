// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Reading values of a policy file, with every mistake in its place
 * Copyright (C) 2026 The edgesec authors
 */
#include "reader.h"
#include "quote.h"
#include "suggest.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS_MAX	32

void mistake(struct reader *r, tree_ref node, const char *fmt, ...)
{
	char text[512];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	erec_error(r->erecs, tree_place(r->tree, node), "%s", text);
}

static tree_ref next_of(const struct reader *r, tree_ref node)
{
	return tree_node(r->tree, node)->next;
}

static tree_ref child_of(const struct reader *r, tree_ref node)
{
	return tree_node(r->tree, node)->child;
}

bool is_scalar(const struct reader *r, tree_ref node)
{
	return tree_node(r->tree, node)->kind == TREE_SCALAR;
}

/* "~", "null" and nothing at all are what YAML calls null. */
static bool is_null(const struct reader *r, tree_ref node)
{
	const char *text;

	if (!is_scalar(r, node) || tree_node(r->tree, node)->quoted)
		return false;
	text = tree_text(r->tree, node);
	return !*text || !strcmp(text, "~") || !strcmp(text, "null");
}

static void unknown_key(struct reader *r, tree_ref key, const char *what,
			const struct field *fields)
{
	const char *names[FIELDS_MAX + 1] = {};
	const char *text = tree_text(r->tree, key);
	const char *near;

	for (size_t i = 0; i < FIELDS_MAX && fields[i].name; i++)
		names[i] = fields[i].name;
	near = suggest(text, names);
	if (near)
		mistake(r, key, "unknown key \"%s\" in %s; did you mean \"%s\"?",
			quote(text), what, near);
	else
		mistake(r, key, "unknown key \"%s\" in %s", quote(text), what);
}

static size_t find_field(const struct field *fields, const char *name)
{
	size_t i = 0;

	while (fields[i].name && strcmp(fields[i].name, name))
		i++;
	assert(i < FIELDS_MAX);
	return i;
}

/* Notes the value of each key in @value, by the index of its field. */
static void collect(struct reader *r, tree_ref node, const char *what,
		    const struct field *fields, tree_ref *keys)
{
	for (tree_ref key = child_of(r, node); key;
	     key = next_of(r, next_of(r, key))) {
		size_t i;

		if (!is_scalar(r, key)) {
			mistake(r, key, "a key must be a word");
			continue;
		}
		i = find_field(fields, tree_text(r->tree, key));
		if (!fields[i].name)
			unknown_key(r, key, what, fields);
		else if (keys[i])
			mistake(r, key,
				"duplicate key \"%s\"; it stands in %s already",
				fields[i].name,
				erec_line(r->erecs, tree_place(r->tree, key),
					  tree_place(r->tree, keys[i])));
		else
			keys[i] = key;
	}
}

void read_mapping(struct reader *r, tree_ref node, const char *what,
		  const struct field *fields, void *into)
{
	tree_ref keys[FIELDS_MAX] = {};

	if (tree_node(r->tree, node)->kind != TREE_MAPPING) {
		mistake(r, node, "%s must be a mapping (key: value)", what);
		return;
	}
	collect(r, node, what, fields, keys);
	for (size_t i = 0; fields[i].name; i++) {
		tree_ref value = keys[i] ? next_of(r, keys[i]) : 0;

		if (!keys[i] && fields[i].required)
			mistake(r, node, "%s needs the key \"%s\"", what,
				fields[i].name);
		else if (keys[i] && is_null(r, value))
			mistake(r, keys[i], "the key \"%s\" has no value",
				fields[i].name);
		else if (keys[i])
			fields[i].read(r, value, into);
	}
}

void read_pairs(struct reader *r, tree_ref node, const char *what,
		void (*read)(struct reader *r, tree_ref key, tree_ref value,
			     void *into),
		void *into)
{
	if (tree_node(r->tree, node)->kind != TREE_MAPPING) {
		mistake(r, node, "%s must be a mapping (key: value)", what);
		return;
	}
	for (tree_ref key = child_of(r, node); key;
	     key = next_of(r, next_of(r, key))) {
		if (is_null(r, next_of(r, key)))
			mistake(r, key, "a key of %s has no value", what);
		else
			read(r, key, next_of(r, key), into);
	}
}

static void read_members(struct reader *r, tree_ref node,
			 void (*read)(struct reader *r, tree_ref member,
				      void *into),
			 void *into)
{
	for (tree_ref member = child_of(r, node); member;
	     member = next_of(r, member)) {
		if (is_null(r, member))
			mistake(r, member, "an empty member of a list");
		else
			read(r, member, into);
	}
}

void read_list(struct reader *r, tree_ref node, const char *what,
	       void (*read)(struct reader *r, tree_ref member, void *into),
	       void *into)
{
	if (tree_node(r->tree, node)->kind != TREE_SEQUENCE)
		mistake(r, node, "%s must be a list", what);
	else
		read_members(r, node, read, into);
}

void read_one_or_more(struct reader *r, tree_ref node,
		      void (*read)(struct reader *r, tree_ref member,
				   void *into),
		      void *into)
{
	if (tree_node(r->tree, node)->kind == TREE_SEQUENCE)
		read_members(r, node, read, into);
	else
		read(r, node, into);
}

tree_ref find_key(const struct reader *r, tree_ref node, const char *key)
{
	if (tree_node(r->tree, node)->kind != TREE_MAPPING)
		return 0;
	for (tree_ref k = child_of(r, node); k; k = next_of(r, next_of(r, k)))
		if (is_scalar(r, k) && !strcmp(tree_text(r->tree, k), key))
			return next_of(r, k);
	return 0;
}

const char *read_text(struct reader *r, tree_ref node, const char *what)
{
	if (is_scalar(r, node) && *tree_text(r->tree, node))
		return tree_text(r->tree, node);
	mistake(r, node, "%s must be a word", what);
	return NULL;
}

/* The kernel takes no others: names stand unquoted in records. */
bool is_policy_name(const char *text)
{
	for (const char *c = text; *c; c++)
		if ((unsigned char)*c >= 0x80 ||
		    !(isalnum((unsigned char)*c) || strchr("._/-", *c)))
			return false;
	return *text && strlen(text) <= EDGESEC_NAME_MAX;
}

const char *read_name(struct reader *r, tree_ref node, const char *what)
{
	const char *text = read_text(r, node, what);

	if (!text)
		return NULL;
	if (strlen(text) > EDGESEC_NAME_MAX) {
		mistake(r, node, "%s is longer than %d characters", what,
			EDGESEC_NAME_MAX);
		return NULL;
	}
	if (is_policy_name(text))
		return text;
	mistake(r, node,
		"%s may hold only letters, digits and the characters . _ / -",
		what);
	return NULL;
}

static void wrong_word(struct reader *r, tree_ref node,
		       const char *const *words)
{
	const char *text = tree_text(r->tree, node);
	const char *near = suggest(text, words);
	char list[128] = "";

	for (size_t i = 0; words[i]; i++)
		snprintf(list + strlen(list), sizeof(list) - strlen(list),
			 "%s%s", !i ? "" : words[i + 1] ? ", " : " or ",
			 words[i]);
	if (near)
		mistake(r, node, "\"%s\" must be %s; did you mean \"%s\"?",
			quote(text), list, near);
	else
		mistake(r, node, "\"%s\" must be %s", quote(text), list);
}

bool read_word(struct reader *r, tree_ref node, const char *const *words,
	       unsigned int *index)
{
	if (!is_scalar(r, node)) {
		mistake(r, node, "a word is needed here");
		return false;
	}
	for (unsigned int i = 0; words[i]; i++) {
		if (!strcmp(tree_text(r->tree, node), words[i])) {
			*index = i;
			return true;
		}
	}
	wrong_word(r, node, words);
	return false;
}

/* Decimal or 0x...; octal and signs are not numbers of a policy. */
static bool parse_number(const char *text, const char **end, uint64_t *number)
{
	bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	const char *digits = hex ? text + 2 : text;
	char *stop;

	if (!(hex ? isxdigit((unsigned char)*digits) :
		    isdigit((unsigned char)*digits)))
		return false;
	if (!hex && digits[0] == '0' && isdigit((unsigned char)digits[1]))
		return false;
	errno = 0;
	*number = strtoull(digits, &stop, hex ? 16 : 10);
	*end = stop;
	return !errno;
}

bool read_number(struct reader *r, tree_ref node, const char *what,
		 uint64_t min, uint64_t max, uint64_t *number)
{
	const char *end;

	if (!is_scalar(r, node) ||
	    !parse_number(tree_text(r->tree, node), &end, number) || *end) {
		mistake(r, node, "%s must be a number", what);
		return false;
	}
	if (*number >= min && *number <= max)
		return true;
	mistake(r, node, "%s must be between %" PRIu64 " and %" PRIu64, what,
		min, max);
	return false;
}

/* "first-last", or one number. */
static bool parse_range(const char *text, uint64_t *first, uint64_t *last)
{
	const char *end;

	if (!parse_number(text, &end, first))
		return false;
	*last = *first;
	if (!*end)
		return true;
	return *end == '-' && parse_number(end + 1, &end, last) && !*end;
}

bool read_range(struct reader *r, tree_ref node, const char *what,
		uint32_t min, uint32_t max, struct range *range)
{
	uint64_t first, last;

	if (!is_scalar(r, node) ||
	    !parse_range(tree_text(r->tree, node), &first, &last))
		mistake(r, node, "%s must be a number, or a range such as 10-20",
			what);
	else if (first < min || first > max || last < min || last > max)
		mistake(r, node, "%s must be between %u and %u", what, min,
			max);
	else if (first > last)
		mistake(r, node, "%s goes downwards; write %" PRIu64 "-%" PRIu64,
			what, last, first);
	else {
		*range = (struct range){ first, last };
		return true;
	}
	return false;
}
