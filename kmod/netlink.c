// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - The generic netlink family
 * Copyright (C) 2026 The edgesec authors
 *
 * The operations are declared in genl.h, which is generated from
 * spec/edgesec.yaml. There is no MODULE_ALIAS_GENL_FAMILY: with it any
 * unprivileged look-up of the name would load the module.
 */
#include "netlink.h"
#include "audit.h"
#include "code.h"
#include "compat.h"
#include "commit.h"
#include "digest.h"
#include "event.h"
#include "explain.h"
#include "fill.h"
#include "genl.h"
#include "hook.h"
#include "modbus.h"
#include "modbus_seen.h"
#include "policy.h"
#include "stage.h"

#include <linux/capability.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <net/genetlink.h>

/*
 * Everything in one reply: a status with all counters and keys takes 7 KiB. The
 * size is fixed so that a longer list fails in the first test that asks.
 */
#define STATUS_SIZE	(12 * 1024)

static struct genl_family family;

/* Reading and changing the policy is for the administrator of the machine. */
static int permit(struct sk_buff *skb, struct netlink_ext_ack *extack)
{
	if (netlink_capable(skb, CAP_MAC_ADMIN))
		return 0;
	NL_SET_ERR_MSG(extack,
		       "CAP_MAC_ADMIN in the initial user namespace is needed");
	return -EPERM;
}

static void *new_reply(struct genl_info *info, size_t size,
		       struct sk_buff **reply)
{
	void *header;

	*reply = genlmsg_new(size, GFP_KERNEL);
	if (!*reply)
		return NULL;
	header = genlmsg_put_reply(*reply, info, &family, 0,
				   info->genlhdr->cmd);
	if (!header)
		nlmsg_free(*reply);
	return header;
}

static int send_reply(struct genl_info *info, struct sk_buff *reply,
		      void *header, int failed)
{
	if (failed) {
		nlmsg_free(reply);
		return -EMSGSIZE;
	}
	genlmsg_end(reply, header);
	return genlmsg_reply(reply, info);
}

static int fill_tables(struct sk_buff *skb, const struct edgesec_policy *policy)
{
	struct edgesec_table_stats stats;

	if (policy) {
		edgesec_table_stats(&policy->programs, &stats);
		if (edgesec_fill_table(skb, &stats))
			return -EMSGSIZE;
		edgesec_table_stats(&policy->ports, &stats);
		if (edgesec_fill_table(skb, &stats))
			return -EMSGSIZE;
	}
	edgesec_digest_stats(&stats);
	if (edgesec_fill_table(skb, &stats))
		return -EMSGSIZE;
	edgesec_code_stats(&stats);
	if (edgesec_fill_table(skb, &stats))
		return -EMSGSIZE;
	return edgesec_hook_modbus_stats(&stats) ?
	       edgesec_fill_table(skb, &stats) : 0;
}

static int fill_pending(struct sk_buff *skb,
			const struct edgesec_standing *standing)
{
	struct nlattr *nest = nla_nest_start(skb, EDGESEC_A_STATUS_PENDING);
	int failed;

	if (!nest)
		return -EMSGSIZE;
	failed = nla_put_u64_64bit(skb, EDGESEC_A_PENDING_GENERATION,
				   standing->policy->generation,
				   EDGESEC_A_PENDING_PAD) ||
		 nla_put_u64_64bit(skb, EDGESEC_A_PENDING_PREVIOUS,
				   standing->previous, EDGESEC_A_PENDING_PAD) ||
		 nla_put_u32(skb, EDGESEC_A_PENDING_SECONDS, standing->seconds);
	return edgesec_fill_end(skb, nest, failed);
}

static int fill_override(struct sk_buff *skb,
			 const struct edgesec_override *override)
{
	struct nlattr *nest = nla_nest_start(skb, EDGESEC_A_STATUS_OVERRIDE);
	int failed;

	if (!nest)
		return -EMSGSIZE;
	failed = nla_put_u32(skb, EDGESEC_A_OVERRIDE_SECONDS,
			     override->seconds) ||
		 nla_put_string(skb, EDGESEC_A_OVERRIDE_REASON,
				override->reason) ||
		 nla_put_u32(skb, EDGESEC_A_OVERRIDE_UID,
			     from_kuid(&init_user_ns, override->uid));
	return edgesec_fill_end(skb, nest, failed);
}

