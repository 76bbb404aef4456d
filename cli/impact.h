/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What a policy would deny of what runs now
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef IMPACT_H
#define IMPACT_H

#include "model.h"

/*
 * Looks at running programs, at who starts scripts (init, sshd, cron and the
 * ancestors of this process), and at bound ports but those that will be closed.
 * Prints each that @model would deny in enforce mode and returns their number.
 */
unsigned int impact_check(const struct model *model);

#endif /* IMPACT_H */
