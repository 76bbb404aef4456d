// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - A Modbus server as the module tells it, as a JSON value
 * Copyright (C) 2026 The edgesec authors
 *
 * Members have the names and the shape that they have in a policy file.
 */
#include "describe.h"
#include "describe_impl.h"
#include "modbus_names.h"
#include "schema.h"

#include "../kmod/uapi/edgesec.h"

#include <arpa/inet.h>
#include <netlink/attr.h>

static const struct member server_members[] = {
	{ "name", EDGESEC_A_MODBUS_SERVER_NAME, TEXT, NULL },
	{ "on-deny", EDGESEC_A_MODBUS_SERVER_ON_DENY, WORD, schema_on_denies },
	{ "mode", EDGESEC_A_MODBUS_SERVER_MODE, WORD, schema_modes },
	{ "in-flight", EDGESEC_A_MODBUS_SERVER_IN_FLIGHT, NUMBER, NULL },
	{ "segments", EDGESEC_A_MODBUS_SERVER_SEGMENTS, WORD, schema_segments },
	{ "responses", EDGESEC_A_MODBUS_SERVER_RESPONSES, WORD,
	  schema_responses },
	{}
};

static const struct member function_members[] = {
	{ "code", EDGESEC_A_FUNCTION_CODE, NUMBER, NULL },
	{ "framing", EDGESEC_A_FUNCTION_FRAMING, WORD, schema_framings },
	{}
};

static const struct member span_members[] = {
	{ "access", EDGESEC_A_SPAN_ACCESS, NUMBER, NULL },
	{ "table", EDGESEC_A_SPAN_TABLE, WORD, schema_tables },
	{ "first", EDGESEC_A_SPAN_FIRST, NUMBER, NULL },
	{ "last", EDGESEC_A_SPAN_LAST, NUMBER, NULL },
	{ "zero-bits", EDGESEC_A_SPAN_ZERO_BITS, NUMBER, NULL },
	{ "one-bits", EDGESEC_A_SPAN_ONE_BITS, NUMBER, NULL },
	{}
};

static const struct member rate_members[] = {
	{ "rated", EDGESEC_A_RATE_RATED, NUMBER, NULL },
	{ "count", EDGESEC_A_RATE_COUNT, NUMBER, NULL },
	{ "seconds", EDGESEC_A_RATE_SECONDS, NUMBER, NULL },
	{ "burst", EDGESEC_A_RATE_BURST, NUMBER, NULL },
	{}
};

/* "address/length". */
static json_t *describe_prefix(struct nlattr *nest)
{
	struct nlattr *tb[EDGESEC_A_PREFIX_MAX + 1];
	char text[INET6_ADDRSTRLEN] = "?";
	struct nlattr *address, *length;

	if (nla_parse_nested(tb, EDGESEC_A_PREFIX_MAX, nest, NULL))
		return json_null();
	address = tb[EDGESEC_A_PREFIX_ADDRESS];
	length = tb[EDGESEC_A_PREFIX_LENGTH];
	if (!address || (nla_len(address) != 4 && nla_len(address) != 16))
		return json_null();
	inet_ntop(nla_len(address) == 4 ? AF_INET : AF_INET6,
		  nla_data(address), text, sizeof(text));
	return json_sprintf("%s/%u", text, length ? nla_get_u32(length) :
						    8u * nla_len(address));
}

static json_t *describe_function(struct nlattr *nest)
{
	json_t *function = object_of(nest, function_members);
	json_int_t code = json_integer_value(json_object_get(function, "code"));
	const char *name = modbus_name_of(modbus_functions, code);
	struct nlattr *attr;
	int rem;

	if (name)
		json_object_set_new(function, "name", json_string(name));
	nla_for_each_nested(attr, nest, rem)
		if (nla_type(attr) == EDGESEC_A_FUNCTION_SUB)
			json_array_append_new(array_of(function,
						       "sub-functions"),
					      describe_range(attr));
	return function;
}

/* The object "reads" or "writes", which begins to exist. */
static json_t *limits_of(json_t *grant, unsigned int access)
{
	const char *key = access == EDGESEC_MODBUS_ACCESS_WRITE ? "writes" :
								  "reads";

	if (!json_object_get(grant, key))
		json_object_set_new(grant, key, json_object());
	return json_object_get(grant, key);
}

/* {range: first-last, ...}, into the list of its table. */
static void add_span(json_t *grant, struct nlattr *nest)
{
	json_t *span = object_of(nest, span_members);
	json_t *limits = limits_of(grant,
		json_integer_value(json_object_get(span, "access")));
	json_t *list = array_of(limits, describe_text(span, "table"));
	struct nlattr *attr;
	int rem;

	json_object_set_new(span, "range",
			    range_value(json_object_get(span, "first"),
					json_object_get(span, "last")));
	json_object_del(span, "access");
	json_object_del(span, "table");
	json_object_del(span, "first");
	json_object_del(span, "last");
	nla_for_each_nested(attr, nest, rem)
		if (nla_type(attr) == EDGESEC_A_SPAN_VALUE)
			json_array_append_new(array_of(span, "values"),
					      describe_range(attr));
	json_array_append_new(list, span);
}

static void set_quantity(json_t *grant, unsigned int access,
			 struct nlattr *attr)
{
	if (nla_len(attr) >= 4)
		json_object_set_new(limits_of(grant, access), "quantity",
				    json_integer(nla_get_u32(attr)));
}

