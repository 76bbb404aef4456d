/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Records, judged anew: what the parts share
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef JUDGED_IMPL_H
#define JUDGED_IMPL_H

#include "judged.h"

/* Whether something is listed. */
enum answer { NO, YES, UNKNOWN };

/* From whether it is listed to what comes of it; @why it is not known. */
void judged_conclude(struct judgement *judgement, enum edgesec_mode mode,
		     enum answer answer, const char *why);

/* A record of op=modbus. */
void judged_modbus(const struct model *model, const struct record *record,
		   struct judgement *judgement);

#endif /* JUDGED_IMPL_H */