/* That the host stands open is for the administrator's eyes. */
static int fill_status(struct sk_buff *skb, bool administrator)
{
	const struct edgesec_policy *policy;
	struct edgesec_standing standing;
	int failed;

	edgesec_commit_standing(&standing);
	policy = standing.policy;
	failed = nla_put_u32(skb, EDGESEC_A_STATUS_ABI, EDGESEC_ABI_VERSION) ||
		 nla_put_string(skb, EDGESEC_A_STATUS_MODULE_VERSION,
				THIS_MODULE->version) ||
		 (policy && edgesec_fill_head(skb, EDGESEC_A_STATUS_HEAD,
					      policy)) ||
		 nla_put_u64_64bit(skb, EDGESEC_A_STATUS_SEQUENCE,
				   edgesec_audit_sequence(),
				   EDGESEC_A_STATUS_PAD) ||
		 nla_put_u32(skb, EDGESEC_A_STATUS_LOCK, standing.lock) ||
		 (standing.waits && fill_pending(skb, &standing)) ||
		 (standing.overridden && administrator &&
		  fill_override(skb, &standing.override)) ||
		 edgesec_fill_hooks(skb) || edgesec_fill_counters(skb) ||
		 edgesec_fill_keys(skb) || fill_tables(skb, policy);
	edgesec_policy_put(policy);
	return failed;
}

int edgesec_nl_status_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *abi = info->attrs[EDGESEC_A_STATUS_ABI];
	struct sk_buff *reply;
	void *header;

	if (abi && nla_get_u32(abi) != EDGESEC_ABI_VERSION) {
		NL_SET_ERR_MSG_ATTR(info->extack, abi,
				    "The module speaks another version of the ABI");
		return -EPROTO;
	}
	header = new_reply(info, STATUS_SIZE, &reply);
	if (!header)
		return -ENOMEM;
	return send_reply(info, reply, header,
			  fill_status(reply,
				      netlink_capable(skb, CAP_MAC_ADMIN)));
}

int edgesec_nl_stage_begin_doit(struct sk_buff *skb, struct genl_info *info)
{
	int ret = permit(skb, info->extack);

	return ret ? ret : edgesec_stage_begin(info);
}

int edgesec_nl_stage_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	int ret = permit(skb, info->extack);

	return ret ? ret : edgesec_stage_add(info);
}

static void read_expected(struct edgesec_commit *how, struct genl_info *info)
{
	const struct nlattr *generation =
		info->attrs[EDGESEC_A_POLICY_GENERATION];

	*how = (struct edgesec_commit){
		.has_expected = generation,
		.expected = generation ? nla_get_u64(generation) : 0,
	};
}

/* Only this request has room for what is more than a generation. */
static int publish_stage(struct genl_info *info, struct edgesec_commit *how,
			 u64 *generation)
{
	const struct nlattr *confirm = info->attrs[EDGESEC_A_POLICY_CONFIRM];
	const struct nlattr *signature =
		info->attrs[EDGESEC_A_POLICY_SIGNATURE];

	how->check_only = info->attrs[EDGESEC_A_POLICY_CHECK_ONLY];
	how->confirm = confirm ? nla_get_u32(confirm) : 0;
	if (signature && nla_len(signature) > EDGESEC_SIGNATURE_MAX) {
		NL_SET_ERR_MSG_ATTR(info->extack, signature,
				    "The signature is too long");
		return -EINVAL;
	}
	how->signature = signature ? nla_data(signature) : NULL;
	how->signature_len = signature ? nla_len(signature) : 0;
	return edgesec_stage_commit(info, how, generation);
}

static int confirm(struct genl_info *info, struct edgesec_commit *how,
		   u64 *generation)
{
	return edgesec_commit_confirm(how, generation, info->extack);
}

static int roll_back(struct genl_info *info, struct edgesec_commit *how,
		     u64 *generation)
{
	return edgesec_commit_rollback(how, generation, info->extack);
}

/* The reply comes first: a change that was made can't fail any more. */
static int change(struct genl_info *info,
		  int (*make)(struct genl_info *info,
			      struct edgesec_commit *how, u64 *generation))
{
	struct edgesec_commit how;
	struct sk_buff *reply;
	u64 generation;
	void *header;
	int ret;

	header = new_reply(info, NLMSG_DEFAULT_SIZE, &reply);
	if (!header)
		return -ENOMEM;
	read_expected(&how, info);
	ret = make(info, &how, &generation);
	if (ret) {
		nlmsg_free(reply);
		return ret;
	}
	return send_reply(info, reply, header,
			  nla_put_u64_64bit(reply, EDGESEC_A_POLICY_GENERATION,
					    generation,
					    EDGESEC_A_POLICY_PAD));
}

