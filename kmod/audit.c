// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Records of what was denied
 * Copyright (C) 2026 The edgesec authors
 *
 * A record goes to the kernel log and, when auditing is switched on, to the
 * audit system as type 1316 (AUDIT_KERNEL_OTHER, "For use by 3rd party
 * modules", include/uapi/linux/audit.h). The text is the same in both.
 *
 * A record decides nothing, unless the policy says so (loss.c): without memory,
 * or when the audit queue is full, the verdict stands and the loss is counted.
 * Every event takes a sequence number, written or not, so a reader sees by the
 * gap that something is missing, and how much.
 *
 * Each class of events has its own rate limit. What is held back is counted at
 * once and told by a record of its own when the class speaks again.
 */
#define pr_fmt(fmt) "edgesec: " fmt

#include "audit.h"
#include "compat.h"
#include "counter.h"
#include "digest.h"
#include "eval.h"
#include "event.h"
#include "fsverity.h"
#include "loss.h"
#include "record.h"

#include <linux/audit.h>
#include <linux/cred.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/in6.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/socket.h>
#include <linux/vm_sockets.h>
#include <net/net_namespace.h>

/* What an override lets pass is rare, and nothing else may hide it. */
#define BURST_OVERRIDDEN	(10 * EDGESEC_LIMIT_BURST)

/* Each rule on programs and code is a class of its own. */
enum event_class {
	CLASS_BIND = EDGESEC_RULE_COUNT,
	CLASS_CONNECT,
	CLASS_MODBUS,
	CLASS_POLICY,
	CLASS_OVERRIDDEN,
	CLASS_MAX
};

static const char *const class_names[] = {
	[EDGESEC_RULE_RUN]	= "exec",
	[EDGESEC_RULE_SCRIPT]	= "script",
	[EDGESEC_RULE_LIBRARY]	= "library",
	[EDGESEC_RULE_MEMORY]	= "memory",
	[EDGESEC_RULE_CONTENT]	= "content",
	[EDGESEC_RULE_LOAD]	= "load",
	[EDGESEC_RULE_TRACE]	= "trace",
	[CLASS_BIND]		= "bind",
	[CLASS_CONNECT]		= "connect",
	[CLASS_MODBUS]		= "modbus",
	[CLASS_POLICY]		= "policy",
	[CLASS_OVERRIDDEN]	= "overridden",
};
static_assert(ARRAY_SIZE(class_names) == CLASS_MAX);

static struct edgesec_limit limits[CLASS_MAX] = {
	[0 ... CLASS_MAX - 2] = {
		.lock = __SPIN_LOCK_UNLOCKED(limits),
		.burst = EDGESEC_LIMIT_BURST,
	},
	[CLASS_OVERRIDDEN] = {
		.lock = __SPIN_LOCK_UNLOCKED(limits),
		.burst = BURST_OVERRIDDEN,
	},
};

static_assert(CLASS_OVERRIDDEN == CLASS_MAX - 1);

static atomic64_t sequence;

static void write_audit(const struct edgesec_record *record)
{
	struct audit_context *context = in_task() ? audit_context() : NULL;
	struct audit_buffer *ab;

	if (!audit_enabled)
		return;

	/* Never waits: a full queue must not stop a program or a packet. */
	ab = audit_log_start(context, GFP_ATOMIC | __GFP_NOWARN,
			     AUDIT_KERNEL_OTHER);
	if (!ab) {
		edgesec_counter_inc(EDGESEC_COUNT_AUDIT_LOST);
		return;
	}
	audit_log_format(ab, "edgesec %s", record->text);
	audit_log_end(ab);
}

static void write_record(const struct edgesec_record *record)
{
	pr_notice("%s\n", record->text);
	write_audit(record);
	edgesec_event_send(record->sequence, record->text);
	edgesec_counter_inc(EDGESEC_COUNT_RECORD_WRITTEN);
}

/*
 * Which event, and when. The time that the kernel log puts to a line comes from
 * a clock that nobody sets right, and is lost where lines are copied.
 */
static void number(struct edgesec_record *record, const char *op)
{
	struct timespec64 now;

	ktime_get_real_ts64(&now);
	record->len = 0;
	record->sequence = atomic64_inc_return(&sequence);
	edgesec_record_add(record, "op=%s seq=%llu time=%lld.%03ld", op,
			   record->sequence, now.tv_sec,
			   now.tv_nsec / NSEC_PER_MSEC);
}

static void tell_held_back(struct edgesec_record *record,
			   unsigned int class, unsigned long held)
{
	number(record, "lost");
	edgesec_record_add(record, " class=%s count=%lu", class_names[class],
			   held);
	write_record(record);
}

/* Before the window is full, so that somebody can look. */
static void tell_filled(struct edgesec_record *record, unsigned int class,
			unsigned int filled)
{
	number(record, "warn");
	edgesec_record_add(record,
			   " class=%s percent=%u written=%u most=%u",
			   class_names[class], edgesec_loss_warn_at(), filled,
			   limits[class].burst);
	write_record(record);
}

/**
 * edgesec_audit_reserve - Get the memory for a record before there is one
 *
 * Context: Process or softirq context.
 *
 * Return: For &struct edgesec_modbus_event or edgesec_audit_release(); NULL.
 */
struct edgesec_record *edgesec_audit_reserve(void)
{
	return kmalloc(sizeof(struct edgesec_record), GFP_ATOMIC | __GFP_NOWARN);
}

/**
 * edgesec_audit_release - There was nothing to record
 * @spare: From edgesec_audit_reserve(), or NULL.
 */
void edgesec_audit_release(struct edgesec_record *spare)
{
	kfree(spare);
}

/*
 * Begins a record, in @spare unless that is NULL, or returns NULL when its class
 * must be silent, or with *@lost when there is no memory. What begins here ends
 * in finish().
 */
static struct edgesec_record *begin_in(struct edgesec_record *spare,
				       unsigned int class, const char *op,
				       bool *lost)
{
	struct edgesec_limit_news news;
	struct edgesec_record *record;

	*lost = false;
	if (!edgesec_limit_pass(&limits[class], &news)) {
		atomic64_inc(&sequence);
		edgesec_counter_inc(EDGESEC_COUNT_RECORD_HELD_BACK);
		edgesec_audit_release(spare);
		return NULL;
	}
	record = spare ? spare : edgesec_audit_reserve();
	if (!record) {
		*lost = true;
		edgesec_limit_give_back(&limits[class], &news);
		atomic64_inc(&sequence);
		edgesec_counter_inc(EDGESEC_COUNT_RECORD_LOST);
		edgesec_loss_happened();
		return NULL;
	}
	if (news.held)
		tell_held_back(record, class, news.held);
	if (news.filled)
		tell_filled(record, class, news.filled);

	number(record, op);
	return record;
}

static struct edgesec_record *begin(unsigned int class, const char *op,
				    bool *lost)
{
	return begin_in(NULL, class, op, lost);
}

static void finish(struct edgesec_record *record, bool success)
{
	edgesec_record_add(record, " res=%d", success);
	write_record(record);
	kfree(record);
}

/**
 * edgesec_audit_sequence - How many events there have been
 *
 * Context: Any.
 *
 * Return: The number of the last one, written or not.
 */
u64 edgesec_audit_sequence(void)
{
	return atomic64_read(&sequence);
}

static const char *mode_name(enum edgesec_mode mode)
{
	switch (mode) {
	case EDGESEC_MODE_DISABLED:
		return "disabled";
	case EDGESEC_MODE_AUDIT:
		return "audit";
	case EDGESEC_MODE_ENFORCE:
		return "enforce";
	}
	return "unknown";
}

static void put_decision(struct edgesec_record *record,
			 const struct edgesec_decision *decision)
{
	edgesec_record_add(record, " verdict=%s mode=%s gen=%llu rule=%s",
			   decision->verdict == EDGESEC_VERDICT_DENY ?
			   "deny" : "allow", mode_name(decision->mode),
			   decision->generation, decision->rule);
	if (decision->rule_index >= 0)
		edgesec_record_add(record, "[%d]", decision->rule_index);
	if (decision->reason)
		edgesec_record_add(record, " reason=%s", decision->reason);
	if (decision->overridden)
		edgesec_record_add(record, " overridden=1");
}

static void put_path(struct edgesec_record *record, const char *key,
		     const struct file *file, gfp_t gfp)
{
	char *buffer = kmalloc(PATH_MAX, gfp | __GFP_NOWARN);
	char *path = buffer ? d_path(&file->f_path, buffer, PATH_MAX) : NULL;

	if (IS_ERR_OR_NULL(path)) {
		edgesec_record_add(record, " %s=?", key);
		edgesec_counter_inc(EDGESEC_COUNT_RECORD_LOST);
	} else {
		edgesec_record_add_string(record, key, path, strlen(path));
	}
	kfree(buffer);
}

/*
 * Which content it was, where the policy made somebody look, or the file system
 * knows. One digest: two of two files would not fit.
 */
static void put_digest(struct edgesec_record *record, const char *prefix,
		       struct file *file)
{
	u8 digest[EDGESEC_DIGEST_SIZE];
	const char *kind;

	if (!edgesec_digest_known(file, digest))
		kind = "sha256";
	else if (!edgesec_fsverity_known(file, digest))
		kind = "fsverity";
	else
		return;
	edgesec_record_add(record, " %s%s=%*phN", prefix, kind,
			   EDGESEC_DIGEST_SIZE, digest);
}

/*
 * The lock that get_task_comm() takes may be held by the hook for another
 * process. A name that changes meanwhile is cut short, never unterminated.
 */
static void put_comm(struct edgesec_record *record, const char *key,
		     const struct task_struct *task)
{
	char comm[TASK_COMM_LEN];

	/* data_race: see above */
	data_race(memcpy(comm, task->comm, sizeof(comm)));
	comm[sizeof(comm) - 1] = '\0';
	edgesec_record_add_string(record, key, comm, strlen(comm));
}

/* The process that asks is current. */
static void put_subject(struct edgesec_record *record, gfp_t gfp)
{
	struct file *exe = edgesec_compat_exe_file();

	edgesec_record_add(record, " uid=%u pid=%d auid=%u ses=%u",
			   from_kuid(&init_user_ns, current_uid()),
			   task_tgid_nr(current),
			   from_kuid(&init_user_ns,
				     audit_get_loginuid(current)),
			   audit_get_sessionid(current));
	put_comm(record, "comm", current);
	if (!exe) {
		edgesec_record_add(record, " exe=kernel");
		return;
	}
	put_path(record, "exe", exe, gfp);
	put_digest(record, "exe_", exe);
	fput(exe);
}

static void put_object(struct edgesec_record *record, struct file *object,
		       gfp_t gfp)
{
	const struct inode *inode = file_inode(object);

	put_path(record, "path", object, gfp);
	edgesec_record_add(record, " dev=%02x:%02x ino=%lu",
			   MAJOR(inode->i_sb->s_dev), MINOR(inode->i_sb->s_dev),
			   (unsigned long)inode->i_ino);
	put_digest(record, "", object);
}

/**
 * edgesec_audit_event - Record a denial of a rule on programs and code
 * @rule: The rule.
 * @decision: What was decided.
 * @event: What was asked for.
 *
 * Context: Process context of the process that asked; may sleep unless
 * @event->atomic says otherwise.
 *
 * Return: false when no record could be written, and the policy lets nothing
 * pass then.
 */
bool edgesec_audit_event(enum edgesec_rule rule,
			 const struct edgesec_decision *decision,
			 const struct edgesec_event *event)
{
	gfp_t gfp = event->atomic ? GFP_ATOMIC : GFP_KERNEL;
	unsigned int class = decision->overridden ? CLASS_OVERRIDDEN : rule;
	struct edgesec_record *record;
	bool lost;

	record = begin(class, event->op, &lost);
	if (!record)
		return !lost || !edgesec_loss_denies();
	put_decision(record, decision);
	put_subject(record, gfp);
	if (event->object)
		put_object(record, event->object, gfp);
	if (event->target) {
		edgesec_record_add(record, " target=%d",
				   task_tgid_nr(event->target));
		put_comm(record, "target_comm", event->target);
	}
	finish(record, !edgesec_decision_blocks(decision));
	return true;
}

static const char *protocol_name(enum edgesec_protocol protocol)
{
	static const char *const names[] = {
		[EDGESEC_PROTOCOL_TCP]	  = "tcp",
		[EDGESEC_PROTOCOL_UDP]	  = "udp",
		[EDGESEC_PROTOCOL_SCTP]	  = "sctp",
		[EDGESEC_PROTOCOL_DCCP]	  = "dccp",
		[EDGESEC_PROTOCOL_RAW]	  = "raw",
		[EDGESEC_PROTOCOL_PACKET] = "packet",
		[EDGESEC_PROTOCOL_VSOCK]  = "vsock",
	};

	return names[protocol];
}

static const char *family_name(u16 family)
{
	switch (family) {
	case AF_INET:
		return "inet";
	case AF_INET6:
		return "inet6";
	case AF_PACKET:
		return "packet";
	case AF_XDP:
		return "xdp";
	case AF_SMC:
		return "smc";
	case AF_VSOCK:
		return "vsock";
	}
	return "other";
}

/* AF_UNSPEC is an IPv4 address to the sockets that take it. */
static void put_peer(struct edgesec_record *record,
		     const struct edgesec_port_event *event)
{
	const struct sockaddr_in6 *in6 = (const void *)event->peer;
	const struct sockaddr_vm *vm = (const void *)event->peer;
	const struct sockaddr_in *in = (const void *)event->peer;

	if (event->protocol == EDGESEC_PROTOCOL_VSOCK)
		edgesec_record_add(record, " dst=%u", vm->svm_cid);
	else if (event->peer->sa_family != AF_INET6)
		edgesec_record_add(record, " dst=%pI4", &in->sin_addr);
	else if (event->peer_len >= (int)offsetofend(struct sockaddr_in6,
						     sin6_addr))
		edgesec_record_add(record, " dst=%pI6c", &in6->sin6_addr);
}

/**
 * edgesec_audit_port - Record a denial of a port rule
 * @decision: What was decided.
 * @event: What was asked for.
 *
 * Context: Process context of the process that asked, may sleep.
 *
 * Return: As edgesec_audit_event().
 */
bool edgesec_audit_port(const struct edgesec_decision *decision,
			const struct edgesec_port_event *event)
{
	enum event_class class = decision->overridden ? CLASS_OVERRIDDEN :
				 event->peer	      ? CLASS_CONNECT :
							CLASS_BIND;
	struct edgesec_record *record;
	bool lost;

	might_sleep();
	record = begin(class, event->op, &lost);
	if (!record)
		return !lost || !edgesec_loss_denies();
	put_decision(record, decision);
	edgesec_record_add(record, " proto=%s family=%s",
			   protocol_name(event->protocol),
			   family_name(event->family));
	if (event->has_port)
		edgesec_record_add(record, " port=%u", event->port);
	if (event->peer)
		put_peer(record, event);
	edgesec_record_add(record, " scope=%s netns=%u",
			   net_eq(event->net, &init_net) ? "host" : "container",
			   event->net->ns.inum);
	put_subject(record, GFP_KERNEL);
	finish(record, !edgesec_decision_blocks(decision));
	return true;
}

/* A change that no record could be written of is counted, and stands. */
static struct edgesec_record *begin_change(void)
{
	bool lost;

	might_sleep();
	return begin(CLASS_POLICY, "policy", &lost);
}

static void put_change(struct edgesec_record *record,
		       const struct edgesec_policy_event *event)
{
	const struct edgesec_policy *policy = event->policy;

	if (event->confirm)
		edgesec_record_add(record, " confirm=%u", event->confirm);
	if (*policy->signer)
		edgesec_record_add_string(record, "signer", policy->signer,
					  strlen(policy->signer));
	if (event->cause)
		edgesec_record_add(record, " cause=%s restored=%llu",
				   event->cause, event->restored);
	if (event->reason)
		edgesec_record_add(record, " reason=%s", event->reason);
}

/**
 * edgesec_audit_policy - Record a change of policy
 * @event: What was done.
 *
 * Context: Process context, may sleep. The caller keeps the policy alive.
 */
void edgesec_audit_policy(const struct edgesec_policy_event *event)
{
	const struct edgesec_policy *policy = event->policy;
	struct edgesec_record *record = begin_change();

	if (!record)
		return;
	edgesec_record_add(record, " verdict=%s action=%s gen=%llu",
			   event->reason ? "deny" : "allow", event->action,
			   policy->generation);
	edgesec_record_add_string(record, "name", policy->name,
				  strlen(policy->name));
	edgesec_record_add(record, " version=%llu", policy->version);
	put_change(record, event);
	put_subject(record, GFP_KERNEL);
	finish(record, !event->reason);
}

/**
 * edgesec_audit_lock - Record that fewer changes are taken from now on
 * @level: Which ones.
 * @policy: The policy in force, or NULL.
 *
 * Context: Process context, may sleep.
 */
void edgesec_audit_lock(enum edgesec_lock level,
			const struct edgesec_policy *policy)
{
	struct edgesec_record *record = begin_change();

	if (!record)
		return;
	edgesec_record_add(record, " verdict=allow action=lock gen=%llu level=%s",
			   policy ? policy->generation : 0,
			   level == EDGESEC_LOCK_SEALED ? "sealed" :
							  "versioned");
	put_subject(record, GFP_KERNEL);
	finish(record, true);
}

/**
 * edgesec_audit_key - Record that policies which somebody signs are trusted
 * @name: What their key is called, any bytes.
 * @policy: The policy in force, or NULL.
 *
 * Context: Process context, may sleep.
 */
void edgesec_audit_key(const char *name, const struct edgesec_policy *policy)
{
	struct edgesec_record *record = begin_change();

	if (!record)
		return;
	edgesec_record_add(record, " verdict=allow action=key gen=%llu",
			   policy ? policy->generation : 0);
	edgesec_record_add_string(record, "signer", name, strlen(name));
	put_subject(record, GFP_KERNEL);
	finish(record, true);
}

/**
 * edgesec_audit_override - Record that an override begins or ends
 * @event: What happened.
 *
 * Context: Process context, may sleep. The caller keeps the policy alive.
 */
void edgesec_audit_override(const struct edgesec_override_event *event)
{
	struct edgesec_record *record = begin_change();

	if (!record)
		return;
	edgesec_record_add(record, " verdict=allow action=%s gen=%llu",
			   event->action, event->policy->generation);
	if (event->seconds)
		edgesec_record_add(record, " seconds=%u", event->seconds);
	if (event->cause)
		edgesec_record_add(record, " cause=%s", event->cause);
	edgesec_record_add_string(record, "purpose", event->purpose,
				  strlen(event->purpose));
	put_subject(record, GFP_KERNEL);
	finish(record, true);
}

static void put_addresses(struct edgesec_record *record,
			  const struct edgesec_modbus_event *event)
{
	if (event->family == AF_INET6)
		edgesec_record_add(record, " src=%pI6c dst=%pI6c",
				   &event->saddr.in6, &event->daddr.in6);
	else
		edgesec_record_add(record, " src=%pI4 dst=%pI4",
				   &event->saddr.in, &event->daddr.in);
	edgesec_record_add(record, " sport=%u dport=%u", ntohs(event->sport),
			   ntohs(event->dport));
}

static void put_detail(struct edgesec_record *record,
		       const struct edgesec_modbus_detail *detail)
{
	if (detail->has_sub)
		edgesec_record_add(record, " sub=%u", detail->sub);
	if (detail->has_read)
		edgesec_record_add(record, " read=%u read_quantity=%u",
				   detail->read_first, detail->read_quantity);
	if (detail->has_write)
		edgesec_record_add(record, " write=%u write_quantity=%u",
				   detail->write_first, detail->write_quantity);
	if (detail->has_value)
		edgesec_record_add(record, " value=%u", detail->value);
	if (detail->has_mask)
		edgesec_record_add(record, " mask=%u", detail->mask);
}

static void put_request(struct edgesec_record *record,
			const struct edgesec_modbus_event *event)
{
	const char *name = edgesec_modbus_function_name(event->function);

	edgesec_record_add(record, " unit=%u function=%u", event->unit,
			   event->function);
	if (name)
		edgesec_record_add(record, " function_name=%s", name);
	edgesec_record_add(record, " transaction=%u", event->transaction);
	put_detail(record, &event->detail);
}

/**
 * edgesec_audit_modbus - Record a denied Modbus request
 * @event: What happened; its spare memory is taken over.
 *
 * Context: Process or softirq context.
 *
 * Return: As edgesec_audit_event().
 */
bool edgesec_audit_modbus(const struct edgesec_modbus_event *event)
{
	enum event_class class = event->overridden ? CLASS_OVERRIDDEN :
						     CLASS_MODBUS;
	struct edgesec_record *record;
	bool lost;

	record = begin_in(event->spare, class, "modbus", &lost);
	if (!record)
		return !lost || !edgesec_loss_denies();
	edgesec_record_add(record,
			   " verdict=deny mode=%s gen=%llu rule=modbus.%s reason=%s",
			   mode_name(event->mode), event->generation,
			   event->server, event->reason);
	if (event->overridden)
		edgesec_record_add(record, " overridden=1");
	put_addresses(record, event);
	if (event->has_request)
		put_request(record, event);
	edgesec_record_add(record, " netns=%u", event->net_inum);
	finish(record, event->mode != EDGESEC_MODE_ENFORCE);
	return true;
}
