// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - tests of kmod/modbus_match.c: what a grant allows
 * Copyright (C) 2026 The edgesec authors
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/slab.h>

#include "../tap.h"
#include "bytes.h"
#include "modbus_grant.h"
#include "shim.h"

#define FINE		EDGESEC_MODBUS_FINE
#define LENGTH		EDGESEC_MODBUS_LENGTH
#define CLIENT		EDGESEC_MODBUS_CLIENT
#define UNIT		EDGESEC_MODBUS_UNIT
#define FUNCTION	EDGESEC_MODBUS_FUNCTION
#define SUB		EDGESEC_MODBUS_SUB_FUNCTION
#define READ_RANGE	EDGESEC_MODBUS_READ_RANGE
#define WRITE_RANGE	EDGESEC_MODBUS_WRITE_RANGE
#define QUANTITY	EDGESEC_MODBUS_QUANTITY_LIMIT
#define VALUE		EDGESEC_MODBUS_VALUE_LIMIT

#define READS		EDGESEC_MODBUS_ACCESS_READ
#define WRITES		EDGESEC_MODBUS_ACCESS_WRITE
#define COILS		EDGESEC_MODBUS_TABLE_COILS
#define INPUTS		EDGESEC_MODBUS_TABLE_DISCRETE_INPUTS
#define HOLDING		EDGESEC_MODBUS_TABLE_HOLDING_REGISTERS
#define INPUT		EDGESEC_MODBUS_TABLE_INPUT_REGISTERS
#define FILES		EDGESEC_MODBUS_TABLE_FILES

static union nf_inet_addr asker = { .ip = 0 };
static const struct edgesec_modbus_client client = { 1, AF_INET, &asker };

struct request_case {
	const char *hex;	/* the PDU */
	enum edgesec_modbus_fault fault;
};

/* Every code with an implied length, for everybody, without limits. */
static struct edgesec_modbus_grant *new_grant(void)
{
	struct edgesec_modbus_grant *grant = edgesec_modbus_grant_alloc();

	for (u32 code = 1; code < EDGESEC_MODBUS_CODES; code++)
		edgesec_modbus_grant_add_function(grant, code,
						  EDGESEC_FRAMING_IMPLIED);
	return grant;
}

static struct edgesec_modbus_server *
new_server(struct edgesec_modbus_grant *grant)
{
	struct edgesec_modbus_server *server =
		edgesec_modbus_server_alloc("test");

	if (edgesec_modbus_server_add_grant(server, grant))
		abort();
	return server;
}

static int add_span(struct edgesec_modbus_grant *grant, u32 access, u32 table,
		    struct edgesec_modbus_span span)
{
	grant->limits[access].limited = true;
	return edgesec_modbus_grant_add_span(grant, access, table, &span);
}

#define SPAN(grant, access, table, ...)					\
	CHECK(!add_span(grant, access, table,				\
			(struct edgesec_modbus_span){ __VA_ARGS__ }))

static enum edgesec_modbus_fault judge(struct edgesec_modbus_server *server,
				       u32 unit, const char *hex)
{
	u8 adu[300], *copy;
	u32 len = bytes_adu(adu, 1, unit, hex);
	enum edgesec_modbus_fault fault;

	copy = malloc(len);	/* sanitizers see its end */
	memcpy(copy, adu, len);
	fault = edgesec_modbus_request_check(copy, len, server, &client);
	free(copy);
	return fault;
}

static void run_cases(struct edgesec_modbus_server *server,
		      const struct request_case *cases)
{
	for (; cases->hex; cases++) {
		enum edgesec_modbus_fault fault = judge(server, 1, cases->hex);

		if (fault != cases->fault)
			printf("# %s: %s, not %s\n", cases->hex,
			       edgesec_modbus_fault_name(fault, false),
			       edgesec_modbus_fault_name(cases->fault, false));
		CHECK(fault == cases->fault);
	}
	edgesec_modbus_server_free(server);
}

static void test_no_limits(void)
{
	static const struct request_case cases[] = {
		{ "01 0000 07d0", FINE },
		{ "10 0000 0001 02 ffff", FINE },
		{ "17 0000 0001 0000 0001 02 ffff", FINE },
		{ "03 0000 007e", EDGESEC_MODBUS_QUANTITY },
		{ "03 0000", LENGTH },
		{ "5a 00 02", FUNCTION },
		{ "14 07 06 0001 0000 0001", FINE },
		{}
	};

	run_cases(new_server(new_grant()), cases);
}

