/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - How far a profile's requirements are met, as evidence
 * Copyright (C) 2026 The edgesec authors
 *
 * The report is one JSON value (docs/json.md); every format is made from it, so
 * all say the same.
 */
#ifndef REPORT_H
#define REPORT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

struct controls;
struct facts;

/* Judges each requirement of @controls by @facts; @level is the one aimed at. */
json_t *report_make(const struct facts *facts, const struct controls *controls,
		    unsigned int level);

/* Is the level that it aims at reached? */
bool report_is_reached(const json_t *report);

/* Is the requirement @row one of the level that is aimed at? */
bool report_is_asked(const json_t *report, const json_t *row);

/* What else has to be done for @row: "one; another". */
const char *report_next(const json_t *row, char *text, size_t size);

/* What was seen of @row: "one is this; another is that". */
const char *report_checks(const json_t *row, char *text, size_t size);

/* Each writes the report in one format. */
void report_table(FILE *to, const json_t *report);
void report_json(FILE *to, const json_t *report);
void report_html(FILE *to, const json_t *report);
void report_csv(FILE *to, const json_t *report);
void report_oscal(FILE *to, const json_t *report);

#endif /* REPORT_H */
