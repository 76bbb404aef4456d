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
#include "netlink_impl.h"
#include "policy.h"
#include "stage.h"

#include <linux/capability.h>
#include <linux/module.h>
#include <net/genetlink.h>

/*
 * Everything in one reply: a status with all counters and keys takes 7 KiB. The
 * size is fixed so that a longer list fails in the first test that asks.
 */
#define STATUS_SIZE	(12 * 1024)

/**
 * edgesec_nl_permit - May the sender read and change the policy?
 * @skb: Its request.
 * @extack: Where a refusal is explained.
 *
 * That is for the administrator of the machine.
 *
 * Return: 0 or -EPERM.
 */
int edgesec_nl_permit(struct sk_buff *skb, struct netlink_ext_ack *extack)
{
	if (netlink_capable(skb, CAP_MAC_ADMIN))
		return 0;
	NL_SET_ERR_MSG(extack,
		       "CAP_MAC_ADMIN in the initial user namespace is needed");
	return -EPERM;
}

/**
 * edgesec_nl_reply_new - Begin a reply
 * @info: Of the request.
 * @size: How many bytes it may take.
 * @reply: Set.
 *
 * Context: Process context, may sleep.
 *
 * Return: For edgesec_nl_reply_send(); NULL for want of memory.
 */
void *edgesec_nl_reply_new(struct genl_info *info, size_t size,
			   struct sk_buff **reply)
{
	void *header;

	*reply = genlmsg_new(size, GFP_KERNEL);
	if (!*reply)
		return NULL;
	header = genlmsg_put_reply(*reply, info, &edgesec_nl_family, 0,
				   info->genlhdr->cmd);
	if (!header)
		nlmsg_free(*reply);
	return header;
}

/**
 * edgesec_nl_reply_send - End a reply and send it, or free it
 * @info: Of the request.
 * @reply: From edgesec_nl_reply_new().
 * @header: What that returned.
 * @failed: Not 0 when something did not find room in it.
 *
 * Return: 0 or a negative error.
 */
int edgesec_nl_reply_send(struct genl_info *info, struct sk_buff *reply,
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
	int failed;

	if (abi && nla_get_u32(abi) != EDGESEC_ABI_VERSION) {
		NL_SET_ERR_MSG_ATTR(info->extack, abi,
				    "The module speaks another version of the ABI");
		return -EPROTO;
	}
	header = edgesec_nl_reply_new(info, STATUS_SIZE, &reply);
	if (!header)
		return -ENOMEM;
	failed = fill_status(reply, netlink_capable(skb, CAP_MAC_ADMIN));
	return edgesec_nl_reply_send(info, reply, header, failed);
}

int edgesec_nl_stage_begin_doit(struct sk_buff *skb, struct genl_info *info)
{
	int ret = edgesec_nl_permit(skb, info->extack);

	return ret ? ret : edgesec_stage_begin(info);
}

int edgesec_nl_stage_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	int ret = edgesec_nl_permit(skb, info->extack);

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

	header = edgesec_nl_reply_new(info, NLMSG_DEFAULT_SIZE, &reply);
	if (!header)
		return -ENOMEM;
	read_expected(&how, info);
	ret = make(info, &how, &generation);
	if (ret) {
		nlmsg_free(reply);
		return ret;
	}
	ret = nla_put_u64_64bit(reply, EDGESEC_A_POLICY_GENERATION, generation,
				EDGESEC_A_POLICY_PAD);
	return edgesec_nl_reply_send(info, reply, header, ret);
}

int edgesec_nl_stage_commit_doit(struct sk_buff *skb, struct genl_info *info)
{
	int ret = edgesec_nl_permit(skb, info->extack);

	return ret ? ret : change(info, publish_stage);
}

int edgesec_nl_policy_confirm_doit(struct sk_buff *skb, struct genl_info *info)
{
	int ret = edgesec_nl_permit(skb, info->extack);

	return ret ? ret : change(info, confirm);
}

int edgesec_nl_policy_rollback_doit(struct sk_buff *skb, struct genl_info *info)
{
	int ret = edgesec_nl_permit(skb, info->extack);

	return ret ? ret : change(info, roll_back);
}

int edgesec_nl_policy_disable_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct edgesec_commit how;
	int ret = edgesec_nl_permit(skb, info->extack);

	if (ret)
		return ret;
	read_expected(&how, info);
	return edgesec_commit_disable(&how, info->extack);
}

int edgesec_nl_policy_lock_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *level = info->attrs[EDGESEC_A_POLICY_LOCK];
	int ret = edgesec_nl_permit(skb, info->extack);

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
	int ret = edgesec_nl_permit(skb, info->extack);

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
	int ret = edgesec_nl_permit(skb, info->extack);

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
	int ret = edgesec_nl_permit(skb, info->extack);

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

	ret = edgesec_nl_permit(skb, info->extack);
	if (ret)
		return ret;
	policy = edgesec_policy_get();
	ret = check_generation(policy, info);
	if (!ret) {
		header = edgesec_nl_reply_new(info, NLMSG_DEFAULT_SIZE, &reply);
		ret = -ENOMEM;
		if (header)
			ret = edgesec_nl_reply_send(info, reply, header,
						    fill_policy_head(reply,
								     policy));
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
	int ret = edgesec_nl_permit(skb, info->extack);

	if (ret)
		return ret;
	header = edgesec_nl_reply_new(info, NLMSG_DEFAULT_SIZE, &reply);
	if (!header)
		return -ENOMEM;
	policy = edgesec_policy_get();
	ret = answer(policy, info, reply);
	edgesec_policy_put(policy);
	if (ret) {
		nlmsg_free(reply);
		return ret;
	}
	return edgesec_nl_reply_send(info, reply, header, 0);
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

static const struct genl_multicast_group groups[] = {
	{ .name = EDGESEC_MCGRP_EVENTS, .flags = EDGESEC_LISTENERS },
};

static struct genl_ops ops[ARRAY_SIZE(edgesec_nl_ops)] __ro_after_init;

struct genl_family edgesec_nl_family __ro_after_init = {
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
		ops[i].start = edgesec_nl_dump_start;
		ops[i].done = edgesec_nl_policy_dump_done;
		if (ops[i].cmd == EDGESEC_CMD_SEEN_GET)
			ops[i].done = edgesec_nl_seen_dump_done;
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
	ret = genl_register_family(&edgesec_nl_family);
	if (!ret)
		edgesec_event_begin(&edgesec_nl_family);
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
	genl_unregister_family(&edgesec_nl_family);
}