static void test_sub_functions(void)
{
	static const struct request_case cases[] = {
		{ "08 0000 1234", FINE },	{ "08 000a 0000", FINE },
		{ "08 000c 0000", FINE },	{ "08 0001 0000", SUB },
		{ "08 0004 0000", SUB },	{ "08 0012 0000", SUB },
		{ "08 0100 0000", SUB },	{ "08 0000", LENGTH },
		{ "2b 0e 01 00", FINE },	{ "2b 0d 00", SUB },
		{ "5a 00 02", FINE },		{ "5a 77 02 0102", FINE },
		{ "5a 00 03", SUB },		{ "5a 02 41", SUB },
		{ "5a 02", LENGTH },		{ "5a", LENGTH },
		{}
	};
	struct edgesec_modbus_grant *grant = new_grant();

	CHECK(!edgesec_modbus_grant_add_subs(grant, 8, 0, 0));
	CHECK(!edgesec_modbus_grant_add_subs(grant, 8, 10, 12));
	CHECK(!edgesec_modbus_grant_add_subs(grant, 43, 14, 14));
	CHECK(!edgesec_modbus_grant_add_subs(grant, 90, 2, 2));
	CHECK(!edgesec_modbus_grant_add_function(grant, 90,
						 EDGESEC_FRAMING_MBAP));
	CHECK(edgesec_modbus_grant_add_subs(grant, 3, 0, 0) == -EINVAL);
	CHECK(edgesec_modbus_grant_add_subs(grant, 8, 2, 1) == -EINVAL);
	CHECK(edgesec_modbus_grant_add_subs(grant, 8, 0, 256) == -EINVAL);
	run_cases(new_server(grant), cases);
}

/* MEI type 13 has no implied length: it passes where that is trusted. */
static void test_trusted_sub_functions(void)
{
	static const struct request_case cases[] = {
		{ "2b 0d 00 01 02", FINE },	{ "2b 0e 01 00", SUB },
		{ "2b", LENGTH },		{ "08 0000 1234", FINE },
		{ "08 0003", SUB },		{ "08 00", LENGTH },
		{}
	};
	struct edgesec_modbus_grant *grant = edgesec_modbus_grant_alloc();

	edgesec_modbus_grant_add_function(grant, 43, EDGESEC_FRAMING_MBAP);
	edgesec_modbus_grant_add_function(grant, 8, EDGESEC_FRAMING_MBAP);
	edgesec_modbus_grant_add_subs(grant, 43, 13, 13);
	edgesec_modbus_grant_add_subs(grant, 8, 0, 0);
	run_cases(new_server(grant), cases);
}

static void test_read_ranges(void)
{
	static const struct request_case cases[] = {
		{ "03 0064 0001", FINE },	{ "03 0064 0014", FINE },
		{ "03 0064 001e", FINE },	/* two spans side by side */
		{ "03 006e 0014", FINE },
		{ "03 0063 0001", READ_RANGE },	{ "03 0063 0002", READ_RANGE },
		{ "03 0064 001f", READ_RANGE },	{ "03 0082 0001", READ_RANGE },
		{ "03 ffff 0001", FINE },	{ "03 fffe 0002", READ_RANGE },
		{ "03 0000 0001", FINE },	{ "03 0000 0002", READ_RANGE },
		{ "04 0064 0001", READ_RANGE },
		{ "01 0000 0010", FINE },	{ "01 0000 0011", READ_RANGE },
		{ "02 0005 0001", FINE },	{ "02 0004 0002", READ_RANGE },
		{ "18 0064", FINE },		{ "18 0063", READ_RANGE },
		{ "17 0064 0001 0000 0001 02 ffff", FINE },
		{ "17 0062 0001 0000 0001 02 ffff", READ_RANGE },
		{ "14 0e 06 0003 0000 0001 06 0004 0000 0001", FINE },
		{ "14 0e 06 0003 0000 0001 06 0005 0000 0001", READ_RANGE },
		{ "10 0000 0001 02 ffff", FINE },	/* writes are free */
		{ "07", FINE },			{ "11", FINE },
		{}
	};
	struct edgesec_modbus_grant *grant = new_grant();

	SPAN(grant, READS, HOLDING, .first = 120, .last = 129);
	SPAN(grant, READS, HOLDING, .first = 100, .last = 119);
	SPAN(grant, READS, HOLDING, .first = 65535, .last = 65535);
	SPAN(grant, READS, HOLDING, .first = 0, .last = 0);
	SPAN(grant, READS, COILS, .first = 0, .last = 15);
	SPAN(grant, READS, INPUTS, .first = 5, .last = 5);
	SPAN(grant, READS, FILES, .first = 3, .last = 4);
	run_cases(new_server(grant), cases);
}

