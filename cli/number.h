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

/*
 * Reads a time of at most @max seconds: "90", "90s", "15m" or "1h". Returns false
 * for other text, and for none at all.
 */
bool duration_read(const char *text, uint32_t max, uint32_t *seconds);

#endif /* NUMBER_H */
