/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Which code of the kernel a message reached, by kcov
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef SELFTESTS_FEEDBACK_H
#define SELFTESTS_FEEDBACK_H

#include <stddef.h>

/* False where the kernel has no kcov; then the others do nothing. */
int feedback_open(void);

void feedback_begin(void);

/* Since feedback_begin(): how many places were reached for the first time. */
unsigned int feedback_end(void);

/* How many places were reached by now. */
unsigned int feedback_places(void);

#endif /* SELFTESTS_FEEDBACK_H */
