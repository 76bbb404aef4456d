// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What several documents say together
 * Copyright (C) 2026 The edgesec authors
 *
 * Mappings are put together key by key, rules on ports by scope and protocol,
 * Modbus servers by name; members of other lists are added. A document that
 * extends another may also say another word or number than that one. A drop-in
 * may not, nor set one for what others began: it only ever adds. What either
 * lists under "replaces" stands in the place of what was said, and only one
 * drop-in may do that to the same thing.
 *
 * The first server that covers an address decides, so a server that is added
 * comes behind those with an address, and before those for any.
 *
 * A thing is named by the keys that lead to it, with dots between.
 */
#include "merge.h"
#include "memory.h"
#include "quote.h"
#include "schema.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

/**
 * struct merging - One document while it is added
 * @used: By member of @replaces, whether it was met.
 * @mode: The mode that holds where reading is.
 */
struct merging {
	const struct addition *addition;
	struct erecs *erecs;
	bool *used;
	const struct item *mode;
};

static const char servers_path[] = "modbus.servers";
static const char ports_path[] = "ports";

static bool is_drop_in(const struct merging *m)
{
	return m->addition->drop_ins;
}

static const char *line_of(const struct merging *m, struct place here,
			   const struct item *there)
{
	return erec_line(m->erecs, here,
			 there->key ? there->key_place : there->place);
}

static bool is_replaced(struct merging *m, const char *path)
{
	const struct item *list = m->addition->replaces;
	size_t i = 0;

	if (!list)
		return false;
	for (const struct item *r = list->child; r; r = r->next, i++) {
		if (strcmp(r->text, path))
			continue;
		m->used[i] = true;
		return true;
	}
	return false;
}

/* What a drop-in says of it, or NULL. */
static const struct item *find_drop_in(const struct item *item,
				       unsigned int first)
{
	if (item->place.file >= first ||
	    (item->key && item->key_place.file >= first))
		return item;
	for (const struct item *m = item->child; m; m = m->next) {
		const struct item *found = find_drop_in(m, first);

		if (found)
			return found;
	}
	return NULL;
}

static void take_over(struct item *into, struct item *from)
{
	item_free(into->child);
	into->kind = from->kind;
	into->quoted = from->quoted;
	into->place = from->place;
	into->text = from->text;
	into->child = from->child;
	if (into->key && from->key)
		into->key_place = from->key_place;
	from->child = NULL;
}

static void replace(struct merging *m, const char *path, struct item *into,
		    struct item *from)
{
	const struct item *other = is_drop_in(m) ?
		find_drop_in(into, m->addition->drop_ins) : NULL;

	if (other)
		erec_error(m->erecs, from->key ? from->key_place : from->place,
			   "\"%s\" is what another drop-in says in %s; two may not replace the same",
			   quote(path), line_of(m, from->place, other));
	else
		take_over(into, from);
}

/* -1 for what is no mode. */
static int rank_of(const struct item *mode)
{
	for (int i = 0; mode && mode->text && schema_modes[i]; i++)
		if (!strcmp(schema_modes[i], mode->text))
			return i;
	return -1;
}

/* A drop-in takes nothing out of enforcement. */
static bool lowers(const struct merging *m, const struct item *old,
		   const struct item *new)
{
	return is_drop_in(m) && rank_of(new) >= 0 &&
	       rank_of(new) < rank_of(old);
}

static void complain_of_mode(const struct merging *m, const struct item *old,
			     const struct item *new, const char *path)
{
	erec_error(m->erecs, new->place,
		   "a drop-in may not lower the mode of %s; to change it, say \"replaces: [%s]\"",
		   line_of(m, new->place, old), quote(path));
}

static void complain_of_change(const struct merging *m, const char *path,
			       const struct item *old, const struct item *new)
{
	erec_error(m->erecs, new->place,
		   "\"%s\" stands in %s already; to change it, say \"replaces: [%s]\"",
		   quote(path), line_of(m, new->place, old), quote(path));
}

static bool is_mode(const struct item *item)
{
	return item->key && !strcmp(item->key, "mode");
}

/* What tells members of a list apart; NULL for lists without such names. */
static char *name_of(const char *path, const struct item *member)
{
	const struct item *name = item_find(member, "name");
	const struct item *scope = item_find(member, "scope");
	const struct item *protocol = item_find(member, "protocol");

	if (!strcmp(path, servers_path))
		return name && name->text ? must_strdup(name->text) : NULL;
	if (strcmp(path, ports_path) || !scope || !protocol || !protocol->text)
		return NULL;
	if (scope->text)
		return must_printf("%s/%s", scope->text, protocol->text);
	scope = scope->child;
	return scope && scope->key && scope->text ?
		       must_printf("%s:%s/%s", scope->key, scope->text,
				   protocol->text) : NULL;
}

static char *path_of(const char *path, const char *name)
{
	return must_printf("%s%s%s", path, *path ? "." : "", name);
}

/* The path of what @member is in the collection at @path. The caller frees it. */
static char *path_of_member(const char *path, const struct item *member)
{
	char *name = member->key ? NULL : name_of(path, member);
	char *whole = path_of(path, member->key ? member->key :
				    name ? name : "-");

	free(name);
	return whole;
}

/* What comes new from a drop-in may not say a lower mode, however deep inside. */
static void check_new(struct merging *m, const char *path,
		      const struct item *item)
{
	const struct item *mode = m->mode, *own = item_find(item, "mode");

	if (is_mode(item) && lowers(m, m->mode, item) && !is_replaced(m, path))
		complain_of_mode(m, m->mode, item, path);
	if (own)
		m->mode = own;
	for (const struct item *i = item->child; i; i = i->next) {
		char *inner = path_of_member(path, i);

		/* The mode of this mapping is compared with that around it. */
		if (i == own)
			m->mode = mode;
		check_new(m, inner, i);
		if (own)
			m->mode = own;
		free(inner);
	}
	m->mode = mode;
}

