// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What rule and trust files of fapolicyd say
 * Copyright (C) 2026 The edgesec authors
 *
 * fapolicyd.rules(5) and fapolicyd.trust(5) describe them.
 */
#include "fapolicyd.h"
#include "fapolicyd_impl.h"
#include "memory.h"
#include "quote.h"
#include "reader.h"
#include "suggest.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const fapolicyd_fields[] = {
	[FIELD_ALL]	  = "all",
	[FIELD_TRUST]	  = "trust",
	[FIELD_EXE]	  = "exe",
	[FIELD_PATH]	  = "path",
	[FIELD_DIR]	  = "dir",
	[FIELD_FTYPE]	  = "ftype",
	[FIELD_SHA256]	  = "sha256hash",
	[FIELD_DEVICE]	  = "device",
	[FIELD_PATTERN]	  = "pattern",
	[FIELD_COMM]	  = "comm",
	[FIELD_AUID]	  = "auid",
	[FIELD_UID]	  = "uid",
	[FIELD_GID]	  = "gid",
	[FIELD_SESSIONID] = "sessionid",
	[FIELD_PID]	  = "pid",
	[FIELD_PPID]	  = "ppid",
	[FIELD_MODE]	  = "mode",
	NULL
};

static const uint32_t subject_fields =
	BIT(FIELD_ALL) | BIT(FIELD_TRUST) | BIT(FIELD_EXE) | BIT(FIELD_DIR) |
	BIT(FIELD_FTYPE) | BIT(FIELD_DEVICE) | BIT(FIELD_PATTERN) |
	BIT(FIELD_COMM) | BIT(FIELD_AUID) | BIT(FIELD_UID) | BIT(FIELD_GID) |
	BIT(FIELD_SESSIONID) | BIT(FIELD_PID) | BIT(FIELD_PPID);
static const uint32_t object_fields =
	BIT(FIELD_ALL) | BIT(FIELD_TRUST) | BIT(FIELD_PATH) | BIT(FIELD_DIR) |
	BIT(FIELD_FTYPE) | BIT(FIELD_SHA256) | BIT(FIELD_DEVICE) |
	BIT(FIELD_MODE);

/* Each kind of decision, denials second. */
static const char *const decisions[] = {
	"allow", "deny", "allow_audit", "deny_audit", "allow_syslog",
	"deny_syslog", "allow_log", "deny_log", NULL
};

static const char *const perms[] = { "open", "execute", "any", NULL };

/* Where a rule is read from, and into. */
struct rule_reader {
	struct reader r;
	struct fapolicyd *all;
	struct fapolicyd_rule rule;
};

/* The child may have been anybody's: what should be there may be missing. */
static tree_ref next_of(const struct reader *r, tree_ref node)
{
	return node ? tree_node(r->tree, node)->next : 0;
}

static tree_ref child_of(const struct reader *r, tree_ref node)
{
	return node ? tree_node(r->tree, node)->child : 0;
}

static const char *text_of(const struct reader *r, tree_ref node)
{
	return node && is_scalar(r, node) ? tree_text(r->tree, node) : "";
}

bool fapolicyd_digest(const char *text, uint8_t *digest)
{
	if (strlen(text) != 2 * EDGESEC_DIGEST_SIZE)
		return false;
	for (size_t i = 0; text[i]; i++)
		if (!isxdigit((unsigned char)text[i]))
			return false;
	for (size_t i = 0; i < EDGESEC_DIGEST_SIZE; i++)
		sscanf(text + 2 * i, "%2hhx", &digest[i]);
	return true;
}

static const struct fapolicyd_set *find_set(const struct fapolicyd *all,
					    const char *name)
{
	for (size_t i = 0; i < all->sets.count; i++)
		if (!strcmp(all->sets.list[i].name, name))
			return &all->sets.list[i];
	return NULL;
}

static void add_set(struct reader *r, struct strings *values, tree_ref node,
		    const struct fapolicyd *all)
{
	const struct fapolicyd_set *set =
		find_set(all, text_of(r, node));

	if (!set)
		mistake(r, node, "no set \"%s\" stands before this",
			quote(text_of(r, node)));
	for (size_t i = 0; set && i < set->values.count; i++)
		*vector_add(values) = set->values.list[i];
}

/* An empty value is legal: nothing is like it. */
static void take_values(struct reader *r, struct strings *values,
			tree_ref value, const struct fapolicyd *all)
{
	for (; value; value = next_of(r, value)) {
		if (*text_of(r, value) == '%')
			add_set(r, values, value, all);
		else
			*vector_add(values) = text_of(r, value);
	}
}

