/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What the module answers, as JSON values
 * Copyright (C) 2026 The edgesec authors
 *
 * Human output is made from these values too, so both forms say the same.
 */
#ifndef DESCRIBE_H
#define DESCRIBE_H

#include <jansson.h>

struct nlattr;

/* Adds what a reply of status-get holds to the object @status. */
void describe_status(json_t *status, struct nlattr *attrs, int len);

/* Adds what one message of a policy dump holds to the object @policy. */
void describe_policy(json_t *policy, struct nlattr *attrs, int len);

/* Adds the answer to one question of explain to the object @answer. */
void describe_explanation(json_t *answer, struct nlattr *attrs, int len);

/* Text of a member, or "" when it has none. */
const char *describe_text(const json_t *object, const char *key);

/* The members of @list with commas between them, or @none, in @text. */
const char *describe_join(const json_t *list, const char *none, char *text,
			  size_t size);

#endif /* DESCRIBE_H */
