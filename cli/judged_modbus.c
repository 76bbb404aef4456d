// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Records of Modbus requests, judged anew
 * Copyright (C) 2026 The edgesec authors
 *
 * As kmod/modbus_match.c, but of what a record holds: where a request reads and
 * writes, and the first value. Whether it was well-formed is only known where it
 * was denied for something that is looked at later.
 */
#include "judged_impl.h"
#include "entry.h"
#include "number.h"
#include "ports.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#define CODE_READ_FILES	 0x14
#define CODE_WRITE_FILES 0x15
#define CODE_MASK_WRITE	 0x16

static const char not_all[] = "not all of the request is recorded";
static const char not_formed[] = "whether it was well-formed is not recorded";
static const char not_counted[] = "how often others came is not recorded";

/* An address; @bytes is 4 or 16, or 0 for none. */
struct address {
	uint8_t byte[16];
	unsigned int bytes;
};

/* Numbers of a record that may be missing. */
struct optional {
	bool known;
	uint64_t number;
};

/**
 * struct request - What a record tells of a request
 * @formed: It was found to be well-formed.
 * @first: Of what it reads and writes, by enum edgesec_modbus_access.
 * @quantity: The same.
 */
struct request {
	struct address client;
	struct address server;
	uint64_t port;
	bool formed;
	struct optional unit;
	struct optional function;
	struct optional sub;
	struct optional first[ACCESS_COUNT];
	struct optional quantity[ACCESS_COUNT];
	struct optional value;
};

static struct optional number_of(const struct record *record, const char *key)
{
	const char *text = entry_get(record, key);
	struct optional optional = {};

	optional.known = text && number_read(text, &optional.number);
	return optional;
}

static struct address address_of(const struct record *record, const char *key)
{
	const char *text = entry_get(record, key);
	struct address address = {};

	if (text && inet_pton(AF_INET, text, address.byte) == 1)
		address.bytes = 4;
	else if (text && inet_pton(AF_INET6, text, address.byte) == 1)
		address.bytes = 16;
	return address;
}

/* Words of kmod/modbus.c, which may end in "-reset". */
static bool is_one_of(const char *reason, const char *const *words)
{
	for (; reason && *words; words++) {
		size_t len = strlen(*words);

		if (!strncmp(reason, *words, len) &&
		    (!reason[len] || !strcmp(reason + len, "-reset")))
			return true;
	}
	return false;
}

/* Does a list decide such a denial? */
static bool hangs_on_list(const char *reason)
{
	static const char *const words[] = {
		"client", "unit", "function", "sub-function", "read-range",
		"write-range", "quantity-limit", "value-limit", NULL
	};

	return is_one_of(reason, words);
}

static bool comes_behind_form(const char *reason)
{
	static const char *const words[] = {
		"read-range", "write-range", "quantity-limit", "value-limit",
		NULL
	};

	return is_one_of(reason, words);
}

static bool read_request(const struct record *record, struct request *request)
{
	struct optional port = number_of(record, "dport");

	*request = (struct request){
		.client = address_of(record, "src"),
		.server = address_of(record, "dst"),
		.port = port.number,
		.formed = comes_behind_form(entry_get(record, "reason")),
		.unit = number_of(record, "unit"),
		.function = number_of(record, "function"),
		.sub = number_of(record, "sub"),
		.first = { number_of(record, "read"),
			   number_of(record, "write") },
		.quantity = { number_of(record, "read_quantity"),
			      number_of(record, "write_quantity") },
		.value = number_of(record, "value"),
	};
	return port.known && port.number <= UINT16_MAX &&
	       request->client.bytes && request->server.bytes &&
	       (!request->function.known ||
		(request->unit.known && request->unit.number <= 255));
}

static bool covers(const struct prefix *prefix, const struct address *address)
{
	unsigned int whole = prefix->length / 8, rest = prefix->length % 8;

	if (prefix->bytes != address->bytes ||
	    memcmp(prefix->address, address->byte, whole) != 0)
		return false;
	return !rest || !((prefix->address[whole] ^ address->byte[whole]) >>
			  (8 - rest));
}

/* None means everybody. */
static bool any_covers(const struct prefixes *prefixes,
		       const struct address *address)
{
	for (size_t i = 0; i < prefixes->count; i++)
		if (covers(&prefixes->list[i], address))
			return true;
	return !prefixes->count;
}

static const struct modbus_server *find_server(const struct model *model,
					       const struct request *request)
{
	for (size_t i = 0; i < model->servers.count; i++) {
		const struct modbus_server *server = &model->servers.list[i];

		if (any_covers(&server->address, &request->server) &&
		    ranges_have(&server->port, request->port))
			return server;
	}
	return NULL;
}

/* An answer, and why it is not known. */
struct finding {
	enum answer answer;
	const char *why;
};

static const struct finding yes = { YES, NULL };
static const struct finding no = { NO, NULL };

/* All have to be true; what is false counts before what is not known. */
static struct finding both(struct finding a, struct finding b)
{
	if (a.answer == NO || b.answer == NO)
		return no;
	return a.answer == UNKNOWN ? a : b;
}

static struct finding either(struct finding a, struct finding b)
{
	if (a.answer == YES || b.answer == YES)
		return yes;
	return a.answer == UNKNOWN ? a : b;
}

