// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What the module answers, as JSON values
 * Copyright (C) 2026 The edgesec authors
 */
#include "describe.h"
#include "describe_impl.h"
#include "hex.h"
#include "ports.h"
#include "quote.h"
#include "schema.h"

#include "../kmod/uapi/edgesec.h"

#include <netlink/attr.h>
#include <stdio.h>
#include <string.h>

static const char *const identifies[] = {
	"digest", "path", "directory", "kernel", "fs-verity", NULL
};

static const char *const locks[] = { "open", "versioned", "sealed", NULL };

/* The names of other people may be any bytes; JSON takes only UTF-8. */
static json_t *text_value(struct nlattr *attr)
{
	const char *text = nla_get_string(attr);

	return json_string(is_utf8(text, strlen(text)) ? text : quote(text));
}

static json_t *bytes_value(struct nlattr *attr)
{
	char hex[HEX_SIZE(64)];
	size_t size = nla_len(attr);

	hex_write(hex, nla_data(attr), size < 64 ? size : 64);
	return json_string(hex);
}

static json_t *word_value(struct nlattr *attr, const char *const *words)
{
	uint32_t index = nla_get_u32(attr);

	for (uint32_t i = 0; words[i]; i++)
		if (i == index)
			return json_string(words[i]);
	return json_integer(index);
}

/* The smallest length that an attribute of each kind may have. */
static int least_length(enum kind kind)
{
	switch (kind) {
	case NUMBER64:
		return 8;
	case TEXT:
	case BYTES:
		return 1;
	default:
		return 4;
	}
}

static bool is_good(struct nlattr *attr, enum kind kind)
{
	const char *text = nla_data(attr);

	return nla_len(attr) >= least_length(kind) &&
	       (kind != TEXT || !text[nla_len(attr) - 1]);
}

static json_t *value_of(struct nlattr *attr, const struct member *member)
{
	switch (member->kind) {
	case NUMBER:
		return json_integer(nla_get_u32(attr));
	case NUMBER64:
		return json_integer(nla_get_u64(attr));
	case BOOLEAN:
		return json_boolean(nla_get_u32(attr));
	case TEXT:
		return text_value(attr);
	case BYTES:
		return bytes_value(attr);
	case WORD:
		return word_value(attr, member->words);
	}
	return json_null();
}

static void add_member(json_t *object, struct nlattr *attr,
		       const struct member *members)
{
	for (const struct member *m = members; m->name; m++)
		if (m->type == nla_type(attr) && is_good(attr, m->kind))
			json_object_set_new(object, m->name, value_of(attr, m));
}

json_t *object_of(struct nlattr *nest, const struct member *members)
{
	json_t *object = json_object();
	struct nlattr *attr;
	int rem;

	nla_for_each_nested(attr, nest, rem)
		add_member(object, attr, members);
	return object;
}

json_t *array_of(json_t *object, const char *key)
{
	json_t *array = json_object_get(object, key);

	if (array)
		return array;
	json_object_set_new(object, key, json_array());
	return json_object_get(object, key);
}

static const struct member head_members[] = {
	{ "generation", EDGESEC_A_HEAD_GENERATION, NUMBER64, NULL },
	{ "name", EDGESEC_A_HEAD_NAME, TEXT, NULL },
	{ "version", EDGESEC_A_HEAD_VERSION, NUMBER64, NULL },
	{ "profile", EDGESEC_A_HEAD_PROFILE, TEXT, NULL },
	{ "mode", EDGESEC_A_HEAD_MODE, WORD, schema_modes },
	{ "executables-mode", EDGESEC_A_HEAD_EXEC_MODE, WORD, schema_modes },
	{ "scripts-mode", EDGESEC_A_HEAD_SCRIPT_MODE, WORD, schema_modes },
	{ "libraries-mode", EDGESEC_A_HEAD_LIBRARY_MODE, WORD, schema_modes },
	{ "memory-mode", EDGESEC_A_HEAD_MEMORY_MODE, WORD, schema_modes },
	{ "interpreted-mode", EDGESEC_A_HEAD_CONTENT_MODE, WORD,
	  schema_modes },
	{ "modules-mode", EDGESEC_A_HEAD_LOAD_MODE, WORD, schema_modes },
	{ "tracing-mode", EDGESEC_A_HEAD_TRACE_MODE, WORD, schema_modes },
	{ "on-loss", EDGESEC_A_HEAD_ON_LOSS, WORD, schema_on_losses },
	{ "warn-at", EDGESEC_A_HEAD_WARN_AT, NUMBER, NULL },
	{ "untracked", EDGESEC_A_HEAD_UNTRACKED, WORD, schema_untracked },
	{ "digest", EDGESEC_A_HEAD_DIGEST, BYTES, NULL },
	{ "signature", EDGESEC_A_HEAD_SIGNATURE, WORD, schema_signatures },
	{ "signer", EDGESEC_A_HEAD_SIGNER, TEXT, NULL },
	{ "override-max", EDGESEC_A_HEAD_OVERRIDE_MAX, NUMBER, NULL },
	{ "override-of", EDGESEC_A_HEAD_OVERRIDE_OF, NUMBER, NULL },
	{}
};