int edgesec_nl_stage_commit_doit(struct sk_buff *skb, struct genl_info *info)
{
	int ret = permit(skb, info->extack);

	return ret ? ret : change(info, publish_stage);
}

int edgesec_nl_policy_confirm_doit(struct sk_buff *skb, struct genl_info *info)
{
	int ret = permit(skb, info->extack);

	return ret ? ret : change(info, confirm);
}

int edgesec_nl_policy_rollback_doit(struct sk_buff *skb, struct genl_info *info)
{
	int ret = permit(skb, info->extack);

	return ret ? ret : change(info, roll_back);
}

int edgesec_nl_policy_disable_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct edgesec_commit how;
	int ret = permit(skb, info->extack);

	if (ret)
		return ret;
	read_expected(&how, info);
	return edgesec_commit_disable(&how, info->extack);
}

int edgesec_nl_policy_lock_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *level = info->attrs[EDGESEC_A_POLICY_LOCK];
	int ret = permit(skb, info->extack);

	if (ret)
		return ret;
	if (!level) {
		NL_SET_ERR_MSG(info->extack, "The level of the lock is missing");
		return -EINVAL;
	}
	return edgesec_commit_lock(nla_get_u32(level), info->extack);
}

int edgesec_nl_key_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *certificate =
		info->attrs[EDGESEC_A_KEY_CERTIFICATE];
	int ret = permit(skb, info->extack);

	if (ret)
		return ret;
	if (!certificate || !nla_len(certificate) ||
	    nla_len(certificate) > EDGESEC_CERTIFICATE_MAX) {
		NL_SET_ERR_MSG(info->extack,
			       "The certificate is missing, or too long");
		return -EINVAL;
	}
	return edgesec_commit_add_key(nla_data(certificate),
				      nla_len(certificate), info->extack);
}

int edgesec_nl_override_start_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *nest = info->attrs[EDGESEC_A_POLICY_OVERRIDE];
	struct nlattr *tb[EDGESEC_A_OVERRIDE_MAX + 1] = {};
	const struct nlattr *seconds, *reason;
	int ret = permit(skb, info->extack);

	if (!ret && nest)
		ret = nla_parse_nested(tb, EDGESEC_A_OVERRIDE_MAX, nest,
				       edgesec_override_nl_policy,
				       info->extack);
	if (ret)
		return ret;
	seconds = tb[EDGESEC_A_OVERRIDE_SECONDS];
	reason = tb[EDGESEC_A_OVERRIDE_REASON];
	if (!seconds || !reason || !*(const char *)nla_data(reason)) {
		NL_SET_ERR_MSG(info->extack,
			       "An override needs a time and a reason");
		return -EINVAL;
	}
	return edgesec_commit_override(nla_get_u32(seconds), nla_data(reason),
				       info->extack);
}

int edgesec_nl_override_stop_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct edgesec_commit how;
	int ret = permit(skb, info->extack);

	if (ret)
		return ret;
	read_expected(&how, info);
	return edgesec_commit_end_override(&how, info->extack);
}

static int fill_policy_head(struct sk_buff *skb,
			    const struct edgesec_policy *policy)
{
	if (nla_put_u64_64bit(skb, EDGESEC_A_POLICY_GENERATION,
			      policy ? policy->generation : 0,
			      EDGESEC_A_POLICY_PAD))
		return -EMSGSIZE;
	return policy ? edgesec_fill_head(skb, EDGESEC_A_POLICY_HEAD, policy) :
			0;
}

static int check_generation(const struct edgesec_policy *policy,
			    struct genl_info *info)
{
	const struct nlattr *attr = info->attrs[EDGESEC_A_POLICY_GENERATION];

	if (!attr || nla_get_u64(attr) == (policy ? policy->generation : 0))
		return 0;
	NL_SET_ERR_MSG_ATTR(info->extack, attr,
			    "Another generation is active");
	return -ESTALE;
}

int edgesec_nl_policy_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct edgesec_policy *policy;
	struct sk_buff *reply;
	void *header;
	int ret;

	ret = permit(skb, info->extack);
	if (ret)
		return ret;
	policy = edgesec_policy_get();
	ret = check_generation(policy, info);
	if (!ret) {
		header = new_reply(info, NLMSG_DEFAULT_SIZE, &reply);
		ret = header ? send_reply(info, reply, header,
					  fill_policy_head(reply, policy)) :
			       -ENOMEM;
	}
	edgesec_policy_put(policy);
	return ret;
}

