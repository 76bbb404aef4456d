// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Answers to "what would the policy say?": Modbus requests
 * Copyright (C) 2026 The edgesec authors
 *
 * One request, as the first of a connection: what depends on those before it
 * is not asked.
 */
#include "explain.h"
#include "eval.h"
#include "genl.h"
#include "modbus.h"
#include "policy.h"

#include <linux/kernel.h>
#include <linux/string.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>

/**
 * struct asked - A request, and between whom
 * @family: AF_INET or AF_INET6, of both.
 * @server: Whose it is.
 * @client: Who sends it.
 * @port: Of the server, host byte order.
 * @adu: The request.
 * @size: Its length.
 * @net: Cookie of the network namespace where it is judged.
 */
struct asked {
	u8 family;
	union nf_inet_addr server;
	union nf_inet_addr client;
	u16 port;
	const u8 *adu;
	u32 size;
	u64 net;
};

/* The family of the address, or 0 if it is none. */
static u8 read_address(const struct nlattr *attr, union nf_inet_addr *address)
{
	size_t len = attr ? nla_len(attr) : 0;

	if (len != sizeof(address->ip) && len != sizeof(address->in6))
		return 0;
	memcpy(address, nla_data(attr), len);
	return len == sizeof(address->ip) ? NFPROTO_IPV4 : NFPROTO_IPV6;
}

static int read_asked(struct asked *asked, struct genl_info *info)
{
	const struct nlattr *port = info->attrs[EDGESEC_A_EXPLAIN_PORT];
	const struct nlattr *adu = info->attrs[EDGESEC_A_EXPLAIN_REQUEST];

	asked->family = read_address(info->attrs[EDGESEC_A_EXPLAIN_SERVER],
				     &asked->server);
	if (!asked->family ||
	    asked->family !=
		    read_address(info->attrs[EDGESEC_A_EXPLAIN_CLIENT],
				 &asked->client) ||
	    !port || !nla_get_u32(port) || nla_get_u32(port) > U16_MAX ||
	    !adu || nla_len(adu) < EDGESEC_MODBUS_PEEK ||
	    nla_len(adu) > EDGESEC_MODBUS_ADU_MAX) {
		NL_SET_ERR_MSG(info->extack,
			       "A question needs server, port, client, and a request of 8 to 261 bytes");
		return -EINVAL;
	}
	asked->port = nla_get_u32(port);
	asked->adu = nla_data(adu);
	asked->size = nla_len(adu);
	asked->net = genl_info_net(info)->net_cookie;
	return 0;
}

/* As flow.c and flow_data.c ask about the first request of a connection. */
static enum edgesec_modbus_fault
find_fault(const struct asked *asked,
	   const struct edgesec_modbus_server *server)
{
	const struct edgesec_modbus_client client = {
		.net = asked->net,
		.family = asked->family,
		.address = &asked->client,
		.only_asks = true,
	};
	enum edgesec_modbus_fault fault;
	u32 size;

	if (!edgesec_modbus_server_admits(server, &client))
		return EDGESEC_MODBUS_CLIENT;
	fault = edgesec_modbus_request_frame(asked->adu, asked->size, &size);
	if (fault)
		return fault;
	/* What is left would begin another request, and end with no segment. */
	if (size < asked->size)
		return EDGESEC_MODBUS_ALIGNMENT;
	return edgesec_modbus_request_check(asked->adu, size, server, &client);
}

static void decide(const struct edgesec_policy *policy,
		   const struct asked *asked,
		   const struct edgesec_modbus_server *server,
		   struct edgesec_decision *decision)
{
	enum edgesec_modbus_fault fault = find_fault(asked, server);

	edgesec_eval_mode(policy, EDGESEC_SECTION_MODBUS, server->mode,
			  decision);
	decision->rule_index = -1;
	if (!fault)
		return;
	decision->verdict = EDGESEC_VERDICT_DENY;
	decision->reason = edgesec_modbus_fault_name(fault, false);
}

static int fill(struct sk_buff *reply, const struct edgesec_policy *policy,
		const struct asked *asked)
{
	const struct edgesec_modbus_server *server =
		policy ? edgesec_modbus_rules_find(&policy->modbus,
						   asked->family,
						   &asked->server,
						   asked->port) : NULL;
	struct edgesec_decision decision = {
		.verdict = EDGESEC_VERDICT_ALLOW,
		.mode = EDGESEC_MODE_DISABLED,
	};
	char rule[EDGESEC_NAME_MAX + 8];

	if (server && server->mode != EDGESEC_MODE_DISABLED) {
		decide(policy, asked, server, &decision);
		snprintf(rule, sizeof(rule), "modbus.%s", server->name);
		decision.rule = rule;
	}
	return edgesec_explain_fill_generation(reply, policy) ||
	       edgesec_explain_fill(reply, &decision) ? -EMSGSIZE : 0;
}

/**
 * edgesec_explain_modbus - Ask a policy about a Modbus request
 * @policy: The policy, with a reference; NULL when none is in force.
 * @info: The request.
 * @reply: Where the answer goes.
 *
 * Context: Process context of the sender.
 *
 * Return: 0; -EINVAL; -EMSGSIZE.
 */
int edgesec_explain_modbus(const struct edgesec_policy *policy,
			   struct genl_info *info, struct sk_buff *reply)
{
	struct asked asked = {};
	int ret = read_asked(&asked, info);

	return ret ? ret : fill(reply, policy, &asked);
}
