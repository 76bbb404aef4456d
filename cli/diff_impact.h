/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - diff: which decisions would have been others
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef DIFF_IMPACT_H
#define DIFF_IMPACT_H

#include "cli.h"

/* The verb with --impact. Returns an exit status; EXIT_USAGE is for the caller. */
int diff_impact(const struct cli *cli, int argc, char **argv);

#endif /* DIFF_IMPACT_H */
