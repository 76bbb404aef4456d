// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Bench contender: the kernel's radix tree, with random keys
 * Copyright (C) 2026 The edgesec authors
 *
 * Each of them takes several nodes of 576 bytes: more than 100,000 are not
 * tried.
 */
#define CONTENDER	"xarray_random"
#define DENSE		false
#define MOST		100000
#define SELF		bench_xarray_random
#include "xarray_loops.h"
