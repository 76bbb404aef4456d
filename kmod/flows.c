// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - The table of connections to Modbus servers
 * Copyright (C) 2026 The edgesec authors
 */

#include "flow.h"

#include <linux/bitops.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/prefetch.h>
#include <linux/random.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#define EXPIRE_BATCH	64
#define LINE		64	/* bytes */

/* Where connections come from; whole lines, unlike what kmalloc() gives. */
static struct kmem_cache *flow_cache;

/* Seconds without a packet after which a connection is forgotten. */
static const u32 timeout[EDGESEC_FLOW_PHASES] = {
	[EDGESEC_FLOW_HANDSHAKE] = 30,
	[EDGESEC_FLOW_OPEN]	 = 6 * 3600,
	[EDGESEC_FLOW_CLOSING]	 = 300,
	[EDGESEC_FLOW_CLOSED]	 = 60,
	[EDGESEC_FLOW_DENIED]	 = 60,
};

static struct edgesec_flow *flow_of(u64 val)
{
	return (struct edgesec_flow *)(uintptr_t)val;
}

static u64 fold(const union nf_inet_addr *address, __be16 port)
{
	u64 low = address->all[0] | (u64)address->all[1] << 32;
	u64 high = address->all[2] | (u64)address->all[3] << 32;

	return low ^ high ^ (u64)ntohs(port) << 48;
}

static struct edgesec_flow_id id_of(const struct edgesec_flow_tuple *tuple)
{
	return (struct edgesec_flow_id){
		.where = tuple->net ^ rol64(tuple->link, 32) ^
			 (u64)tuple->family << 56,
		.client = fold(&tuple->client, tuple->client_port),
		.server = fold(&tuple->server, tuple->server_port),
	};
}

/**
 * edgesec_flow_probe - Begin to look for a connection
 * @flows: The table it will be looked for in.
 * @tuple: Which connection.
 * @probe: Filled: with its key, a keyed hash of @tuple, and its place, which is
 *	fetched meanwhile.
 *
 * Context: under rcu_read_lock(), as all that is done with @probe.
 */
void edgesec_flow_probe(const struct edgesec_flows *flows,
			const struct edgesec_flow_tuple *tuple,
			struct edgesec_table_probe *probe)
{
	const siphash_key_t *secret = &flows->tuple_key;

	/* Most fit into a shorter message, which stands for nothing else. */
	if (tuple->family == AF_INET && !tuple->link)
		probe->key = siphash_3u64(tuple->net,
					  fold(&tuple->client,
					       tuple->client_port),
					  fold(&tuple->server,
					       tuple->server_port),
					  secret);
	else
		probe->key = siphash(tuple, sizeof(*tuple), secret);
	edgesec_table_probe(&flows->table, probe);
}

/**
 * edgesec_flows_init - Begin an empty table
 * @flows: Initialised. There may be one of them at a time.
 * @max: How many connections it may hold.
 *
 * Context: process.
 *
 * Return: 0, -ENOMEM.
 */
int edgesec_flows_init(struct edgesec_flows *flows, u32 max)
{
	const struct edgesec_table_limits limits = {
		.name = "modbus-flows",
		.max_entries = max,
	};
	int ret;

	BUILD_BUG_ON(sizeof(struct edgesec_flow_tuple) != 56);
	/* Locks that are checked are larger. */
	BUILD_BUG_ON(sizeof(spinlock_t) == sizeof(u32) &&
		     sizeof(struct edgesec_flow) != 5 * LINE);
	flow_cache = kmem_cache_create("edgesec_flow",
				       sizeof(struct edgesec_flow), LINE,
				       SLAB_HWCACHE_ALIGN, NULL);
	if (!flow_cache)
		return -ENOMEM;
	get_random_bytes(&flows->tuple_key, sizeof(flows->tuple_key));
	get_random_bytes(&flows->data_key, sizeof(flows->data_key));
	atomic_set(&flows->extras, 0);
	ret = edgesec_table_init(&flows->table, &limits);
	if (ret)
		kmem_cache_destroy(flow_cache);
	return ret;
}

