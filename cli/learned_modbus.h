/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What Modbus requests teach
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef LEARNED_MODBUS_H
#define LEARNED_MODBUS_H

#include "learned.h"

#include <stdio.h>

/* Makes the kernel remember the requests that the model does not allow. */
void learned_modbus_begin(struct learned *learned);

/*
 * Gives the model the servers of @base back, with the requests in @learned->seen
 * allowed as well.
 */
void learned_modbus_end(struct learned *learned, const struct model *base);

/* What no rule says, as comments of a policy file. */
void learned_modbus_print(FILE *to, const struct learned *learned);

/* How many kinds of requests are not those of the standard. */
size_t learned_modbus_faults(const struct learned *learned);

/*
 * Makes grants of the kinds from @first to before @end of @seen, which are for
 * one server: they allow these requests and no others.
 */
void learned_grants_add(struct grants *grants, const struct seen *seen,
			size_t first, size_t end);

#endif /* LEARNED_MODBUS_H */
