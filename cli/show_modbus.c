// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - show: Modbus servers
 * Copyright (C) 2026 The edgesec authors
 */
#include "show_modbus.h"
#include "columns.h"
#include "describe.h"
#include "quote.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define TEXT_SIZE	2048

__attribute__((format(printf, 3, 4)))
static void append(char *text, size_t size, const char *fmt, ...)
{
	size_t len = strlen(text);
	va_list args;

	va_start(args, fmt);
	vsnprintf(text + len, size - len, fmt, args);
	va_end(args);
}

static long long code_of(const json_t *functions, size_t i)
{
	return json_integer_value(json_object_get(json_array_get(functions, i),
						  "code"));
}

static const json_t *subs_of(const json_t *functions, size_t i)
{
	return json_object_get(json_array_get(functions, i), "sub-functions");
}

/* How many codes from @i on follow on one another and have no list. */
static size_t run_of(const json_t *functions, size_t i)
{
	size_t end = i + 1;

	while (!subs_of(functions, i) && end < json_array_size(functions) &&
	       code_of(functions, end) == code_of(functions, end - 1) + 1 &&
	       !subs_of(functions, end))
		end++;
	return end - i;
}

/* Function codes as ranges: most servers allow runs of them. */
static const char *join_codes(const json_t *functions, char *text, size_t size)
{
	size_t count = json_array_size(functions);
	char subs[256];

	snprintf(text, size, "%s", count ? "" : "none");
	for (size_t i = 0, run; i < count; i += run) {
		run = run_of(functions, i);
		append(text, size, "%s0x%02llx", i ? ", " : "",
		       code_of(functions, i));
		if (run > 1)
			append(text, size, "-0x%02llx",
			       code_of(functions, i + run - 1));
		if (subs_of(functions, i))
			append(text, size, " (%s)",
			       describe_join(subs_of(functions, i), "", subs,
					     sizeof(subs)));
	}
	return text;
}

/* "100-119 (0-500)" */
static void append_span(const json_t *span, char *text, size_t size)
{
	const json_t *range = json_object_get(span, "range");
	const json_t *values = json_object_get(span, "values");
	const json_t *zeros = json_object_get(span, "zero-bits");
	const json_t *ones = json_object_get(span, "one-bits");
	char list[256];

	if (json_is_integer(range))
		append(text, size, "%lld",
		       (long long)json_integer_value(range));
	else
		append(text, size, "%s", describe_text(span, "range"));
	if (values)
		append(text, size, " (%s)",
		       describe_join(values, "", list, sizeof(list)));
	if (zeros)
		append(text, size, " zero-bits 0x%04llx",
		       (long long)json_integer_value(zeros));
	if (ones)
		append(text, size, " one-bits 0x%04llx",
		       (long long)json_integer_value(ones));
}

static void append_table(const char *name, const json_t *spans, char *text,
			 size_t size)
{
	json_t *span;
	size_t i;

	if (!json_array_size(spans))
		return;
	append(text, size, "%s%s ", *text ? "; " : "", name);
	json_array_foreach(spans, i, span) {
		append(text, size, i ? ", " : "");
		append_span(span, text, size);
	}
}

/* What a grant limits reads, or writes, to. */
static const char *join_limits(json_t *limits, char *text, size_t size)
{
	const json_t *quantity = json_object_get(limits, "quantity");
	const json_t *rate = json_object_get(limits, "rate");
	bool limited = json_object_get(limits, "coils");
	const char *name;
	json_t *spans;

	*text = '\0';
	json_object_foreach(limits, name, spans)
		if (json_is_array(spans))
			append_table(name, spans, text, size);
	if (!*text)
		append(text, size, limited ? "nothing" : "all");
	if (quantity)
		append(text, size, "; at most %lld",
		       (long long)json_integer_value(quantity));
	if (rate)
		append(text, size, "; %s", describe_text(rate, "limit"));
	return text;
}

/* The list @key of @object. */
static const char *list(const json_t *object, const char *key,
			const char *none, char *text)
{
	return describe_join(json_object_get(object, key), none, text,
			     TEXT_SIZE);
}

static void add_grant(struct libscols_table *table, const char *server,
		      const json_t *grant)
{
	static char text[5][TEXT_SIZE];

	columns_add(table, (const char *[]){
		server, list(grant, "from", "everybody", text[0]),
		list(grant, "units", "all", text[1]),
		join_codes(json_object_get(grant, "functions"), text[2],
			   TEXT_SIZE),
		join_limits(json_object_get(grant, "reads"), text[3],
			    TEXT_SIZE),
		join_limits(json_object_get(grant, "writes"), text[4],
			    TEXT_SIZE),
		describe_text(json_object_get(grant, "rate"), "limit") });
}

static void show_grants(const json_t *servers)
{
	static const char *const names[] = { "ALLOW AT", "FROM", "UNITS",
					     "FUNCTIONS", "READS", "WRITES",
					     "RATE", NULL };
	struct libscols_table *table = columns_new(names);
	json_t *server, *grant;
	size_t i, j;

	json_array_foreach(servers, i, server)
		json_array_foreach(json_object_get(server, "allow"), j, grant)
			add_grant(table, quote(describe_text(server, "name")),
				  grant);
	columns_print(table);
}

/* What stands in the next table is not repeated here. */
static const char *functions_of(const json_t *server, char *text, size_t size)
{
	if (!json_object_get(server, "functions"))
		return "see below";
	return join_codes(json_object_get(server, "functions"), text, size);
}

static const char *in_flight_of(const json_t *server, char *text, size_t size)
{
	const json_t *number = json_object_get(server, "in-flight");

	if (!number)
		return "";
	snprintf(text, size, "%lld", (long long)json_integer_value(number));
	return text;
}

static const char *segments_of(const json_t *server)
{
	return json_object_get(server, "segments") ?
		       describe_text(server, "segments") : "strict";
}

/* "deny, exceptions 10/m" */
static const char *answers_of(const json_t *server, char *text, size_t size)
{
	const json_t *exceptions = json_object_get(server, "exceptions");
	bool said = json_object_get(server, "responses");

	snprintf(text, size, "%s%s%s",
		 said ? describe_text(server, "responses") : "count",
		 exceptions ? ", exceptions " : "",
		 exceptions ? describe_text(exceptions, "limit") : "");
	return text;
}

static const char *mode_of(const json_t *server)
{
	return json_object_get(server, "learn") ? "audit, learns" :
						  describe_text(server, "mode");
}

void show_servers(const json_t *servers)
{
	static const char *const names[] = { "MODBUS SERVER", "ADDRESS", "PORT",
					     "UNITS", "CLIENTS", "FUNCTIONS",
					     "ON DENY", "MODE", "ANSWERS",
					     "IN FLIGHT", "SEGMENTS", NULL };
	struct libscols_table *table = columns_new(names);
	static char text[5][TEXT_SIZE];
	char in_flight[32], answers[64];
	json_t *server;
	size_t i;

	json_array_foreach(servers, i, server)
		columns_add(table, (const char *[]){
			quote(describe_text(server, "name")),
			list(server, "address", "any", text[0]),
			list(server, "port", "-", text[1]),
			list(server, "units", "all", text[2]),
			list(server, "clients", "everybody", text[3]),
			functions_of(server, text[4], TEXT_SIZE),
			describe_text(server, "on-deny"),
			mode_of(server),
			answers_of(server, answers, sizeof(answers)),
			in_flight_of(server, in_flight, sizeof(in_flight)),
			segments_of(server) });
	columns_print(table);
	show_grants(servers);
}
