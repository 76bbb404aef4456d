// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - A policy from what fapolicyd was told
 * Copyright (C) 2026 The edgesec authors
 *
 * fapolicyd looks at its rules from the top, and the first one that fits decides;
 * edgesec has lists of what is allowed. So each file that rules name, or trust,
 * is taken through the rules as one that anybody might execute, or map as a
 * library. What then is allowed gets an entry. A rule that asks for what edgesec
 * does not look at (a user, a device) decides nothing here, and is noted.
 */
#include "import.h"
#include "memory.h"
#include "print.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BIT(field)	(1u << (field))

/* What a side may ask for and be understood. */
#define KNOWN_OBJECT	(BIT(FIELD_ALL) | BIT(FIELD_TRUST) | BIT(FIELD_PATH) | \
			 BIT(FIELD_DIR) | BIT(FIELD_FTYPE) | BIT(FIELD_SHA256))
#define NAMED_OBJECT	(BIT(FIELD_PATH) | BIT(FIELD_DIR) | BIT(FIELD_SHA256))

/* Kinds of content by which fapolicyd tells files apart. */
enum { TYPE_PROGRAM = 1, TYPE_LIBRARY = 2, TYPE_SCRIPT = 4, TYPE_OTHER = 8 };

enum answer { NO, YES, UNKNOWN };

/**
 * struct question - May this file be executed, or mapped?
 * @perm: PERM_EXECUTE, or PERM_OPEN for a library.
 * @path: Or NULL.
 * @digest: Or NULL.
 */
struct question {
	enum fapolicyd_perm perm;
	const char *path;
	const uint8_t *digest;
	bool trusted;
};

static const char *const exec_dirs[] = {
	"/usr/", "/bin/", "/sbin/", "/lib/", "/lib64/", "/usr/libexec/",
	"/etc/", NULL
};

__attribute__((format(printf, 4, 5)))
static void note(struct import *import, struct place place, const char *text,
		 const char *fmt, ...)
{
	struct import_note *added = vector_add(&import->notes);
	va_list args;

	*added = (struct import_note){ .place = place, .text = text };
	va_start(args, fmt);
	if (vasprintf(&added->why, fmt, args) < 0)
		abort();
	va_end(args);
}

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

/* The kinds that @side asks for; 0 for any. */
static unsigned int types_of(const struct side *side)
{
	const struct strings *types = &side->value[FIELD_FTYPE];
	unsigned int found = 0;

	for (size_t i = 0; i < types->count; i++)
		found |= type_of(types->list[i]);
	return found;
}

static bool has_value(const struct side *side, enum fapolicyd_field field,
		      const char *value)
{
	const struct strings *values = &side->value[field];

	for (size_t i = 0; i < values->count; i++)
		if (!strcmp(values->list[i], value))
			return true;
	return false;
}

static bool wants_trust(const struct side *side, const char *value)
{
	return (side->has & BIT(FIELD_TRUST)) &&
	       has_value(side, FIELD_TRUST, value);
}

/* In a policy of lists whoever runs is listed, so "trust=1" is everybody. */
static bool is_anybody(const struct side *subject)
{
	return !(subject->has & ~(BIT(FIELD_ALL) | BIT(FIELD_TRUST))) &&
	       !wants_trust(subject, "0");
}

/* "execdirs" is this list without its last member. */
static bool is_in_usual(const char *path, bool with_etc)
{
	for (size_t i = 0; exec_dirs[i]; i++)
		if ((exec_dirs[i + 1] || with_etc) &&
		    begins(path, exec_dirs[i]))
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
	return (q->path && has_value(object, FIELD_PATH, q->path)) ||
	       (!q->trusted && has_value(object, FIELD_PATH, "untrusted"));
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
	unsigned int types = types_of(object);

	if (q->perm == PERM_OPEN)
		return types & TYPE_LIBRARY ? YES : NO;
	if (types & TYPE_PROGRAM)
		return YES;
	return types & TYPE_SCRIPT ? UNKNOWN : NO;
}

