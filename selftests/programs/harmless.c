// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - A library for tests of what may be loaded
 * Copyright (C) 2026 The edgesec authors
 */
#include <stdio.h>

__attribute__((constructor)) static void say(void)
{
	puts("library-ran");
}
