/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What a requirement takes, looked for in what is in force
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef CHECKS_H
#define CHECKS_H

#include <jansson.h>

struct facts;

/*
 * Each returns an object: what was looked at ("key" or "fact"), what it "is",
 * what is "wanted", and "met": yes, partly or no. What this command does not
 * know is not met.
 */

/* A key of the policy file. */
json_t *checks_key(const struct facts *facts, const char *key);

/* A state of module or host. */
json_t *checks_fact(const struct facts *facts, const char *name);

/* How much of the ports' and the servers' rules is enforced, in a word. */
const char *checks_mode_of(const json_t *rules);

#endif /* CHECKS_H */