static enum answer fits_object(const struct side *object,
			       const struct question *q)
{
	if ((wants_trust(object, "1") && !q->trusted) ||
	    (wants_trust(object, "0") && q->trusted) ||
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
	return is_anybody(&rule->subject) ? fits_object(&rule->object, q) :
					    UNKNOWN;
}

/* The rule that decides, or NULL. */
static const struct fapolicyd_rule *decide(const struct fapolicyd *from,
					   const struct question *q)
{
	for (size_t i = 0; i < from->rules.count; i++)
		if (fits(&from->rules.list[i], q) == YES)
			return &from->rules.list[i];
	return NULL;
}

static bool is_allowed(const struct import *import, const struct question *q)
{
	const struct fapolicyd_rule *rule = decide(import->from, q);

	return rule && rule->allow;
}

static bool judges_libraries(const struct import *import)
{
	return import->model.rule_mode[RULE_LIBRARIES] !=
	       EDGESEC_MODE_DISABLED;
}

static struct program *find_program(struct model *model,
				    const struct program *like)
{
	for (size_t i = 0; i < model->programs.count; i++) {
		struct program *program = &model->programs.list[i];

		if (program->identify == like->identify &&
		    program->has_digest == like->has_digest &&
		    !strcmp(program->path, like->path) &&
		    !memcmp(program->digest, like->digest,
			    sizeof(program->digest)))
			return program;
	}
	return NULL;
}

static void add_program(struct import *import, const struct program *like)
{
	struct program *program = find_program(&import->model, like);

	if (program) {
		program->role |= like->role;
		return;
	}
	program = vector_add(&import->model.programs);
	*program = *like;
	program->path = must_strdup(like->path);
}

static void add_digest(struct import *import, const char *path,
		       const uint8_t *digest, unsigned int role)
{
	struct program like = { .identify = EDGESEC_IDENTIFY_DIGEST,
				.path = (char *)path, .role = role,
				.has_digest = true };

	memcpy(like.digest, digest, sizeof(like.digest));
	add_program(import, &like);
}

static void add_path(struct import *import, const char *path, bool directory,
		     unsigned int role)
{
	struct program like = {
		.identify = directory ? EDGESEC_IDENTIFY_DIRECTORY :
					EDGESEC_IDENTIFY_PATH,
		.directory = directory, .path = (char *)path, .role = role,
		.ignore_absent = true,
	};

	add_program(import, &like);
}

static bool is_good_path(const char *path)
{
	return *path == '/' && strlen(path) <= EDGESEC_PATH_MAX &&
	       print_is_plain(path);
}

static void take_trusted(struct import *import,
			 const struct fapolicyd_file *file)
{
	struct question q = { .path = file->path, .digest = file->digest,
			      .trusted = true };
	unsigned int role = 0;

	q.perm = PERM_EXECUTE;
	if (is_allowed(import, &q))
		role |= EDGESEC_ROLE_RUN | EDGESEC_ROLE_MAP;
	q.perm = PERM_OPEN;
	if (judges_libraries(import) && is_allowed(import, &q))
		role |= EDGESEC_ROLE_MAP;
	if (role && strlen(file->path) <= EDGESEC_PATH_MAX) {
		add_digest(import, file->path, file->digest, role);
		return;
	}
	import->trust_noted++;
	note(import, file->place, file->text, role ?
	     "the path is longer than a policy may have it" :
	     "no rule lets everybody execute or map it");
}

/* The roles that a rule gives to what it names. */
static unsigned int roles_of(const struct import *import,
			     const struct fapolicyd_rule *rule)
{
	unsigned int types = types_of(&rule->object), role = 0;

	if ((rule->perms & PERM_EXECUTE) &&
	    (!types || (types & (TYPE_PROGRAM | TYPE_SCRIPT))))
		role |= EDGESEC_ROLE_RUN | EDGESEC_ROLE_MAP;
	if ((rule->perms & PERM_OPEN) && judges_libraries(import) &&
	    (!types || (types & TYPE_LIBRARY)))
		role |= EDGESEC_ROLE_MAP;
	return role;
}

/* Does an earlier rule deny what this one allows? Then that is noted. */
static bool is_denied(struct import *import, const struct fapolicyd_rule *rule,
		      struct question q)
{
	const struct fapolicyd_rule *first;

	q.perm = rule->perms & PERM_EXECUTE ? PERM_EXECUTE : PERM_OPEN;
	first = decide(import->from, &q);
	if (!first || first->allow || first >= rule)
		return false;
	note(import, rule->place, rule->text,
	     "what it allows is denied before, in %s",
	     erec_line(import->erecs, rule->place, first->place));
	return true;
}

static void take_path(struct import *import, const struct fapolicyd_rule *rule,
		      const char *path, unsigned int role)
{
	struct question q = { .path = path };

	if (!is_good_path(path))
		note(import, rule->place, rule->text,
		     "a policy names files by absolute paths, in UTF-8 and without control characters");
	else if (!is_denied(import, rule, q))
		add_path(import, path, false, role);
}

static void take_usual(struct import *import, bool with_etc, unsigned int role)
{
	for (size_t i = 0; exec_dirs[i]; i++)
		if (exec_dirs[i + 1] || with_etc)
			add_path(import, exec_dirs[i], true, role);
}

static void take_dir(struct import *import, const struct fapolicyd_rule *rule,
		     const char *dir, unsigned int role)
{
	struct question q = { .path = dir };

	if (!strcmp(dir, "execdirs") || !strcmp(dir, "systemdirs"))
		take_usual(import, *dir == 's', role);
	else if (!is_good_path(dir))
		note(import, rule->place, rule->text,
		     "a policy names folders by absolute paths, in UTF-8 and without control characters");
	else if (!is_denied(import, rule, q))
		add_path(import, dir, true, role);
}

static void take_digest(struct import *import,
			const struct fapolicyd_rule *rule, const char *text,
			unsigned int role)
{
	uint8_t digest[EDGESEC_DIGEST_SIZE];
	struct question q = { .digest = digest };

	if (fapolicyd_digest(text, digest) && !is_denied(import, rule, q))
		add_digest(import, "", digest, role);
}

/* One of path, folder and digest; two at once are narrower than any entry. */
static void take_named(struct import *import, const struct fapolicyd_rule *rule)
{
	const struct side *object = &rule->object;
	unsigned int role = roles_of(import, rule);
	size_t i;

	if (!role)
		return;
	if (__builtin_popcount(object->has & NAMED_OBJECT) > 1) {
		note(import, rule->place, rule->text,
		     "an entry has one of path, folder and SHA-256");
		return;
	}
	for (i = 0; i < object->value[FIELD_PATH].count; i++)
		take_path(import, rule, object->value[FIELD_PATH].list[i],
			  role);
	for (i = 0; i < object->value[FIELD_DIR].count; i++)
		take_dir(import, rule, object->value[FIELD_DIR].list[i], role);
	for (i = 0; i < object->value[FIELD_SHA256].count; i++)
		take_digest(import, rule, object->value[FIELD_SHA256].list[i],
			    role);
}

/* Is there a trusted file of the path? Its digest is an entry then. */
static bool is_listed(const struct fapolicyd *from, const char *path)
{
	for (size_t i = 0; i < from->trust.count; i++)
		if (!strcmp(from->trust.list[i].path, path))
			return true;
	return false;
}

static bool all_listed(const struct fapolicyd *from,
		       const struct strings *paths)
{
	for (size_t i = 0; i < paths->count; i++)
		if (!is_listed(from, paths->list[i]))
			return false;
	return paths->count;
}

/* Trusted files were looked at one by one. */
static void take_trust_rule(struct import *import,
			    const struct fapolicyd_rule *rule)
{
	const struct side *object = &rule->object;

	import->packages = true;
	if ((object->has & NAMED_OBJECT) &&
	    !all_listed(import->from, &object->value[FIELD_PATH]))
		note(import, rule->place, rule->text,
		     "of these only what the trust files list is in here, and nothing of packages");
}

/* The subjects that may execute scripts. */
static void take_starters(struct import *import,
			  const struct fapolicyd_rule *rule, unsigned int role)
{
	const struct side *subject = &rule->subject;
	size_t i;

	for (i = 0; i < subject->value[FIELD_EXE].count; i++)
		if (is_good_path(subject->value[FIELD_EXE].list[i]))
			add_path(import, subject->value[FIELD_EXE].list[i],
				 false, role);
	for (i = 0; i < subject->value[FIELD_DIR].count; i++)
		if (is_good_path(subject->value[FIELD_DIR].list[i]))
			add_path(import, subject->value[FIELD_DIR].list[i],
				 true, role);
}

/* A subject that is programs by name, and nothing else but trusted. */
static bool is_programs(const struct side *subject)
{
	uint32_t names = BIT(FIELD_EXE) | BIT(FIELD_DIR);

	return (subject->has & names) && (subject->has & names) != names &&
	       !(subject->has & ~(names | BIT(FIELD_TRUST))) &&
	       !has_value(subject, FIELD_EXE, "untrusted") &&
	       !has_value(subject, FIELD_DIR, "untrusted") &&
	       !has_value(subject, FIELD_DIR, "execdirs") &&
	       !has_value(subject, FIELD_DIR, "systemdirs") &&
	       !wants_trust(subject, "0");
}

/* Who may start scripts, or is one that reads them? */
static unsigned int starter_role(const struct fapolicyd_rule *rule)
{
	const struct side *object = &rule->object;

	if (!is_programs(&rule->subject) ||
	    types_of(object) != TYPE_SCRIPT ||
	    (object->has & ~(BIT(FIELD_FTYPE) | BIT(FIELD_TRUST))))
		return 0;
	return rule->perms & PERM_EXECUTE ? EDGESEC_ROLE_START_SCRIPTS :
					    EDGESEC_ROLE_INTERPRETER;
}

static bool any_starter(const struct fapolicyd *from)
{
	for (size_t i = 0; i < from->rules.count; i++)
		if (from->rules.list[i].allow &&
		    starter_role(&from->rules.list[i]) ==
			    EDGESEC_ROLE_START_SCRIPTS)
			return true;
	return false;
}

static const char *why_subject(const struct side *subject)
{
	if (subject->has & BIT(FIELD_PATTERN))
		return "how a program was started is no question of a policy; libraries judges what a loader maps";
	if (subject->has & (BIT(FIELD_AUID) | BIT(FIELD_UID) | BIT(FIELD_GID) |
			    BIT(FIELD_SESSIONID)))
		return "a policy is the same for every user and session";
	return "a policy does not ask which program executes or opens a file, but who starts scripts";
}

static void take_subject_rule(struct import *import,
			      const struct fapolicyd_rule *rule)
{
	unsigned int role = rule->allow ? starter_role(rule) : 0;

	if (!role)
		note(import, rule->place, rule->text, "%s",
		     why_subject(&rule->subject));
	else if (import->model.rule_mode[RULE_SCRIPTS] ==
		 EDGESEC_MODE_DISABLED)
		note(import, rule->place, rule->text,
		     "no rule says who may start scripts, and so interpreters");
	else
		take_starters(import, rule, role);
}

/* Opening a file is judged only where it becomes code. */
static bool is_about_code(const struct fapolicyd_rule *rule)
{
	unsigned int types = types_of(&rule->object);

	return (rule->perms & PERM_EXECUTE) ||
	       (!types && (rule->object.has & NAMED_OBJECT)) ||
	       (types & TYPE_LIBRARY);
}

static const char *why_type(unsigned int types)
{
	if (types & TYPE_OTHER)
		return "files of this kind are not told apart";
	return "which scripts an interpreter may read is for interpreted, which needs a list of interpreters";
}

static void take_allow(struct import *import, const struct fapolicyd_rule *rule)
{
	const struct side *object = &rule->object;
	unsigned int types = types_of(object);

	if (wants_trust(object, "1"))
		take_trust_rule(import, rule);
	else if (object->has & NAMED_OBJECT)
		take_named(import, rule);
	else if (rule->perms & PERM_EXECUTE)
		note(import, rule->place, rule->text,
		     "what may run has to be named: there is no entry for everything, or everything of a kind");
	else if (types & TYPE_LIBRARY)
		note(import, rule->place, rule->text,
		     "libraries have to be named: there is no entry for all of them");
	if (types & (TYPE_SCRIPT | TYPE_OTHER) && (rule->perms & PERM_OPEN) &&
	    !(types & (TYPE_PROGRAM | TYPE_LIBRARY)) &&
	    wants_trust(object, "1"))
		note(import, rule->place, rule->text, "%s", why_type(types));
}

static bool lies_in(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	while (len && folder[len - 1] == '/')
		len--;
	return !strncmp(path, folder, len) && (!path[len] || path[len] == '/');
}

static bool lies_in_any(const struct model *model, const char *path)
{
	for (size_t i = 0; i < model->programs.count; i++)
		if (model->programs.list[i].directory &&
		    lies_in(path, model->programs.list[i].path))
			return true;
	return false;
}

/* Denials are what is not listed, unless it lies in a folder that is. */
static void check_folders(struct import *import,
			  const struct fapolicyd_rule *rule,
			  const struct strings *paths)
{
	for (size_t i = 0; i < paths->count; i++)
		if (lies_in_any(&import->model, paths->list[i]))
			note(import, rule->place, rule->text,
			     "a folder that is listed has no exceptions, and this lies in one");
}

static void take_deny(struct import *import, const struct fapolicyd_rule *rule)
{
	const struct side *object = &rule->object;
	unsigned int types = types_of(object);

	if (types & (TYPE_SCRIPT | TYPE_OTHER) && (rule->perms & PERM_OPEN))
		note(import, rule->place, rule->text, "%s", why_type(types));
	else if ((types & TYPE_LIBRARY) && !judges_libraries(import))
		note(import, rule->place, rule->text,
		     "no library is listed, so there is no rule on libraries");
	else if (!is_about_code(rule))
		note(import, rule->place, rule->text,
		     "opening a file is judged only where it becomes code");
	check_folders(import, rule, &object->value[FIELD_PATH]);
	check_folders(import, rule, &object->value[FIELD_DIR]);
}

static void take_rule(struct import *import, const struct fapolicyd_rule *rule)
{
	size_t before = import->notes.count;

	if (!is_anybody(&rule->subject))
		take_subject_rule(import, rule);
	else if (rule->object.has & ~KNOWN_OBJECT)
		note(import, rule->place, rule->text,
		     "a policy asks for neither device nor permissions of a file");
	else if (rule->allow)
		take_allow(import, rule);
	else
		take_deny(import, rule);
	import->rules_noted += import->notes.count > before;
}

static bool any_library(const struct fapolicyd *from)
{
	for (size_t i = 0; i < from->rules.count; i++)
		if ((from->rules.list[i].perms & PERM_OPEN) &&
		    (types_of(&from->rules.list[i].object) & TYPE_LIBRARY))
			return true;
	return false;
}

/* A rule that lets nothing be mapped would stop every program. */
static void drop_empty_libraries(struct model *model)
{
	for (size_t i = 0; i < model->programs.count; i++)
		if (model->programs.list[i].role & EDGESEC_ROLE_MAP)
			return;
	model->rule_mode[RULE_LIBRARIES] = EDGESEC_MODE_DISABLED;
}

/* Denials last: they ask what is listed. */
static void take_rules(struct import *import, bool allow)
{
	const struct fapolicyd *from = import->from;

	for (size_t i = 0; i < from->rules.count; i++)
		if (from->rules.list[i].allow == allow)
			take_rule(import, &from->rules.list[i]);
}

static int by_place(const void *a, const void *b)
{
	const struct import_note *x = a, *y = b;

	if (x->place.file != y->place.file)
		return x->place.file < y->place.file ? -1 : 1;
	if (x->place.line != y->place.line)
		return x->place.line < y->place.line ? -1 : 1;
	return strcmp(x->why, y->why);
}

void import_rules(struct import *import)
{
	struct model *model = &import->model;

	model->rule_mode[RULE_RUN] = model->mode;
	if (any_library(import->from))
		model->rule_mode[RULE_LIBRARIES] = model->mode;
	if (any_starter(import->from))
		model->rule_mode[RULE_SCRIPTS] = model->mode;
	for (size_t i = 0; i < import->from->trust.count; i++)
		take_trusted(import, &import->from->trust.list[i]);
	take_rules(import, true);
	drop_empty_libraries(model);
	take_rules(import, false);
	if (import->notes.count)
		qsort(import->notes.list, import->notes.count,
		      sizeof(*import->notes.list), by_place);
}

void import_free(struct import *import)
{
	for (size_t i = 0; i < import->notes.count; i++)
		free(import->notes.list[i].why);
	free(import->notes.list);
	model_free(&import->model);
}
