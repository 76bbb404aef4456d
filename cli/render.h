/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - One record, for people and for programs
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef RENDER_H
#define RENDER_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct record;

/* Time, operation, verdict, by whom, on what, rule, reason, generation. */
#define RENDER_CELLS	8

/* The words for people are valid only while it runs. */
typedef void (*render_fn)(const char *const *cells, void *arg);

json_t *render_json(const struct record *entry);
void render_row(const struct record *entry, render_fn take, void *arg);

/* Prints it in one line, so that a reader needs not wait for the end. */
void render_line(const struct record *entry, bool json);
void render_json_line(json_t *object);

#endif /* RENDER_H */
