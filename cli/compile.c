// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - From a policy to the netlink messages that stage it
 * Copyright (C) 2026 The edgesec authors
 *
 * Entries are packed into as few messages as hold them. Each entry is put into
 * the message under way; when it does not fit it is taken out again and opens
 * the next one. The kernel names a faulty attribute by its offset in the
 * message, from which compiled_place() finds the line of the policy file.
 */
#include "compile.h"
#include "cli.h"
#include "compile_impl.h"
#include "memory.h"

#include <endian.h>
#include <limits.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>
#include <sys/stat.h>

/* The kernel takes larger ones; this keeps its allocations small. */
#define MESSAGE_SIZE	(32u << 10)

/* Puts one entry into a message; returns nonzero when it has no room. */
typedef int (*put_fn)(struct message *message, const void *entry);

struct job {
	struct compiled *compiled;
	struct erecs *erecs;
	struct sha256_ctx sha;
};

static struct nl_msg *new_message(uint8_t cmd)
{
	struct nl_msg *msg = nlmsg_alloc_size(MESSAGE_SIZE);

	if (!msg || !genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, 0, 0,
				 NLM_F_REQUEST | NLM_F_ACK, cmd,
				 EDGESEC_FAMILY_VERSION)) {
		fputs("edgesec: no memory\n", stderr);
		exit(EXIT_REFUSED);
	}
	return msg;
}

static struct message *open_message(struct compiled *compiled)
{
	struct message *message = vector_add(compiled);

	message->msg = new_message(EDGESEC_CMD_STAGE_ADD);
	return message;
}

void mark_place(const struct nl_msg *msg, struct marks *marks,
		struct place place)
{
	*vector_add(marks) = (struct mark){
		nlmsg_hdr((struct nl_msg *)msg)->nlmsg_len, place };
}

/* Of an entry that is taken out again nothing is left. */
static int put_entry(struct message *message, put_fn put, const void *entry,
		     struct place place)
{
	size_t before = message->marks.count;

	mark_place(message->msg, &message->marks, place);
	if (!put(message, entry))
		return 0;
	message->marks.count = before;
	return -1;
}

static void add_entry(struct job *job, put_fn put, const void *entry,
		      struct place place)
{
	struct compiled *compiled = job->compiled;
	struct message *last = compiled->count ?
			       &compiled->list[compiled->count - 1] :
			       open_message(compiled);

	if (!put_entry(last, put, entry, place))
		return;
	if (put_entry(open_message(compiled), put, entry, place))
		erec_error(job->erecs, place,
			   "this entry is larger than the kernel takes");
}

int end_nest(struct nl_msg *msg, struct nlattr *nest, int failed)
{
	if (failed)
		nla_nest_cancel(msg, nest);
	else
		nla_nest_end(msg, nest);
	return failed;
}

static int put_identity(struct nl_msg *msg, int type,
			const struct program *program)
{
	struct nlattr *nest = nla_nest_start(msg, type);
	int failed;

	if (!nest)
		return -1;
	failed = nla_put_u32(msg, EDGESEC_A_PROGRAM_IDENTIFY,
			     program->identify) ||
		 (!program->owner &&
		  nla_put_u32(msg, EDGESEC_A_PROGRAM_ROLE, program->role));
	if (!failed && program->has_digest)
		failed = nla_put(msg, EDGESEC_A_PROGRAM_DIGEST,
				 sizeof(program->digest), program->digest);
	if (!failed && *program->path)
		failed = nla_put_string(msg, EDGESEC_A_PROGRAM_PATH,
					program->path);
	return end_nest(msg, nest, failed);
}

static int put_program(struct message *message, const void *entry)
{
	return put_identity(message->msg, EDGESEC_A_POLICY_PROGRAM, entry);
}

static int put_range(struct nl_msg *msg, int type, const struct range *range)
{
	struct nlattr *nest = nla_nest_start(msg, type);

	if (!nest)
		return -1;
	return end_nest(msg, nest,
			nla_put_u32(msg, EDGESEC_A_PORT_RANGE_FIRST,
				    range->first) ||
			nla_put_u32(msg, EDGESEC_A_PORT_RANGE_LAST,
				    range->last));
}