/* What a segment may need is fetched at once, not one after the other. */
static void prefetch_flow(const struct edgesec_flow *flow)
{
	u32 at;

	for (at = 0; at < sizeof(*flow); at += LINE)
		prefetchw((const u8 *)flow + at);
}

/**
 * edgesec_flow_find - Find the connection that is looked for
 * @probe: From edgesec_flow_probe(). Another connection may have the same key;
 *	edgesec_flow_is_of() tells.
 *
 * It is fetched meanwhile. Context: under rcu_read_lock(), which also keeps what
 * it returns.
 *
 * Return: The connection, or NULL.
 */
struct edgesec_flow *edgesec_flow_find(const struct edgesec_table_probe *probe)
{
	u64 val;

	if (!edgesec_table_probe_end(probe, &val))
		return NULL;
	prefetch_flow(flow_of(val));
	return flow_of(val);
}

/**
 * edgesec_flow_is_of - Is it the connection that was looked for?
 * @flow: The connection that was found by the key of @tuple.
 * @tuple: Which one.
 *
 * Return: false if both only have the same key.
 */
bool edgesec_flow_is_of(const struct edgesec_flow *flow,
			const struct edgesec_flow_tuple *tuple)
{
	struct edgesec_flow_id id = id_of(tuple);

	return !memcmp(&flow->id, &id, sizeof(id));
}

/**
 * edgesec_flow_alloc - Begin an entry
 * @tuple: Which connection.
 * @now: Seconds.
 *
 * All but that is 0. Context: any but hard interrupt.
 *
 * Return: The entry, or NULL without memory.
 */
struct edgesec_flow *edgesec_flow_alloc(const struct edgesec_flow_tuple *tuple,
					u32 now)
{
	struct edgesec_flow *flow;

	flow = kmem_cache_zalloc(flow_cache, GFP_ATOMIC | __GFP_NOWARN);
	if (!flow)
		return NULL;
	flow->id = id_of(tuple);
	flow->seen = now;
	spin_lock_init(&flow->lock);
	return flow;
}

static void count_extra(struct edgesec_flows *flows,
			const struct edgesec_flow *flow, int by)
{
	if (flow->extra)
		atomic_add(by, &flows->extras);
}

/**
 * edgesec_flow_free_kept - Keep no request any more
 * @extra: Of a connection that is locked, or that nobody else has.
 */
void edgesec_flow_free_kept(struct edgesec_flow_extra *extra)
{
	struct edgesec_flow_held *kept;

	while (extra->kept) {
		kept = extra->kept;
		extra->kept = kept->next;
		kfree(kept);
	}
}

static void free_flow(struct edgesec_flow *flow)
{
	if (flow->extra) {
		edgesec_flow_free_kept(flow->extra);
		kfree(flow->extra->held);
	}
	kfree(flow->extra);
	kmem_cache_free(flow_cache, flow);
}

/**
 * edgesec_flow_insert - Make an entry visible
 * @flows: The table.
 * @key: Of its connection.
 * @flow: From edgesec_flow_alloc(), filled; owned by the table afterwards,
 *	freed if this fails.
 *
 * Context: any but hard interrupt.
 *
 * Return: 0, -EEXIST if the key is taken, -ENOSPC if the table is full,
 * -ENOMEM.
 */
int edgesec_flow_insert(struct edgesec_flows *flows, u64 key,
			struct edgesec_flow *flow)
{
	int ret = edgesec_table_insert(&flows->table, key, (uintptr_t)flow,
				       GFP_ATOMIC | __GFP_NOWARN);

	if (ret) {
		count_extra(flows, flow, -1);
		free_flow(flow);
	}
	return ret;
}

/**
 * edgesec_flow_add_extra - Give an entry room for what only some policies ask for
 * @flows: The table.
 * @flow: Locked, or nobody else has it yet.
 *
 * Context: any but hard interrupt.
 *
 * Return: false without memory.
 */
