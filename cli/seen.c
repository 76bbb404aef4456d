// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Kinds of Modbus requests that the module has seen
 * Copyright (C) 2026 The edgesec authors
 */
#include "seen.h"
#include "cli.h"
#include "memory.h"
#include "modbus_names.h"
#include "quote.h"
#include "schema.h"

#include <arpa/inet.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The attributes of one message, by their type. */
struct attrs {
	struct nlattr *list[EDGESEC_A_SEEN_MAX + 1];
};

static bool get_number(const struct attrs *attrs, int type, uint32_t *number)
{
	struct nlattr *attr = attrs->list[type];

	if (!attr || nla_len(attr) < 4)
		return false;
	*number = nla_get_u32(attr);
	return true;
}

static bool get_address(const struct attrs *attrs, int type,
			struct prefix *prefix)
{
	struct nlattr *attr = attrs->list[type];

	if (!attr || (nla_len(attr) != 4 && nla_len(attr) != 16))
		return false;
	prefix->bytes = nla_len(attr);
	prefix->length = 8 * prefix->bytes;
	memcpy(prefix->address, nla_data(attr), prefix->bytes);
	return true;
}

/* @type is that of the first address, and the next one that of the quantity. */
static bool get_touched(const struct attrs *attrs, int type,
			struct range *touched)
{
	uint32_t quantity;

	if (!get_number(attrs, type, &touched->first) ||
	    !get_number(attrs, type + 1, &quantity) || !quantity ||
	    touched->first + quantity > 0x10000)
		return false;
	touched->last = touched->first + quantity - 1;
	return true;
}

static void get_fault(const struct attrs *attrs, char *fault)
{
	struct nlattr *attr = attrs->list[EDGESEC_A_SEEN_FAULT];

	if (attr)
		snprintf(fault, FAULT_MAX + 1, "%.*s", nla_len(attr),
			 (const char *)nla_data(attr));
}

static void take(struct nlattr *reply, int len, void *arg)
{
	struct seen *seen = arg;
	struct kind kind = {};
	struct attrs attrs;

	if (nla_parse(attrs.list, EDGESEC_A_SEEN_MAX, reply, len, NULL) ||
	    !get_address(&attrs, EDGESEC_A_SEEN_CLIENT, &kind.client) ||
	    !get_address(&attrs, EDGESEC_A_SEEN_SERVER, &kind.server) ||
	    !get_number(&attrs, EDGESEC_A_SEEN_PORT, &kind.port) ||
	    !get_number(&attrs, EDGESEC_A_SEEN_UNIT, &kind.unit) ||
	    !get_number(&attrs, EDGESEC_A_SEEN_FUNCTION, &kind.function) ||
	    !get_number(&attrs, EDGESEC_A_SEEN_COUNT, &kind.count) ||
	    kind.function > UINT8_MAX)
		return;
	kind.has_sub = get_number(&attrs, EDGESEC_A_SEEN_SUB, &kind.sub);
	kind.touches[EDGESEC_MODBUS_ACCESS_READ] =
		get_touched(&attrs, EDGESEC_A_SEEN_READ_FIRST,
			    &kind.touched[EDGESEC_MODBUS_ACCESS_READ]);
	kind.touches[EDGESEC_MODBUS_ACCESS_WRITE] =
		get_touched(&attrs, EDGESEC_A_SEEN_WRITE_FIRST,
			    &kind.touched[EDGESEC_MODBUS_ACCESS_WRITE]);
	kind.has_values = get_number(&attrs, EDGESEC_A_SEEN_VALUE_LEAST,
				     &kind.values.first) &&
			  get_number(&attrs, EDGESEC_A_SEEN_VALUE_MOST,
				     &kind.values.last);
	get_fault(&attrs, kind.fault);
	*vector_add(seen) = kind;
}

static void take_missed(struct nlattr *reply, int len, void *arg)
{
	struct nlattr *attr = nla_find(reply, len, EDGESEC_A_SEEN_MISSED);

	if (attr && nla_len(attr) >= 8)
		((struct seen *)arg)->missed = nla_get_u64(attr);
}

static int ask(struct nl *nl, int flags, nl_reply_fn reply, struct seen *seen)
{
	struct nl_msg *msg = nl_request(EDGESEC_CMD_SEEN_GET, flags);
	struct refusal refusal;
	int ret = nl_ask(nl, msg, reply, seen, &refusal);

	nlmsg_free(msg);
	return ret ? nl_complain("learn", &refusal) : EXIT_DONE;
}

