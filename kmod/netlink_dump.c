// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What the netlink family tells in many messages
 * Copyright (C) 2026 The edgesec authors
 */
#include "netlink_impl.h"
#include "commit.h"
#include "fill.h"
#include "genl.h"
#include "modbus.h"
#include "modbus_seen.h"
#include "policy.h"

#include <linux/netlink.h>
#include <linux/skbuff.h>
#include <linux/sizes.h>
#include <net/genetlink.h>

/**
 * struct dump - Where a dump of the policy stands
 * @policy: The generation that is dumped, with a reference; NULL if none is.
 * @begun: The fields of this struct are set.
 * @head_done: The first message has been sent.
 * @program: The next program to send, or the head of the list.
 * @rule: The next port rule to send, counted over scopes and protocols.
 * @piece: The next piece of it; NULL when none has been sent.
 * @server: The next Modbus server to send.
 *
 * Lives in netlink_callback.ctx. The reference makes the dump consistent: what
 * is walked can't change.
 */
struct dump {
	const struct edgesec_policy *policy;
	bool begun;
	bool head_done;
	const struct list_head *program;
	const struct edgesec_port_rule *piece;
	u32 rule;
	u32 server;
};

static int dump_programs(struct sk_buff *skb, struct dump *dump)
{
	const struct list_head *end = &dump->policy->program_list;
	const struct edgesec_program *program;

	/* Owners of ports go with their rule. */
	for (; dump->program != end; dump->program = dump->program->next) {
		program = list_entry(dump->program, struct edgesec_program,
				     node);
		if (!program->owner &&
		    edgesec_fill_program(skb, EDGESEC_A_POLICY_PROGRAM,
					 program))
			return -EMSGSIZE;
	}
	return 0;
}

/* The port rule that is number @n in the policy file, and its scope. */
static const struct edgesec_port_rule *
find_rule(const struct edgesec_policy *policy, u32 n,
	  const struct edgesec_port_scope **scope)
{
	const struct edgesec_port_rule *rule;
	int protocol;
	u32 i;

	for (i = 0; i < policy->scope_count; i++) {
		*scope = policy->scope[i];
		for (protocol = 0; protocol < EDGESEC_PROTOCOL_COUNT;
		     protocol++) {
			rule = (*scope)->rule[protocol];
			if (rule && rule->index == n)
				return rule;
		}
	}
	return NULL;
}

/* Begins where the last message ended. */
static int dump_rule(struct sk_buff *skb, struct dump *dump)
{
	const struct edgesec_port_rule *rule, *piece;
	const struct edgesec_port_scope *scope;

	rule = find_rule(dump->policy, dump->rule, &scope);
	for (piece = dump->piece ? dump->piece : rule; piece;
	     piece = piece->more) {
		dump->piece = piece;
		if (edgesec_fill_port(skb, dump->policy, scope, piece))
			return -EMSGSIZE;
	}
	dump->piece = NULL;
	return 0;
}

static int dump_rules(struct sk_buff *skb, struct dump *dump)
{
	for (; dump->rule < dump->policy->port_count; dump->rule++)
		if (dump_rule(skb, dump))
			return -EMSGSIZE;
	return 0;
}

static int dump_servers(struct sk_buff *skb, struct dump *dump)
{
	const struct edgesec_modbus_server *server;

	while ((server = edgesec_modbus_server_at(&dump->policy->modbus,
						  dump->server))) {
		if (edgesec_fill_modbus_server(skb, server))
			return -EMSGSIZE;
		dump->server++;
	}
	return 0;
}

static int dump_entries(struct sk_buff *skb, struct dump *dump)
{
	if (!dump->policy)
		return 0;
	if (!dump->head_done) {
		if (edgesec_fill_head(skb, EDGESEC_A_POLICY_HEAD, dump->policy))
			return -EMSGSIZE;
		dump->head_done = true;
	}
	if (dump_programs(skb, dump) || dump_rules(skb, dump))
		return -EMSGSIZE;
	return dump_servers(skb, dump);
}

static void begin_dump(struct dump *dump)
{
	dump->policy = edgesec_policy_get();
	if (dump->policy)
		dump->program = dump->policy->program_list.next;
	dump->begun = true;
}

static bool dump_is_over(const struct dump *dump)
{
	const struct edgesec_policy *policy = dump->policy;

	return !policy || (dump->head_done &&
			   dump->program == &policy->program_list &&
			   dump->rule == policy->port_count &&
			   !edgesec_modbus_server_at(&policy->modbus,
						     dump->server));
}

