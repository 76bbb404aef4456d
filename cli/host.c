// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What the system says of itself
 * Copyright (C) 2026 The edgesec authors
 */
#include "host.h"

#include <stdio.h>
#include <string.h>
#include <sys/timex.h>

#define SECURE_BOOT \
	"/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"

bool host_read(const char *name, char *text, size_t size)
{
	FILE *from = fopen(name, "re");

	if (!from)
		return false;
	text[fread(text, 1, size - 1, from)] = '\0';
	fclose(from);
	return true;
}

/* The variable's value follows four bytes of attributes. */
bool host_secure_boot(void)
{
	FILE *from = fopen(SECURE_BOOT, "re");
	char bytes[5] = "";
	bool on = from && fread(bytes, 1, 5, from) == 5 && bytes[4] == 1;

	if (from)
		fclose(from);
	return on;
}

/* The word in brackets is the one in force. */
const char *host_lockdown(char *text, size_t size)
{
	char *begin = NULL, *end = NULL;

	*text = '\0';
	if (host_read("/sys/kernel/security/lockdown", text, size))
		begin = strchr(text, '[');
	if (begin)
		end = strchr(begin, ']');
	if (!end)
		return "none";
	*end = '\0';
	return begin + 1;
}

bool host_clock_synchronised(void)
{
	struct timex state = { .modes = 0 };

	return adjtimex(&state) != TIME_ERROR && !(state.status & STA_UNSYNC);
}
