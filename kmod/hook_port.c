// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - LSM hook adapters: bind() of TCP and UDP ports
 * Copyright (C) 2026 The edgesec authors
 */
#include "hook.h"
#include "audit.h"
#include "commit.h"
#include "counter.h"
#include "eval.h"

#include <linux/in.h>
#include <linux/net.h>
#include <linux/rcupdate.h>
#include <net/net_namespace.h>
#include <net/sock.h>

/* True when @sk speaks a policed transport; *@protocol is which. */
static bool find_protocol(const struct sock *sk,
			  enum edgesec_protocol *protocol)
{
	if (sk->sk_family != AF_INET && sk->sk_family != AF_INET6)
		return false;
	if (sk->sk_type != SOCK_STREAM && sk->sk_type != SOCK_DGRAM)
		return false;

	switch (sk->sk_protocol) {
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
		*protocol = EDGESEC_PROTOCOL_UDP;
		return true;
	case IPPROTO_TCP:
	case IPPROTO_MPTCP:
		*protocol = EDGESEC_PROTOCOL_TCP;
		return true;
	}
	return false;
}

/*
 * The port lies at the same offset in every address that these sockets take,
 * whatever its family says: AF_INET, AF_INET6, and AF_UNSPEC for "any".
 */
static u16 port_of(const struct sockaddr *address)
{
	static_assert(offsetof(struct sockaddr_in, sin_port) ==
		      offsetof(struct sockaddr, sa_data));
	static_assert(offsetof(struct sockaddr_in6, sin6_port) ==
		      offsetof(struct sockaddr, sa_data));

	return ntohs(((const struct sockaddr_in *)address)->sin_port);
}

static void count(const struct edgesec_decision *decision)
{
	if (decision->verdict == EDGESEC_VERDICT_ALLOW)
		edgesec_counter_inc(EDGESEC_COUNT_BIND_ALLOWED);
	else if (edgesec_decision_blocks(decision))
		edgesec_counter_inc(EDGESEC_COUNT_BIND_DENIED);
	else
		edgesec_counter_inc(EDGESEC_COUNT_BIND_AUDITED);
}

/* False when no policy is active or none of its rules judges this socket. */
static bool judge(enum edgesec_scope scope, enum edgesec_protocol protocol,
		  u16 port, struct edgesec_decision *decision)
{
	const struct edgesec_policy *policy;

	rcu_read_lock();
	policy = edgesec_policy_rcu();
	if (policy)
		edgesec_eval_bind(policy, scope, protocol, port, decision);
	rcu_read_unlock();
	return policy && decision->mode != EDGESEC_MODE_DISABLED;
}

/**
 * edgesec_hook_bind - socket_bind: may this socket be bound to this port?
 * @sock: The socket. Its own network namespace counts, not the caller's.
 * @address: The address, in kernel memory.
 * @addrlen: Its length in bytes.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0, -EACCES, or -EINVAL for an address too short to have a port.
 */
int edgesec_hook_bind(struct socket *sock, struct sockaddr *address,
		      int addrlen)
{
	const struct sock *sk = sock->sk;
	struct edgesec_decision decision;
	enum edgesec_protocol protocol;
	enum edgesec_scope scope;
	u16 port;

	if (!sk || !find_protocol(sk, &protocol))
		return 0;
	if (addrlen < (int)offsetofend(struct sockaddr_in, sin_port))
		return -EINVAL;

	port = port_of(address);
	scope = net_eq(sock_net(sk), &init_net) ? EDGESEC_SCOPE_HOST :
						  EDGESEC_SCOPE_CONTAINER;
	if (!judge(scope, protocol, port, &decision))
		return 0;

	count(&decision);
	if (decision.verdict == EDGESEC_VERDICT_ALLOW)
		return 0;
	edgesec_audit_bind(&decision, sk, scope, protocol, port);
	return edgesec_decision_blocks(&decision) ? -EACCES : 0;
}
