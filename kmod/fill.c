// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - From policy and state to netlink attributes
 * Copyright (C) 2026 The edgesec authors
 *
 * Each function puts one nest into a message and returns 0, or -EMSGSIZE when
 * there is no room; then the message is as before. All may be called in any
 * context that keeps their arguments alive.
 */
#include "fill.h"
#include "attach.h"
#include "counter.h"
#include "genl.h"
#include "keys.h"
#include "parse.h"
#include "policy.h"
#include "table.h"

#include <net/netlink.h>

/* Closes @nest, or takes it out again when putting its members failed. */
int edgesec_fill_end(struct sk_buff *skb, struct nlattr *nest, int failed)
{
	if (failed) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

static bool is_zero(const u8 *digest)
{
	return !memchr_inv(digest, 0, EDGESEC_DIGEST_SIZE);
}

static int put_head(struct sk_buff *skb, const struct edgesec_policy *policy)
{
	int rule, failed;

	failed = nla_put_u64_64bit(skb, EDGESEC_A_HEAD_GENERATION,
				   policy->generation, EDGESEC_A_HEAD_PAD) ||
		 nla_put_string(skb, EDGESEC_A_HEAD_NAME, policy->name) ||
		 nla_put_u64_64bit(skb, EDGESEC_A_HEAD_VERSION,
				   policy->version, EDGESEC_A_HEAD_PAD) ||
		 nla_put_u32(skb, EDGESEC_A_HEAD_MODE, policy->mode);
	for (rule = 0; !failed && rule < EDGESEC_RULE_COUNT; rule++)
		failed = nla_put_u32(skb, edgesec_rule_attr[rule],
				     policy->rule_mode[rule]);
	if (!failed && policy->on_loss)
		failed = nla_put_u32(skb, EDGESEC_A_HEAD_ON_LOSS,
				     policy->on_loss);
	if (!failed && policy->warn_at)
		failed = nla_put_u32(skb, EDGESEC_A_HEAD_WARN_AT,
				     policy->warn_at);
	if (!failed && policy->untracked)
		failed = nla_put_u32(skb, EDGESEC_A_HEAD_UNTRACKED,
				     policy->untracked);
	if (!failed && *policy->profile)
		failed = nla_put_string(skb, EDGESEC_A_HEAD_PROFILE,
					policy->profile);
	if (!failed && !is_zero(policy->digest))
		failed = nla_put(skb, EDGESEC_A_HEAD_DIGEST,
				 sizeof(policy->digest), policy->digest);
	if (!failed)
		failed = nla_put_u32(skb, EDGESEC_A_HEAD_SIGNATURE,
				     policy->signature);
	if (!failed && policy->override_max)
		failed = nla_put_u32(skb, EDGESEC_A_HEAD_OVERRIDE_MAX,
				     policy->override_max) ||
			 nla_put_u32(skb, EDGESEC_A_HEAD_OVERRIDE_OF,
				     policy->override_of);
	if (!failed && *policy->signer)
		failed = nla_put_string(skb, EDGESEC_A_HEAD_SIGNER,
					policy->signer);
	return failed;
}

int edgesec_fill_head(struct sk_buff *skb, int type,
		      const struct edgesec_policy *policy)
{
	struct nlattr *nest = nla_nest_start(skb, type);

	if (!nest)
		return -EMSGSIZE;
	return edgesec_fill_end(skb, nest, put_head(skb, policy));
}

int edgesec_fill_program(struct sk_buff *skb, int type,
			 const struct edgesec_program *program)
{
	struct nlattr *nest = nla_nest_start(skb, type);
	int failed;

	if (!nest)
		return -EMSGSIZE;
	failed = nla_put_u32(skb, EDGESEC_A_PROGRAM_IDENTIFY,
			     program->identify) ||
		 (!program->owner &&
		  nla_put_u32(skb, EDGESEC_A_PROGRAM_ROLE, program->role));
	if (!failed && edgesec_identify_is_digest(program->identify))
		failed = nla_put(skb, EDGESEC_A_PROGRAM_DIGEST,
				 sizeof(program->digest), program->digest);
	if (!failed && *program->label)
		failed = nla_put_string(skb, EDGESEC_A_PROGRAM_PATH,
					program->label);
	return edgesec_fill_end(skb, nest, failed);
}

static int fill_hook(struct sk_buff *skb, enum edgesec_hook hook)
{
	struct nlattr *nest = nla_nest_start(skb, EDGESEC_A_STATUS_HOOK);
	struct edgesec_hook_state state;
	int failed;

	if (!nest)
		return -EMSGSIZE;
	edgesec_attach_state(hook, &state);
	failed = nla_put_string(skb, EDGESEC_A_HOOK_NAME, state.name) ||
		 nla_put_u32(skb, EDGESEC_A_HOOK_ATTACHED, state.attached) ||
		 nla_put_u32(skb, EDGESEC_A_HOOK_LIVE, state.live) ||
		 nla_put_string(skb, EDGESEC_A_HOOK_SYMBOL, state.symbol);
	return edgesec_fill_end(skb, nest, failed);
}

int edgesec_fill_hooks(struct sk_buff *skb)
{
	int hook;

	for (hook = 0; hook < EDGESEC_HOOK_COUNT; hook++)
		if (fill_hook(skb, hook))
			return -EMSGSIZE;
	return 0;
}

static int fill_counter(struct sk_buff *skb, enum edgesec_counter id)
{
	struct nlattr *nest = nla_nest_start(skb, EDGESEC_A_STATUS_COUNTER);
	int failed;

	if (!nest)
		return -EMSGSIZE;
	failed = nla_put_string(skb, EDGESEC_A_COUNTER_NAME,
				edgesec_counter_name(id)) ||
		 nla_put_u64_64bit(skb, EDGESEC_A_COUNTER_VALUE,
				   edgesec_counter_read(id),
				   EDGESEC_A_COUNTER_PAD);
	return edgesec_fill_end(skb, nest, failed);
}

int edgesec_fill_counters(struct sk_buff *skb)
{
	int id;

	for (id = 0; id < EDGESEC_COUNT_MAX; id++)
		if (fill_counter(skb, id))
			return -EMSGSIZE;
	return 0;
}

int edgesec_fill_keys(struct sk_buff *skb)
{
	const char *name;
	unsigned int i;

	for (i = 0; (name = edgesec_keys_name(i)); i++)
		if (nla_put_string(skb, EDGESEC_A_STATUS_KEY, name))
			return -EMSGSIZE;
	return 0;
}

static int put_stats(struct sk_buff *skb,
		     const struct edgesec_table_stats *stats)
{
	return nla_put_string(skb, EDGESEC_A_TABLE_NAME, stats->name) ||
	       nla_put_u64_64bit(skb, EDGESEC_A_TABLE_ENTRIES, stats->entries,
				 EDGESEC_A_TABLE_PAD) ||
	       nla_put_u64_64bit(skb, EDGESEC_A_TABLE_BUCKETS, stats->buckets,
				 EDGESEC_A_TABLE_PAD) ||
	       nla_put_u64_64bit(skb, EDGESEC_A_TABLE_OVERFLOW_LINES,
				 stats->overflow_lines, EDGESEC_A_TABLE_PAD) ||
	       nla_put_u64_64bit(skb, EDGESEC_A_TABLE_BYTES, stats->bytes,
				 EDGESEC_A_TABLE_PAD) ||
	       nla_put_u32(skb, EDGESEC_A_TABLE_LONGEST_CHAIN,
			   stats->longest_chain) ||
	       nla_put_u32(skb, EDGESEC_A_TABLE_REHASH_PERCENT,
			   stats->rehash_percent) ||
	       nla_put_u64_64bit(skb, EDGESEC_A_TABLE_REHASHES,
				 stats->rehashes, EDGESEC_A_TABLE_PAD) ||
	       nla_put_u64_64bit(skb, EDGESEC_A_TABLE_RESEEDS, stats->reseeds,
				 EDGESEC_A_TABLE_PAD) ||
	       nla_put_u64_64bit(skb, EDGESEC_A_TABLE_LONG_CHAINS,
				 stats->long_chains, EDGESEC_A_TABLE_PAD) ||
	       nla_put_u64_64bit(skb, EDGESEC_A_TABLE_MAX_ENTRIES,
				 stats->max_entries, EDGESEC_A_TABLE_PAD) ||
	       nla_put_u64_64bit(skb, EDGESEC_A_TABLE_MAX_BYTES,
				 stats->max_bytes, EDGESEC_A_TABLE_PAD);
}

int edgesec_fill_table(struct sk_buff *skb,
		       const struct edgesec_table_stats *stats)
{
	struct nlattr *nest = nla_nest_start(skb, EDGESEC_A_STATUS_TABLE);

	if (!nest)
		return -EMSGSIZE;
	return edgesec_fill_end(skb, nest, put_stats(skb, stats));
}