int seen_read(struct nl *nl, struct seen *seen)
{
	int ret = ask(nl, NLM_F_DUMP, take, seen);

	if (!ret)
		ret = ask(nl, 0, take_missed, seen);
	seen_sort(seen);
	return ret;
}

static int compare_prefixes(const struct prefix *a, const struct prefix *b)
{
	return a->bytes != b->bytes ? (a->bytes < b->bytes ? -1 : 1) :
				      memcmp(a->address, b->address, a->bytes);
}

static int compare_numbers(uint32_t a, uint32_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_what(const struct kind *a, const struct kind *b)
{
	int ret = compare_numbers(a->unit, b->unit);

	if (!ret)
		ret = compare_numbers(a->function, b->function);
	if (!ret)
		ret = compare_numbers(a->sub, b->sub);
	for (int access = 0; access < ACCESS_COUNT && !ret; access++)
		ret = compare_numbers(a->touched[access].first,
				      b->touched[access].first);
	for (int access = 0; access < ACCESS_COUNT && !ret; access++)
		ret = compare_numbers(a->touched[access].last,
				      b->touched[access].last);
	return ret ? ret : strcmp(a->fault, b->fault);
}

static int compare(const void *one, const void *other)
{
	const struct kind *a = one, *b = other;
	int ret = compare_prefixes(&a->server, &b->server);

	if (!ret)
		ret = compare_numbers(a->port, b->port);
	if (!ret)
		ret = compare_prefixes(&a->client, &b->client);
	return ret ? ret : compare_what(a, b);
}

void seen_sort(struct seen *seen)
{
	if (seen->count)
		qsort(seen->list, seen->count, sizeof(*seen->list), compare);
}

void seen_free(struct seen *seen)
{
	free(seen->list);
}

bool kind_same_server(const struct kind *a, const struct kind *b)
{
	return !compare_prefixes(&a->server, &b->server) && a->port == b->port;
}

const char *kind_address(const struct prefix *prefix)
{
	static char text[2][INET6_ADDRSTRLEN];
	static int turn;

	turn = !turn;
	inet_ntop(prefix->bytes == 4 ? AF_INET : AF_INET6, prefix->address,
		  text[turn], sizeof(text[turn]));
	return text[turn];
}

enum edgesec_modbus_table kind_table(uint32_t function)
{
	switch (function) {
	case 0x01:
	case 0x05:
	case 0x0f:
		return EDGESEC_MODBUS_TABLE_COILS;
	case 0x02:
		return EDGESEC_MODBUS_TABLE_DISCRETE_INPUTS;
	case 0x04:
		return EDGESEC_MODBUS_TABLE_INPUT_REGISTERS;
	case 0x14:
	case 0x15:
		return EDGESEC_MODBUS_TABLE_FILES;
	default:
		return EDGESEC_MODBUS_TABLE_HOLDING_REGISTERS;
	}
}

static void print_function(FILE *to, const struct kind *kind)
{
	const char *name = modbus_name_of(modbus_functions, kind->function);

	fprintf(to, ": unit %u, ", kind->unit);
	if (name)
		fputs(name, to);
	else
		fprintf(to, "function 0x%02x", kind->function);
	if (kind->has_sub)
		fprintf(to, ", sub-function %u", kind->sub);
}

static void print_touched(FILE *to, const struct kind *kind)
{
	static const char *const verbs[] = { "reads", "writes" };

	for (int access = 0; access < ACCESS_COUNT; access++) {
		const struct range *range = &kind->touched[access];

		if (!kind->touches[access])
			continue;
		fprintf(to, ", %s %s %u", verbs[access],
			schema_tables[kind_table(kind->function)],
			range->first);
		if (range->last != range->first)
			fprintf(to, "-%u", range->last);
	}
}

char *kind_text(const struct kind *kind)
{
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	if (!to)
		return must_strdup("");
	fprintf(to, "%s asks ", kind_address(&kind->client));
	fprintf(to, "%s port %u", kind_address(&kind->server), kind->port);
	if (kind->function)
		print_function(to, kind);
	if (*kind->fault)
		fprintf(to, ", %s", quote(kind->fault));
	else
		print_touched(to, kind);
	fclose(to);
	return text;
}