static int find_field(const char *name)
{
	for (int i = 0; i < FIELD_COUNT; i++)
		if (!strcmp(name, fapolicyd_fields[i]))
			return i;
	return -1;
}

static void no_such_field(struct reader *r, tree_ref name, uint32_t fields,
			  const char *whose)
{
	const char *names[FIELD_COUNT + 1] = {}, *near;
	const char *text = text_of(r, name);
	size_t count = 0;

	for (int i = 0; i < FIELD_COUNT; i++)
		if (fields & BIT(i))
			names[count++] = fapolicyd_fields[i];
	near = suggest(text, names);
	if (near)
		mistake(r, name, "%s has no field \"%s\"; did you mean \"%s\"?",
			whose, quote(text), near);
	else
		mistake(r, name, "%s has no field \"%s\"", whose, quote(text));
}

static void check_value(struct reader *r, tree_ref value, int field)
{
	const char *text = text_of(r, value);
	uint8_t digest[EDGESEC_DIGEST_SIZE];

	if (field == FIELD_TRUST && strcmp(text, "0") && strcmp(text, "1"))
		mistake(r, value, "trust is 0 or 1");
	if (field == FIELD_SHA256 && *text != '%' &&
	    !fapolicyd_digest(text, digest))
		mistake(r, value, "a SHA-256 has 64 hexadecimal digits");
}

static void read_side_field(struct rule_reader *rr, tree_ref node,
			    bool is_object)
{
	struct side *side = is_object ? &rr->rule.object : &rr->rule.subject;
	uint32_t known = is_object ? object_fields : subject_fields;
	const char *whose = is_object ? "an object" : "a subject";
	tree_ref name = child_of(&rr->r, node), value = next_of(&rr->r, name);
	int field = find_field(text_of(&rr->r, name));

	if (field < 0 || !(known & BIT(field))) {
		no_such_field(&rr->r, name, known, whose);
	} else if (side->has & BIT(field)) {
		mistake(&rr->r, name, "%s has one \"%s\"", whose,
			fapolicyd_fields[field]);
	} else if ((field == FIELD_ALL) != !value) {
		mistake(&rr->r, name, field == FIELD_ALL ?
			"\"%s\" has no value" : "\"%s\" needs a value",
			fapolicyd_fields[field]);
	} else {
		side->has |= BIT(field);
		for (tree_ref v = value; v; v = next_of(&rr->r, v))
			check_value(&rr->r, v, field);
		take_values(&rr->r, &side->value[field], value, rr->all);
	}
}

/* Returns false for a field that is no "perm". */
static bool read_perm(struct rule_reader *rr, tree_ref node)
{
	tree_ref name = child_of(&rr->r, node), value = next_of(&rr->r, name);
	unsigned int index;

	if (strcmp(text_of(&rr->r, name), "perm"))
		return false;
	if (!value || next_of(&rr->r, value))
		mistake(&rr->r, name, "\"perm\" has one value");
	else if (read_word(&rr->r, value, perms, &index))
		rr->rule.perms = index + 1;
	return true;
}

/* What follows the decision: perm, subject, colon, object. */
static void read_fields(struct rule_reader *rr, tree_ref line, tree_ref node)
{
	bool is_object = false;

	for (; node; node = next_of(&rr->r, node)) {
		if (!is_scalar(&rr->r, node)) {
			if (is_object || !read_perm(rr, node))
				read_side_field(rr, node, is_object);
		} else if (is_object) {
			mistake(&rr->r, node, "a second colon");
		} else {
			is_object = true;
		}
	}
	if (!is_object)
		mistake(&rr->r, line, "a rule has a colon between subject and object, with blanks around it");
}

static void check_side(struct rule_reader *rr, tree_ref line,
		       const struct side *side, const char *whose)
{
	if (!side->has)
		mistake(&rr->r, line, "the rule says nothing of %s", whose);
	else if ((side->has & BIT(FIELD_ALL)) && side->has != BIT(FIELD_ALL) &&
		 side->has != (BIT(FIELD_ALL) | BIT(FIELD_TRUST)))
		mistake(&rr->r, line,
			"beside \"all\" no other field than \"trust\" says anything of %s",
			whose);
}

static void free_side(struct side *side)
{
	for (int i = 0; i < FIELD_COUNT; i++)
		free(side->value[i].list);
}