static void test_write_ranges(void)
{
	static const struct request_case cases[] = {
		{ "06 0064 ffff", FINE },	{ "06 0063 0000", WRITE_RANGE },
		{ "10 0064 0002 04 00000000", FINE },
		{ "10 0064 0003 06 000000000000", WRITE_RANGE },
		{ "10 0063 0002 04 00000000", WRITE_RANGE },
		{ "16 0065 ffff 0000", FINE },
		{ "16 0066 ffff 0000", WRITE_RANGE },
		{ "17 0000 0001 0064 0001 02 ffff", FINE },
		{ "17 0064 0001 0000 0001 02 ffff", WRITE_RANGE },
		{ "05 0007 ff00", FINE },	{ "05 0008 ff00", WRITE_RANGE },
		{ "0f 0000 0008 01 ff", FINE },
		{ "0f 0000 0009 02 ff00", WRITE_RANGE },
		{ "15 09 06 0001 0000 0001 0000", WRITE_RANGE },
		{ "03 0000 0001", FINE },	{ "01 0000 0001", FINE },
		{ "14 07 06 0001 0000 0001", FINE },
		{}
	};
	struct edgesec_modbus_grant *grant = new_grant();

	SPAN(grant, WRITES, HOLDING, .first = 100, .last = 101);
	SPAN(grant, WRITES, COILS, .first = 0, .last = 7);
	run_cases(new_server(grant), cases);
}

static void test_files(void)
{
	static const struct request_case cases[] = {
		{ "15 09 06 0001 0000 0001 0000", FINE },
		{ "15 09 06 0002 0000 0001 0000", WRITE_RANGE },
		{ "15 14 06 0001 0000 0001 0000 06 0001 0000 0002 00000000",
		  FINE },
		{ "15 14 06 0001 0000 0002 00000000 06 0002 0000 0001 0000",
		  WRITE_RANGE },
		{ "15 16 06 0001 0000 0002 00000000 06 0001 0000 0002 00000000",
		  QUANTITY },
		{ "06 0000 0000", WRITE_RANGE },
		{}
	};
	struct edgesec_modbus_grant *grant = new_grant();

	SPAN(grant, WRITES, FILES, .first = 1, .last = 1);
	grant->limits[WRITES].quantity = 3;
	run_cases(new_server(grant), cases);
}

static void test_quantities(void)
{
	static const struct request_case cases[] = {
		{ "03 0000 000a", FINE },	{ "03 0000 000b", QUANTITY },
		{ "01 0000 000b", QUANTITY },
		{ "10 0000 0002 04 00000000", FINE },
		{ "10 0000 0003 06 000000000000", QUANTITY },
		{ "17 0000 000a 0000 0002 04 00000000", FINE },
		{ "17 0000 000b 0000 0001 02 0000", QUANTITY },
		{ "17 0000 0001 0000 0003 06 000000000000", QUANTITY },
		{ "0f 0000 0003 01 07", QUANTITY },
		{}
	};
	struct edgesec_modbus_grant *grant = new_grant();

	grant->limits[READS].quantity = 10;
	grant->limits[WRITES].quantity = 2;
	run_cases(new_server(grant), cases);
}

