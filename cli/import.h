/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - A policy from what fapolicyd was told
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef IMPORT_H
#define IMPORT_H

#include "fapolicyd.h"
#include "model.h"

#include <stdio.h>

/* What a policy can't say, or not whole; @text is the line, @why a sentence. */
struct import_note {
	struct place place;
	const char *text;
	char *why;
};

/**
 * struct import - What becomes of rules and trusted files
 * @from: Them.
 * @erecs: Has the files that they stand in.
 * @model: The policy, which has a name and a mode.
 * @notes: What it does not say, in the order of the rules.
 * @rules_noted: How many rules have a note.
 * @trust_noted: How many trusted files have none of its entries.
 * @packages: Rules trust what packages brought, which no file lists.
 */
struct import {
	const struct fapolicyd *from;
	const struct erecs *erecs;
	struct model model;
	struct {
		struct import_note *list;
		size_t count;
	} notes;
	size_t rules_noted;
	size_t trust_noted;
	bool packages;
};

/* Fills what @from and the head of @model do not say yet. */
void import_rules(struct import *import);

/*
 * Writes the policy, after comments that say what it does not hold. @folder is
 * where the rules were.
 */
void import_print(FILE *to, const struct import *import, const char *folder);

/* How much of it is in the policy, as a line. */
void import_print_counts(FILE *to, const struct import *import);
void import_free(struct import *import);

#endif /* IMPORT_H */
