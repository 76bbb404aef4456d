// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Tests of the command: from Modbus requests to a policy
 * Copyright (C) 2026 The edgesec authors
 */
#include "learned_modbus.h"
#include "memory.h"
#include "print.h"

#include "../tap.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

static struct model base;
static struct learned learned;

static struct prefix address(const char *text)
{
	struct prefix prefix = { .bytes = strchr(text, ':') ? 16 : 4 };

	inet_pton(prefix.bytes == 4 ? AF_INET : AF_INET6, text,
		  prefix.address);
	prefix.length = 8 * prefix.bytes;
	return prefix;
}

static void begin(void)
{
	memset(&base, 0, sizeof(base));
	memset(&learned, 0, sizeof(learned));
	base.name = learned.model.name = "base";
	base.mode = learned.model.mode = EDGESEC_MODE_ENFORCE;
}

static struct kind *asks(const char *client, const char *server, uint32_t unit,
			 uint32_t function)
{
	struct kind *kind = vector_add(&learned.seen);

	kind->client = address(client);
	kind->server = address(server);
	kind->port = 502;
	kind->unit = unit;
	kind->function = function;
	kind->count = 1;
	return kind;
}

static void touches(struct kind *kind, int access, uint32_t first,
		    uint32_t last)
{
	kind->touches[access] = true;
	kind->touched[access] = (struct range){ first, last };
}

static void reads(const char *client, uint32_t unit, uint32_t function,
		  uint32_t first, uint32_t last)
{
	touches(asks(client, "10.0.0.9", unit, function), 0, first, last);
}

static void writes(const char *client, uint32_t unit, uint32_t function,
		   uint32_t first, uint32_t last)
{
	touches(asks(client, "10.0.0.9", unit, function), 1, first, last);
}

/* What is learned for the first server; the others say nothing else. */
static const struct grants *learn(void)
{
	learned_modbus_begin(&learned);
	seen_sort(&learned.seen);
	learned_modbus_end(&learned, &base);
	return learned.model.servers.count ?
	       &learned.model.servers.list[0].allow : NULL;
}

/* "first-last first-last" */
static bool is_ranges(const struct ranges *ranges, const char *wanted)
{
	char text[256] = "";

	for (size_t i = 0; i < ranges->count; i++)
		sprintf(text + strlen(text), "%s%u-%u", i ? " " : "",
			ranges->list[i].first, ranges->list[i].last);
	if (strcmp(text, wanted))
		printf("# %s\n", text);
	return !strcmp(text, wanted);
}

static bool is_spans(const struct grant *grant, int access, int table,
		     const char *wanted)
{
	const struct spans *spans = &grant->limits[access].table[table];
	struct ranges ranges = {};
	bool same;

	for (size_t i = 0; i < spans->count; i++)
		*vector_add(&ranges) = spans->list[i].range;
	same = grant->limits[access].limited && is_ranges(&ranges, wanted);
	free(ranges.list);
	return same;
}

static bool is_from(const struct grant *grant, const char *wanted)
{
	char text[256] = "";

	for (size_t i = 0; i < grant->from.count; i++)
		sprintf(text + strlen(text), "%s%s", i ? " " : "",
			kind_address(&grant->from.list[i]));
	if (strcmp(text, wanted))
		printf("# %s\n", text);
	return !strcmp(text, wanted);
}

static bool is_functions(const struct grant *grant, const char *wanted)
{
	char text[256] = "";

	for (int code = 0; code <= FUNCTION_MAX; code++)
		if (grant->allowed[code])
			sprintf(text + strlen(text), "%s%d", *text ? " " : "",
				code);
	if (strcmp(text, wanted))
		printf("# %s\n", text);
	return !strcmp(text, wanted);
}

#define HOLDING	EDGESEC_MODBUS_TABLE_HOLDING_REGISTERS

static void test_ranges(void)
{
	const struct grants *grants;

	begin();
	reads("10.0.0.1", 1, 3, 20, 29);
	reads("10.0.0.1", 1, 3, 0, 9);
	reads("10.0.0.1", 1, 3, 10, 10);
	reads("10.0.0.1", 1, 3, 5, 7);
	reads("10.0.0.1", 1, 3, 65535, 65535);
	grants = learn();
	CHECK(grants->count == 1);
	CHECK(is_spans(grants->list, 0, HOLDING, "0-10 20-29 65535-65535"));
	CHECK(is_ranges(&grants->list->units, "1-1"));
	CHECK(learned.notes.count == 5);
}

static void test_clients(void)
{
	static const char *const clients[] = {
		"10.0.0.1", "10.0.0.2", "10.0.0.3"
	};
	const struct grants *grants;

	begin();
	for (int i = 0; i < 3; i++) {
		reads(clients[i], 1, 3, 0, 9);
		reads(clients[i], 1, 4, 0, 5);
	}
	writes("10.0.0.2", 1, 6, 7, 7);
	grants = learn();
	CHECK(grants->count == 2);
	CHECK(is_from(&grants->list[0], "10.0.0.1 10.0.0.2 10.0.0.3"));
	CHECK(is_functions(&grants->list[0], "3 4"));
	CHECK(!grants->list[0].limits[1].limited);
	CHECK(is_from(&grants->list[1], "10.0.0.2"));
	CHECK(is_functions(&grants->list[1], "6"));
}

