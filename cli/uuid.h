/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Identifiers that follow from names (RFC 4122, version 5)
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef UUID_H
#define UUID_H

#define UUID_SIZE	37

/* The same @name always gives the same @text; returns @text. */
const char *uuid_of(const char *name, char text[UUID_SIZE]);

#endif /* UUID_H */
