// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Fuzzes the reader of log lines
 * Copyright (C) 2026 The edgesec authors
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "entry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct record record;
	char *line = malloc(size ? size : 1);
	const char *found;

	memcpy(line, data, size);
	found = entry_find(line, size, true);
	if (found && entry_parse(&record, found, line + size - found)) {
		for (size_t i = 0; i < record.count; i++)
			if (strlen(record.key[i]) >= ENTRY_SIZE ||
			    record.value[i][record.len[i]])
				abort();
	}
	if (entry_parse(&record, line, size) && !entry_get(&record, "seq"))
		abort();
	free(line);
	return 0;
}
