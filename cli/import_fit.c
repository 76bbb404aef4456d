// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Which rule of fapolicyd decides about a file
 * Copyright (C) 2026 The edgesec authors
 */
#include "import_impl.h"

#include <string.h>

enum answer { NO, YES, UNKNOWN };

const char *const usual_dirs[] = {
	"/usr/", "/bin/", "/sbin/", "/lib/", "/lib64/", "/usr/libexec/",
	"/etc/", NULL
};

static bool begins(const char *text, const char *what)
{
	return !strncmp(text, what, strlen(what));
}

static unsigned int type_of(const char *mime)
{
	static const char *const scripts[] = {
		"text/", "application/javascript", "application/x-bytecode.",
		"application/x-elc", "application/java-archive",
		"application/x-java-applet"
	};

	if (!strcmp(mime, "application/x-executable") ||
	    !strcmp(mime, "application/x-pie-executable"))
		return TYPE_PROGRAM;
	if (!strcmp(mime, "application/x-sharedlib"))
		return TYPE_LIBRARY;
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++)
		if (begins(mime, scripts[i]))
			return TYPE_SCRIPT;
	return TYPE_OTHER;
}

unsigned int side_types(const struct side *side)
{
	const struct strings *types = &side->value[FIELD_FTYPE];
	unsigned int found = 0;

	for (size_t i = 0; i < types->count; i++)
		found |= type_of(types->list[i]);
	return found;
}

bool side_has(const struct side *side, enum fapolicyd_field field,
	      const char *value)
{
	const struct strings *values = &side->value[field];

	for (size_t i = 0; i < values->count; i++)
		if (!strcmp(values->list[i], value))
			return true;
	return false;
}

bool side_wants_trust(const struct side *side, const char *value)
{
	return (side->has & BIT(FIELD_TRUST)) &&
	       side_has(side, FIELD_TRUST, value);
}

/* In a policy of lists whoever runs is listed, so "trust=1" is everybody. */
bool side_is_anybody(const struct side *subject)
{
	return !(subject->has & ~(BIT(FIELD_ALL) | BIT(FIELD_TRUST))) &&
	       !side_wants_trust(subject, "0");
}

/* "execdirs" is this list without its last member. */
static bool is_in_usual(const char *path, bool with_etc)
{
	for (size_t i = 0; usual_dirs[i]; i++)
		if ((usual_dirs[i + 1] || with_etc) &&
		    begins(path, usual_dirs[i]))
			return true;
	return false;
}

static bool is_in(const struct question *q, const char *dir)
{
	if (!strcmp(dir, "untrusted"))
		return !q->trusted;
	if (!q->path)
		return false;
	if (!strcmp(dir, "execdirs") || !strcmp(dir, "systemdirs"))
		return is_in_usual(q->path, *dir == 's');
	return *dir == '/' && begins(q->path, dir);
}

static bool fits_dir(const struct side *object, const struct question *q)
{
	const struct strings *dirs = &object->value[FIELD_DIR];

	for (size_t i = 0; i < dirs->count; i++)
		if (is_in(q, dirs->list[i]))
			return true;
	return false;
}

static bool fits_path(const struct side *object, const struct question *q)
{
	return (q->path && side_has(object, FIELD_PATH, q->path)) ||
	       (!q->trusted && side_has(object, FIELD_PATH, "untrusted"));
}

static bool fits_digest(const struct side *object, const struct question *q)
{
	const struct strings *values = &object->value[FIELD_SHA256];
	uint8_t digest[EDGESEC_DIGEST_SIZE];

	for (size_t i = 0; q->digest && i < values->count; i++)
		if (fapolicyd_digest(values->list[i], digest) &&
		    !memcmp(digest, q->digest, sizeof(digest)))
			return true;
	return false;
}

/* What is executed is a program, unless the rule is about scripts alone. */
static enum answer fits_type(const struct side *object,
			     const struct question *q)
{
	unsigned int types = side_types(object);

	if (q->perm == PERM_OPEN)
		return types & TYPE_LIBRARY ? YES : NO;
	if (types & TYPE_PROGRAM)
		return YES;
	return types & TYPE_SCRIPT ? UNKNOWN : NO;
}

static enum answer fits_object(const struct side *object,
			       const struct question *q)
{
	if ((side_wants_trust(object, "1") && !q->trusted) ||
	    (side_wants_trust(object, "0") && q->trusted) ||
	    ((object->has & BIT(FIELD_PATH)) && !fits_path(object, q)) ||
	    ((object->has & BIT(FIELD_DIR)) && !fits_dir(object, q)) ||
	    ((object->has & BIT(FIELD_SHA256)) && !fits_digest(object, q)))
		return NO;
	if (object->has & ~KNOWN_OBJECT)
		return UNKNOWN;
	return object->has & BIT(FIELD_FTYPE) ? fits_type(object, q) : YES;
}

static enum answer fits(const struct fapolicyd_rule *rule,
			const struct question *q)
{
	if (!(rule->perms & q->perm))
		return NO;
	return side_is_anybody(&rule->subject) ? fits_object(&rule->object, q) :
					    UNKNOWN;
}

const struct fapolicyd_rule *question_decide(const struct fapolicyd *from,
					     const struct question *q)
{
	for (size_t i = 0; i < from->rules.count; i++)
		if (fits(&from->rules.list[i], q) == YES)
			return &from->rules.list[i];
	return NULL;
}
