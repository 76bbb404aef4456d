// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Records for those who listen
 * Copyright (C) 2026 The edgesec authors
 *
 * Each record goes to the multicast group of the netlink family as well. Nobody
 * is waited for: what finds no memory is counted, and so is what a listener had
 * no room for that asks for it (NETLINK_BROADCAST_ERROR); each listener sees the
 * gap in the sequence. The memory that waits for one is bounded by the buffer of
 * its socket.
 */
#include "event.h"
#include "counter.h"
#include "genl.h"

#include <linux/rcupdate.h>
#include <net/genetlink.h>

/* The group "events" is the first and only one. */
#define GROUP	0

/* The family while it is registered, else NULL. Read under RCU. */
static const struct genl_family __rcu *speaker;

static struct sk_buff *build(const struct genl_family *family, u64 sequence,
			     const char *record)
{
	size_t size = nla_total_size_64bit(sizeof(sequence)) +
		      nla_total_size(strlen(record) + 1);
	struct sk_buff *skb;
	void *header;

	skb = genlmsg_new(size, GFP_ATOMIC | __GFP_NOWARN);
	if (!skb)
		return NULL;
	header = genlmsg_put(skb, 0, 0, family, 0, EDGESEC_CMD_EVENT);
	if (!header ||
	    nla_put_u64_64bit(skb, EDGESEC_A_EVENT_SEQUENCE, sequence,
			      EDGESEC_A_EVENT_PAD) ||
	    nla_put_string(skb, EDGESEC_A_EVENT_RECORD, record)) {
		nlmsg_free(skb);
		return NULL;
	}
	genlmsg_end(skb, header);
	return skb;
}

/* Returns false when somebody who listens did not get it. */
static bool send(const struct genl_family *family, u64 sequence,
		 const char *record)
{
	struct sk_buff *skb;
	int ret;

	if (!genl_has_listeners(family, &init_net, GROUP))
		return true;
	skb = build(family, sequence, record);
	if (!skb)
		return false;
	ret = genlmsg_multicast(family, skb, 0, GROUP,
				GFP_ATOMIC | __GFP_NOWARN);
	return !ret || ret == -ESRCH;
}

/**
 * edgesec_event_send - Tell those who listen
 * @sequence: Number of the event.
 * @record: Its text.
 *
 * Context: Any but NMI.
 */
void edgesec_event_send(u64 sequence, const char *record)
{
	const struct genl_family *family;

	rcu_read_lock();
	family = rcu_dereference(speaker);
	if (family && !send(family, sequence, record))
		edgesec_counter_inc(EDGESEC_COUNT_EVENT_LOST);
	rcu_read_unlock();
}

/**
 * edgesec_event_begin - From now on somebody can listen
 * @family: The family, which is registered.
 *
 * Context: Module initialisation.
 */
void edgesec_event_begin(const struct genl_family *family)
{
	rcu_assign_pointer(speaker, family);
}

/**
 * edgesec_event_end - Nobody can listen any more
 *
 * Context: Module exit, before the family goes. May sleep.
 */
void edgesec_event_end(void)
{
	RCU_INIT_POINTER(speaker, NULL);
	synchronize_rcu();
}