/* The kind of data that a code is about; files have rules of their own. */
static enum edgesec_modbus_table table_of(unsigned int code)
{
	switch (code) {
	case 0x01: case 0x05: case 0x0f:
		return EDGESEC_MODBUS_TABLE_COILS;
	case 0x02:
		return EDGESEC_MODBUS_TABLE_DISCRETE_INPUTS;
	case 0x04:
		return EDGESEC_MODBUS_TABLE_INPUT_REGISTERS;
	case CODE_READ_FILES: case CODE_WRITE_FILES:
		return EDGESEC_MODBUS_TABLE_FILES;
	}
	return EDGESEC_MODBUS_TABLE_HOLDING_REGISTERS;
}

/* Is a value, or each of several, one that the span allows? */
static struct finding fits(const struct span *span,
			   const struct request *request)
{
	uint64_t value = request->value.number;

	if (!span->values.count && !span->zeros && !span->ones)
		return yes;
	if (!request->value.known || request->quantity[1].number != 1 ||
	    request->function.number == CODE_MASK_WRITE)
		return (struct finding){ UNKNOWN, not_all };
	return (!span->values.count || ranges_have(&span->values, value)) &&
	       !(value & span->zeros) &&
	       (value & span->ones) == span->ones ? yes : no;
}

/* Spans ascend without overlaps, and may adjoin. */
static struct finding in_spans(const struct spans *spans,
			       const struct request *request,
			       enum edgesec_modbus_access access)
{
	uint64_t at = request->first[access].number;
	uint64_t end = at + request->quantity[access].number;
	struct finding finding = yes;

	for (size_t i = 0; i < spans->count && at < end; i++) {
		const struct span *span = &spans->list[i];

		if (at < span->range.first || at > span->range.last)
			continue;
		if (access == EDGESEC_MODBUS_ACCESS_WRITE)
			finding = both(finding, fits(span, request));
		at = (uint64_t)span->range.last + 1;
	}
	return at < end ? no : finding;
}

static struct finding in_limits(const struct limits *limits,
				const struct request *request,
				enum edgesec_modbus_access access)
{
	const struct optional *quantity = &request->quantity[access];
	enum edgesec_modbus_table table = table_of(request->function.number);

	if (!limits->limited && !limits->quantity)
		return yes;
	if (!request->first[access].known || !quantity->known ||
	    table == EDGESEC_MODBUS_TABLE_FILES)
		return (struct finding){ UNKNOWN, not_all };
	if (limits->quantity && quantity->number > limits->quantity)
		return no;
	return limits->limited ? in_spans(&limits->table[table], request,
					  access) : yes;
}

/* What comes behind the function code. */
static struct finding in_content(const struct grant *grant,
				 const struct request *request)
{
	unsigned int code = request->function.number;
	struct finding finding = yes;

	if (modbus_code_reads(code))
		finding = both(finding, in_limits(&grant->limits[0], request,
						  EDGESEC_MODBUS_ACCESS_READ));
	if (modbus_code_writes(code))
		finding = both(finding, in_limits(&grant->limits[1], request,
						  EDGESEC_MODBUS_ACCESS_WRITE));
	if (!request->formed)
		finding = both(finding,
			       (struct finding){ UNKNOWN, not_formed });
	return finding;
}

static struct finding in_subs(const struct ranges *subs,
			      const struct request *request)
{
	if (!subs->count)
		return yes;
	if (!request->sub.known)
		return (struct finding){ UNKNOWN, not_all };
	return ranges_have(subs, request->sub.number) ? yes : no;
}

static bool has_rate(const struct grant *grant)
{
	for (int i = 0; i < RATED_COUNT; i++)
		if (grant->rates[i].count)
			return true;
	return false;
}

static struct finding in_grant(const struct grant *grant,
			       const struct request *request)
{
	unsigned int code = request->function.number;
	struct finding finding = yes;

	if (!any_covers(&grant->from, &request->client) ||
	    (grant->units.count &&
	     !ranges_have(&grant->units, request->unit.number)) ||
	    code > FUNCTION_MAX || !grant->allowed[code])
		return no;
	if (grant->framing[code] == EDGESEC_FRAMING_IMPLIED)
		finding = in_content(grant, request);
	finding = both(finding, in_subs(&grant->subs[code], request));
	return has_rate(grant) ?
	       both(finding, (struct finding){ UNKNOWN, not_counted }) : finding;
}

/* A connection that was refused has asked for nothing yet. */
static struct finding admits(const struct modbus_server *server,
			     const struct request *request)
{
	for (size_t i = 0; i < server->allow.count; i++)
		if (any_covers(&server->allow.list[i].from, &request->client))
			return yes;
	return server->allow.count ? no : yes;
}

static struct finding in_server(const struct modbus_server *server,
				const struct request *request)
{
	struct finding finding = no;

	if (!any_covers(&server->clients, &request->client))
		return no;
	if (!request->function.known)
		return admits(server, request);
	if (server->units.count &&
	    !ranges_have(&server->units, request->unit.number))
		return no;
	for (size_t i = 0; i < server->allow.count; i++)
		finding = either(finding,
				 in_grant(&server->allow.list[i], request));
	return finding;
}

void judged_modbus(const struct model *model, const struct record *record,
		   struct judgement *judgement)
{
	const struct modbus_server *server;
	struct request request;
	struct finding finding;

	if (!read_request(record, &request)) {
		judged_conclude(judgement, 0, UNKNOWN, not_all);
		return;
	}
	server = find_server(model, &request);
	if (!server || server->mode == EDGESEC_MODE_DISABLED)
		return;
	snprintf(judgement->rule, sizeof(judgement->rule), "modbus.%s",
		 server->name);
	finding = hangs_on_list(entry_get(record, "reason")) ?
			  in_server(server, &request) :
			  (struct finding){ UNKNOWN, "it was denied for no list" };
	judged_conclude(judgement, server->mode, finding.answer, finding.why);
}
