// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Rule and trust files of fapolicyd as trees of words
 * Copyright (C) 2026 The edgesec authors
 *
 * Each line becomes a sequence in that of the file, and its first member is the
 * line as it stands. In a rule file a word follows for the decision, and for the
 * colon; anything else is a sequence of a name and its values. In a trust file
 * three words follow. What the words mean is fapolicyd.c's to tell; this part runs
 * in a child that can do nothing but compute.
 */
#include "fapolicyd_impl.h"

#include <string.h>

/**
 * struct writer - A line while its nodes are made
 * @line: Where it begins, and its number.
 * @full: A node found no room.
 */
struct writer {
	struct tree *tree;
	const char *line;
	uint32_t number;
	bool full;
};

/* A node for the bytes from @begin to before @end, as the last of @parent. */
static tree_ref put(struct writer *w, enum tree_kind kind, const char *begin,
		    const char *end, tree_ref parent, tree_ref last)
{
	const struct tree_node node = {
		.kind = kind, .line = w->number,
		.column = begin - w->line + 1, .length = end - begin,
	};
	tree_ref ref = tree_put(w->tree, &node, begin,
				kind == TREE_SCALAR ? end - begin : 0);

	if (!ref)
		w->full = true;
	else if (parent)
		tree_link(w->tree, parent, last, ref);
	return ref;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && is_blank(*at))
		at++;
	return at;
}

static const char *skip_word(const char *at, const char *end)
{
	while (at < end && !is_blank(*at))
		at++;
	return at;
}

static const char *find(const char *at, const char *end, char c)
{
	const char *found = memchr(at, c, end - at);

	return found ? found : end;
}

/* "name", or "name=value,value". Without memory for a node 0 is returned. */
static tree_ref put_field(struct writer *w, const char *begin, const char *end,
			  tree_ref parent, tree_ref last)
{
	const char *at = find(begin, end, '=');
	tree_ref field = put(w, TREE_SEQUENCE, begin, end, parent, last);
	tree_ref member = put(w, TREE_SCALAR, begin, at, field, 0);

	while (at < end && !w->full) {
		const char *value = at + 1;

		at = find(value, end, ',');
		member = put(w, TREE_SCALAR, value, at, field, member);
	}
	return field;
}

static bool is_colon(const char *begin, const char *end)
{
	return end - begin == 1 && *begin == ':';
}

static void put_rule(struct writer *w, const char *at, const char *end,
		     tree_ref line, tree_ref last)
{
	bool decided = *at == '%';

	while (at < end && !w->full) {
		const char *word = at;

		at = skip_word(word, end);
		if (decided && !is_colon(word, at))
			last = put_field(w, word, at, line, last);
		else
			last = put(w, TREE_SCALAR, word, at, line, last);
		decided = true;
		at = skip_blanks(at, end);
	}
}

/* Where the last word before @end begins; @begin if it is the first. */
static const char *last_word(const char *begin, const char *end)
{
	while (end > begin && !is_blank(end[-1]))
		end--;
	return end;
}

static const char *trim(const char *begin, const char *end)
{
	while (end > begin && is_blank(end[-1]))
		end--;
	return end;
}

/* A path may hold blanks, so it is what is left of the line. */
static void put_trust(struct writer *w, const char *begin, const char *end,
		      tree_ref line, tree_ref last)
{
	const char *digest = last_word(begin, end);
	const char *size_end = trim(begin, digest);
	const char *size = last_word(begin, size_end);
	const char *path_end = trim(begin, size);

	if (path_end > begin)
		last = put(w, TREE_SCALAR, begin, path_end, line, last);
	if (size_end > size)
		last = put(w, TREE_SCALAR, size, size_end, line, last);
	put(w, TREE_SCALAR, digest, end, line, last);
}

typedef void (*put_fn)(struct writer *w, const char *begin, const char *end,
		       tree_ref line, tree_ref last);

/* Returns the line's node, or 0 for one that says nothing. */
static tree_ref put_line(struct writer *w, const char *end, tree_ref root,
			 tree_ref last, put_fn put_words)
{
	const char *begin = skip_blanks(w->line, end);
	tree_ref line, text;

	end = trim(begin, end);
	if (begin == end || *begin == '#')
		return 0;
	line = put(w, TREE_SEQUENCE, begin, end, root, last);
	text = put(w, TREE_SCALAR, begin, end, line, 0);
	if (!w->full)
		put_words(w, begin, end, line, text);
	return line;
}

static bool build(struct tree *tree, const char *text, size_t size,
		  put_fn put_words)
{
	const char *end = text + size, *nul = memchr(text, 0, size);
	struct writer w = { .tree = tree, .line = text, .number = 1 };
	tree_ref root = put(&w, TREE_SEQUENCE, text, text, 0, 0);
	tree_ref last = 0;

	for (const char *eol; w.line < end; w.line = eol + 1, w.number++) {
		tree_ref line;

		eol = find(w.line, end, '\n');
		if (nul && nul < eol)
			return tree_refuse(tree, w.number, nul - w.line + 1,
					   "a NUL byte");
		line = put_line(&w, eol, root, last, put_words);
		if (w.full)
			return tree_refuse(tree, w.number, 1,
					   "too many words in one file");
		if (line)
			last = line;
	}
	return true;
}

bool fapolicyd_build_rules(struct tree *tree, const char *text, size_t size)
{
	return build(tree, text, size, put_rule);
}

bool fapolicyd_build_trust(struct tree *tree, const char *text, size_t size)
{
	return build(tree, text, size, put_trust);
}