/* 100: 0 to 500 and 1000; 101 to 110: bits; 111: everything. */
static void test_values(void)
{
	static const struct request_case cases[] = {
		{ "06 0064 0000", FINE },	{ "06 0064 01f4", FINE },
		{ "06 0064 01f5", VALUE },	{ "06 0064 03e8", FINE },
		{ "06 0064 03e7", VALUE },	{ "06 0064 03e9", VALUE },
		{ "06 0064 ffff", VALUE },
		{ "06 0065 0001", FINE },	{ "06 0065 0000", VALUE },
		{ "06 0065 00ff", FINE },	{ "06 0065 0101", VALUE },
		{ "06 006f ffff", FINE },
		{ "10 0064 0003 06 01f400010003", FINE },
		{ "10 0064 0003 06 01f500010003", VALUE },
		{ "10 0064 0003 06 01f400010002", VALUE },
		{ "10 0064 0003 06 01f481010003", VALUE },
		{ "10 006e 0002 04 0001ffff", FINE },
		{ "10 006e 0003 06 0001ffffffff", WRITE_RANGE },
		{ "17 0000 0001 0064 0001 02 01f4", FINE },
		{ "17 0000 0001 0064 0001 02 01f5", VALUE },
		{}
	};
	struct edgesec_modbus_grant *grant = new_grant();
	struct edgesec_modbus_span span = { .first = 100, .last = 100 };

	CHECK(!edgesec_modbus_span_add_values(&span, 0, 500));
	CHECK(edgesec_modbus_span_add_values(&span, 500, 600) == -EINVAL);
	CHECK(edgesec_modbus_span_add_values(&span, 700, 600) == -EINVAL);
	CHECK(edgesec_modbus_span_add_values(&span, 700, 65536) == -EINVAL);
	CHECK(!edgesec_modbus_span_add_values(&span, 1000, 1000));
	CHECK(!add_span(grant, WRITES, HOLDING, span));
	SPAN(grant, WRITES, HOLDING, .first = 101, .last = 110,
	     .zeros = 0xff00, .ones = 0x0001);
	SPAN(grant, WRITES, HOLDING, .first = 111, .last = 111);
	run_cases(new_server(grant), cases);
}

/* Coils 0 to 3 may only be cleared, 4 to 11 only be set. */
static void test_coils(void)
{
	static const struct request_case cases[] = {
		{ "05 0000 0000", FINE },	{ "05 0000 ff00", VALUE },
		{ "05 0004 ff00", FINE },	{ "05 0004 0000", VALUE },
		{ "0f 0000 000c 02 f00f", FINE },
		{ "0f 0000 000c 02 f80f", VALUE },
		{ "0f 0000 000c 02 f00e", VALUE },
		{ "0f 0003 0002 01 02", FINE },
		{ "0f 0003 0002 01 03", VALUE },
		{ "0f 0003 0002 01 fe", FINE },	/* bits beyond mean nothing */
		{ "0f 0000 000d 02 f01f", WRITE_RANGE },
		{}
	};
	struct edgesec_modbus_grant *grant = new_grant();

	SPAN(grant, WRITES, COILS, .first = 0, .last = 3, .zeros = 1);
	SPAN(grant, WRITES, COILS, .first = 4, .last = 11, .ones = 1);
	run_cases(new_server(grant), cases);
}

static bool is_value(const struct edgesec_modbus_span *span, u16 value)
{
	if ((value & span->zeros) || (value & span->ones) != span->ones)
		return false;
	for (u32 i = 0; i < span->value_count; i++)
		if (value >= span->value[i].first &&
		    value <= span->value[i].last)
			return true;
	return !span->value_count;
}

/* By trying every content that the register may have. */
static bool is_safe_mask(const struct edgesec_modbus_span *span, u16 and,
			 u16 or)
{
	for (u32 now = 0; now < 65536; now++)
		if (!is_value(span, (now & and) | (or & ~and)))
			return false;
	return true;
}

static void test_masks(void)
{
	struct edgesec_modbus_grant *grant = new_grant();
	struct edgesec_modbus_span span = { .first = 0, .last = 0 };
	struct edgesec_modbus_server *server;
	u32 passed = 0;
	char hex[32];

	edgesec_modbus_span_add_values(&span, 0, 7);
	edgesec_modbus_span_add_values(&span, 32, 47);
	edgesec_modbus_span_add_values(&span, 256, 1023);
	edgesec_modbus_span_add_values(&span, 65535, 65535);
	CHECK(!add_span(grant, WRITES, HOLDING, span));
	SPAN(grant, WRITES, HOLDING, .first = 1, .last = 1, .zeros = 0xf000,
	     .ones = 0x0101);
	SPAN(grant, WRITES, HOLDING, .first = 2, .last = 2);
	server = new_server(grant);
	/* Up to the ends of what may be written, and one beyond. */
	CHECK(judge(server, 1, "16 0000 0007 0000") == FINE);
	CHECK(judge(server, 1, "16 0000 000f 0020") == FINE);
	CHECK(judge(server, 1, "16 0000 02ff 0100") == FINE);
	CHECK(judge(server, 1, "16 0000 0000 ffff") == FINE);
	CHECK(judge(server, 1, "16 0000 0027 0000") == FINE);
	CHECK(judge(server, 1, "16 0000 0008 0000") == VALUE);
	CHECK(judge(server, 1, "16 0000 0010 0020") == VALUE);
	CHECK(judge(server, 1, "16 0000 8000 7fff") == VALUE);
	srandom(1);
	for (u32 i = 0; i < 3000; i++) {
		u16 at = i % 3, and = random(), or = random();
		bool safe;

		/* Few bits that stay, so that some are safe. */
		and &= random() & random();
		if (i % 2)
			or &= 0x03ff;
		if (at == 1)
			or = (or | 0x0101) & 0x0fff;
		if (at == 1 && i % 5)
			and &= ~0xf101;
		safe = is_safe_mask(&grant->limits[WRITES].table[HOLDING]
					     .span[at], and, or);
		snprintf(hex, sizeof(hex), "16 %04x %04x %04x", at, and, or);
		CHECK(judge(server, 1, hex) == (safe ? FINE : VALUE));
		passed += safe && at != 2;
	}
	CHECK(passed > 100 && passed < 1900);
	edgesec_modbus_server_free(server);
}

