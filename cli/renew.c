// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What packages that come and go mean for a policy
 * Copyright (C) 2026 The edgesec authors
 *
 * A file that a package brings gets the roles
 * - of the file that it replaces, if the policy knows that one's content;
 * - of the policy's entries on its package, its path or a directory above it;
 * - and, where nothing is replaced, those of ordinary code, when the policy
 *   knows other files of the same package by digests that stand in its file.
 * Only the last kind and what replaces such digests has to be written into the
 * policy file: all else is found again when the policy is next applied.
 */
#include "renew.h"
#include "deb.h"
#include "files.h"
#include "memory.h"
#include "packages.h"
#include "quote.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a new file of a package that the policy knows may be. */
#define ROLES_OF_CODE							\
	(EDGESEC_ROLE_RUN | EDGESEC_ROLE_MAP | EDGESEC_ROLE_INTERPRET |	\
	 EDGESEC_ROLE_LOAD)

/**
 * struct package - A package under way
 * @listed: Roles of the entries that name it.
 * @pinned: Digests of files that it replaces stand in the policy file.
 * @known: The policy knows it.
 * @lacks: Some file would not be allowed to do what it is made for.
 */
struct package {
	struct renewal *renewal;
	unsigned int listed;
	bool pinned;
	bool known;
	bool lacks;
};

/* What is known of a file of it. */
struct file {
	const struct deb_file *deb;
	char *real;
	bool replaces;
	uint8_t old[EDGESEC_DIGEST_SIZE];
};

char *renew_real_path(const char *path)
{
	char parent[PATH_MAX], real[PATH_MAX];
	char *slash;

	if (strlen(path) >= sizeof(parent))
		return must_strdup(path);
	strcpy(parent, path);
	while ((slash = strrchr(parent, '/'))) {
		*slash = '\0';
		if (!*parent || realpath(parent, real))
			break;
	}
	if (!slash || !*parent || !strcmp(real, "/"))
		return must_strdup(path);
	return must_printf("%s%s", real, path + (slash - parent));
}

static bool is_same_path(const char *path, const char *real)
{
	char *other;
	bool same = !strcmp(path, real);

	if (same || !*path)
		return same;
	/* Links change directories; the last part stays. */
	if (strcmp(strrchr(path, '/'), strrchr(real, '/')))
		return false;
	other = renew_real_path(path);
	same = !strcmp(other, real);
	free(other);
	return same;
}

static bool is_below(const char *folder, const char *real)
{
	char path[PATH_MAX];
	size_t len;

	if (!realpath(folder, path))
		return false;
	len = strcmp(path, "/") ? strlen(path) : 0;
	return !strncmp(path, real, len) && real[len] == '/';
}

bool renew_is_pinned(const struct program *program)
{
	return program->identify == EDGESEC_IDENTIFY_DIGEST &&
	       program->has_digest;
}

static bool has_digest(const struct program *program, const uint8_t *digest)
{
	return renew_is_pinned(program) &&
	       !memcmp(program->digest, digest, EDGESEC_DIGEST_SIZE);
}

static unsigned int roles_of_digest(const struct programs *programs,
				    const uint8_t *digest)
{
	unsigned int roles = 0;

	for (size_t i = 0; i < programs->count; i++)
		if (has_digest(&programs->list[i], digest))
			roles |= programs->list[i].role;
	return roles;
}

/* Does the policy know files at this path by their place? */
static unsigned int roles_of_place(const struct renewal *renewal,
				   const char *real)
{
	const struct programs *programs = &renewal->load->model.programs;
	unsigned int roles = 0;

	for (size_t i = 0; i < programs->count; i++) {
		const struct program *program = &programs->list[i];

		if ((program->identify == EDGESEC_IDENTIFY_DIRECTORY &&
		     is_below(program->path, real)) ||
		    (program->identify == EDGESEC_IDENTIFY_PATH &&
		     !program->package && is_same_path(program->path, real)))
			roles |= program->role;
	}
	return roles;
}

