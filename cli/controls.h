/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - The requirements of a profile, and what edgesec does for each
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef CONTROLS_H
#define CONTROLS_H

#include "tree.h"

#include <stddef.h>

#define LEVEL_MAX	4

/* What edgesec does for a requirement. */
enum coverage {
	COVERAGE_ENFORCED,
	COVERAGE_EVIDENCE,
	COVERAGE_PARTIAL,
	COVERAGE_NONE,
};

extern const char *const coverage_words[];

/* Words of the file; the tree holds them. */
struct words {
	const char **list;
	size_t count;
};

/* A test that tries the claim. */
struct proof {
	const char *suite;
	const char *name;
};

struct proofs {
	struct proof *list;
	size_t count;
};

/**
 * struct control - A requirement
 * @place: Where the file says so.
 * @id: Its number in the standard.
 * @title: What it wants, in our words.
 * @mechanism: What edgesec does about it; may be NULL.
 * @level: The security level where it begins, from 1.
 * @coverage: Whether edgesec holds it.
 * @keys: Of the policy, which it takes.
 * @facts: Of the host and the module, which it takes.
 * @tests: That try the claim.
 */
struct control {
	struct place place;
	const char *id;
	const char *title;
	const char *mechanism;
	unsigned int level;
	enum coverage coverage;
	struct words keys;
	struct words facts;
	struct proofs tests;
};

/**
 * struct controls - A file of requirements, understood
 * @profile: What it is about; points into the tree, as all strings do.
 * @sha256: Of the file, in hexadecimal.
 */
struct controls {
	char *text;
	struct erecs erecs;
	struct tree *tree;
	const char *profile;
	struct control *list;
	size_t count;
	char sha256[65];
};

/*
 * Reads the file @name; mistakes are printed. Returns EXIT_DONE, EXIT_POLICY or
 * EXIT_UNREADABLE; @controls has to be freed in any case.
 */
int controls_read(struct controls *controls, const char *name);
void controls_free(struct controls *controls);

#endif /* CONTROLS_H */