/* The policy is held until the answer is written: it has names of it. */
static int explain(struct sk_buff *skb, struct genl_info *info,
		   int (*answer)(const struct edgesec_policy *policy,
				 struct genl_info *info, struct sk_buff *reply))
{
	const struct edgesec_policy *policy;
	struct sk_buff *reply;
	void *header;
	int ret = permit(skb, info->extack);

	if (ret)
		return ret;
	header = new_reply(info, NLMSG_DEFAULT_SIZE, &reply);
	if (!header)
		return -ENOMEM;
	policy = edgesec_policy_get();
	ret = answer(policy, info, reply);
	edgesec_policy_put(policy);
	if (ret) {
		nlmsg_free(reply);
		return ret;
	}
	return send_reply(info, reply, header, 0);
}

int edgesec_nl_policy_explain_doit(struct sk_buff *skb, struct genl_info *info)
{
	return explain(skb, info, edgesec_explain_port);
}

int edgesec_nl_policy_explain_file_doit(struct sk_buff *skb,
					struct genl_info *info)
{
	return explain(skb, info, edgesec_explain_file);
}

int edgesec_nl_policy_explain_modbus_doit(struct sk_buff *skb,
					  struct genl_info *info)
{
	return explain(skb, info, edgesec_explain_modbus);
}

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
				   cb->nlh->nlmsg_seq, &family, NLM_F_MULTI,
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
		ret = permit(cb->skb, cb->extack);
		if (ret)
			return ret;
		begin_dump(dump);
	}
	if (dump_is_over(dump))
		return 0;
	return dump_message(skb, cb, dump);
}

/* The largest entry must fit into a message. */
static int start_dump(struct netlink_callback *cb)
{
	cb->min_dump_alloc = SKB_WITH_OVERHEAD(SZ_32K);
	return 0;
}

static int end_dump(struct netlink_callback *cb)
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
	int ret = permit(skb, extack);

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
	header = new_reply(info, NLMSG_DEFAULT_SIZE, &reply);
	if (!header)
		return -ENOMEM;
	return send_reply(info, reply, header,
			  nla_put_u64_64bit(reply, EDGESEC_A_SEEN_MISSED,
					    missed, EDGESEC_A_SEEN_PAD));
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
			     cb->nlh->nlmsg_seq, &family, NLM_F_MULTI,
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

static int end_sights(struct netlink_callback *cb)
{
	const struct sights *sights = (const struct sights *)cb->ctx;

	edgesec_policy_put(sights->policy);
	return 0;
}

static const struct genl_multicast_group groups[] = {
	{ .name = EDGESEC_MCGRP_EVENTS, .flags = EDGESEC_LISTENERS },
};

static struct genl_ops ops[ARRAY_SIZE(edgesec_nl_ops)] __ro_after_init;

static struct genl_family family __ro_after_init = {
	.name		= EDGESEC_FAMILY_NAME,
	.version	= EDGESEC_FAMILY_VERSION,
	.module		= THIS_MODULE,
	.ops		= ops,
	.n_ops		= ARRAY_SIZE(ops),
	.mcgrps		= groups,
	.n_mcgrps	= ARRAY_SIZE(groups),
	.resv_start_op	= __EDGESEC_CMD_MAX,
};

/* The generator has no words for the begin and the end of a dump. */
static void __init complete_ops(void)
{
	size_t i;

	memcpy(ops, edgesec_nl_ops, sizeof(ops));
	for (i = 0; i < ARRAY_SIZE(ops); i++) {
		if (!ops[i].dumpit)
			continue;
		ops[i].start = start_dump;
		ops[i].done = ops[i].cmd == EDGESEC_CMD_SEEN_GET ? end_sights :
								   end_dump;
	}
}

/**
 * edgesec_netlink_register - Begin to take requests
 *
 * Context: Module initialisation, when everything else is ready.
 *
 * Return: 0 or a negative error.
 */
int __init edgesec_netlink_register(void)
{
	int ret;

	complete_ops();
	ret = genl_register_family(&family);
	if (!ret)
		edgesec_event_begin(&family);
	return ret;
}

/**
 * edgesec_netlink_unregister - Take no more requests
 *
 * Context: Module exit. No request is under way afterwards.
 */
void edgesec_netlink_unregister(void)
{
	edgesec_event_end();
	genl_unregister_family(&family);
}
