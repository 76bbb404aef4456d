// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - LSM hook adapters: what processes do with ports
 * Copyright (C) 2026 The edgesec authors
 *
 * A socket is judged by the network namespace that it was made in, whoever
 * uses it and wherever. The kernel's own sockets are not judged.
 */
#include "hook.h"
#include "audit.h"
#include "commit.h"
#include "compat.h"
#include "counter.h"
#include "eval.h"
#include "identify.h"
#include "judge.h"
#include "scope.h"
#include "socket.h"

#include <linux/bits.h>
#include <linux/file.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/log2.h>
#include <linux/net.h>
#include <linux/nsproxy.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sctp.h>
#include <linux/socket.h>
#include <linux/stddef.h>
#include <net/net_namespace.h>
#include <net/sock.h>

/* The counters of a direction stand side by side, in the order of the bits. */
enum outcome { ALLOWED, DENIED, AUDITED, OUTCOME_COUNT };

static_assert((int)EDGESEC_COUNT_SOCKET_AUDITED ==
	      (int)EDGESEC_COUNT_BIND_ALLOWED +
	      const_ilog2(EDGESEC_DIRECTION_CREATE) * OUTCOME_COUNT + AUDITED);

static __always_inline void count(enum edgesec_direction direction,
				  enum outcome outcome)
{
	edgesec_counter_inc((int)EDGESEC_COUNT_BIND_ALLOWED +
			    ilog2(direction) * OUTCOME_COUNT + (int)outcome);
}

static const char *op_of(enum edgesec_direction direction)
{
	switch (direction) {
	case EDGESEC_DIRECTION_BIND:
		return "bind";
	case EDGESEC_DIRECTION_LISTEN:
		return "listen";
	case EDGESEC_DIRECTION_CONNECT:
		return "connect";
	case EDGESEC_DIRECTION_SEND:
		return "send";
	case EDGESEC_DIRECTION_CREATE:
		return "socket";
	}
	return "port";
}

/* The policy in force answers, but for who @decision->owner is. */
static const struct edgesec_policy *
ask_rcu(struct edgesec_port_question *question, const struct sock *sk,
	struct edgesec_decision *decision)
{
	const struct edgesec_policy *policy = edgesec_policy_rcu();
	struct edgesec_owner owner;

	if (!policy)
		return NULL;
	if (sk)
		edgesec_scope_of_sock(sk, &owner);
	else
		edgesec_scope_of_current(&owner);
	question->scopes = edgesec_scopes(policy, &owner);
	edgesec_eval_port(policy, question, decision);
	return policy;
}

/* Is current one of those that the port belongs to? */
static void ask_owner(const struct edgesec_policy *policy,
		      struct edgesec_decision *decision)
{
	struct file *exe = edgesec_compat_exe_file();
	int listed = edgesec_identify_owner(policy, exe, decision->owner);

	if (exe)
		fput(exe);
	edgesec_eval_port_program(decision, listed > 0);
	if (listed < 0) {
		edgesec_eval_undecided(decision, edgesec_judge_why(listed));
		edgesec_counter_inc(EDGESEC_COUNT_PORT_UNDECIDED);
	}
}

/*
 * False when no policy is active or none of its rules has a say. Only to find
 * out about a program may take time, so only then a reference is taken; one
 * that can't be had is of a policy that was replaced.
 */
static bool ask(struct edgesec_port_question *question, const struct sock *sk,
		struct edgesec_decision *decision)
{
	const struct edgesec_policy *policy, *held = NULL;

	do {
		rcu_read_lock();
		policy = ask_rcu(question, sk, decision);
		if (policy && decision->owner)
			held = edgesec_policy_get_unless_zero(policy);
		rcu_read_unlock();
	} while (policy && decision->owner && !held);
	if (held)
		ask_owner(held, decision);
	edgesec_policy_put(held);
	return policy && decision->mode != EDGESEC_MODE_DISABLED;
}

/*
 * @sk is NULL for a socket that current is about to make. @event lacks what the
 * question has.
 */
static int judge(const struct sock *sk, struct edgesec_port_question *question,
		 struct edgesec_port_event *event)
{
	struct edgesec_decision decision;
	bool blocks;

	if (!ask(question, sk, &decision))
		return 0;
	if (decision.verdict == EDGESEC_VERDICT_ALLOW) {
		count(question->direction, ALLOWED);
		return 0;
	}
	event->op = op_of(question->direction);
	event->protocol = question->protocol;
	event->port = question->port;
	blocks = !edgesec_audit_port(&decision, event) ||
		 edgesec_decision_blocks(&decision);
	count(question->direction, blocks ? DENIED : AUDITED);
	return blocks ? -EACCES : 0;
}

