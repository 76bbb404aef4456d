/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Does a file begin like one that the loader can map?
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef MAGIC_H
#define MAGIC_H

#include <stdbool.h>
#include <stddef.h>

/* @size bytes are at @head; four are enough. */
bool is_elf(const void *head, size_t size);

#endif /* MAGIC_H */