static const struct member hook_members[] = {
	{ "name", EDGESEC_A_HOOK_NAME, TEXT, NULL },
	{ "attached", EDGESEC_A_HOOK_ATTACHED, BOOLEAN, NULL },
	{ "live", EDGESEC_A_HOOK_LIVE, BOOLEAN, NULL },
	{ "symbol", EDGESEC_A_HOOK_SYMBOL, TEXT, NULL },
	{}
};

static const struct member counter_members[] = {
	{ "name", EDGESEC_A_COUNTER_NAME, TEXT, NULL },
	{ "value", EDGESEC_A_COUNTER_VALUE, NUMBER64, NULL },
	{}
};

static const struct member table_members[] = {
	{ "name", EDGESEC_A_TABLE_NAME, TEXT, NULL },
	{ "entries", EDGESEC_A_TABLE_ENTRIES, NUMBER64, NULL },
	{ "buckets", EDGESEC_A_TABLE_BUCKETS, NUMBER64, NULL },
	{ "overflow-lines", EDGESEC_A_TABLE_OVERFLOW_LINES, NUMBER64, NULL },
	{ "bytes", EDGESEC_A_TABLE_BYTES, NUMBER64, NULL },
	{ "longest-chain", EDGESEC_A_TABLE_LONGEST_CHAIN, NUMBER, NULL },
	{ "rehash-percent", EDGESEC_A_TABLE_REHASH_PERCENT, NUMBER, NULL },
	{ "rehashes", EDGESEC_A_TABLE_REHASHES, NUMBER64, NULL },
	{ "reseeds", EDGESEC_A_TABLE_RESEEDS, NUMBER64, NULL },
	{ "long-chains", EDGESEC_A_TABLE_LONG_CHAINS, NUMBER64, NULL },
	{ "max-entries", EDGESEC_A_TABLE_MAX_ENTRIES, NUMBER64, NULL },
	{ "max-bytes", EDGESEC_A_TABLE_MAX_BYTES, NUMBER64, NULL },
	{}
};

static const struct member pending_members[] = {
	{ "generation", EDGESEC_A_PENDING_GENERATION, NUMBER64, NULL },
	{ "previous", EDGESEC_A_PENDING_PREVIOUS, NUMBER64, NULL },
	{ "seconds", EDGESEC_A_PENDING_SECONDS, NUMBER, NULL },
	{}
};

static const struct member override_members[] = {
	{ "seconds", EDGESEC_A_OVERRIDE_SECONDS, NUMBER, NULL },
	{ "reason", EDGESEC_A_OVERRIDE_REASON, TEXT, NULL },
	{ "uid", EDGESEC_A_OVERRIDE_UID, NUMBER, NULL },
	{}
};

static const struct member program_members[] = {
	{ "identify-by", EDGESEC_A_PROGRAM_IDENTIFY, WORD, identifies },
	{ "role", EDGESEC_A_PROGRAM_ROLE, NUMBER, NULL },
	{ "sha256", EDGESEC_A_PROGRAM_DIGEST, BYTES, NULL },
	{ "path", EDGESEC_A_PROGRAM_PATH, TEXT, NULL },
	{}
};

static const struct member port_members[] = {
	{ "scope", EDGESEC_A_PORT_SCOPE, WORD, schema_scopes },
	{ "path", EDGESEC_A_PORT_PATH, TEXT, NULL },
	{ "protocol", EDGESEC_A_PORT_PROTOCOL, WORD, schema_protocols },
	{ "default", EDGESEC_A_PORT_DEFAULT, WORD, schema_verdicts },
	{ "mode", EDGESEC_A_PORT_MODE, WORD, schema_modes },
	{}
};

/* All sets of ranges have the same members. */
static const struct member range_members[] = {
	{ "first", EDGESEC_A_PORT_RANGE_FIRST, NUMBER, NULL },
	{ "last", EDGESEC_A_PORT_RANGE_LAST, NUMBER, NULL },
	{}
};

