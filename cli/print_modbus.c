// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - A Modbus server of a policy as the text that means it
 * Copyright (C) 2026 The edgesec authors
 */
#include "print_impl.h"
#include "schema.h"

#include <arpa/inet.h>

/* "key: [address/length, ...]" */
static void print_prefixes(FILE *to, const char *key,
			   const struct prefixes *prefixes)
{
	char text[INET6_ADDRSTRLEN];

	fprintf(to, "%s: [", key);
	for (size_t i = 0; i < prefixes->count; i++) {
		const struct prefix *prefix = &prefixes->list[i];

		inet_ntop(prefix->bytes == 4 ? AF_INET : AF_INET6,
			  prefix->address, text, sizeof(text));
		fprintf(to, "%s\"%s/%u\"", i ? ", " : "", text,
			prefix->length);
	}
	fputs("]", to);
}

static void print_function(FILE *to, const struct grant *grant,
			   unsigned int code)
{
	fprintf(to, "{code: %u, framing: %s", code,
		schema_framings[grant->framing[code]]);
	if (grant->subs[code].count)
		print_ranges(to, ", sub-functions", &grant->subs[code]);
	fputs("}", to);
}

static void print_functions(FILE *to, const char *indent,
			    const struct grant *grant)
{
	unsigned int count = 0;

	fprintf(to, "%sfunctions:", indent);
	for (unsigned int code = 1; code <= FUNCTION_MAX; code++) {
		if (!grant->allowed[code])
			continue;
		fprintf(to, "\n%s  - ", indent);
		print_function(to, grant, code);
		count++;
	}
	fputs(count ? "\n" : " []\n", to);
}

static void print_span(FILE *to, const struct span *span)
{
	fprintf(to, "{range: %u-%u", span->range.first, span->range.last);
	if (span->values.count)
		print_ranges(to, ", values", &span->values);
	if (span->zeros)
		fprintf(to, ", zero-bits: 0x%04x", span->zeros);
	if (span->ones)
		fprintf(to, ", one-bits: 0x%04x", span->ones);
	fputs("}", to);
}

static void print_table(FILE *to, const char *name, const struct spans *spans)
{
	fprintf(to, "            %s:%s", name, spans->count ? "" : " []");
	for (size_t i = 0; i < spans->count; i++) {
		fputs("\n              - ", to);
		print_span(to, &spans->list[i]);
	}
	fputc('\n', to);
}

/* With the white space before and the line end behind it. */
static void print_named_rate(FILE *to, const char *indent, const char *key,
			     const struct rate *rate)
{
	char unit = rate->seconds == 1 ? 's' : rate->seconds == 60 ? 'm' : 'h';

	if (rate->count)
		fprintf(to, "%s%s: {limit: %u/%c, burst: %u}\n", indent, key,
			rate->count, unit, rate->burst);
}

static void print_rate(FILE *to, const char *indent, const struct rate *rate)
{
	print_named_rate(to, indent, "rate", rate);
}

/* Where something is limited, coils stand there even if there are none. */
static void print_limits(FILE *to, const char *key, const struct limits *limits,
			 const struct rate *rate)
{
	if (!limits->limited && !limits->quantity && !rate->count)
		return;
	fprintf(to, "          %s:\n", key);
	print_rate(to, "            ", rate);
	if (limits->quantity)
		fprintf(to, "            quantity: %u\n", limits->quantity);
	for (int table = 0; limits->limited && table < TABLE_COUNT; table++)
		if (!table || limits->table[table].count)
			print_table(to, schema_tables[table],
				    &limits->table[table]);
}

static void print_grant(FILE *to, const struct grant *grant)
{
	fputs("        -\n", to);
	if (grant->from.count)
		print_prefixes(to, "          from", &grant->from);
	fputs(grant->from.count ? "\n" : "", to);
	if (grant->units.count)
		print_ranges(to, "          units", &grant->units);
	fputs(grant->units.count ? "\n" : "", to);
	print_functions(to, "          ", grant);
	print_limits(to, "reads", &grant->limits[EDGESEC_MODBUS_ACCESS_READ],
		     &grant->rates[EDGESEC_MODBUS_RATED_READS]);
	print_limits(to, "writes", &grant->limits[EDGESEC_MODBUS_ACCESS_WRITE],
		     &grant->rates[EDGESEC_MODBUS_RATED_WRITES]);
	print_rate(to, "          ", &grant->rates[EDGESEC_MODBUS_RATED_ALL]);
}

static void print_grants(FILE *to, const struct grants *grants)
{
	if (grants->count == 1 && grant_is_plain(&grants->list[0])) {
		print_functions(to, "      ", &grants->list[0]);
		return;
	}
	fprintf(to, "      allow:%s\n", grants->count ? "" : " []");
	for (size_t i = 0; i < grants->count; i++)
		print_grant(to, &grants->list[i]);
}

void print_server(FILE *to, const struct modbus_server *server)
{
	fprintf(to, "    - name: %s\n      ", server->name);
	if (server->address.count)
		print_prefixes(to, "address", &server->address);
	else
		fputs("address: any", to);
	print_ranges(to, "\n      port", &server->port);
	if (server->units.count)
		print_ranges(to, "\n      units", &server->units);
	if (server->clients.count)
		print_prefixes(to, "\n      clients", &server->clients);
	fputc('\n', to);
	print_grants(to, &server->allow);
	if (server->in_flight)
		fprintf(to, "      in-flight: %u\n", server->in_flight);
	if (server->segments)
		fprintf(to, "      segments: %s\n",
			schema_segments[server->segments]);
	if (server->responses)
		fprintf(to, "      responses: %s\n",
			schema_responses[server->responses]);
	print_named_rate(to, "      ", "exceptions", &server->exceptions);
	fprintf(to, "      on-deny: %s\n      mode: %s\n",
		schema_on_denies[server->on_deny], schema_modes[server->mode]);
}
