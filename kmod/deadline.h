/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - A moment at which a commit must have been confirmed
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_DEADLINE_H
#define EDGESEC_DEADLINE_H

#include <linux/types.h>

void edgesec_deadline_arm(u32 seconds);
void edgesec_deadline_disarm(void);
bool edgesec_deadline_passed(void);
u32 edgesec_deadline_seconds(void);
int edgesec_deadline_setup(void (*expired)(void));
void edgesec_deadline_teardown(void);

#endif /* EDGESEC_DEADLINE_H */
