/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What verbs that print data share
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include "cli.h"

#include <jansson.h>

/*
 * Reads the options of a verb that has only --json. Returns true when the
 * command line is good and has @operands words left from optind on.
 */
bool output_options(struct cli *cli, int argc, char **argv, int operands);

/* The same with a further option --@name, which sets *@flag. */
bool output_options_and(struct cli *cli, const char *name, bool *flag,
			int argc, char **argv, int operands);

/* Prints @value, ends the line and gives the reference back. */
void output_json(json_t *value);

#endif /* OUTPUT_H */
