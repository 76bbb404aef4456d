/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - The policy that the next boot begins with
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef LAST_GOOD_H
#define LAST_GOOD_H

#include <stdbool.h>

extern const char last_good_file[];

/* Each returns an exit status, after having said what is wrong. */

/* Does the next boot begin with this text? */
bool last_good_is(const char *text);

/* The policy with this text is in force for good. */
int last_good_keep(const char *text);

/* It is on trial; @digest tells it from others. */
int last_good_try(const char *digest, const char *text);

/*
 * The policy with this digest was confirmed, now or, without @now, earlier: then
 * it is no mistake if there is nothing left to do.
 */
int last_good_confirm(const char *digest, bool now);

#endif /* LAST_GOOD_H */
