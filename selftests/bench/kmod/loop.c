// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Bench: what the loops take when there is nothing to look up
 * Copyright (C) 2026 The edgesec authors
 */
#include <linux/compiler.h>

#include "bench.h"

#define CONTENDER	"loop"
#define DENSE		false

static __always_inline bool lookup(u64 key, u64 *val)
{
	/* Keys are to be made. */
	OPTIMIZER_HIDE_VAR(key);
	*val = bench_value(key);
	return true;
}

#include "loops.h"

const struct contender bench_loop = {
	.name = CONTENDER,
	.latency = run_latency,
	.throughput = run_throughput,
};