int put_ranges(struct nl_msg *msg, int type, const struct ranges *ranges)
{
	for (size_t i = 0; i < ranges->count; i++)
		if (put_range(msg, type, &ranges->list[i]))
			return -1;
	return 0;
}

static int put_owners(struct message *message, const struct programs *programs,
		      unsigned int owner)
{
	for (size_t i = 0; i < programs->count; i++) {
		const struct program *program = &programs->list[i];

		if (program->owner != owner)
			continue;
		mark_place(message->msg, &message->marks, program->place);
		if (put_identity(message->msg, EDGESEC_A_PORT_PROGRAM_PROGRAM,
				 program))
			return -1;
	}
	return 0;
}

/* What belongs to programs comes last in its rule. */
static int put_owned(struct message *message, const struct programs *programs,
		     const struct owned *owned)
{
	struct nl_msg *msg = message->msg;
	struct nlattr *nest = nla_nest_start(msg, EDGESEC_A_PORT_PROGRAM);

	if (!nest)
		return -1;
	return end_nest(msg, nest,
			put_ranges(msg, EDGESEC_A_PORT_PROGRAM_PORT,
				   &owned->ports) ||
			put_owners(message, programs, owned->number));
}

/**
 * struct port_entry - A piece of a rule: the items from @first to before @last
 * @programs: Has those that ports of @rule belong to.
 *
 * Items are ports of all lists, one after the other, and then ports that belong
 * to programs, with these.
 */
struct port_entry {
	const struct port_rule *rule;
	const struct programs *programs;
	size_t first;
	size_t last;
};

static int put_item(struct message *message, const struct port_entry *entry,
		    size_t item)
{
	static const int attr[DIRECTION_COUNT] = {
		[DIRECTION_BIND]    = EDGESEC_A_PORT_BIND,
		[DIRECTION_LISTEN]  = EDGESEC_A_PORT_LISTEN,
		[DIRECTION_CONNECT] = EDGESEC_A_PORT_CONNECT,
		[DIRECTION_SEND]    = EDGESEC_A_PORT_SEND,
	};
	const struct port_rule *rule = entry->rule;

	for (int i = 0; i < DIRECTION_COUNT; i++) {
		if (item < rule->ports[i].count)
			return put_range(message->msg, attr[i],
					 &rule->ports[i].list[item]);
		item -= rule->ports[i].count;
	}
	mark_place(message->msg, &message->marks, rule->place);
	return put_owned(message, entry->programs, &rule->owned.list[item]);
}

static int put_items(struct message *message, const struct port_entry *entry)
{
	for (size_t i = entry->first; i < entry->last; i++)
		if (put_item(message, entry, i))
			return -1;
	return 0;
}

static int put_rule(struct nl_msg *msg, const struct port_rule *rule)
{
	return nla_put_u32(msg, EDGESEC_A_PORT_DIRECTIONS, rule->directions) ||
	       nla_put_u32(msg, EDGESEC_A_PORT_DEFAULT, rule->verdict) ||
	       nla_put_u32(msg, EDGESEC_A_PORT_MODE, rule->mode);
}

static int put_port(struct message *message, const void *arg)
{
	const struct port_entry *entry = arg;
	struct nl_msg *msg = message->msg;
	const struct port_rule *rule = entry->rule;
	struct nlattr *nest = nla_nest_start(msg, EDGESEC_A_POLICY_PORT);

	if (!nest)
		return -1;
	return end_nest(msg, nest,
			nla_put_u32(msg, EDGESEC_A_PORT_SCOPE,
				    rule->scope.kind) ||
			(rule->scope.path &&
			 nla_put_string(msg, EDGESEC_A_PORT_PATH,
					rule->scope.path)) ||
			nla_put_u32(msg, EDGESEC_A_PORT_PROTOCOL,
				    rule->protocol) ||
			(entry->first ?
				 nla_put_flag(msg, EDGESEC_A_PORT_CONTINUES) :
				 put_rule(msg, rule)) ||
			put_items(message, entry));
}