/* {limit: "10/s", burst: 10, rated: ...} */
static json_t *describe_rate(struct nlattr *nest)
{
	json_t *rate = object_of(nest, rate_members);
	long long count = json_integer_value(json_object_get(rate, "count"));
	long long seconds = json_integer_value(json_object_get(rate,
							       "seconds"));

	json_object_set_new(rate, "limit",
			    seconds == 1 ? json_sprintf("%lld/s", count) :
			    seconds == 60 ? json_sprintf("%lld/m", count) :
			    seconds == 3600 ? json_sprintf("%lld/h", count) :
			    json_sprintf("%lld/%llds", count, seconds));
	json_object_del(rate, "count");
	json_object_del(rate, "seconds");
	return rate;
}

/* Where the policy file has it. */
static void set_rate(json_t *grant, struct nlattr *nest)
{
	json_t *rate = describe_rate(nest);
	json_int_t rated = json_integer_value(json_object_get(rate, "rated"));
	json_t *owner = rated == EDGESEC_MODBUS_RATED_READS ?
			limits_of(grant, EDGESEC_MODBUS_ACCESS_READ) :
			rated == EDGESEC_MODBUS_RATED_WRITES ?
			limits_of(grant, EDGESEC_MODBUS_ACCESS_WRITE) : grant;

	json_object_del(rate, "rated");
	json_object_set_new(owner, "rate", rate);
}

static void set_exceptions(json_t *server, struct nlattr *nest)
{
	json_t *rate = describe_rate(nest);

	json_object_del(rate, "rated");
	json_object_set_new(server, "exceptions", rate);
}

/* Of limits that list nothing this tells that they are there. */
static void set_limited(json_t *grant, unsigned int access)
{
	array_of(limits_of(grant, access), "coils");
}

static void add_grant_member(json_t *grant, struct nlattr *attr)
{
	switch (nla_type(attr)) {
	case EDGESEC_A_ALLOW_FROM:
		json_array_append_new(array_of(grant, "from"),
				      describe_prefix(attr));
		break;
	case EDGESEC_A_ALLOW_UNIT:
		json_array_append_new(array_of(grant, "units"),
				      describe_range(attr));
		break;
	case EDGESEC_A_ALLOW_FUNCTION:
		json_array_append_new(array_of(grant, "functions"),
				      describe_function(attr));
		break;
	case EDGESEC_A_ALLOW_LIMIT_READS:
		set_limited(grant, EDGESEC_MODBUS_ACCESS_READ);
		break;
	case EDGESEC_A_ALLOW_LIMIT_WRITES:
		set_limited(grant, EDGESEC_MODBUS_ACCESS_WRITE);
		break;
	case EDGESEC_A_ALLOW_RATE:
		set_rate(grant, attr);
		break;
	case EDGESEC_A_ALLOW_SPAN:
		add_span(grant, attr);
		break;
	case EDGESEC_A_ALLOW_READ_QUANTITY:
		set_quantity(grant, EDGESEC_MODBUS_ACCESS_READ, attr);
		break;
	case EDGESEC_A_ALLOW_WRITE_QUANTITY:
		set_quantity(grant, EDGESEC_MODBUS_ACCESS_WRITE, attr);
		break;
	}
}

static json_t *describe_grant(struct nlattr *nest)
{
	json_t *grant = json_object();
	struct nlattr *attr;
	int rem;

	json_object_set_new(grant, "functions", json_array());
	nla_for_each_nested(attr, nest, rem)
		add_grant_member(grant, attr);
	return grant;
}

static void add_server_member(json_t *server, struct nlattr *attr)
{
	switch (nla_type(attr)) {
	case EDGESEC_A_MODBUS_SERVER_ADDRESS:
		json_array_append_new(array_of(server, "address"),
				      describe_prefix(attr));
		break;
	case EDGESEC_A_MODBUS_SERVER_CLIENT:
		json_array_append_new(array_of(server, "clients"),
				      describe_prefix(attr));
		break;
	case EDGESEC_A_MODBUS_SERVER_PORT:
		json_array_append_new(array_of(server, "port"),
				      describe_range(attr));
		break;
	case EDGESEC_A_MODBUS_SERVER_UNIT:
		json_array_append_new(array_of(server, "units"),
				      describe_range(attr));
		break;
	case EDGESEC_A_MODBUS_SERVER_FUNCTION:
		json_array_append_new(array_of(server, "functions"),
				      describe_function(attr));
		break;
	case EDGESEC_A_MODBUS_SERVER_ALLOW:
		json_array_append_new(array_of(server, "allow"),
				      describe_grant(attr));
		break;
	case EDGESEC_A_MODBUS_SERVER_EXCEPTIONS:
		set_exceptions(server, attr);
		break;
	case EDGESEC_A_MODBUS_SERVER_LEARN:
		json_object_set_new(server, "learn", json_true());
		break;
	}
}

json_t *describe_server(struct nlattr *nest)
{
	json_t *server = object_of(nest, server_members);
	struct nlattr *attr;
	int rem;

	nla_for_each_nested(attr, nest, rem)
		add_server_member(server, attr);
	if (!json_object_get(server, "allow"))
		array_of(server, "functions");
	return server;
}