/* Lists below these add up; any other key says how the whole behaves. */
static bool is_section(const char *path)
{
	return strchr(path, '.') || !strcmp(path, "executables") ||
	       !strcmp(path, ports_path) || !strcmp(path, "modbus");
}

static void add_key(struct merging *m, const char *path, struct item *into,
		    struct item *member)
{
	bool replaced = is_replaced(m, path);
	bool adds = member->kind != TREE_SCALAR && is_section(path);

	if (is_drop_in(m) && !adds && !is_mode(member) && !replaced)
		erec_error(m->erecs, member->key_place,
			   "a drop-in sets no value for what begins in %s; to do it, say \"replaces: [%s]\"",
			   line_of(m, member->key_place, into), quote(path));
	check_new(m, path, member);
	item_append(into, member);
}

static void merge_value(struct merging *m, const char *path, struct item *into,
			struct item *from);

static void merge_mapping(struct merging *m, const char *path,
			  struct item *into, struct item *from)
{
	const struct item *outer = m->mode, *own = item_find(into, "mode");

	if (own)
		m->mode = own;
	while (from->child) {
		struct item *member = from->child, *other;
		char *inner = path_of(path, member->key);

		from->child = member->next;
		member->next = NULL;
		other = item_find(into, member->key);
		if (other) {
			merge_value(m, inner, other, member);
			item_free(member);
		} else {
			add_key(m, inner, into, member);
		}
		free(inner);
	}
	m->mode = outer;
}

static bool is_any(const struct item *address)
{
	static const char *const words[] = { "any", "0.0.0.0/0", "::/0" };

	for (const struct item *m = address->child; m; m = m->next)
		if (is_any(m))
			return true;
	for (size_t i = 0; address->text && i < 3; i++)
		if (!strcmp(address->text, words[i]))
			return true;
	return false;
}

static bool is_for_any(const struct item *server)
{
	const struct item *address = item_find(server, "address");

	return address && is_any(address);
}

static void add_server(struct item *servers, struct item *server)
{
	struct item **at = &servers->child;

	while (*at && (is_for_any(server) || !is_for_any(*at)))
		at = &(*at)->next;
	server->next = *at;
	*at = server;
}

static struct item *find_named(const char *path, const struct item *list,
			       const char *name)
{
	for (struct item *m = list->child; m; m = m->next) {
		char *other = name_of(path, m);
		bool same = other && !strcmp(other, name);

		free(other);
		if (same)
			return m;
	}
	return NULL;
}

/* A list whose members have names: those that are there already are merged. */
static void merge_named(struct merging *m, const char *path, struct item *into,
			struct item *from)
{
	while (from->child) {
		struct item *member = from->child, *other = NULL;
		char *inner = path_of_member(path, member);
		char *name = name_of(path, member);

		from->child = member->next;
		member->next = NULL;
		if (name)
			other = find_named(path, into, name);
		if (other) {
			merge_value(m, inner, other, member);
			item_free(member);
		} else {
			is_replaced(m, inner);
			check_new(m, inner, member);
			add_server(into, member);
		}
		free(name);
		free(inner);
	}
}

static int compare(const void *a, const void *b)
{
	return item_compare(a, b);
}

static void keep(void *node)
{
	(void)node;
}

/* Adds what is not there yet. */
static void merge_list(struct item *into, struct item *from)
{
	struct item **end = &into->child;
	void *seen = NULL;

	for (; *end; end = &(*end)->next)
		tsearch(*end, &seen, compare);
	while (from->child) {
		struct item *member = from->child;

		from->child = member->next;
		member->next = NULL;
		if (tfind(member, &seen, compare)) {
			item_free(member);
			continue;
		}
		*end = member;
		end = &member->next;
	}
	tdestroy(seen, keep);
}

static void merge_word(struct merging *m, const char *path, struct item *into,
		       struct item *from)
{
	if (!item_compare(into, from))
		return;
	if (is_mode(into) && lowers(m, into, from))
		complain_of_mode(m, into, from, path);
	else if (is_drop_in(m) && !(is_mode(into) && rank_of(from) >= 0))
		complain_of_change(m, path, into, from);
	else
		take_over(into, from);
}

static void merge_value(struct merging *m, const char *path, struct item *into,
			struct item *from)
{
	if (is_replaced(m, path))
		replace(m, path, into, from);
	else if (into->kind != from->kind || into->kind == TREE_SCALAR)
		merge_word(m, path, into, from);
	else if (into->kind == TREE_MAPPING)
		merge_mapping(m, path, into, from);
	else if (!strcmp(path, servers_path) || !strcmp(path, ports_path))
		merge_named(m, path, into, from);
	else
		merge_list(into, from);
}

static void check_used(const struct merging *m)
{
	size_t i = 0;

	if (!m->addition->replaces)
		return;
	for (const struct item *r = m->addition->replaces->child; r;
	     r = r->next, i++)
		if (!m->used[i])
			erec_error(m->erecs, r->place,
				   "there is no \"%s\" here that could replace another",
				   quote(r->text));
}

void merge(struct item *into, const struct addition *addition,
	   struct erecs *erecs)
{
	struct merging m = { .addition = addition, .erecs = erecs };
	size_t count = 1;

	if (addition->replaces)
		for (const struct item *r = addition->replaces->child; r;
		     r = r->next)
			count++;
	m.used = must_calloc(count, sizeof(*m.used));
	merge_value(&m, "", into, addition->said);
	check_used(&m);
	free(m.used);
}
