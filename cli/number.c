// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Numbers on the command line
 * Copyright (C) 2026 The edgesec authors
 */
#include "number.h"

#include <errno.h>
#include <stdlib.h>

/* strtoull() alone would take a sign and spaces. */
bool number_read(const char *text, uint64_t *number)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*number = strtoull(text, &end, 10);
	return !errno && !*end;
}