void describe_status(json_t *status, struct nlattr *attrs, int len)
{
	struct nlattr *attr;
	json_t *counter;
	int rem;

	nla_for_each_attr(attr, attrs, len, rem) {
		switch (nla_type(attr)) {
		case EDGESEC_A_STATUS_ABI:
			json_object_set_new(status, "abi",
					    json_integer(nla_get_u32(attr)));
			break;
		case EDGESEC_A_STATUS_MODULE_VERSION:
			json_object_set_new(status, "module",
					    text_value(attr));
			break;
		case EDGESEC_A_STATUS_HEAD:
			json_object_set_new(status, "policy",
					    object_of(attr, head_members));
			break;
		case EDGESEC_A_STATUS_SEQUENCE:
			json_object_set_new(status, "sequence",
					    json_integer(nla_get_u64(attr)));
			break;
		case EDGESEC_A_STATUS_LOCK:
			json_object_set_new(status, "lock",
					    word_value(attr, locks));
			break;
		case EDGESEC_A_STATUS_PENDING:
			json_object_set_new(status, "pending",
					    object_of(attr, pending_members));
			break;
		case EDGESEC_A_STATUS_KEY:
			json_array_append_new(array_of(status, "keys"),
					      text_value(attr));
			break;
		case EDGESEC_A_STATUS_OVERRIDE:
			json_object_set_new(status, "override",
					    object_of(attr, override_members));
			break;
		case EDGESEC_A_STATUS_HOOK:
			json_array_append_new(array_of(status, "hooks"),
					      object_of(attr, hook_members));
			break;
		case EDGESEC_A_STATUS_TABLE:
			json_array_append_new(array_of(status, "tables"),
					      object_of(attr, table_members));
			break;
		case EDGESEC_A_STATUS_COUNTER:
			if (!json_object_get(status, "counters"))
				json_object_set_new(status, "counters",
						    json_object());
			counter = object_of(attr, counter_members);
			json_object_set(json_object_get(status, "counters"),
					describe_text(counter, "name"),
					json_object_get(counter, "value"));
			json_decref(counter);
			break;
		}
	}
}

/* The attribute of a digest is the same for both kinds. */
static void name_digest(json_t *program)
{
	json_t *digest = json_object_get(program, "sha256");

	if (!digest || strcmp(describe_text(program, "identify-by"),
			      "fs-verity"))
		return;
	json_object_set(program, "fsverity", digest);
	json_object_del(program, "sha256");
}

static json_t *describe_program(struct nlattr *nest)
{
	/* In the order of the bits of enum edgesec_role. */
	static const char *const names[] = {
		"run", "start-scripts", "map", "interpret", "read-as-data",
		"interpreter", "make-code", "load", "trace"
	};
	json_t *program = object_of(nest, program_members);
	json_int_t role =
		json_integer_value(json_object_get(program, "role"));
	json_t *roles = json_array();

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (role & (1 << i))
			json_array_append_new(roles, json_string(names[i]));
	name_digest(program);
	json_object_del(program, "role");
	json_object_set_new(program, "may", roles);
	return program;
}

json_t *range_value(const json_t *first, const json_t *last)
{
	long long from = json_integer_value(first);
	long long to = json_integer_value(last);

	return from == to ? json_integer(from) :
			    json_sprintf("%lld-%lld", from, to);
}

json_t *describe_range(struct nlattr *nest)
{
	json_t *range = object_of(nest, range_members);
	json_t *value = range_value(json_object_get(range, "first"),
				    json_object_get(range, "last"));

	json_decref(range);
	return value;
}

/* The key of a list of ports, NULL for what is none. */
static const char *direction_key(int type)
{
	switch (type) {
	case EDGESEC_A_PORT_BIND:
		return "bind";
	case EDGESEC_A_PORT_LISTEN:
		return "listen";
	case EDGESEC_A_PORT_CONNECT:
		return "connect";
	case EDGESEC_A_PORT_SEND:
		return "send";
	}
	return NULL;
}

/* A direction that is judged has a list, if an empty one. */
static void add_directions(json_t *port, struct nlattr *attr)
{
	uint32_t directions = attr && is_good(attr, NUMBER) ?
				      nla_get_u32(attr) : 0;

	for (int i = 0; i < DIRECTION_COUNT; i++)
		if (directions & direction_bit(i))
			array_of(port, schema_directions[i]);
}

/* Ports and the programs that they belong to. */
static json_t *describe_owned(struct nlattr *nest)
{
	json_t *owned = json_object();
	struct nlattr *attr;
	int rem;

	nla_for_each_nested(attr, nest, rem) {
		if (nla_type(attr) == EDGESEC_A_PORT_PROGRAM_PORT)
			json_array_append_new(array_of(owned, "ports"),
					      describe_range(attr));
		else if (nla_type(attr) == EDGESEC_A_PORT_PROGRAM_PROGRAM)
			json_array_append_new(array_of(owned, "programs"),
					      object_of(attr, program_members));
	}
	return owned;
}