/* Where a path leads to now is part of what the policy means. */
static void hash_place(struct sha256_ctx *sha, const char *path)
{
	char real[PATH_MAX];
	struct stat st;
	uint64_t dev;

	if (!realpath(path, real) || stat(real, &st))
		return;
	dev = htole64(st.st_dev);
	sha256_update(sha, sizeof(dev), (const uint8_t *)&dev);
	sha256_update(sha, strlen(real) + 1, (const uint8_t *)real);
}

static void hash_message(struct sha256_ctx *sha, const struct message *message)
{
	struct nlmsghdr *header = nlmsg_hdr(message->msg);

	sha256_update(sha, nlmsg_datalen(header), nlmsg_data(header));
}

static const int mode_attr[RULE_COUNT] = {
	[RULE_RUN]	   = EDGESEC_A_HEAD_EXEC_MODE,
	[RULE_SCRIPTS]	   = EDGESEC_A_HEAD_SCRIPT_MODE,
	[RULE_LIBRARIES]   = EDGESEC_A_HEAD_LIBRARY_MODE,
	[RULE_MEMORY]	   = EDGESEC_A_HEAD_MEMORY_MODE,
	[RULE_INTERPRETED] = EDGESEC_A_HEAD_CONTENT_MODE,
	[RULE_MODULES]	   = EDGESEC_A_HEAD_LOAD_MODE,
	[RULE_TRACING]	   = EDGESEC_A_HEAD_TRACE_MODE,
};

/* A head while it is put into a message. */
struct head {
	struct nl_msg *msg;
	struct marks *marks;
	const struct model *model;
};

static void mark_key(const struct head *head, int key)
{
	mark_place(head->msg, head->marks, head->model->head[key]);
}

static int put_text(const struct head *head, int key, int attr,
		    const char *text)
{
	mark_key(head, key);
	return text ? nla_put_string(head->msg, attr, text) : 0;
}

static int put_number(const struct head *head, int key, int attr,
		      uint32_t number)
{
	mark_key(head, key);
	return nla_put_u32(head->msg, attr, number);
}

/* What is 0 unless the policy says it is only sent then. */
static int put_said(const struct head *head, int key, int attr,
		    uint32_t number)
{
	return number ? put_number(head, key, attr, number) : 0;
}

static int put_version(const struct head *head)
{
	mark_key(head, HEAD_VERSION);
	return nla_put_u64(head->msg, EDGESEC_A_HEAD_VERSION,
			   head->model->version);
}

static int put_override(const struct head *head)
{
	const struct model *model = head->model;

	if (!model->override_max)
		return 0;
	return put_number(head, HEAD_OVERRIDE, EDGESEC_A_HEAD_OVERRIDE_MAX,
			  model->override_max) ||
	       put_number(head, HEAD_OVERRIDE, EDGESEC_A_HEAD_OVERRIDE_OF,
			  model->override_of);
}

static int put_rule_modes(const struct head *head)
{
	for (int i = 0; i < RULE_COUNT; i++)
		if (put_number(head, HEAD_RULE + i, mode_attr[i],
			       head->model->rule_mode[i]))
			return -1;
	return 0;
}