static void test_units(void)
{
	const struct grants *grants;

	begin();
	reads("10.0.0.1", 1, 3, 0, 9);
	reads("10.0.0.1", 2, 3, 0, 9);
	reads("10.0.0.1", 9, 3, 0, 9);
	reads("10.0.0.1", 4, 3, 0, 8);
	grants = learn();
	CHECK(grants->count == 2);
	CHECK(is_ranges(&grants->list[0].units, "1-2 9-9"));
	CHECK(is_ranges(&grants->list[1].units, "4-4"));
}

/* Together they would allow what was not seen. */
static void test_functions_stay_apart(void)
{
	const struct grants *grants;

	begin();
	writes("10.0.0.1", 1, 6, 5, 5);
	writes("10.0.0.1", 1, 16, 5, 6);
	writes("10.0.0.1", 1, 22, 5, 6);
	writes("10.0.0.1", 1, 5, 1, 1);
	grants = learn();
	CHECK(grants->count == 2);
	CHECK(is_functions(&grants->list[0], "5 6"));
	CHECK(is_spans(&grants->list[0], 1, HOLDING, "5-5"));
	CHECK(is_functions(&grants->list[1], "16 22"));
	CHECK(is_spans(&grants->list[1], 1, HOLDING, "5-6"));
}

static void test_subs(void)
{
	const struct grants *grants;
	struct kind *kind;

	begin();
	for (int sub = 0; sub < 3; sub++) {
		kind = asks("10.0.0.1", "10.0.0.9", 1, 8);
		kind->has_sub = true;
		kind->sub = 2 * sub;
	}
	grants = learn();
	CHECK(grants->count == 1);
	CHECK(is_ranges(&grants->list->subs[8], "0-0 2-2 4-4"));
}

static void test_faults(void)
{
	struct kind *kind;
	char *text;

	begin();
	kind = asks("10.0.0.1", "10.0.0.9", 1, 0x5a);
	strcpy(kind->fault, "function");
	learn();
	CHECK(!learned.model.servers.count && !learned.notes.count);
	CHECK(learned_modbus_faults(&learned) == 1);
	text = learned_text(&learned);
	CHECK(strstr(text, "\n# 10.0.0.1 asks 10.0.0.9 port 502: unit 1, umas, function (1 times)\n"));
	free(text);
}

/* A server of the policy, at @server, of port 502. */
static struct modbus_server *add_server(const char *name, const char *server,
					unsigned int length)
{
	struct modbus_server *added = vector_add(&base.servers);
	struct prefix prefix = address(server);

	added->name = name;
	added->mode = EDGESEC_MODE_ENFORCE;
	prefix.length = length;
	*vector_add(&added->address) = prefix;
	*vector_add(&added->port) = (struct range){ 502, 502 };
	vector_add(&added->allow)->allowed[3] = true;
	return added;
}

static void copy_base(void)
{
	for (size_t i = 0; i < base.servers.count; i++)
		model_add_server(&learned.model, &base.servers.list[i]);
}

static void test_servers(void)
{
	const struct modbus_server *servers;
	struct modbus_server *rest;

	begin();
	rest = add_server("rest", "0.0.0.0", 0);
	rest->port.list[0] = (struct range){ 1000, 2000 };
	copy_base();
	asks("10.0.0.1", "10.0.0.9", 1, 17)->port = 1502;
	asks("10.0.0.1", "10.0.0.9", 1, 17);
	asks("fd00::1", "fd00::9", 1, 17);
	learn();
	servers = learned.model.servers.list;
	CHECK(learned.model.servers.count == 5);
	CHECK(!strcmp(servers[0].name, "rest-10.0.0.9-1502"));
	CHECK(is_ranges(&servers[0].port, "1502-1502"));
	CHECK(!strcmp(servers[1].name, "rest"));
	CHECK(is_ranges(&servers[1].port, "1000-2000"));
	CHECK(!strcmp(servers[2].name, "server-10.0.0.9"));
	CHECK(!strcmp(servers[3].name, "server-fd00--9"));
	CHECK(!strcmp(servers[4].name, "others") && !servers[4].address.count);
	CHECK(!servers[4].learns && servers[4].mode == EDGESEC_MODE_ENFORCE);
	CHECK(is_functions(&servers[4].allow.list[0], ""));
}

/* What it says of all clients stays true of those that it meant. */
static void test_narrow_server(void)
{
	const struct modbus_server *server;
	struct modbus_server *plc;
	struct prefix net = address("10.0.0.0");

	begin();
	plc = add_server("plc", "10.0.0.9", 32);
	net.length = 24;
	*vector_add(&plc->clients) = net;
	*vector_add(&plc->units) = (struct range){ 1, 3 };
	copy_base();
	asks("10.7.0.1", "10.0.0.9", 9, 17);
	learn();
	server = learned.model.servers.list;
	CHECK(learned.model.servers.count == 1);
	CHECK(!strcmp(server->name, "plc") && !server->learns);
	CHECK(!server->clients.count && !server->units.count);
	CHECK(server->allow.count == 2);
	CHECK(is_from(&server->allow.list[0], "10.0.0.0"));
	CHECK(server->allow.list[0].from.list[0].length == 24);
	CHECK(is_ranges(&server->allow.list[0].units, "1-3"));
	CHECK(is_from(&server->allow.list[1], "10.7.0.1"));
	CHECK(is_ranges(&server->allow.list[1].units, "9-9"));
}