static void read_rule(struct rule_reader *rr, tree_ref line)
{
	tree_ref text = child_of(&rr->r, line), word = next_of(&rr->r, text);
	size_t errors = rr->r.erecs->errors;
	unsigned int decision = 0;

	rr->rule = (struct fapolicyd_rule){
		.place = tree_place(rr->r.tree, line),
		.text = text_of(&rr->r, text), .perms = PERM_OPEN,
	};
	if (read_word(&rr->r, word, decisions, &decision))
		read_fields(rr, line, next_of(&rr->r, word));
	rr->rule.allow = !(decision & 1);
	if (rr->r.erecs->errors == errors) {
		check_side(rr, line, &rr->rule.subject, "a subject");
		check_side(rr, line, &rr->rule.object, "an object");
	}
	if (rr->r.erecs->errors == errors) {
		*vector_add(&rr->all->rules) = rr->rule;
		return;
	}
	free_side(&rr->rule.subject);
	free_side(&rr->rule.object);
}

static void read_set(struct rule_reader *rr, tree_ref field)
{
	struct reader *r = &rr->r;
	tree_ref name = child_of(r, field), value = next_of(r, name);
	const char *text = text_of(r, name);
	const struct fapolicyd_set *old = find_set(rr->all, text);
	struct place place = tree_place(r->tree, name);
	struct strings values = {};

	if (old)
		mistake(r, name, "a second set \"%s\"; the first stands in %s",
			quote(text), erec_line(r->erecs, place, old->place));
	else if (!value || next_of(r, field))
		mistake(r, name, "a set is %%name=value,value");
	else
		take_values(r, &values, value, rr->all);
	if (!values.list)
		return;
	*(struct fapolicyd_set *)vector_add(&rr->all->sets) =
		(struct fapolicyd_set){ place, text, values };
}

static struct tree *keep_tree(struct fapolicyd *all, struct tree *tree)
{
	if (tree)
		vector_add(&all->trees)->tree = tree;
	return tree;
}

void fapolicyd_read_rules(struct fapolicyd *all, struct erecs *erecs,
			  unsigned int file)
{
	struct rule_reader rr = { .r = { .erecs = erecs }, .all = all };
	struct tree *tree = tree_build_file(erecs, file, fapolicyd_build_rules);

	rr.r.tree = keep_tree(all, tree);
	if (!tree)
		return;
	for (tree_ref line = child_of(&rr.r, 1); line;
	     line = next_of(&rr.r, line)) {
		tree_ref word = next_of(&rr.r, child_of(&rr.r, line));

		if (word && is_scalar(&rr.r, word))
			read_rule(&rr, line);
		else if (word)
			read_set(&rr, word);
	}
}

static bool is_number(const char *text)
{
	return *text && !text[strspn(text, "0123456789")];
}

static void read_trusted(struct fapolicyd *all, struct reader *r, tree_ref line)
{
	tree_ref text = child_of(r, line), path = next_of(r, text);
	tree_ref size = next_of(r, path);
	tree_ref digest = size ? next_of(r, size) : 0;
	struct fapolicyd_file file = { .place = tree_place(r->tree, line) };

	if (!digest || *text_of(r, path) != '/')
		mistake(r, line, "a trusted file is an absolute path, a size and a SHA-256");
	else if (!is_number(text_of(r, size)))
		mistake(r, size, "a size is a number of bytes");
	else if (!fapolicyd_digest(text_of(r, digest), file.digest))
		mistake(r, digest, "a SHA-256 has 64 hexadecimal digits");
	else {
		file.text = text_of(r, text);
		file.path = text_of(r, path);
		*vector_add(&all->trust) = file;
	}
}

void fapolicyd_read_trust(struct fapolicyd *all, struct erecs *erecs,
			  unsigned int file)
{
	struct reader r = { .erecs = erecs };
	struct tree *tree = tree_build_file(erecs, file, fapolicyd_build_trust);

	r.tree = keep_tree(all, tree);
	if (!tree)
		return;
	for (tree_ref line = child_of(&r, 1); line; line = next_of(&r, line))
		read_trusted(all, &r, line);
}

void fapolicyd_free(struct fapolicyd *all)
{
	for (size_t i = 0; i < all->rules.count; i++) {
		free_side(&all->rules.list[i].subject);
		free_side(&all->rules.list[i].object);
	}
	for (size_t i = 0; i < all->sets.count; i++)
		free(all->sets.list[i].values.list);
	for (size_t i = 0; i < all->trees.count; i++)
		tree_free(all->trees.list[i].tree);
	free(all->rules.list);
	free(all->trust.list);
	free(all->sets.list);
	free(all->trees.list);
}
