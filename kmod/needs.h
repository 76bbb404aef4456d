/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What a policy has to hear of
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_NEEDS_H
#define EDGESEC_NEEDS_H

#include <linux/types.h>

struct edgesec_policy;

u32 edgesec_needs_hooks(const struct edgesec_policy *policy);
bool edgesec_needs_modbus(const struct edgesec_policy *policy);

#endif /* EDGESEC_NEEDS_H */
