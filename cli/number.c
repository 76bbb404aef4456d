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

bool duration_read(const char *text, uint32_t max, uint32_t *seconds)
{
	static const struct {
		char unit;
		uint32_t seconds;
	} units[] = { { '\0', 1 }, { 's', 1 }, { 'm', 60 }, { 'h', 3600 } };
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	uint64_t number = strtoull(text, &end, 10);

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (*end != units[i].unit || (*end && end[1]))
			continue;
		if (errno || !number || number > max / units[i].seconds)
			return false;
		*seconds = number * units[i].seconds;
		return true;
	}
	return false;
}