/* What happens to a port of @sk itself, or of the @peer that it speaks to. */
static int judge_port(const struct sock *sk,
		      struct edgesec_port_question *question,
		      const struct sockaddr *peer, int peer_len)
{
	struct edgesec_port_event event = {
		.family = sk->sk_family,
		.has_port = true,
		.peer = peer,
		.peer_len = peer_len,
		.net = sock_net(sk),
	};

	return judge(sk, question, &event);
}

/* @address, which may be too short to have a port, becomes that of @sk. */
static int judge_bind(const struct sock *sk, enum edgesec_protocol protocol,
		      const struct sockaddr *address, int addrlen)
{
	struct edgesec_port_question question = {
		.protocol = protocol,
		.direction = EDGESEC_DIRECTION_BIND,
	};

	if (!edgesec_socket_port_of(sk, address, addrlen, &question.port))
		return -EINVAL;
	question.any = edgesec_socket_is_any(sk, question.port);
	return judge_port(sk, &question, NULL, 0);
}

/* @address, which may be too short to have a port, is where something goes. */
static int judge_peer(const struct sock *sk, enum edgesec_direction direction,
		      enum edgesec_protocol protocol,
		      const struct sockaddr *address, int addrlen)
{
	struct edgesec_port_question question = {
		.protocol = protocol,
		.direction = direction,
	};

	if (!edgesec_socket_port_of(sk, address, addrlen, &question.port))
		return -EINVAL;
	return judge_port(sk, &question, address, addrlen);
}

/* What nearly all sockets are is known without a call; others are no protocol. */
static __always_inline u32 common_protocol(const struct sock *sk)
{
	if (sk->sk_family != AF_INET && sk->sk_family != AF_INET6)
		return EDGESEC_PROTOCOL_COUNT;
	if (sk->sk_type == SOCK_DGRAM && sk->sk_protocol == IPPROTO_UDP)
		return EDGESEC_PROTOCOL_UDP;
	if (sk->sk_type == SOCK_STREAM && sk->sk_protocol == IPPROTO_TCP)
		return EDGESEC_PROTOCOL_TCP;
	return EDGESEC_PROTOCOL_COUNT;
}

/*
 * True if the port in @address is allowed to whoever asks, as nearly all are.
 * Whoever gets false asks the long way. This is the way of every call that is
 * allowed, so it is built to take few instructions.
 */
static __always_inline bool passes(const struct sock *sk, u32 protocol,
				   enum edgesec_direction direction,
				   const struct sockaddr *address, int addrlen)
{
	const struct sockaddr_in *in = (const struct sockaddr_in *)address;
	const struct edgesec_policy *policy;
	bool allowed;

	if (protocol == EDGESEC_PROTOCOL_COUNT ||
	    addrlen < (int)offsetofend(struct sockaddr_in, sin_port) ||
	    in->sin_family == AF_UNSPEC)
		return false;
	rcu_read_lock_sched();
	policy = edgesec_policy_rcu();
	allowed = policy &&
		  edgesec_glance_allows(&policy->glance,
					net_eq(sock_net(sk), &init_net),
					protocol, direction,
					ntohs(in->sin_port));
	rcu_read_unlock_sched();
	if (allowed)
		count(direction, ALLOWED);
	return allowed;
}

/**
 * edgesec_hook_bind_passes - socket_bind, where the answer is plain
 * @sock: The socket.
 * @address: The address, in kernel memory.
 * @addrlen: Its length in bytes.
 *
 * Context: Any.
 *
 * Return: True if it is allowed, and counted; false if edgesec_hook_bind() has
 * to be asked.
 */
bool edgesec_hook_bind_passes(const struct socket *sock,
			      const struct sockaddr *address, int addrlen)
{
	const struct sock *sk = sock->sk;

	return sk && passes(sk, common_protocol(sk), EDGESEC_DIRECTION_BIND,
			    address, addrlen);
}

/**
 * edgesec_hook_bind - socket_bind: may this socket be bound to this port?
 * @sock: The socket.
 * @address: The address, in kernel memory.
 * @addrlen: Its length in bytes.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0, -EACCES, or -EINVAL for an address too short to have a port.
 */
int edgesec_hook_bind(const struct socket *sock,
		      const struct sockaddr *address, int addrlen)
{
	enum edgesec_protocol protocol;

	if (!sock->sk || !edgesec_socket_protocol(sock->sk, &protocol))
		return 0;
	return judge_bind(sock->sk, protocol, address, addrlen);
}

/**
 * edgesec_hook_listen - socket_listen: may it take connections?
 * @sock: The socket. One without a port would get any free one, which no rule
 *	can list: port 0.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0 or -EACCES.
 */