static int dump_message(struct sk_buff *skb, struct netlink_callback *cb,
			struct dump *dump)
{
	void *header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				   cb->nlh->nlmsg_seq, &edgesec_nl_family, NLM_F_MULTI,
				   EDGESEC_CMD_POLICY_GET);
	size_t empty;
	int ret;

	if (!header)
		return -EMSGSIZE;
	empty = skb->len;
	ret = dump_entries(skb, dump);
	if (ret && skb->len == empty) {
		/* One entry that fits no message: never a silent gap. */
		genlmsg_cancel(skb, header);
		return ret;
	}
	genlmsg_end(skb, header);
	return skb->len;
}

int edgesec_nl_policy_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb)
{
	struct dump *dump = (struct dump *)cb->ctx;
	int ret;

	BUILD_BUG_ON(sizeof(*dump) > sizeof(cb->ctx));

	if (!dump->begun) {
		ret = edgesec_nl_permit(cb->skb, cb->extack);
		if (ret)
			return ret;
		begin_dump(dump);
	}
	if (dump_is_over(dump))
		return 0;
	return dump_message(skb, cb, dump);
}

/**
 * edgesec_nl_dump_start - Prepare any dump
 * @cb: Of the dump.
 *
 * The largest entry must fit into a message.
 *
 * Return: 0.
 */
int edgesec_nl_dump_start(struct netlink_callback *cb)
{
	cb->min_dump_alloc = SKB_WITH_OVERHEAD(SZ_32K);
	return 0;
}

/**
 * edgesec_nl_policy_dump_done - End a dump of the policy, be it whole or not
 * @cb: Of the dump.
 *
 * Return: 0.
 */
int edgesec_nl_policy_dump_done(struct netlink_callback *cb)
{
	const struct dump *dump = (const struct dump *)cb->ctx;

	if (dump->begun)
		edgesec_policy_put(dump->policy);
	return 0;
}

/* The policy that learns, with a reference. */
static int get_seen(struct sk_buff *skb, struct netlink_ext_ack *extack,
		    const struct edgesec_policy **policy)
{
	int ret = edgesec_nl_permit(skb, extack);

	if (ret)
		return ret;
	*policy = edgesec_policy_get();
	if (*policy && (*policy)->modbus.seen)
		return 0;
	edgesec_policy_put(*policy);
	NL_SET_ERR_MSG(extack, "No Modbus server learns");
	return -ENOENT;
}

int edgesec_nl_seen_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct edgesec_policy *policy;
	struct sk_buff *reply;
	void *header;
	u64 missed;
	int ret;

	ret = get_seen(skb, info->extack, &policy);
	if (ret)
		return ret;
	missed = edgesec_modbus_seen_missed(policy->modbus.seen);
	edgesec_policy_put(policy);
	header = edgesec_nl_reply_new(info, NLMSG_DEFAULT_SIZE, &reply);
	if (!header)
		return -ENOMEM;
	ret = nla_put_u64_64bit(reply, EDGESEC_A_SEEN_MISSED, missed,
				EDGESEC_A_SEEN_PAD);
	return edgesec_nl_reply_send(info, reply, header, ret);
}

/**
 * struct sights - Where a dump of kinds of requests stands
 * @policy: The generation that learns, with a reference; NULL before.
 * @next: The next kind to send.
 *
 * Lives in netlink_callback.ctx. Kinds only come, so none is told twice.
 */
struct sights {
	const struct edgesec_policy *policy;
	u32 next;
};

/* Returns false behind the last kind, or when the next one finds no room. */
static bool dump_sight(struct sk_buff *skb, struct netlink_callback *cb,
		       const struct sights *sights)
{
	struct edgesec_modbus_sight sight;
	void *header;

	if (!edgesec_modbus_seen_at(sights->policy->modbus.seen, sights->next,
				    &sight))
		return false;
	header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
			     cb->nlh->nlmsg_seq, &edgesec_nl_family, NLM_F_MULTI,
			     EDGESEC_CMD_SEEN_GET);
	if (!header)
		return false;
	if (edgesec_fill_seen(skb, &sight)) {
		genlmsg_cancel(skb, header);
		return false;
	}
	genlmsg_end(skb, header);
	return true;
}

int edgesec_nl_seen_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct sights *sights = (struct sights *)cb->ctx;
	int ret = 0;

	BUILD_BUG_ON(sizeof(*sights) > sizeof(cb->ctx));

	if (!sights->policy)
		ret = get_seen(cb->skb, cb->extack, &sights->policy);
	if (ret) {
		sights->policy = NULL;
		return ret;
	}
	while (dump_sight(skb, cb, sights))
		sights->next++;
	return skb->len;
}

/**
 * edgesec_nl_seen_dump_done - End a dump of kinds of requests
 * @cb: Of the dump.
 *
 * Return: 0.
 */
int edgesec_nl_seen_dump_done(struct netlink_callback *cb)
{
	const struct sights *sights = (const struct sights *)cb->ctx;

	edgesec_policy_put(sights->policy);
	return 0;
}
