/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Records for those who listen
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_EVENT_H
#define EDGESEC_EVENT_H

#include <linux/types.h>

struct genl_family;

void edgesec_event_send(u64 sequence, const char *record);
void edgesec_event_begin(const struct genl_family *family);
void edgesec_event_end(void);

#endif /* EDGESEC_EVENT_H */