int edgesec_hook_listen(struct socket *sock)
{
	struct edgesec_port_question question = {
		.direction = EDGESEC_DIRECTION_LISTEN,
	};

	if (!sock->sk || !edgesec_socket_protocol(sock->sk, &question.protocol))
		return 0;
	question.port = edgesec_socket_port(sock);
	return judge_port(sock->sk, &question, NULL, 0);
}

/* To connect to AF_UNSPEC is to disconnect, for all but vsock. */
static bool disconnects(const struct sock *sk, const struct sockaddr *address,
			int addrlen)
{
	return sk->sk_family != AF_VSOCK &&
	       addrlen >= (int)sizeof(address->sa_family) &&
	       address->sa_family == AF_UNSPEC;
}

/**
 * edgesec_hook_connect - socket_connect: may it connect to this port?
 * @sock: The socket.
 * @address: The address, in kernel memory.
 * @addrlen: Its length in bytes.
 *
 * What a datagram socket sends afterwards names no port, so it is asked here
 * whether it may send.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0, -EACCES, or -EINVAL for an address too short to have a port.
 */
int edgesec_hook_connect(const struct socket *sock,
			 const struct sockaddr *address, int addrlen)
{
	const struct sock *sk = sock->sk;
	enum edgesec_protocol protocol;
	int ret;

	if (!sk || !edgesec_socket_protocol(sk, &protocol) ||
	    disconnects(sk, address, addrlen))
		return 0;
	ret = judge_peer(sk, EDGESEC_DIRECTION_CONNECT, protocol, address,
			 addrlen);
	if (!ret && sk->sk_type == SOCK_DGRAM)
		ret = judge_peer(sk, EDGESEC_DIRECTION_SEND, protocol, address,
				 addrlen);
	return ret;
}

/**
 * edgesec_hook_connect_passes - socket_connect, where the answer is plain
 * @sock: The socket.
 * @address: The address, in kernel memory.
 * @addrlen: Its length in bytes.
 *
 * Context: Any.
 *
 * Return: True if it is allowed, and counted; false if edgesec_hook_connect()
 * has to be asked.
 */
bool edgesec_hook_connect_passes(const struct socket *sock,
				 const struct sockaddr *address, int addrlen)
{
	const struct sock *sk = sock->sk;

	return sk && common_protocol(sk) == EDGESEC_PROTOCOL_TCP &&
	       passes(sk, EDGESEC_PROTOCOL_TCP, EDGESEC_DIRECTION_CONNECT,
		      address, addrlen);
}

/* MSG_FASTOPEN connects, if the address is one. */
static int judge_fast_open(const struct sock *sk,
			   enum edgesec_protocol protocol,
			   const struct msghdr *msg)
{
	if (!(msg->msg_flags & MSG_FASTOPEN) ||
	    disconnects(sk, msg->msg_name, msg->msg_namelen))
		return 0;
	return judge_peer(sk, EDGESEC_DIRECTION_CONNECT, protocol,
			  msg->msg_name, msg->msg_namelen);
}

/*
 * An IPv6 socket sends to its peer when the address is AF_UNSPEC. Another thread
 * may turn it into an IPv4 socket before it sends (IPV6_ADDRFORM), to which that
 * is an address, unless it has no port.
 */
static bool sends_to_peer(const struct sock *sk, const struct msghdr *msg)
{
	u32 port;

	return sk->sk_family == AF_INET6 &&
	       disconnects(sk, msg->msg_name, msg->msg_namelen) &&
	       (!edgesec_socket_port_of(sk, msg->msg_name, msg->msg_namelen,
					&port) || !port);
}

/**
 * edgesec_hook_send - socket_sendmsg: may it send to this port?
 * @sock: The socket.
 * @msg: The message. Without an address it goes where the socket is connected
 *	to.
 *
 * A user may come to have one of the kernel's own TCP sockets: what SMC or MPTCP
 * fall back to. Only users open a connection by MSG_FASTOPEN.
 *
 * Context: Process context, may sleep; any for the kernel's own sockets.
 *
 * Return: 0, -EACCES, or -EINVAL for an address too short to have a port.
 */
int edgesec_hook_send(const struct socket *sock, const struct msghdr *msg)
{
	const struct sock *sk = sock->sk;
	enum edgesec_protocol protocol;

	if (!msg->msg_name || !sk || !edgesec_socket_protocol(sk, &protocol))
		return 0;
	if (protocol == EDGESEC_PROTOCOL_TCP)
		return judge_fast_open(sk, protocol, msg);
	if (sk->sk_kern_sock || sk->sk_type != SOCK_DGRAM ||
	    sends_to_peer(sk, msg))
		return 0;
	return judge_peer(sk, EDGESEC_DIRECTION_SEND, protocol, msg->msg_name,
			  msg->msg_namelen);
}

