/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Is the program that opens a file an interpreter?
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_OPENER_H
#define EDGESEC_OPENER_H

struct edgesec_policy;

int edgesec_opener_identify(const struct edgesec_policy *policy);

#endif /* EDGESEC_OPENER_H */