/* The roles of entries that say where a file lies, and no digest. */
static unsigned int roles_of_entries(const struct renewal *renewal,
				     const struct file *file)
{
	const struct programs *programs = &renewal->load->model.programs;
	unsigned int roles = 0, many = 0;

	for (size_t i = 0; i < programs->count; i++) {
		const struct program *program = &programs->list[i];

		if (program->identify != EDGESEC_IDENTIFY_DIGEST ||
		    program->has_digest || program->package)
			continue;
		if (program->directory && is_below(program->path, file->real))
			many |= program->role;
		else if (!program->directory &&
			 is_same_path(program->path, file->real))
			roles |= program->role;
	}
	return roles | files_fit(many, file->deb->path, file->deb->executable,
				 file->deb->elf);
}

static bool is_named(const struct program *program, const char *name)
{
	size_t len = strlen(name);

	return program->package && !strncmp(program->path, name, len) &&
	       (!program->path[len] || program->path[len] == ':');
}

static unsigned int roles_of_package(const struct renewal *renewal,
				     const char *name)
{
	const struct programs *programs = &renewal->load->model.programs;
	unsigned int roles = 0;

	for (size_t i = 0; i < programs->count; i++)
		if (is_named(&programs->list[i], name))
			roles |= programs->list[i].role;
	return roles;
}

static bool is_enforced(const struct renewal *renewal, enum rule rule)
{
	return renewal->load->model.rule_mode[rule] == EDGESEC_MODE_ENFORCE;
}

/* What a file must be for nothing to be denied that it is made for. */
static unsigned int needed_roles(const struct renewal *renewal,
				 const struct deb_file *file)
{
	unsigned int roles = 0;

	if (is_enforced(renewal, RULE_RUN) && file->executable)
		roles |= EDGESEC_ROLE_RUN;
	if (is_enforced(renewal, RULE_LIBRARIES) && file->elf)
		roles |= EDGESEC_ROLE_MAP;
	if (is_enforced(renewal, RULE_MODULES) && files_is_loadable(file->path))
		roles |= EDGESEC_ROLE_LOAD;
	return roles;
}

static void touch(struct renewal *renewal, const char *path)
{
	*vector_add(&renewal->touched) = renew_real_path(path);
}

static void look_at(struct file *file, const struct deb_file *deb)
{
	*file = (struct file){ .deb = deb };
	file->real = renew_real_path(deb->path);
	file->replaces = !files_digest_at(deb->path, file->old);
}

static void complain_of_line(struct renewal *renewal,
			     const struct program *program)
{
	erec_error(&renewal->load->erecs, program->place,
		   "a package replaces this file; give the entry a line of its own in the policy file, so that it can be renewed");
}

/*
 * Each entry of the policy file that names the old digest gets a neighbour with
 * the new one; first those of the same path. Returns the roles they have.
 */
static unsigned int write_replaced(struct renewal *renewal,
				   const struct file *file)
{
	const struct programs *programs = &renewal->load->model.programs;
	unsigned int roles = 0;

	for (int other = 0; other < 2; other++)
		for (size_t i = 0; i < programs->count; i++) {
			const struct program *program = &programs->list[i];

			if (!has_digest(program, file->old) ||
			    is_same_path(program->path, file->real) == other ||
			    (other && !(program->role & ~roles)))
				continue;
			roles |= program->role;
			if (!edits_add(&renewal->edits, renewal->load, program,
				       other ? file->deb->path : NULL,
				       file->deb->digest))
				complain_of_line(renewal, program);
		}
	return roles;
}

/* A new file goes where other code with just its roles, or a few more, is. */
static void write_new(struct renewal *renewal, const struct file *file,
		      unsigned int roles)
{
	const struct programs *programs = &renewal->load->model.programs;
	const struct program *best = NULL;

	for (size_t i = 0; i < programs->count; i++) {
		const struct program *program = &programs->list[i];

		if (renew_is_pinned(program) &&
		    (program->role & roles) == roles &&
		    !(program->role & ~ROLES_OF_CODE) &&
		    (!best || program->role < best->role))
			best = program;
	}
	if (best && !edits_add(&renewal->edits, renewal->load, best,
			       file->deb->path, file->deb->digest))
		complain_of_line(renewal, best);
}

