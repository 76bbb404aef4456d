// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Values of a YAML file that can be changed and put together
 * Copyright (C) 2026 The edgesec authors
 *
 * The parser's limit of depth bounds what calls itself here.
 */
#include "item.h"
#include "memory.h"
#include "quote.h"

#include <stdlib.h>
#include <string.h>

/* A tree while it is turned into items. */
struct source {
	const struct tree *tree;
	struct erecs *erecs;
};

static struct item *convert(struct source *source, tree_ref ref);

static tree_ref next_of(const struct source *source, tree_ref ref)
{
	return tree_node(source->tree, ref)->next;
}

static void check_key(struct source *source, const struct item *mapping,
		      const char *key, struct place place)
{
	const struct item *other = item_find(mapping, key);

	if (other)
		erec_error(source->erecs, place,
			   "duplicate key \"%s\"; it stands in %s already",
			   quote(key),
			   erec_line(source->erecs, place, other->key_place));
}

/* Keys and values take turns. */
static void convert_pairs(struct source *source, tree_ref key,
			  struct item *mapping)
{
	struct item **end = &mapping->child;

	for (; key; key = next_of(source, next_of(source, key))) {
		struct place place = tree_place(source->tree, key);

		if (tree_node(source->tree, key)->kind != TREE_SCALAR) {
			erec_error(source->erecs, place,
				   "a key must be a word");
			continue;
		}
		check_key(source, mapping, tree_text(source->tree, key),
			  place);
		*end = convert(source, next_of(source, key));
		(*end)->key = tree_text(source->tree, key);
		(*end)->key_place = place;
		end = &(*end)->next;
	}
}

static struct item *convert(struct source *source, tree_ref ref)
{
	const struct tree_node *node = tree_node(source->tree, ref);
	struct item *item = must_calloc(1, sizeof(*item));
	struct item **end = &item->child;

	item->kind = node->kind;
	item->quoted = node->quoted;
	item->place = tree_place(source->tree, ref);
	if (item->kind == TREE_SCALAR)
		item->text = tree_text(source->tree, ref);
	else if (item->kind == TREE_MAPPING)
		convert_pairs(source, node->child, item);
	else
		for (tree_ref m = node->child; m; m = next_of(source, m)) {
			*end = convert(source, m);
			end = &(*end)->next;
		}
	return item;
}

struct item *item_of_tree(const struct tree *tree, struct erecs *erecs)
{
	struct source source = { tree, erecs };

	return convert(&source, 1);
}

struct size {
	size_t nodes;
	size_t text;
};

static void measure(const struct item *item, struct size *size)
{
	size->nodes += item->key ? 2 : 1;
	size->text += item->key ? strlen(item->key) + 1 : 0;
	size->text += item->text ? strlen(item->text) + 1 : 0;
	for (const struct item *m = item->child; m; m = m->next)
		measure(m, size);
}

static tree_ref add_node(struct tree *tree, enum tree_kind kind, bool quoted,
			 struct place place, const char *text)
{
	struct tree_node node = {
		.kind = kind, .quoted = quoted, .file = place.file,
		.line = place.line, .column = place.column,
		.length = place.length,
	};

	return tree_add(tree, &node, text);
}

static tree_ref add_item(struct tree *tree, const struct item *item)
{
	tree_ref parent = add_node(tree, item->kind, item->quoted, item->place,
				   item->text);
	tree_ref last = 0, ref;

	for (const struct item *m = item->child; m; m = m->next) {
		if (m->key) {
			ref = add_node(tree, TREE_SCALAR, false, m->key_place,
				       m->key);
			tree_link(tree, parent, last, ref);
			last = ref;
		}
		ref = add_item(tree, m);
		tree_link(tree, parent, last, ref);
		last = ref;
	}
	return parent;
}

struct tree *item_to_tree(const struct item *item)
{
	struct size size = {};
	struct tree *tree;

	measure(item, &size);
	tree = tree_new(size.nodes, size.text);
	if (tree)
		add_item(tree, item);
	return tree;
}

struct item *item_find(const struct item *mapping, const char *key)
{
	if (mapping->kind != TREE_MAPPING)
		return NULL;
	for (struct item *m = mapping->child; m; m = m->next)
		if (!strcmp(m->key, key))
			return m;
	return NULL;
}

struct item *item_take(struct item *mapping, const char *key)
{
	if (mapping->kind != TREE_MAPPING)
		return NULL;
	for (struct item **m = &mapping->child; *m; m = &(*m)->next) {
		struct item *found = *m;

		if (strcmp(found->key, key))
			continue;
		*m = found->next;
		found->next = NULL;
		return found;
	}
	return NULL;
}

void item_append(struct item *parent, struct item *member)
{
	struct item **end = &parent->child;

	while (*end)
		end = &(*end)->next;
	*end = member;
}

struct item *item_copy(const struct item *item)
{
	struct item *copy = must_calloc(1, sizeof(*copy));
	struct item **end = &copy->child;

	*copy = *item;
	copy->key = NULL;
	copy->next = NULL;
	copy->child = NULL;
	for (const struct item *m = item->child; m; m = m->next) {
		*end = item_copy(m);
		(*end)->key = m->key;
		(*end)->key_place = m->key_place;
		end = &(*end)->next;
	}
	return copy;
}

static int compare_words(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

int item_compare(const struct item *a, const struct item *b)
{
	const struct item *x = a->child, *y = b->child;
	int order;

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	order = compare_words(a->text, b->text);
	for (; !order && x && y; x = x->next, y = y->next) {
		order = compare_words(x->key, y->key);
		if (!order)
			order = item_compare(x, y);
	}
	if (order)
		return order;
	return (x ? 1 : 0) - (y ? 1 : 0);
}

void item_free(struct item *item)
{
	while (item) {
		struct item *next = item->next;

		item_free(item->child);
		free(item);
		item = next;
	}
}