static void test_spans_refused(void)
{
	struct edgesec_modbus_grant *grant = new_grant();
	struct edgesec_modbus_values values = { 0, 1 };
#define ADD(access, table, ...)						\
	add_span(grant, access, table,					\
		 (struct edgesec_modbus_span){ __VA_ARGS__ })

	CHECK(!ADD(READS, HOLDING, .first = 10, .last = 20));
	CHECK(!ADD(READS, HOLDING, .first = 30, .last = 40));
	CHECK(ADD(READS, HOLDING, .first = 20, .last = 25) == -EEXIST);
	CHECK(ADD(READS, HOLDING, .first = 25, .last = 30) == -EEXIST);
	CHECK(ADD(READS, HOLDING, .first = 5, .last = 10) == -EEXIST);
	CHECK(ADD(READS, HOLDING, .first = 0, .last = 100) == -EEXIST);
	CHECK(ADD(READS, HOLDING, .first = 32, .last = 33) == -EEXIST);
	CHECK(!ADD(READS, HOLDING, .first = 21, .last = 29));
	CHECK(!ADD(READS, INPUT, .first = 20, .last = 25));
	CHECK(!ADD(WRITES, HOLDING, .first = 20, .last = 25));
	CHECK(ADD(READS, COILS, .first = 2, .last = 1) == -EINVAL);
	CHECK(ADD(WRITES, INPUT, .first = 1, .last = 1) == -EINVAL);
	CHECK(ADD(WRITES, INPUTS, .first = 1, .last = 1) == -EINVAL);
	CHECK(ADD(READS, COILS, .first = 1, .last = 1, .ones = 1) == -EINVAL);
	CHECK(ADD(WRITES, FILES, .first = 1, .last = 1, .zeros = 1) == -EINVAL);
	CHECK(ADD(WRITES, COILS, .first = 1, .last = 1, .zeros = 3,
		  .ones = 1) == -EINVAL);
	CHECK(ADD(READS, COILS, .first = 1, .last = 1, .value = &values,
		  .value_count = 1) == -EINVAL);
#undef ADD
	/* What is not parsed can't be limited. */
	edgesec_modbus_grant_add_function(grant, 16, EDGESEC_FRAMING_MBAP);
	CHECK(edgesec_modbus_server_add_grant(NULL, grant) == -EINVAL);
	edgesec_modbus_grant_free(grant);
}

static struct edgesec_modbus_grant *grant_of(u32 from, u32 length, u32 code)
{
	struct edgesec_modbus_grant *grant = edgesec_modbus_grant_alloc();
	const struct edgesec_modbus_prefix prefix = {
		.family = AF_INET,
		.length = length,
		.address = { .ip = htonl(from) },
	};

	edgesec_modbus_grant_add_function(grant, code, EDGESEC_FRAMING_IMPLIED);
	if (edgesec_modbus_grant_add_from(grant, &prefix))
		abort();
	return grant;
}

static bool admits(const struct edgesec_modbus_server *server, u32 from)
{
	asker.ip = htonl(from);
	return edgesec_modbus_server_admits(server, &client);
}