static void grant_as(struct renewal *renewal, const struct file *file,
		     unsigned int roles, unsigned int owner)
{
	struct program *program = vector_add(&renewal->added);

	*program = (struct program){
		.identify = EDGESEC_IDENTIFY_DIGEST,
		.role = roles, .owner = owner, .has_digest = true,
		.path = must_strdup(file->deb->path),
	};
	memcpy(program->digest, file->deb->digest, sizeof(program->digest));
}

/* Ports that belong to the file that is replaced belong to the new one too. */
static void grant(struct renewal *renewal, const struct file *file,
		  unsigned int roles)
{
	const struct programs *programs = &renewal->resolved;

	if (roles & ~ROLE_OWNER)
		grant_as(renewal, file, roles & ~ROLE_OWNER, 0);
	for (size_t i = 0; file->replaces && i < programs->count; i++)
		if (programs->list[i].owner &&
		    has_digest(&programs->list[i], file->old))
			grant_as(renewal, file, ROLE_OWNER,
				 programs->list[i].owner);
}

/* What code may be by the digests that stand in the policy file. */
static unsigned int roles_of_code(const struct renewal *renewal)
{
	const struct programs *programs = &renewal->load->model.programs;
	unsigned int roles = 0;

	for (size_t i = 0; i < programs->count; i++)
		if (renew_is_pinned(&programs->list[i]))
			roles |= programs->list[i].role;
	return roles & ROLES_OF_CODE;
}

/* What makes a package one that the policy knows. */
static void learn_file(struct package *package, const struct deb_file *deb)
{
	struct renewal *renewal = package->renewal;
	struct file file;

	look_at(&file, deb);
	if (file.replaces) {
		package->pinned |= roles_of_digest(
			&renewal->load->model.programs, file.old) != 0;
		package->known |= roles_of_digest(&renewal->resolved,
						  file.old) != 0;
	}
	package->known |= roles_of_entries(renewal, &file) ||
			  roles_of_place(renewal, file.real);
	free(file.real);
}

static void take_file(struct package *package, const struct deb_file *deb,
		      unsigned int many)
{
	unsigned int needed = needed_roles(package->renewal, deb);
	struct renewal *renewal = package->renewal;
	unsigned int roles, found, written = 0;
	struct file file;

	look_at(&file, deb);
	touch(renewal, deb->path);
	found = roles_of_entries(renewal, &file) |
		files_fit(package->listed, deb->path, deb->executable,
			  deb->elf);
	roles = found | (file.replaces ?
			 roles_of_digest(&renewal->resolved, file.old) :
			 files_fit(many, deb->path, deb->executable,
				   deb->elf));
	if (package->known && roles) {
		if (file.replaces)
			written = write_replaced(renewal, &file);
		else if (roles & ~found)
			write_new(renewal, &file, roles & ~found);
		grant(renewal, &file, roles | written);
	}
	if (roles & EDGESEC_ROLE_RUN)
		roles |= EDGESEC_ROLE_MAP;
	if (needed & ~roles & ~roles_of_place(renewal, file.real))
		package->lacks = true;
	free(file.real);
}

/* Of a package that is known its scripts have to run, listed or not. */
static void take_script(struct package *package, const struct deb_file *deb)
{
	struct renewal *renewal = package->renewal;
	size_t before = renewal->added.count;
	struct file file;

	take_file(package, deb, package->pinned ? EDGESEC_ROLE_RUN : 0);
	if (!package->known || renewal->added.count != before)
		return;
	look_at(&file, deb);
	grant(renewal, &file, EDGESEC_ROLE_RUN);
	free(file.real);
}

static void take_package(struct package *package, const struct deb *deb)
{
	unsigned int many;

	package->listed = roles_of_package(package->renewal, deb->name);
	package->known = package->listed;
	for (size_t i = 0; i < deb->files.count; i++)
		learn_file(package, &deb->files.list[i]);
	for (size_t i = 0; i < deb->scripts.count; i++)
		learn_file(package, &deb->scripts.list[i]);
	many = package->pinned ? roles_of_code(package->renewal) : 0;
	for (size_t i = 0; i < deb->files.count; i++)
		take_file(package, &deb->files.list[i], many);
	for (size_t i = 0; i < deb->scripts.count; i++)
		take_script(package, &deb->scripts.list[i]);
	if (package->known || !package->lacks)
		return;
	package->renewal->refused++;
	fprintf(stderr, "edgesec: packages: the policy does not know the package \"%s\"; list it, or a directory that it goes to, and apply the policy again\n",
		quote(deb->name));
}

