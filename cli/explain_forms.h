/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - explain: the forms of a question
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EXPLAIN_FORMS_H
#define EXPLAIN_FORMS_H

#include "cli.h"
#include "nl.h"

#include <jansson.h>
#include <stddef.h>

enum explain_word {
	WORD_PORT, WORD_SCOPE, WORD_CGROUP, WORD_DIRECTION, WORD_PROGRAM,
	WORD_AS, WORD_SERVER, WORD_CLIENT, WORD_UNIT, WORD_FUNCTION, WORD_SUB,
	WORD_ADDRESS, WORD_QUANTITY, WORD_READ, WORD_DATA, WORD_POLICY,
	WORD_COUNT
};

/* Words that may be said more than once. */
struct words {
	const char **list;
	size_t count;
};

/**
 * struct explain - A question as it was said, and its answers
 * @said: By option; NULL where it was not.
 * @values: What --value says.
 * @operands: What is left of the command line; @count words and a NULL.
 * @nl: To the module; once @is_open.
 * @answers: Objects, each with "what" it is about and what the kernel said.
 */
struct explain {
	struct cli cli;
	const char *said[WORD_COUNT];
	struct words values;
	char **operands;
	int count;
	struct nl nl;
	bool is_open;
	json_t *answers;
};

/*
 * Each asks the kernel and appends to the answers. Returns an exit status,
 * EXIT_USAGE without having said anything.
 */
int explain_port(struct explain *explain);
int explain_files(struct explain *explain);
int explain_exec(struct explain *explain);
int explain_modbus(struct explain *explain);

/* Is anything in this answer denied, be it only in audit mode? */
bool explain_is_denied(const json_t *answer);

/* Would the kernel stop here? */
bool explain_stops(const json_t *answer);

/* An answer without anything but "what", which is freed. Borrowed. */
json_t *explain_new_answer(struct explain *explain, char *what);

/* Before the first question. Returns an exit status. */
int explain_connect(struct explain *explain);

/* Opens a file to be asked about. Returns -1 after having said what is wrong. */
int explain_open(const char *path);

/* Adds to the answers the lines of the policy file that hold the rules. */
void explain_lines(struct explain *explain);

#endif /* EXPLAIN_FORMS_H */
