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
#include "import_impl.h"
#include "memory.h"
#include "print.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static bool is_allowed(const struct import *import, const struct question *q)
{
	const struct fapolicyd_rule *rule = question_decide(import->from, q);

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
	unsigned int types = side_types(&rule->object), role = 0;

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
	first = question_decide(import->from, &q);
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

static void take_usual(struct import *import,
		       const struct fapolicyd_rule *rule, bool with_etc,
		       unsigned int role)
{
	for (size_t i = 0; usual_dirs[i]; i++) {
		struct question q = { .path = usual_dirs[i] };

		if ((usual_dirs[i + 1] || with_etc) &&
		    !is_denied(import, rule, q))
			add_path(import, usual_dirs[i], true, role);
	}
}

static void take_dir(struct import *import, const struct fapolicyd_rule *rule,
		     const char *dir, unsigned int role)
{
	struct question q = { .path = dir };

	if (!strcmp(dir, "execdirs") || !strcmp(dir, "systemdirs"))
		take_usual(import, rule, *dir == 's', role);
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

/* Why no entry is as narrow as what the rule names; NULL if one is. */
static const char *why_not_named(const struct side *object)
{
	if (__builtin_popcount(object->has & NAMED_OBJECT) > 1)
		return "an entry has one of path, folder and SHA-256";
	if ((object->has & BIT(FIELD_DIR)) &&
	    (side_types(object) & ~TYPE_LIBRARY))
		return "of a folder everything may run or nothing: files of one kind are not told apart";
	return NULL;
}

static void take_named(struct import *import, const struct fapolicyd_rule *rule)
{
	const struct side *object = &rule->object;
	unsigned int role = roles_of(import, rule);
	const char *why = why_not_named(object);
	size_t i;

	if (!role)
		return;
	if (why) {
		note(import, rule->place, rule->text, "%s", why);
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
	       !side_has(subject, FIELD_EXE, "untrusted") &&
	       !side_has(subject, FIELD_DIR, "untrusted") &&
	       !side_has(subject, FIELD_DIR, "execdirs") &&
	       !side_has(subject, FIELD_DIR, "systemdirs") &&
	       !side_wants_trust(subject, "0");
}

/* Who may start scripts, or is one that reads them? */
static unsigned int starter_role(const struct fapolicyd_rule *rule)
{
	const struct side *object = &rule->object;

	if (!is_programs(&rule->subject) ||
	    side_types(object) != TYPE_SCRIPT ||
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
	unsigned int types = side_types(&rule->object);

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
	unsigned int types = side_types(object);

	if (side_wants_trust(object, "1"))
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
	    side_wants_trust(object, "1"))
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
	for (size_t i = 0; i < paths->count; i++) {
		struct question q = { .path = paths->list[i] };

		q.perm = rule->perms & PERM_EXECUTE ? PERM_EXECUTE : PERM_OPEN;
		if (question_decide(import->from, &q) == rule &&
		    lies_in_any(&import->model, q.path))
			note(import, rule->place, rule->text,
			     "a folder that is listed has no exceptions, and this lies in one");
	}
}

static void take_deny(struct import *import, const struct fapolicyd_rule *rule)
{
	const struct side *object = &rule->object;
	unsigned int types = side_types(object);

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

	if (!side_is_anybody(&rule->subject))
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
		    (side_types(&from->rules.list[i].object) & TYPE_LIBRARY))
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
