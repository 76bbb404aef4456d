/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Records of what was denied
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_AUDIT_H
#define EDGESEC_AUDIT_H

#include <linux/netfilter.h>
#include <linux/types.h>

#include "policy.h"
#include "uapi/edgesec.h"

struct edgesec_decision;
struct file;
struct net;
struct sockaddr;
struct task_struct;

/**
 * struct edgesec_event - Something that a process asks for
 * @op: What, one word.
 * @object: The file that it is about, or NULL.
 * @target: The process that it is about, or NULL.
 * @atomic: The hook may not sleep, and holds a lock of @target.
 */
struct edgesec_event {
	const char *op;
	struct file *object;
	struct task_struct *target;
	bool atomic;
};

bool edgesec_audit_event(enum edgesec_rule rule,
			 const struct edgesec_decision *decision,
			 const struct edgesec_event *event);

/**
 * struct edgesec_port_event - Something that a process does with a port
 * @op: What, one word.
 * @protocol: The transport.
 * @family: Of the socket.
 * @has_port: @port is valid.
 * @port: Host byte order.
 * @peer: Where the packet or connection goes; NULL if it does not.
 * @peer_len: Length of @peer.
 * @net: The network namespace.
 */
struct edgesec_port_event {
	const char *op;
	enum edgesec_protocol protocol;
	u16 family;
	bool has_port;
	u32 port;
	const struct sockaddr *peer;
	int peer_len;
	const struct net *net;
};

bool edgesec_audit_port(const struct edgesec_decision *decision,
			const struct edgesec_port_event *event);

/**
 * struct edgesec_policy_event - A change of policy
 * @action: What was done, one word.
 * @policy: What it was done with.
 * @confirm: Seconds in which it has to be confirmed, or 0.
 * @cause: Of a rollback: who wanted it, one word; else NULL.
 * @restored: Of a rollback: the generation that is active now, 0 for none.
 * @reason: Why it was refused, a constant word; else NULL.
 */
struct edgesec_policy_event {
	const char *action;
	const struct edgesec_policy *policy;
	u32 confirm;
	const char *cause;
	u64 restored;
	const char *reason;
};

u64 edgesec_audit_sequence(void);
void edgesec_audit_policy(const struct edgesec_policy_event *event);
void edgesec_audit_lock(enum edgesec_lock level,
			const struct edgesec_policy *policy);

/**
 * struct edgesec_override_event - An override begins or ends
 * @action: Which, one word.
 * @policy: What is overridden.
 * @seconds: How long it will be, or 0.
 * @cause: Why it ends, one word; else NULL.
 * @purpose: What it is for, any bytes.
 */
struct edgesec_override_event {
	const char *action;
	const struct edgesec_policy *policy;
	u32 seconds;
	const char *cause;
	const char *purpose;
};

void edgesec_audit_override(const struct edgesec_override_event *event);
void edgesec_audit_key(const char *name, const struct edgesec_policy *policy);

/**
 * struct edgesec_modbus_event - A Modbus request that was denied
 * @server: Name of the server whose rule decided.
 * @family: AF_INET or AF_INET6.
 * @saddr: Client.
 * @daddr: Server.
 * @sport: Client.
 * @dport: Server.
 * @has_request: The next four are valid.
 * @transaction: From the MBAP header, host byte order.
 * @unit: From the MBAP header.
 * @function: Function code.
 * @detail: What it asks for.
 * @reason: Why, a constant string of short hyphenated words.
 * @mode: What the denial led to.
 * @overridden: It would have led to more but for an override.
 * @generation: Of the policy that decided.
 * @net_inum: Inode number of the network namespace.
 * @spare: From edgesec_audit_reserve(), or NULL.
 */
struct edgesec_modbus_event {
	const char *server;
	u8 family;
	union nf_inet_addr saddr;
	union nf_inet_addr daddr;
	__be16 sport;
	__be16 dport;
	bool has_request;
	u16 transaction;
	u8 unit;
	u8 function;
	struct edgesec_modbus_detail detail;
	const char *reason;
	enum edgesec_mode mode;
	bool overridden;
	u64 generation;
	unsigned int net_inum;
	struct edgesec_record *spare;
};

struct edgesec_record *edgesec_audit_reserve(void);
void edgesec_audit_release(struct edgesec_record *spare);
bool edgesec_audit_modbus(const struct edgesec_modbus_event *event);

#endif /* EDGESEC_AUDIT_H */