/* What one device was asked, the others of the rule may not be asked. */
static void test_wide_server(void)
{
	const struct modbus_server *servers;

	begin();
	add_server("plcs", "10.0.0.0", 24);
	copy_base();
	asks("10.7.0.1", "10.0.0.9", 9, 17);
	learn();
	servers = learned.model.servers.list;
	CHECK(learned.model.servers.count == 2);
	CHECK(!strcmp(servers[0].name, "plcs-10.0.0.9"));
	CHECK(servers[0].address.list[0].length == 32);
	CHECK(servers[0].allow.count == 2);
	CHECK(!servers[0].allow.list[0].from.count);
	CHECK(!strcmp(servers[1].name, "plcs"));
	CHECK(servers[1].allow.count == 1);
	CHECK(servers[1].address.list[0].length == 24);
}

/* Clients of the rule that an entry does not mean are not let in by it. */
static void test_spread_meets(void)
{
	const struct modbus_server *server;
	struct modbus_server *plc;

	begin();
	plc = add_server("plc", "10.0.0.9", 32);
	*vector_add(&plc->clients) = address("10.0.0.1");
	*vector_add(&plc->allow.list[0].from) = address("10.0.0.1");
	*vector_add(&plc->allow.list[0].from) = address("10.0.0.2");
	copy_base();
	asks("10.7.0.1", "10.0.0.9", 9, 17);
	learn();
	server = learned.model.servers.list;
	CHECK(is_from(&server->allow.list[0], "10.0.0.1"));
}

static void test_untouched(void)
{
	const struct modbus_server *server;
	struct modbus_server *plc;

	begin();
	plc = add_server("others", "10.0.0.9", 32);
	*vector_add(&plc->clients) = address("10.0.0.1");
	plc->in_flight = 3;
	plc->segments = EDGESEC_SEGMENTS_COALESCE;
	copy_base();
	learn();
	server = learned.model.servers.list;
	CHECK(learned.model.servers.count == 1);
	CHECK(server->clients.count == 1 && server->in_flight == 3);
	CHECK(server->segments == EDGESEC_SEGMENTS_COALESCE);
	CHECK(server->mode == EDGESEC_MODE_ENFORCE && !server->learns);
}

static void record(const char *text)
{
	learned_take(&learned, text, strlen(text));
}

static void test_missed(void)
{
	begin();
	/* What was written before the learning is not missed. */
	record("op=policy seq=40 time=1.000");
	record("op=policy seq=47 time=1.000");
	learned.begun = true;
	record("op=policy seq=48 time=1.000");
	CHECK(!learned_missed(&learned));
	/* Held back, and said so. */
	record("op=lost seq=52 time=1.000 count=3");
	CHECK(learned_missed(&learned) == 3);
	record("op=policy seq=53 time=1.000");
	CHECK(learned_missed(&learned) == 3);
	/* Overwritten in the log. */
	record("op=policy seq=64 time=1.000");
	CHECK(learned_missed(&learned) == 13);
	/* The log is read from its beginning each time. */
	record("op=policy seq=48 time=1.000");
	record("op=policy seq=65 time=1.000");
	CHECK(learned_missed(&learned) == 13);
	learned_free(&learned);
}

static void test_missed_unknown(void)
{
	begin();
	learned.begun = true;
	record("op=policy seq=900 time=1.000");
	CHECK(!learned_missed(&learned));
	/* Some may be held back and their sequence not be known yet. */
	record("op=lost seq=901 time=1.000 count=3");
	CHECK(learned_missed(&learned) == 3);
	learned_free(&learned);
}

static const struct tap_test tests[] = {
	{ "learned: ranges side by side are one, others are not", test_ranges },
	{ "learned: clients that ask the same share an entry", test_clients },
	{ "learned: units of which the same is asked share it", test_units },
	{ "learned: functions with other addresses have their own",
	  test_functions_stay_apart },
	{ "learned: sub-functions are listed", test_subs },
	{ "learned: what is not of the standard is a comment", test_faults },
	{ "learned: each device and port is a server", test_servers },
	{ "learned: a server of the policy takes it in", test_narrow_server },
	{ "learned: a rule for many devices is split", test_wide_server },
	{ "learned: an entry of the policy means whom it meant",
	  test_spread_meets },
	{ "learned: events without a record are counted", test_missed },
	{ "learned: nobody knows what was before the first record",
	  test_missed_unknown },
	{ "learned: a server that was not asked stays as it is",
	  test_untouched },
};

int main(void)
{
	return TAP_RUN(tests);
}
