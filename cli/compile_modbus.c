// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - From a Modbus server of a policy to netlink attributes
 * Copyright (C) 2026 The edgesec authors
 */
#include "compile_impl.h"

#include <netlink/attr.h>
#include <netlink/msg.h>

static int put_prefix(struct nl_msg *msg, int type, const struct prefix *prefix)
{
	struct nlattr *nest = nla_nest_start(msg, type);

	if (!nest)
		return -1;
	return end_nest(msg, nest,
			nla_put(msg, EDGESEC_A_PREFIX_ADDRESS, prefix->bytes,
				prefix->address) ||
			nla_put_u32(msg, EDGESEC_A_PREFIX_LENGTH,
				    prefix->length));
}

static int put_prefixes(struct nl_msg *msg, int type,
			const struct prefixes *prefixes)
{
	for (size_t i = 0; i < prefixes->count; i++)
		if (put_prefix(msg, type, &prefixes->list[i]))
			return -1;
	return 0;
}

static int put_function(struct nl_msg *msg, int type, const struct grant *grant,
			unsigned int code)
{
	struct nlattr *nest = nla_nest_start(msg, type);

	if (!nest)
		return -1;
	return end_nest(msg, nest,
			nla_put_u32(msg, EDGESEC_A_FUNCTION_CODE, code) ||
			nla_put_u32(msg, EDGESEC_A_FUNCTION_FRAMING,
				    grant->framing[code]) ||
			put_ranges(msg, EDGESEC_A_FUNCTION_SUB,
				   &grant->subs[code]));
}

static int put_functions(struct nl_msg *msg, int type,
			 const struct grant *grant)
{
	for (unsigned int code = 1; code <= FUNCTION_MAX; code++)
		if (grant->allowed[code] &&
		    put_function(msg, type, grant, code))
			return -1;
	return 0;
}

static int put_bits(struct nl_msg *msg, int type, uint32_t bits)
{
	return bits ? nla_put_u32(msg, type, bits) : 0;
}

static int put_span(struct nl_msg *msg, int access, int table,
		    const struct span *span)
{
	struct nlattr *nest = nla_nest_start(msg, EDGESEC_A_ALLOW_SPAN);

	if (!nest)
		return -1;
	return end_nest(msg, nest,
			nla_put_u32(msg, EDGESEC_A_SPAN_ACCESS, access) ||
			nla_put_u32(msg, EDGESEC_A_SPAN_TABLE, table) ||
			nla_put_u32(msg, EDGESEC_A_SPAN_FIRST,
				    span->range.first) ||
			nla_put_u32(msg, EDGESEC_A_SPAN_LAST,
				    span->range.last) ||
			put_ranges(msg, EDGESEC_A_SPAN_VALUE, &span->values) ||
			put_bits(msg, EDGESEC_A_SPAN_ZERO_BITS, span->zeros) ||
			put_bits(msg, EDGESEC_A_SPAN_ONE_BITS, span->ones));
}

static int put_spans(struct message *message, int access, int table,
		     const struct spans *spans)
{
	for (size_t i = 0; i < spans->count; i++) {
		mark_place(message->msg, &message->marks, spans->list[i].place);
		if (put_span(message->msg, access, table, &spans->list[i]))
			return -1;
	}
	return 0;
}

static int put_limits(struct message *message, int access,
		      const struct limits *limits)
{
	struct nl_msg *msg = message->msg;
	bool write = access == EDGESEC_MODBUS_ACCESS_WRITE;

	if (limits->limited &&
	    nla_put_flag(msg, write ? EDGESEC_A_ALLOW_LIMIT_WRITES :
				      EDGESEC_A_ALLOW_LIMIT_READS))
		return -1;
	if (limits->quantity &&
	    nla_put_u32(msg, write ? EDGESEC_A_ALLOW_WRITE_QUANTITY :
				     EDGESEC_A_ALLOW_READ_QUANTITY,
			limits->quantity))
		return -1;
	for (int table = 0; table < TABLE_COUNT; table++)
		if (put_spans(message, access, table, &limits->table[table]))
			return -1;
	return 0;
}

static int put_rate(struct nl_msg *msg, int type, int rated,
		    const struct rate *rate)
{
	struct nlattr *nest = nla_nest_start(msg, type);

	if (!nest)
		return -1;
	return end_nest(msg, nest,
			nla_put_u32(msg, EDGESEC_A_RATE_RATED, rated) ||
			nla_put_u32(msg, EDGESEC_A_RATE_COUNT, rate->count) ||
			nla_put_u32(msg, EDGESEC_A_RATE_SECONDS,
				    rate->seconds) ||
			nla_put_u32(msg, EDGESEC_A_RATE_BURST, rate->burst));
}

