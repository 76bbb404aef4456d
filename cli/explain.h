/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Questions to the policy in force
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "model.h"
#include "nl.h"

#include <jansson.h>

/**
 * struct question - What a process might do with a port
 * @cgroup: Path of its cgroup, beside @scope; NULL: of none that a rule is about.
 * @direction: One bit of enum edgesec_direction.
 * @program: The program, open for reading, or -1.
 */
struct question {
	struct scope scope;
	const char *cgroup;
	enum edgesec_protocol protocol;
	unsigned int direction;
	uint32_t port;
	int program;
};

/* Adds the answer to the object @answer. Returns 0, or -1 with @refusal. */
int explain_ask(struct nl *nl, const struct question *question,
		json_t *answer, struct refusal *refusal);

#endif /* EXPLAIN_H */
