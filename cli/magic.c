// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Does a file begin like one that the loader can map?
 * Copyright (C) 2026 The edgesec authors
 */
#include "magic.h"

#include <string.h>

bool is_elf(const void *head, size_t size)
{
	return size >= 4 && !memcmp(head, "\177ELF", 4);
}
