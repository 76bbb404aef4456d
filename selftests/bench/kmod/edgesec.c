// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Bench contender: the table of edgesec
 * Copyright (C) 2026 The edgesec authors
 */
#include <linux/rcupdate.h>

#include "bench.h"
#include "table.h"

#define CONTENDER	"edgesec"
#define DENSE		false

static struct edgesec_table table;

static __always_inline bool lookup(u64 key, u64 *val)
{
	bool found;

	rcu_read_lock();
	found = edgesec_table_lookup(&table, key, val);
	rcu_read_unlock();
	return found;
}

#include "loops.h"

static int make(u64 n)
{
	static const struct edgesec_table_limits limits = { .name = "bench" };

	return edgesec_table_init(&table, &limits);
}

static int insert(u64 key, u64 val)
{
	return edgesec_table_insert(&table, key, val, GFP_KERNEL);
}

static void remove(u64 key)
{
	if (edgesec_table_remove(&table, key, NULL))
		bench_wrong(CONTENDER, key);
}

static u64 bytes(void)
{
	struct edgesec_table_stats stats;

	edgesec_table_stats(&table, &stats);
	return stats.bytes;
}

static void destroy(void)
{
	edgesec_table_destroy(&table);
}

unsigned int bench_edgesec_progress(void)
{
	struct edgesec_table_stats stats;

	edgesec_table_stats(&table, &stats);
	return stats.rehash_percent;
}

const struct contender bench_edgesec = {
	.name = CONTENDER,
	.make = make,
	.insert = insert,
	.remove = remove,
	.latency = run_latency,
	.throughput = run_throughput,
	.bytes = bytes,
	.destroy = destroy,
};