static void add_ports(json_t *port, struct nlattr *nest)
{
	struct nlattr *attr;
	const char *key;
	int rem;

	nla_for_each_nested(attr, nest, rem) {
		if (nla_type(attr) == EDGESEC_A_PORT_PROGRAM)
			json_array_append_new(array_of(port, "program"),
					      describe_owned(attr));
		key = direction_key(nla_type(attr));
		if (key)
			json_array_append_new(array_of(port, key),
					      describe_range(attr));
	}
}

/* A piece of a rule follows the piece before it. */
static void add_port_rule(json_t *rules, struct nlattr *nest)
{
	json_t *port = json_array_get(rules, json_array_size(rules) - 1);

	if (!port || !nla_find(nla_data(nest), nla_len(nest),
			       EDGESEC_A_PORT_CONTINUES)) {
		port = object_of(nest, port_members);
		json_array_append_new(rules, port);
		add_directions(port, nla_find(nla_data(nest), nla_len(nest),
					      EDGESEC_A_PORT_DIRECTIONS));
	}
	add_ports(port, nest);
}

void describe_explanation(json_t *answer, struct nlattr *attrs, int len)
{
	static const struct member members[] = {
		{ "generation", EDGESEC_A_EXPLAIN_GENERATION, NUMBER64, NULL },
		{ "verdict", EDGESEC_A_EXPLAIN_VERDICT, WORD, schema_verdicts },
		{ "mode", EDGESEC_A_EXPLAIN_MODE, WORD, schema_modes },
		{ "rule", EDGESEC_A_EXPLAIN_RULE, TEXT, NULL },
		{ "reason", EDGESEC_A_EXPLAIN_REASON, TEXT, NULL },
		{ "owned", EDGESEC_A_EXPLAIN_OWNED, BOOLEAN, NULL },
		{ "sha256", EDGESEC_A_EXPLAIN_DIGEST, BYTES, NULL },
		{ "fsverity", EDGESEC_A_EXPLAIN_FSVERITY, BYTES, NULL },
		{}
	};
	static const struct member steps[] = {
		{ "verdict", EDGESEC_A_EXPLAIN_STEP_VERDICT, WORD,
		  schema_verdicts },
		{ "mode", EDGESEC_A_EXPLAIN_STEP_MODE, WORD, schema_modes },
		{ "rule", EDGESEC_A_EXPLAIN_STEP_RULE, TEXT, NULL },
		{ "reason", EDGESEC_A_EXPLAIN_STEP_REASON, TEXT, NULL },
		{}
	};
	struct nlattr *attr;
	int rem;

	nla_for_each_attr(attr, attrs, len, rem) {
		add_member(answer, attr, members);
		if (nla_type(attr) == EDGESEC_A_EXPLAIN_STEP)
			json_array_append_new(array_of(answer, "steps"),
					      object_of(attr, steps));
	}
}

void describe_policy(json_t *policy, struct nlattr *attrs, int len)
{
	struct nlattr *attr;
	json_t *head;
	int rem;

	nla_for_each_attr(attr, attrs, len, rem) {
		switch (nla_type(attr)) {
		case EDGESEC_A_POLICY_HEAD:
			head = object_of(attr, head_members);
			json_object_update(policy, head);
			json_decref(head);
			break;
		case EDGESEC_A_POLICY_PROGRAM:
			json_array_append_new(array_of(policy, "programs"),
					      describe_program(attr));
			break;
		case EDGESEC_A_POLICY_PORT:
			add_port_rule(array_of(policy, "ports"), attr);
			break;
		case EDGESEC_A_POLICY_MODBUS_SERVER:
			json_array_append_new(array_of(policy, "servers"),
					      describe_server(attr));
			break;
		}
	}
}

const char *describe_text(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

const char *describe_join(const json_t *list, const char *none, char *text,
			  size_t size)
{
	size_t i, len = 0;
	json_t *member;

	snprintf(text, size, "%s", json_array_size(list) ? "" : none);
	json_array_foreach(list, i, member) {
		const char *comma = i ? ", " : "";

		if (len >= size)
			break;
		if (json_is_string(member))
			len += snprintf(text + len, size - len, "%s%s", comma,
					json_string_value(member));
		else
			len += snprintf(text + len, size - len, "%s%lld", comma,
					(long long)json_integer_value(member));
	}
	return text;
}
