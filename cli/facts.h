/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What module and host are now, as evidence
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef FACTS_H
#define FACTS_H

#include <jansson.h>
#include <stdbool.h>
#include <time.h>

/**
 * struct facts - What is in force, and where
 * @status: As `edgesec status --json` prints it.
 * @policy: As `edgesec show --json` prints it; the same generation.
 * @host: Name, kernel, and states that others bring about.
 * @collected: When it was asked.
 */
struct facts {
	json_t *status;
	json_t *policy;
	json_t *host;
	time_t collected;
};

/*
 * Asks the module and the host. Returns an exit status, after having said what
 * is wrong with @verb; @facts has to be freed in any case.
 */
int facts_ask(struct facts *facts, const char *verb);
void facts_free(struct facts *facts);

/* Is a policy in force? */
bool facts_in_force(const struct facts *facts);

/* Is the hook @name attached, and has a call arrived? */
bool facts_hook_lives(const struct facts *facts, const char *name);

/* The name of a hook that is attached and has not been called; else NULL. */
const char *facts_dead_hook(const struct facts *facts);

/* How many records did not reach the log, by the counters' names. */
json_t *facts_losses(const struct facts *facts);

/* In ISO 8601, UTC. */
const char *facts_time(const struct facts *facts, char text[32]);

#endif /* FACTS_H */
