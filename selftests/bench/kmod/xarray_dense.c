// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Bench contender: the kernel's radix tree, with keys that suit it
 * Copyright (C) 2026 The edgesec authors
 */
#define CONTENDER	"xarray_dense"
#define DENSE		true
#define MOST		0
#define SELF		bench_xarray_dense
#include "xarray_loops.h"
