// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Fuzzes lists of digests that need no parser, beside libyaml
 * Copyright (C) 2026 The edgesec authors
 */
#include "same_tree.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!same_tree((const char *)data, size))
		abort();
	return 0;
}