bool edgesec_flow_add_extra(struct edgesec_flows *flows,
			    struct edgesec_flow *flow)
{
	if (flow->extra)
		return true;
	flow->extra = kzalloc(sizeof(*flow->extra), GFP_ATOMIC | __GFP_NOWARN);
	count_extra(flows, flow, 1);
	return flow->extra;
}

/* One pass over the table, in batches. */
struct sweep {
	u32 now;
	struct edgesec_table_cursor cursor;
	u32 count;
	u64 key[EXPIRE_BATCH];
};

static bool expired(const struct edgesec_flow *flow, u32 now)
{
	u32 idle = now - READ_ONCE(flow->seen);

	/* Another CPU may have put a later time there: not a huge idle time. */
	return idle < U32_MAX / 2 && idle > timeout[READ_ONCE(flow->phase)];
}

static int collect(u64 key, u64 val, void *data)
{
	struct sweep *sweep = data;

	if (expired(flow_of(val), sweep->now))
		sweep->key[sweep->count++] = key;
	return sweep->count == EXPIRE_BATCH;
}

static void free_flow_rcu(struct rcu_head *rcu)
{
	free_flow(container_of(rcu, struct edgesec_flow, rcu));
}

/* Takes a flow out of the table unless a packet has come meanwhile. */
static void remove_flow(struct edgesec_flows *flows, u64 key,
			const struct sweep *sweep)
{
	struct edgesec_flow *flow;
	u64 val;

	if (!edgesec_table_lookup(&flows->table, key, &val))
		return;
	flow = flow_of(val);
	spin_lock_bh(&flow->lock);
	if (flow->dead || !expired(flow, sweep->now)) {
		spin_unlock_bh(&flow->lock);
		return;
	}
	flow->dead = true;
	edgesec_table_remove(&flows->table, key, &val);
	spin_unlock_bh(&flow->lock);
	count_extra(flows, flow, -1);
	call_rcu(&flow->rcu, free_flow_rcu);
}

/*
 * Returns true if there may be more. What a table with a new seed makes this pass
 * overlook is left for the next one.
 */
static bool sweep_once(struct edgesec_flows *flows, struct sweep *sweep)
{
	u32 i;

	sweep->count = 0;
	rcu_read_lock();
	edgesec_table_walk(&flows->table, &sweep->cursor, collect, sweep);
	for (i = 0; i < sweep->count; i++)
		remove_flow(flows, sweep->key[i], sweep);
	rcu_read_unlock();
	return sweep->count == EXPIRE_BATCH;
}

/**
 * edgesec_flows_expire - Forget connections that have been idle for long
 * @flows: The table.
 * @now: Seconds.
 *
 * Context: process; never two at a time.
 */
void edgesec_flows_expire(struct edgesec_flows *flows, u32 now)
{
	struct sweep sweep = { .now = now };

	while (sweep_once(flows, &sweep))
		cond_resched();
}

/**
 * edgesec_flows_stats - The state of the table
 * @flows: The table.
 * @stats: Filled; connections are part of the memory.
 *
 * Context: any.
 */
void edgesec_flows_stats(const struct edgesec_flows *flows,
			 struct edgesec_table_stats *stats)
{
	edgesec_table_stats(&flows->table, stats);
	stats->bytes += stats->entries * sizeof(struct edgesec_flow) +
			(u32)atomic_read(&flows->extras) *
				sizeof(struct edgesec_flow_extra);
}

static void free_entry(u64 key, u64 val)
{
	free_flow(flow_of(val));
}

/**
 * edgesec_flows_destroy - Free the table and all connections
 * @flows: Nobody uses it any more.
 *
 * Context: process.
 */
void edgesec_flows_destroy(struct edgesec_flows *flows)
{
	edgesec_table_drain(&flows->table, free_entry);
	edgesec_table_destroy(&flows->table);
	rcu_barrier();
	kmem_cache_destroy(flow_cache);
}