static bool ends_with(const char *path, const char *end)
{
	size_t len = strlen(path), end_len = strlen(end);

	return len >= end_len && !strcmp(path + len - end_len, end);
}

/* dpkg executes these before anything else, and they are not new. */
static void check_old_script(struct renewal *renewal, const char *path)
{
	uint8_t digest[EDGESEC_DIGEST_SIZE];
	unsigned int roles;
	char *real;

	touch(renewal, path);
	if (!is_enforced(renewal, RULE_RUN) ||
	    (!ends_with(path, ".prerm") && !ends_with(path, ".postrm")) ||
	    files_digest_at(path, digest))
		return;
	real = renew_real_path(path);
	roles = roles_of_digest(&renewal->resolved, digest) |
		roles_of_place(renewal, real);
	free(real);
	if (roles & EDGESEC_ROLE_RUN)
		return;
	renewal->refused++;
	fprintf(stderr, "edgesec: packages: the policy does not allow %s, which has to run now; list its package or its directory, and apply the policy again\n",
		quote(path));
}

static void check_old_scripts(struct renewal *renewal, const char *name)
{
	struct lines lines;

	if (package_scripts(name, &lines))
		return;
	for (size_t i = 0; i < lines.count; i++)
		check_old_script(renewal, lines.list[i]);
	lines_free(&lines);
}

static void touch_old_files(struct renewal *renewal, const char *name)
{
	struct lines lines;

	if (package_files(name, &lines))
		return;
	for (size_t i = 0; i < lines.count; i++)
		if (*lines.list[i] == '/')
			touch(renewal, lines.list[i]);
	lines_free(&lines);
}

void renew_unpack(struct renewal *renewal, const char *file, const char *old)
{
	struct package package = { .renewal = renewal };
	struct deb deb;
	const char *mistake = deb_read(&deb, file);

	if (mistake) {
		renewal->refused++;
		fprintf(stderr, "edgesec: packages: %s: %s\n", quote(file),
			mistake);
	} else {
		check_old_scripts(renewal, old ? old : deb.name);
		touch_old_files(renewal, old ? old : deb.name);
		take_package(&package, &deb);
	}
	deb_free(&deb);
}

static bool is_touched(const struct renewal *renewal, size_t begin,
		       const char *path)
{
	char *real = renew_real_path(path);
	bool touched = false;

	for (size_t i = begin; i < renewal->touched.count && !touched; i++)
		touched = !strcmp(renewal->touched.list[i], real);
	free(real);
	return touched;
}

/* The policy could not be applied any more, at the next boot for instance. */
void renew_remove(struct renewal *renewal, const char *name)
{
	const struct programs *programs = &renewal->load->model.programs;
	char *plain = strndup(name, strcspn(name, ":"));
	size_t begin = renewal->touched.count;

	check_old_scripts(renewal, name);
	touch_old_files(renewal, name);
	for (size_t i = 0; plain && i < programs->count; i++) {
		const struct program *program = &programs->list[i];

		if (program->ignore_absent || program->has_digest ||
		    program->directory || !*program->path)
			continue;
		if (program->package ?
			    is_named(program, plain) :
			    is_touched(renewal, begin, program->path))
			erec_error(&renewal->load->erecs, program->place,
				   "the package \"%s\" is to be removed, and the policy needs it; take this out first",
				   quote(plain));
	}
	free(plain);
}

static void free_programs(struct programs *programs)
{
	for (size_t i = 0; i < programs->count; i++)
		free(programs->list[i].path);
	free(programs->list);
}

void renew_free(struct renewal *renewal)
{
	free_programs(&renewal->resolved);
	free_programs(&renewal->added);
	edits_free(&renewal->edits);
	for (size_t i = 0; i < renewal->touched.count; i++)
		free(renewal->touched.list[i]);
	free(renewal->touched.list);
}
