/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - A time in which denials are only recorded
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_OVERRIDE_H
#define EDGESEC_OVERRIDE_H

#include <linux/types.h>
#include <linux/uidgid.h>

#include "uapi/edgesec.h"

struct edgesec_policy;
struct netlink_ext_ack;
struct work_struct;

/**
 * struct edgesec_override - The override that is under way
 * @seconds: How long it still is, rounded up; 0 when there is none.
 * @uid: Who began it.
 * @reason: Why, any bytes.
 */
struct edgesec_override {
	u32 seconds;
	kuid_t uid;
	char reason[EDGESEC_REASON_MAX + 1];
};

int edgesec_override_begin(struct edgesec_policy *policy, u32 seconds,
			   const char *why, struct netlink_ext_ack *extack);
bool edgesec_override_end(struct edgesec_policy *policy, const char *cause);
bool edgesec_override_is_over(void);
void edgesec_override_describe(struct edgesec_override *override);
int edgesec_override_setup(void (*passed)(struct work_struct *work));
void edgesec_override_teardown(void);

#endif /* EDGESEC_OVERRIDE_H */