static int put_rates(struct nl_msg *msg, const struct grant *grant)
{
	for (int rated = 0; rated < RATED_COUNT; rated++)
		if (grant->rates[rated].count &&
		    put_rate(msg, EDGESEC_A_ALLOW_RATE, rated,
			     &grant->rates[rated]))
			return -1;
	return 0;
}

/* What has no place of its own stands where the grant does. */
static int put_grant(struct message *message, const struct grant *grant)
{
	struct nl_msg *msg = message->msg;
	struct nlattr *nest;
	int failed;

	mark_place(msg, &message->marks, grant->place);
	nest = nla_nest_start(msg, EDGESEC_A_MODBUS_SERVER_ALLOW);
	if (!nest)
		return -1;
	failed = put_prefixes(msg, EDGESEC_A_ALLOW_FROM, &grant->from) ||
		 put_ranges(msg, EDGESEC_A_ALLOW_UNIT, &grant->units) ||
		 put_functions(msg, EDGESEC_A_ALLOW_FUNCTION, grant);
	for (int i = 0; !failed && i < ACCESS_COUNT; i++) {
		mark_place(msg, &message->marks, grant->place);
		failed = put_limits(message, i, &grant->limits[i]);
	}
	mark_place(msg, &message->marks, grant->place);
	return end_nest(msg, nest, failed || put_rates(msg, grant));
}

/* Plain functions for everybody are what the kernel judges fastest. */
static int put_grants(struct message *message, const struct grants *grants)
{
	if (grants->count == 1 && grant_is_plain(&grants->list[0]))
		return put_functions(message->msg,
				     EDGESEC_A_MODBUS_SERVER_FUNCTION,
				     &grants->list[0]);
	for (size_t i = 0; i < grants->count; i++)
		if (put_grant(message, &grants->list[i]))
			return -1;
	return 0;
}

static int put_answers(struct nl_msg *msg, const struct modbus_server *s)
{
	return (s->learns &&
		nla_put_flag(msg, EDGESEC_A_MODBUS_SERVER_LEARN)) ||
	       (s->exceptions.count &&
		put_rate(msg, EDGESEC_A_MODBUS_SERVER_EXCEPTIONS,
			 EDGESEC_MODBUS_RATED_ALL, &s->exceptions)) ||
	       (s->responses &&
		nla_put_u32(msg, EDGESEC_A_MODBUS_SERVER_RESPONSES,
			    s->responses));
}

/* The rest of a server stands where the server does. */
static int put_rest(struct message *message, const struct modbus_server *s)
{
	struct nl_msg *msg = message->msg;

	mark_place(msg, &message->marks, s->place);
	return (s->in_flight &&
		nla_put_u32(msg, EDGESEC_A_MODBUS_SERVER_IN_FLIGHT,
			    s->in_flight)) ||
	       (s->segments &&
		nla_put_u32(msg, EDGESEC_A_MODBUS_SERVER_SEGMENTS,
			    s->segments)) ||
	       put_answers(msg, s) ||
	       nla_put_u32(msg, EDGESEC_A_MODBUS_SERVER_ON_DENY,
			   s->on_deny) ||
	       nla_put_u32(msg, EDGESEC_A_MODBUS_SERVER_MODE, s->mode);
}

int put_server(struct message *message, const void *entry)
{
	const struct modbus_server *s = entry;
	struct nl_msg *msg = message->msg;
	struct nlattr *nest =
		nla_nest_start(msg, EDGESEC_A_POLICY_MODBUS_SERVER);

	if (!nest)
		return -1;
	return end_nest(msg, nest,
			nla_put_string(msg, EDGESEC_A_MODBUS_SERVER_NAME,
				       s->name) ||
			put_prefixes(msg, EDGESEC_A_MODBUS_SERVER_ADDRESS,
				     &s->address) ||
			put_ranges(msg, EDGESEC_A_MODBUS_SERVER_PORT,
				   &s->port) ||
			put_ranges(msg, EDGESEC_A_MODBUS_SERVER_UNIT,
				   &s->units) ||
			put_prefixes(msg, EDGESEC_A_MODBUS_SERVER_CLIENT,
				     &s->clients) ||
			put_grants(message, &s->allow) ||
			put_rest(message, s));
}