/**
 * edgesec_hook_send_passes - socket_sendmsg, where the answer is plain
 * @sock: The socket.
 * @msg: The message.
 *
 * Context: Any.
 *
 * Return: True if no port is named, or if it is allowed, and counted; false if
 * edgesec_hook_send() has to be asked.
 */
bool edgesec_hook_send_passes(const struct socket *sock,
			      const struct msghdr *msg)
{
	const struct sock *sk = sock->sk;

	if (!msg->msg_name)
		return true;
	return sk && !sk->sk_kern_sock &&
	       common_protocol(sk) == EDGESEC_PROTOCOL_UDP &&
	       passes(sk, EDGESEC_PROTOCOL_UDP, EDGESEC_DIRECTION_SEND,
		      msg->msg_name, msg->msg_namelen);
}

static int judge_sctp(const struct sock *sk, enum edgesec_direction direction,
		      const struct sockaddr *address, int addrlen)
{
	const enum edgesec_protocol protocol = EDGESEC_PROTOCOL_SCTP;

	return direction == EDGESEC_DIRECTION_BIND ?
		       judge_bind(sk, protocol, address, addrlen) :
		       judge_peer(sk, direction, protocol, address, addrlen);
}

/* Each of the packed addresses at @list. */
static int judge_list(const struct sock *sk, enum edgesec_direction direction,
		      const u8 *list, int size)
{
	const struct sockaddr *address;
	int at, len, ret;

	for (at = 0; at < size; at += len) {
		address = (const struct sockaddr *)(list + at);
		if (size - at < (int)sizeof(address->sa_family))
			return -EINVAL;
		len = address->sa_family == AF_INET6 ?
			      sizeof(struct sockaddr_in6) :
			      sizeof(struct sockaddr_in);
		if (len > size - at)
			return -EINVAL;
		ret = judge_sctp(sk, direction, address, len);
		if (ret)
			return ret;
	}
	return 0;
}

/**
 * edgesec_hook_sctp - sctp_bind_connect: ways to bind and connect of SCTP only
 * @sk: The socket.
 * @optname: Which way. Those that are not looked at change addresses, of
 *	either end, and no port.
 * @address: One or more addresses, in kernel memory.
 * @addrlen: Their length in bytes.
 *
 * Context: Process context, may sleep; @sk is locked.
 *
 * Return: 0, -EACCES, or -EINVAL for addresses that are cut short.
 */
int edgesec_hook_sctp(const struct sock *sk, int optname,
		      const struct sockaddr *address, int addrlen)
{
	if (sk->sk_kern_sock)
		return 0;

	switch (optname) {
	case SCTP_SOCKOPT_BINDX_ADD:
		return judge_list(sk, EDGESEC_DIRECTION_BIND,
				  (const u8 *)address, addrlen);
	case SCTP_SOCKOPT_CONNECTX:
	case SCTP_SENDMSG_CONNECT:
		return judge_list(sk, EDGESEC_DIRECTION_CONNECT,
				  (const u8 *)address, addrlen);
	}
	return 0;
}

/**
 * edgesec_hook_create - socket_create: may there be a socket without ports?
 * @family: Its family.
 * @type: Its type, without flags.
 * @kern: It is one of the kernel's own.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0 or -EACCES.
 */
int edgesec_hook_create(int family, int type, int kern)
{
	struct edgesec_port_question question = {
		.direction = EDGESEC_DIRECTION_CREATE,
	};
	struct edgesec_port_event event = {
		.family = family,
		.net = current->nsproxy->net_ns,
	};

	if (kern || !edgesec_socket_protocol_new(family, type,
						 &question.protocol))
		return 0;
	return judge(NULL, &question, &event);
}

/**
 * edgesec_port_refuse_posing - Keep a process from posing as a port's owner
 * @policy: The policy; some of its ports belong to programs.
 * @event: For the record.
 *
 * Context: Process context, may sleep.
 *
 * Return: -EACCES, or 0 when the rule is not enforced.
 */
int edgesec_port_refuse_posing(const struct edgesec_policy *policy,
			       const struct edgesec_event *event)
{
	struct edgesec_decision decision = {
		.generation = policy->generation,
		.rule = "ports",
		.rule_index = -1,
	};
	bool blocks;

	edgesec_eval_mode(policy, EDGESEC_SECTION_PORTS, policy->owner_mode,
			  &decision);
	edgesec_eval_undecided(&decision, "poses-as-another-program");
	blocks = !edgesec_audit_event(EDGESEC_RULE_SCRIPT, &decision, event) ||
		 edgesec_decision_blocks(&decision);
	count(EDGESEC_DIRECTION_BIND, blocks ? DENIED : AUDITED);
	return blocks ? -EACCES : 0;
}
