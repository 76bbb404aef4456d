/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Moments on the command line
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef WHEN_H
#define WHEN_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Reads a moment, seen from @now: "2026-11-30 10:00:00", without seconds or
 * without a time of day; "10:00"; "today", "yesterday", "now"; "-2h", with s, m,
 * h or d; "@1764496800", seconds since 1970. Days and times are those of the
 * host's time zone. @now and *@usec are microseconds since 1970. Returns false
 * for all other text, and for moments that do not exist or lie before 1970.
 */
bool when_read(const char *text, uint64_t now, uint64_t *usec);

/* The same for an option of @verb; says what is wrong. */
bool when_option(const char *verb, const char *text, uint64_t *usec);

#endif /* WHEN_H */
