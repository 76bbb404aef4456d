/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What the parts that print a policy share
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef PRINT_IMPL_H
#define PRINT_IMPL_H

#include "model.h"

#include <stdio.h>

/* "key: [first-last, ...]" */
void print_ranges(FILE *to, const char *key, const struct ranges *ranges);

/* One member of the list "servers". */
void print_server(FILE *to, const struct modbus_server *server);

#endif /* PRINT_IMPL_H */
