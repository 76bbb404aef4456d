// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - A generation under construction, owned by one netlink socket
 * Copyright (C) 2026 The edgesec authors
 *
 * A stage is a policy that only its owner can reach, by the port number of its
 * netlink socket. It ends in one of four ways: it is published, checked,
 * replaced by a new stage-begin, or freed since a message was refused or the
 * socket was closed. So a client that dies half-way leaves nothing behind.
 */
#include "stage.h"
#include "commit.h"
#include "genl.h"
#include "manifest.h"
#include "parse.h"
#include "policy.h"

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/netlink.h>
#include <linux/notifier.h>
#include <linux/slab.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>
#include <net/netlink.h>

/* Each stage can hold as much memory as a policy. */
#define STAGES_MAX	4

/**
 * struct stage - A generation under construction
 * @node: In @stages.
 * @portid: The netlink socket that owns it.
 * @policy: What is built; the stage holds its only reference.
 *
 * All guarded by @stage_lock.
 */
struct stage {
	struct list_head node;
	u32 portid;
	struct edgesec_policy *policy;
};

static DEFINE_MUTEX(stage_lock);
static LIST_HEAD(stages);
static unsigned int stage_count;

static struct stage *find(u32 portid)
{
	struct stage *stage;

	lockdep_assert_held(&stage_lock);

	list_for_each_entry(stage, &stages, node)
		if (stage->portid == portid)
			return stage;
	return NULL;
}

static void drop(struct stage *stage)
{
	lockdep_assert_held(&stage_lock);

	list_del(&stage->node);
	stage_count--;
	edgesec_policy_put(stage->policy);
	kfree(stage);
}

static struct stage *open_stage(u32 portid)
{
	struct stage *stage = kzalloc(sizeof(*stage), GFP_KERNEL_ACCOUNT);

	lockdep_assert_held(&stage_lock);

	if (!stage)
		return NULL;
	stage->portid = portid;
	stage->policy = edgesec_policy_new();
	if (!stage->policy) {
		kfree(stage);
		return NULL;
	}
	list_add(&stage->node, &stages);
	stage_count++;
	return stage;
}

static int begin(struct genl_info *info)
{
	const struct nlattr *head = info->attrs[EDGESEC_A_POLICY_HEAD];
	struct stage *stage = find(info->snd_portid);
	int ret;

	if (stage)
		drop(stage);
	if (!head) {
		NL_SET_ERR_MSG(info->extack, "A stage begins with a head");
		return -EINVAL;
	}
	if (stage_count >= STAGES_MAX) {
		NL_SET_ERR_MSG(info->extack,
			       "Too many other policies are being staged");
		return -EBUSY;
	}
	stage = open_stage(info->snd_portid);
	if (!stage)
		return -ENOMEM;
	ret = edgesec_parse_head(stage->policy, head, info->extack);
	if (!ret)
		ret = edgesec_manifest_begin(stage->policy, head);
	if (ret)
		drop(stage);
	return ret;
}

/**
 * edgesec_stage_begin - Open a stage for the sender
 * @info: The request.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0; -EINVAL; -EBUSY when too many others are open; -ENOMEM.
 */
int edgesec_stage_begin(struct genl_info *info)
{
	int ret;

	mutex_lock(&stage_lock);
	ret = begin(info);
	mutex_unlock(&stage_lock);
	return ret;
}

static int add_entry(struct edgesec_policy *policy, const struct nlattr *attr,
		     struct netlink_ext_ack *extack)
{
	switch (nla_type(attr)) {
	case EDGESEC_A_POLICY_PROGRAM:
		return edgesec_parse_program(policy, attr, extack);
	case EDGESEC_A_POLICY_PORT:
		return edgesec_parse_port(policy, attr, extack);
	case EDGESEC_A_POLICY_MODBUS_SERVER:
		return edgesec_parse_modbus_server(policy, attr, extack);
	}
	NL_SET_ERR_MSG_ATTR(extack, attr, "Not an entry of a policy");
	return -EINVAL;
}

static int add_all(struct edgesec_policy *policy, struct genl_info *info)
{
	const struct nlattr *attr;
	int rem, ret;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		ret = add_entry(policy, attr, info->extack);
		if (ret)
			return ret;
		edgesec_manifest_add(policy, attr);
	}
	return 0;
}

static struct stage *find_or_explain(struct genl_info *info)
{
	struct stage *stage = find(info->snd_portid);

	if (!stage)
		NL_SET_ERR_MSG(info->extack, "This socket has no stage open");
	return stage;
}

/**
 * edgesec_stage_add - Add entries to the sender's stage
 * @info: The request. A refused one ends the stage.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0; -ENOENT without a stage; or what the entry at fault gave.
 */
int edgesec_stage_add(struct genl_info *info)
{
	struct stage *stage;
	int ret = -ENOENT;

	mutex_lock(&stage_lock);
	stage = find_or_explain(info);
	if (stage) {
		ret = add_all(stage->policy, info);
		if (ret)
			drop(stage);
	}
	mutex_unlock(&stage_lock);
	return ret;
}

static int commit(struct stage *stage, struct genl_info *info,
		  const struct edgesec_commit *how, u64 *generation)
{
	int ret = edgesec_commit_publish(stage->policy, how, generation,
					 info->extack);

	lockdep_assert_held(&stage_lock);

	if (!ret && !how->check_only)
		stage->policy = NULL;
	if (ret != -EAGAIN)
		drop(stage);
	return ret;
}

/**
 * edgesec_stage_commit - Publish or check the sender's stage
 * @info: The request.
 * @how: What it asks for.
 * @generation: Where the generation goes that is in force afterwards.
 *
 * The stage is gone afterwards, unless -EAGAIN asks to come again.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0; -ENOENT without a stage; or as edgesec_commit_publish().
 */
int edgesec_stage_commit(struct genl_info *info,
			 const struct edgesec_commit *how, u64 *generation)
{
	struct stage *stage;
	int ret = -ENOENT;

	mutex_lock(&stage_lock);
	stage = find_or_explain(info);
	if (stage)
		ret = commit(stage, info, how, generation);
	mutex_unlock(&stage_lock);
	return ret;
}

static int on_release(struct notifier_block *block, unsigned long event,
		      void *data)
{
	const struct netlink_notify *notify = data;
	struct stage *stage;

	/* The family lives in the initial network namespace only. */
	if (event != NETLINK_URELEASE ||
	    notify->protocol != NETLINK_GENERIC ||
	    !net_eq(notify->net, &init_net))
		return NOTIFY_DONE;

	mutex_lock(&stage_lock);
	stage = find(notify->portid);
	if (stage) {
		drop(stage);
		edgesec_commit_settle();
	}
	mutex_unlock(&stage_lock);
	return NOTIFY_DONE;
}

static struct notifier_block release_block = {
	.notifier_call = on_release,
};

/**
 * edgesec_stage_setup - Begin to watch for sockets that close
 *
 * Context: Module initialisation.
 *
 * Return: 0 or a negative error.
 */
int edgesec_stage_setup(void)
{
	return netlink_register_notifier(&release_block);
}

/**
 * edgesec_stage_teardown - Drop every stage
 *
 * Context: Module exit, when no request can arrive any more.
 */
void edgesec_stage_teardown(void)
{
	struct stage *stage, *next;

	netlink_unregister_notifier(&release_block);
	mutex_lock(&stage_lock);
	list_for_each_entry_safe(stage, next, &stages, node)
		drop(stage);
	mutex_unlock(&stage_lock);
}