/* 10.0.0.1 reads; 10.0.0.0/24 writes single registers, 10.0.0.1 only one. */
static void test_clients(void)
{
	struct edgesec_modbus_grant *narrow = grant_of(0x0a000001, 32, 6);
	struct edgesec_modbus_server *server =
		new_server(grant_of(0x0a000001, 32, 3));

	SPAN(narrow, WRITES, HOLDING, .first = 7, .last = 7);
	CHECK(!edgesec_modbus_grant_add_units(narrow, 1, 2));
	CHECK(edgesec_modbus_grant_add_units(narrow, 1, 256) == -EINVAL);
	CHECK(!edgesec_modbus_server_add_grant(server, narrow));
	CHECK(!edgesec_modbus_server_add_grant(server,
					       grant_of(0x0a000100, 24, 6)));
	CHECK(admits(server, 0x0a000001) && admits(server, 0x0a000177));
	CHECK(!admits(server, 0x0a000002));
	asker.ip = htonl(0x0a000001);
	CHECK(judge(server, 1, "03 0000 0001") == FINE);
	CHECK(judge(server, 1, "06 0007 0001") == FINE);
	/* The entry that comes nearest names the fault. */
	CHECK(judge(server, 1, "06 0008 0001") == WRITE_RANGE);
	CHECK(judge(server, 3, "06 0007 0001") == FUNCTION);
	CHECK(judge(server, 1, "10 0007 0001 02 0000") == FUNCTION);
	CHECK(judge(server, 1, "06 0007") == LENGTH);
	asker.ip = htonl(0x0a000150);
	CHECK(judge(server, 1, "06 0008 0001") == FINE);
	CHECK(judge(server, 1, "03 0000 0001") == FUNCTION);
	asker.ip = htonl(0x0a000002);
	CHECK(judge(server, 1, "03 0000 0001") == CLIENT);
	asker.ip = 0;
	edgesec_modbus_server_free(server);
}

/* Functions of the server are for everybody, besides. */
static void test_functions_and_grants(void)
{
	struct edgesec_modbus_server *server =
		new_server(grant_of(0x0a000001, 32, 6));

	edgesec_modbus_server_add_function(server, 3, EDGESEC_FRAMING_IMPLIED);
	CHECK(admits(server, 0x0a000002));
	CHECK(judge(server, 1, "03 0000 0001") == FINE);
	CHECK(judge(server, 1, "06 0000 0001") == FUNCTION);
	CHECK(judge(server, 1, "03 0000") == LENGTH);
	asker.ip = htonl(0x0a000001);
	CHECK(judge(server, 1, "06 0000 0001") == FINE);
	CHECK(judge(server, 1, "03 0000 0001") == FINE);
	asker.ip = 0;
	edgesec_modbus_server_free(server);
}

static void test_grants_are_bounded(void)
{
	struct edgesec_modbus_server *server = new_server(new_grant());
	struct edgesec_modbus_grant *grant = new_grant();

	for (u32 i = 1; i < EDGESEC_MODBUS_GRANTS_MAX; i++)
		CHECK(!edgesec_modbus_server_add_grant(server, new_grant()));
	CHECK(edgesec_modbus_server_add_grant(server, grant) == -ENOSPC);
	edgesec_modbus_grant_free(grant);
	edgesec_modbus_server_free(server);
}

/* Whatever allocation fails, nothing is lost and nothing is half there. */
static void test_no_memory(void)
{
	for (u32 nth = 1; nth < 6; nth++) {
		struct edgesec_modbus_span span = { .first = 1, .last = 1 };
		struct edgesec_modbus_grant *grant;
		int failed = 0;

		shim_fail_nth(nth);
		grant = edgesec_modbus_grant_alloc();
		if (!grant)
			continue;
		failed += edgesec_modbus_grant_add_subs(grant, 8, 1, 1) != 0;
		failed += edgesec_modbus_span_add_values(&span, 1, 1) != 0;
		if (add_span(grant, WRITES, HOLDING, span)) {
			kfree(span.value);
			failed++;
		}
		shim_fail_nth(0);
		CHECK(failed == (nth < 5));
		CHECK(grant->limits[WRITES].table[HOLDING].count ==
		      (nth != 4));
		edgesec_modbus_grant_free(grant);
	}
}

static const struct tap_test tests[] = {
	{ "without limits the standard decides", test_no_limits },
	{ "sub-functions", test_sub_functions },
	{ "sub-functions where the length is trusted",
	  test_trusted_sub_functions },
	{ "ranges of reads", test_read_ranges },
	{ "ranges of writes", test_write_ranges },
	{ "files", test_files },
	{ "quantities", test_quantities },
	{ "values and bits of registers", test_values },
	{ "values of coils", test_coils },
	{ "masks: every result may be written", test_masks },
	{ "spans that make no sense are refused", test_spans_refused },
	{ "each client has its own grants", test_clients },
	{ "grants besides functions for everybody",
	  test_functions_and_grants },
	{ "grants are bounded", test_grants_are_bounded },
	{ "without memory nothing is half done", test_no_memory },
};

int main(void)
{
	return TAP_RUN(tests);
}
