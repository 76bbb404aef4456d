// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Bench contender: the table of edgesec
 * Copyright (C) 2026 The edgesec authors
 */
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/workqueue.h>

#include "bench.h"
#include "memory.h"
#include "table_impl.h"

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

	bench_largest_bytes = 0;
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

static u64 largest(void)
{
	return bench_largest_bytes;
}

static unsigned int progress(void)
{
	struct edgesec_table_stats stats;

	edgesec_table_stats(&table, &stats);
	return stats.rehash_percent;
}

/* A rehash that no writer finishes is finished by a worker, after a while. */
static void settle(void)
{
	while (progress() != 100)
		schedule_timeout_uninterruptible(HZ / 10);
	rcu_barrier();
	flush_workqueue(edgesec_table_wq);
}

static void destroy(void)
{
	edgesec_table_destroy(&table);
}

const struct contender bench_edgesec = {
	.name = CONTENDER,
	.make = make,
	.insert = insert,
	.remove = remove,
	.latency = run_latency,
	.throughput = run_throughput,
	.settle = settle,
	.progress = progress,
	.bytes = bytes,
	.largest = largest,
	.destroy = destroy,
};
