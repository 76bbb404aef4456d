// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Values of one site in the place of ${name}
 * Copyright (C) 2026 The edgesec authors
 *
 * A value is a word, or a list of words; a list that stands in a list becomes
 * part of it. A value keeps the place that it has in the site file: there it is
 * to be mended when it is not what it must be.
 */
#include "site.h"
#include "memory.h"
#include "quote.h"
#include "suggest.h"

#include <stdlib.h>
#include <string.h>

#define NAMES_MAX	64
#define COPIES_MAX	1000000

static bool is_name(const char *text, size_t len)
{
	return len && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") >=
			      len;
}

static bool is_word_or_words(const struct item *value)
{
	const struct item *m = value->child;

	while (m && m->kind == TREE_SCALAR)
		m = m->next;
	return value->kind != TREE_MAPPING && !m;
}

static void read_value(struct site *site, struct item *value,
		       struct erecs *erecs)
{
	if (!strcmp(value->key, "edgesec"))
		return;
	if (!is_name(value->key, strlen(value->key)))
		erec_error(erecs, value->key_place,
			   "names of a site file are of lower-case letters, digits and \"-\"");
	else if (!is_word_or_words(value))
		erec_error(erecs, value->place,
			   "a value of a site file is a word or a list of words");
	else if (value->text && !*value->text && !value->quoted)
		erec_error(erecs, value->key_place,
			   "the key \"%s\" has no value", value->key);
	else
		*(struct site_value *)vector_add(site) =
			(struct site_value){ value, false };
}

void site_read(struct site *site, struct item *file, struct erecs *erecs)
{
	site->given = true;
	if (file->kind != TREE_MAPPING) {
		erec_error(erecs, file->place,
			   "a site file must be a mapping (name: value)");
		return;
	}
	for (struct item *value = file->child; value; value = value->next)
		read_value(site, value, erecs);
}

static struct site_value *find(struct site *site, const char *name, size_t len)
{
	for (size_t i = 0; i < site->count; i++) {
		const char *key = site->list[i].item->key;

		if (strlen(key) == len && !memcmp(key, name, len))
			return &site->list[i];
	}
	return NULL;
}

static void complain_unknown(const struct site *site, const struct item *item,
			     struct erecs *erecs)
{
	const char *names[NAMES_MAX + 1] = {}, *near;
	char *name = must_strdup(item->text + 2);

	name[strlen(name) - 1] = '\0';
	for (size_t i = 0; i < site->count && i < NAMES_MAX; i++)
		names[i] = site->list[i].item->key;
	near = suggest(name, names);
	if (!site->given)
		erec_error(erecs, item->place,
			   "\"%s\" needs a site file, which \"site: FILE\" names",
			   quote(item->text));
	else if (near)
		erec_error(erecs, item->place,
			   "the site file has no value \"%s\"; did you mean \"%s\"?",
			   quote(name), near);
	else
		erec_error(erecs, item->place,
			   "the site file has no value \"%s\"", quote(name));
	free(name);
}

/* What the reference @item stands for; NULL after having said what is wrong. */
static const struct item *look_up(struct site *site, const struct item *item,
				  struct erecs *erecs)
{
	size_t len = strlen(item->text);
	struct site_value *value;

	if (len < 4 || strncmp(item->text, "${", 2) ||
	    item->text[len - 1] != '}' || !is_name(item->text + 2, len - 3)) {
		erec_error(erecs, item->place,
			   "a reference stands alone, as ${name}");
		return NULL;
	}
	value = find(site, item->text + 2, len - 3);
	if (!value) {
		complain_unknown(site, item, erecs);
		return NULL;
	}
	value->used = true;
	return value->item;
}

/* Members of @value, a list, in the place of *@at. Returns behind them. */
static struct item **splice(struct item **at, const struct item *value)
{
	struct item *old = *at, *rest = old->next;

	old->next = NULL;
	item_free(old);
	for (const struct item *m = value->child; m; m = m->next) {
		*at = item_copy(m);
		at = &(*at)->next;
	}
	*at = rest;
	return at;
}

/* A copy of @value in the place of *@at, under its key. */
static struct item **replace(struct item **at, const struct item *value)
{
	struct item *old = *at, *new = item_copy(value);

	new->key = old->key;
	new->key_place = old->key_place;
	new->next = old->next;
	old->next = NULL;
	item_free(old);
	*at = new;
	return &new->next;
}

/* Puts a value in the place of *@at. Returns behind it. */
static struct item **fill_one(struct site *site, struct item **at,
			      enum tree_kind parent, struct erecs *erecs)
{
	const struct item *value = look_up(site, *at, erecs);
	size_t count = 1;

	if (!value)
		return &(*at)->next;
	for (const struct item *m = value->child; m; m = m->next)
		count++;
	site->copies += count;
	if (site->copies > COPIES_MAX) {
		erec_error(erecs, (*at)->place, "too many values of the site");
		return &(*at)->next;
	}
	return parent == TREE_SEQUENCE && value->kind == TREE_SEQUENCE ?
		       splice(at, value) : replace(at, value);
}

void site_fill(struct site *site, struct item *item, struct erecs *erecs)
{
	struct item **at = &item->child;

	while (*at) {
		if ((*at)->text && strstr((*at)->text, "${")) {
			at = fill_one(site, at, item->kind, erecs);
			continue;
		}
		site_fill(site, *at, erecs);
		at = &(*at)->next;
	}
}

void site_check_used(const struct site *site, struct erecs *erecs)
{
	for (size_t i = 0; i < site->count; i++)
		if (!site->list[i].used)
			erec_error(erecs, site->list[i].item->key_place,
				   "nothing in the policy is \"${%s}\"",
				   site->list[i].item->key);
}

void site_free(struct site *site)
{
	free(site->list);
}
