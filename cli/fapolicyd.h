/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What rule and trust files of fapolicyd say
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef FAPOLICYD_H
#define FAPOLICYD_H

#include "tree.h"

#include "../kmod/uapi/edgesec.h"

/* The fields of fapolicyd.rules(5), of subjects and objects. */
enum fapolicyd_field {
	FIELD_ALL,
	FIELD_TRUST,
	FIELD_EXE,
	FIELD_PATH,
	FIELD_DIR,
	FIELD_FTYPE,
	FIELD_SHA256,
	FIELD_DEVICE,
	FIELD_PATTERN,
	FIELD_COMM,
	FIELD_AUID,
	FIELD_UID,
	FIELD_GID,
	FIELD_SESSIONID,
	FIELD_PID,
	FIELD_PPID,
	FIELD_MODE,
	FIELD_COUNT
};

#define BIT(field)	(1u << (field))

enum fapolicyd_perm {
	PERM_OPEN = 1,
	PERM_EXECUTE = 2,
};

struct strings {
	const char **list;
	size_t count;
};

/**
 * struct side - What a rule says of a subject, or of an object
 * @has: Bits by enum fapolicyd_field: what has to be so, all together.
 * @value: By enum fapolicyd_field, one of which it has to be.
 */
struct side {
	uint32_t has;
	struct strings value[FIELD_COUNT];
};

/**
 * struct fapolicyd_rule - A rule
 * @place: Where it stands.
 * @text: As it stands there; points into its tree, as values do.
 * @perms: Bits of enum fapolicyd_perm.
 */
struct fapolicyd_rule {
	struct place place;
	const char *text;
	bool allow;
	unsigned int perms;
	struct side subject;
	struct side object;
};

/**
 * struct fapolicyd_file - A file that is trusted
 * @text: The line that says so.
 */
struct fapolicyd_file {
	struct place place;
	const char *text;
	const char *path;
	uint8_t digest[EDGESEC_DIGEST_SIZE];
};

/* A named list of values. */
struct fapolicyd_set {
	struct place place;
	const char *name;
	struct strings values;
};

/**
 * struct fapolicyd - All of them
 * @rules: In the order in which they are looked at.
 * @trust: Trusted files.
 * @sets: Named lists.
 * @trees: What texts point into.
 */
struct fapolicyd {
	struct {
		struct fapolicyd_rule *list;
		size_t count;
	} rules;
	struct {
		struct fapolicyd_file *list;
		size_t count;
	} trust;
	struct {
		struct fapolicyd_set *list;
		size_t count;
	} sets;
	struct {
		struct {
			struct tree *tree;
		} *list;
		size_t count;
	} trees;
};

/*
 * Adds what file number @file of @erecs says. Every mistake is queued. The bytes
 * are read in a sandboxed child.
 */
void fapolicyd_read_rules(struct fapolicyd *all, struct erecs *erecs,
			  unsigned int file);
void fapolicyd_read_trust(struct fapolicyd *all, struct erecs *erecs,
			  unsigned int file);
void fapolicyd_free(struct fapolicyd *all);

/* How fapolicyd calls a field. */
extern const char *const fapolicyd_fields[];

/* 64 hexadecimal digits. Returns false for others. */
bool fapolicyd_digest(const char *text, uint8_t *digest);

#endif /* FAPOLICYD_H */