static int put_head(const struct head *head, const uint8_t *digest)
{
	const struct model *model = head->model;
	struct nl_msg *msg = head->msg;
	struct nlattr *nest = nla_nest_start(msg, EDGESEC_A_POLICY_HEAD);

	if (!nest)
		return -1;
	return end_nest(msg, nest,
			put_text(head, HEAD_NAME, EDGESEC_A_HEAD_NAME,
				 model->name) ||
			put_version(head) ||
			put_number(head, HEAD_MODE, EDGESEC_A_HEAD_MODE,
				   model->mode) ||
			put_number(head, HEAD_SIGNATURE,
				   EDGESEC_A_HEAD_SIGNATURE,
				   model->signature) ||
			put_override(head) || put_rule_modes(head) ||
			put_said(head, HEAD_ON_LOSS, EDGESEC_A_HEAD_ON_LOSS,
				 model->on_loss) ||
			put_said(head, HEAD_WARN_AT, EDGESEC_A_HEAD_WARN_AT,
				 model->warn_at) ||
			put_said(head, HEAD_UNTRACKED, EDGESEC_A_HEAD_UNTRACKED,
				 model->untracked) ||
			put_text(head, HEAD_PROFILE, EDGESEC_A_HEAD_PROFILE,
				 model->profile) ||
			(digest && nla_put(msg, EDGESEC_A_HEAD_DIGEST,
					   EDGESEC_DIGEST_SIZE, digest)));
}

/* The head goes into the digest without the digest. */
static void begin_stage(struct job *job, const struct model *model)
{
	struct message plain = { .msg = new_message(EDGESEC_CMD_STAGE_BEGIN) };
	struct compiled *compiled = job->compiled;
	struct head head = { plain.msg, &plain.marks, model };

	put_head(&head, NULL);
	hash_message(&job->sha, &plain);
	free(plain.marks.list);
	nlmsg_free(plain.msg);
	sha256_digest(&job->sha, EDGESEC_DIGEST_SIZE, compiled->digest);
	compiled->begin = new_message(EDGESEC_CMD_STAGE_BEGIN);
	head.msg = compiled->begin;
	head.marks = &compiled->head;
	put_head(&head, compiled->digest);
}

static void add_programs(struct job *job, const struct programs *programs)
{
	for (size_t i = 0; i < programs->count; i++) {
		const struct program *program = &programs->list[i];

		if (!program->owner)
			add_entry(job, put_program, program, program->place);
		if (!program->has_digest)
			hash_place(&job->sha, program->path);
	}
}

/* How many listed ports go into an entry; what belongs to programs goes alone. */
#define PORTS_PER_ENTRY	1000

static void add_port_rule(struct job *job, const struct model *model,
			  const struct port_rule *rule)
{
	struct port_entry entry = { rule, &model->programs, 0, 0 };
	size_t listed = 0;

	for (int i = 0; i < DIRECTION_COUNT; i++)
		listed += rule->ports[i].count;
	do {
		entry.first = entry.last;
		entry.last = entry.first < listed ?
			     MIN(listed, entry.first + PORTS_PER_ENTRY) :
			     MIN(listed + rule->owned.count, entry.first + 1);
		add_entry(job, put_port, &entry, rule->place);
	} while (entry.last < listed + rule->owned.count);
}

static void add_ports(struct job *job, const struct model *model)
{
	for (size_t i = 0; i < model->ports.count; i++)
		add_port_rule(job, model, &model->ports.list[i]);
}

void compile(const struct model *model, struct erecs *erecs,
	     struct compiled *compiled)
{
	struct job job = { .compiled = compiled, .erecs = erecs };

	sha256_init(&job.sha);
	add_programs(&job, &model->programs);
	add_ports(&job, model);
	for (size_t i = 0; i < model->servers.count; i++)
		add_entry(&job, put_server, &model->servers.list[i],
			  model->servers.list[i].place);
	for (size_t i = 0; i < compiled->count; i++)
		hash_message(&job.sha, &compiled->list[i]);
	begin_stage(&job, model);
}

void compiled_free(struct compiled *compiled)
{
	for (size_t i = 0; i < compiled->count; i++) {
		nlmsg_free(compiled->list[i].msg);
		free(compiled->list[i].marks.list);
	}
	free(compiled->list);
	free(compiled->head.list);
	if (compiled->begin)
		nlmsg_free(compiled->begin);
}

struct place compiled_place(const struct marks *marks, uint32_t offset)
{
	struct place place = {};

	for (size_t i = 0; i < marks->count; i++)
		if (marks->list[i].offset <= offset)
			place = marks->list[i].place;
	return place;
}
