/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Numbers on the command line
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef NUMBER_H
#define NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* Reads decimal digits and nothing else. Returns false for other text. */
bool number_read(const char *text, uint64_t *number);

#endif /* NUMBER_H */
