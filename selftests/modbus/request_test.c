// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - tests of kmod/modbus.c: one request at a time
 * Copyright (C) 2026 The edgesec authors
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tap.h"
#include "bytes.h"
#include "modbus.h"
#include "shim.h"

/* Every code with an implied length, and the two common ones without. */
static const u8 implied[] = {
	0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x0b, 0x0c,
	0x0f, 0x10, 0x11, 0x14, 0x15, 0x16, 0x17, 0x18, 0x2b,
};

static struct edgesec_modbus_server *all_functions(void)
{
	struct edgesec_modbus_server *server;

	server = edgesec_modbus_server_alloc("test");
	for (size_t i = 0; i < sizeof(implied); i++)
		edgesec_modbus_server_add_function(server, implied[i],
						   EDGESEC_FRAMING_IMPLIED);
	edgesec_modbus_server_add_function(server, 0x5a, EDGESEC_FRAMING_MBAP);
	return server;
}

static const union nf_inet_addr address;
static const struct edgesec_modbus_client client = { 1, AF_INET, &address };

/* Frames and judges a request that is alone in its segment. */
static enum edgesec_modbus_fault judge(const u8 *adu, u32 len,
				       const struct edgesec_modbus_server *s)
{
	enum edgesec_modbus_fault fault;
	u32 size;

	fault = edgesec_modbus_request_frame(adu, len, &size);
	if (fault)
		return fault;
	if (size != len)	/* a second request, or rubbish, follows */
		return EDGESEC_MODBUS_ALIGNMENT;
	return edgesec_modbus_request_check(adu, size, s, &client);
}

struct request_case {
	const char *hex;	/* the PDU; see bytes.h for repetitions */
	enum edgesec_modbus_fault fault;
};

#define FINE		EDGESEC_MODBUS_FINE
#define MBAP		EDGESEC_MODBUS_MBAP_LENGTH
#define LENGTH		EDGESEC_MODBUS_LENGTH
#define FUNCTION	EDGESEC_MODBUS_FUNCTION
#define SUB		EDGESEC_MODBUS_SUB_FUNCTION
#define QUANTITY	EDGESEC_MODBUS_QUANTITY
#define BYTES		EDGESEC_MODBUS_BYTE_COUNT
#define ADDRESS		EDGESEC_MODBUS_ADDRESS
#define VALUE		EDGESEC_MODBUS_VALUE
#define RECORD		EDGESEC_MODBUS_FILE_RECORD

static const struct request_case read_bits[] = {
	{ "01 0000 0001", FINE },	{ "01 0000 07d0", FINE },
	{ "01 f830 07d0", FINE },	{ "02 ffff 0001", FINE },
	{ "01 0000 0000", QUANTITY },	{ "01 0000 07d1", QUANTITY },
	{ "02 0000 ffff", QUANTITY },	{ "01 f831 07d0", ADDRESS },
	{ "02 ffff 0002", ADDRESS },	{ "01 0000 00", LENGTH },
	{ "01 0000 0001 00", LENGTH },	{ "02", LENGTH },
};

static const struct request_case read_registers[] = {
	{ "03 0000 0001", FINE },	{ "03 0000 007d", FINE },
	{ "04 ff83 007d", FINE },	{ "03 0000 0000", QUANTITY },
	{ "03 0000 007e", QUANTITY },	{ "04 0000 0100", QUANTITY },
	{ "03 ff84 007d", ADDRESS },	{ "04 ffff 0002", ADDRESS },
	{ "03 0000", LENGTH },		{ "04 0000 0001 ff", LENGTH },
};

static const struct request_case write_one[] = {
	{ "05 0000 ff00", FINE },	{ "05 ffff 0000", FINE },
	{ "05 0000 0001", VALUE },	{ "05 0000 ff01", VALUE },
	{ "05 0000 00ff", VALUE },	{ "05 0000 ff", LENGTH },
	{ "05 0000 ff00 00", LENGTH },	{ "06 0000 0000", FINE },
	{ "06 ffff ffff", FINE },	{ "06 0000 00", LENGTH },
	{ "06 0000 0000 00", LENGTH },
};

static const struct request_case bare[] = {
	{ "07", FINE },	{ "07 00", LENGTH },	{ "0b", FINE },
	{ "0b 00", LENGTH }, { "0c", FINE },	{ "0c 00", LENGTH },
	{ "11", FINE },	{ "11 00", LENGTH },
	{ "18 0000", FINE }, { "18 00", LENGTH }, { "18 0000 00", LENGTH },
};

static const struct request_case diagnostics[] = {
	{ "08 0000 1234", FINE },	{ "08 0001 ff00", FINE },
	{ "08 0004 0000", FINE },	{ "08 000a 0000", FINE },
	{ "08 0012 0000", FINE },	{ "08 0014 0000", FINE },
	{ "08 0005 0000", SUB },	{ "08 0009 0000", SUB },
	{ "08 0013 0000", SUB },	{ "08 0015 0000", SUB },
	{ "08 ffff 0000", SUB },	{ "08 0000", LENGTH },
	{ "08 0000 1234 5678", LENGTH },{ "08 0001 0000 00", LENGTH },
};

static const struct request_case write_coils[] = {
	{ "0f 0000 0001 01 01", FINE },	{ "0f 0000 0008 01 ff", FINE },
	{ "0f 0000 0009 02 ff01", FINE },
	{ "0f 0000 07b0 f6 00*246", FINE },
	{ "0f 0000 07b1 f6 00*246", QUANTITY },
	{ "0f 0000 0000 00", LENGTH },	/* shorter than any can be */
	{ "0f 0000 0000 01 00", QUANTITY },
	{ "0f fff8 0009 02 0000", ADDRESS },
	{ "0f 0000 0008 02 ff00", BYTES },
	{ "0f 0000 0009 01 ff", BYTES },
	{ "0f 0000 0008 01 ff 00", LENGTH },
	{ "0f 0000 0010 02 ff", LENGTH },
	{ "0f 0000 0008", LENGTH },
};

static const struct request_case write_registers[] = {
	{ "10 0000 0001 02 1234", FINE },
	{ "10 0000 007b f6 00*246", FINE },
	{ "10 ff85 007b f6 00*246", FINE },
	{ "10 0000 007c f8 00*248", LENGTH },	/* larger than an ADU may be */
	{ "10 0000 0000 02 0000", QUANTITY },
	{ "10 0000 007c 02 0000", QUANTITY },
	{ "10 ffff 0002 04 00000000", ADDRESS },
	{ "10 0000 0001 04 12345678", BYTES },
	{ "10 0000 0002 02 1234", BYTES },
	{ "10 0000 0001 03 123456", BYTES },
	{ "10 0000 0001 02 12", LENGTH },
	{ "10 0000 0001 02 1234 00", LENGTH },
	{ "10 0000 0001 00", LENGTH },
};

static const struct request_case files[] = {
	{ "14 07 06 0001 0000 0001", FINE },
	{ "14 0e 06 0004 0001 0002 06 0003 0009 0002", FINE },
	{ "14 07 06 ffff 270f 0001", FINE },
	{ "14 f5 (06 0001 0000 0001)*35", FINE },
	{ "14 07 06 0001 0000 0079", FINE },
	{ "14 07 06 0001 0000 007a", QUANTITY },
	{ "14 07 06 0001 0000 0000", QUANTITY },
	{ "14 07 05 0001 0000 0001", RECORD },
	{ "14 07 06 0000 0000 0001", RECORD },
	{ "14 07 06 0001 2710 0001", RECORD },
	{ "14 08 06 0001 0000 0001 00", BYTES },
	{ "14 06 06 0001 0000 0001", LENGTH },
	{ "14 0e 06 0001 0000 0001", LENGTH },
	{ "14 00", LENGTH },
	{ "15 09 06 0001 0000 0001 abcd", FINE },
	{ "15 0d 06 0004 0007 0003 06af 04be 100d", FINE },
	{ "15 12 (06 0001 0000 0001 abcd)*2", FINE },
	{ "15 09 06 0001 0000 0002 abcd", RECORD },
	{ "15 0a 06 0001 0000 0001 abcd 00", RECORD },
	{ "15 09 07 0001 0000 0001 abcd", RECORD },
	{ "15 09 06 0001 0000 0000 abcd", QUANTITY },
	{ "15 0b 06 0001 0000 ffff abcd 0000", RECORD },
	{ "15 08 06 0001 0000 0001 ab", LENGTH },
	{ "15 0a 06 0001 0000 0001 abcd", LENGTH },
};

static const struct request_case others[] = {
	{ "16 0004 00f2 0025", FINE },	{ "16 0004 00f2", LENGTH },
	{ "16 0004 00f2 0025 00", LENGTH },
	{ "17 0003 0006 000e 0003 06 00ff 00ff 00ff", FINE },
	{ "17 0000 007d 0000 0079 f2 00*242", FINE },
	{ "17 0000 007e 0000 0001 02 0000", QUANTITY },
	{ "17 0000 0000 0000 0001 02 0000", QUANTITY },
	{ "17 0000 0001 0000 0000 02 0000", QUANTITY },
	{ "17 0000 0001 0000 007a f4 00*244", LENGTH },
	{ "17 0000 0001 0000 007a 02 0000", QUANTITY },
	{ "17 ffff 0002 0000 0001 02 0000", ADDRESS },
	{ "17 0000 0001 ffff 0002 04 00000000", ADDRESS },
	{ "17 0000 0001 0000 0001 04 00000000", BYTES },
	{ "17 0000 0001 0000 0002 02 0000", BYTES },
	{ "17 0000 0001 0000 0001 02 000000", LENGTH },
	{ "2b 0e 01 00", FINE },	{ "2b 0e 04 ff", FINE },
	{ "2b 0e 00 00", VALUE },	{ "2b 0e 05 00", VALUE },
	{ "2b 0e 01", LENGTH },		{ "2b 0e 01 00 00", LENGTH },
	{ "2b 0d 01 00", SUB },		{ "2b 00 01 00", SUB },
	{ "2b", LENGTH },
	{ "5a", FINE },			{ "5a 00*253", FINE },
	{ "00 0000 0001", FUNCTION },	{ "80", FUNCTION },
	{ "83 01", FUNCTION },		{ "ff", FUNCTION },
	{ "41 00", FUNCTION },		{ "7f", FUNCTION },
};

static void run_cases(const struct request_case *cases, size_t count)
{
	struct edgesec_modbus_server *server = all_functions();
	enum edgesec_modbus_fault fault;
	u8 adu[300];

	for (size_t i = 0; i < count; i++) {
		u32 len = bytes_adu(adu, 1, 1, cases[i].hex);

		fault = judge(adu, len, server);
		if (fault != cases[i].fault)
			printf("# %s: %s, not %s\n", cases[i].hex,
			       edgesec_modbus_fault_name(fault, false),
			       edgesec_modbus_fault_name(cases[i].fault,
							 false));
		CHECK(fault == cases[i].fault);
	}
	edgesec_modbus_server_free(server);
}

#define CASES(name)							\
	static void test_##name(void)					\
	{								\
		run_cases(name, sizeof(name) / sizeof(name[0]));	\
	}

CASES(read_bits)
CASES(read_registers)
CASES(write_one)
CASES(bare)
CASES(diagnostics)
CASES(write_coils)
CASES(write_registers)
CASES(files)
CASES(others)

struct frame_case {
	const char *hex;	/* all bytes that are there */
	enum edgesec_modbus_fault fault;
	u32 size;
};

static const struct frame_case frames[] = {
	{ "0001 0000 0006 01 03 0000 0001", FINE, 12 },
	{ "0001 0000 0006 01 03 0000 0001 0002 0000", FINE, 12 },
	{ "0001 0000 0002 01 11", FINE, 8 },
	{ "0001 0000 00fe 01 03 00*252", FINE, 260 },
	{ "0001 0000 00ff 01 5a 00*253", FINE, 261 },
	{ "0001 0000 0100 01 03 00*254", MBAP, 0 },
	{ "0001 0000 0001 01 03 0000 0001", MBAP, 0 },
	{ "0001 0000 0000 01 03 0000 0001", MBAP, 0 },
	{ "0001 0000 ffff 01 03 0000 0001", MBAP, 0 },
	{ "0001 0001 0006 01 03 0000 0001", EDGESEC_MODBUS_PROTOCOL_ID, 0 },
	{ "0001 ff00 0006 01 03 0000 0001", EDGESEC_MODBUS_PROTOCOL_ID, 0 },
	{ "0001 0001", EDGESEC_MODBUS_PROTOCOL_ID, 0 },
	{ "0001 0000", EDGESEC_MODBUS_ALIGNMENT, 0 },
	{ "00", EDGESEC_MODBUS_ALIGNMENT, 0 },
	{ "0001 00", EDGESEC_MODBUS_ALIGNMENT, 0 },
	{ "0001 0000 00", EDGESEC_MODBUS_ALIGNMENT, 0 },
	{ "0001 0000 0002", EDGESEC_MODBUS_ALIGNMENT, 0 },
	{ "0001 0000 0002 01", EDGESEC_MODBUS_ALIGNMENT, 0 },
	{ "0001 0000 0006 01 03 0000 00", EDGESEC_MODBUS_ALIGNMENT, 0 },
	{ "0001 0000 0007 01 03 0000 0001", EDGESEC_MODBUS_ALIGNMENT, 0 },
};

static void test_frames(void)
{
	enum edgesec_modbus_fault fault;
	u8 adu[300];

	for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
		u32 size = 0, len = bytes_parse(adu, frames[i].hex);

		fault = edgesec_modbus_request_frame(adu, len, &size);
		if (fault != frames[i].fault || size != frames[i].size)
			printf("# %s: %s\n", frames[i].hex,
			       edgesec_modbus_fault_name(fault, false));
		CHECK(fault == frames[i].fault);
		CHECK(size == frames[i].size);
	}
}

/* A header that promises @length, judged with every number of bytes there. */
static void test_every_short_request(void)
{
	struct edgesec_modbus_server *server = all_functions();
	u8 adu[300];

	for (size_t i = 0; i < sizeof(implied); i++) {
		for (u32 n = 1; n < 260; n++) {
			u8 *copy = malloc(n);	/* sanitizers see its end */

			memset(adu, 0, sizeof(adu));
			if (n >= 8)
				adu[5] = n - 6;
			adu[7] = implied[i];
			memcpy(copy, adu, n);
			judge(copy, n, server);
			free(copy);
		}
	}
	edgesec_modbus_server_free(server);
}

static void test_unlisted_function(void)
{
	struct edgesec_modbus_server *server;
	u8 adu[300];
	u32 len;

	server = edgesec_modbus_server_alloc("test");
	edgesec_modbus_server_add_function(server, 3, EDGESEC_FRAMING_IMPLIED);
	len = bytes_adu(adu, 1, 1, "03 0000 0001");
	CHECK(judge(adu, len, server) == FINE);
	for (u32 code = 0; code < 256; code++) {
		if (code == 3)
			continue;
		adu[7] = code;
		CHECK(judge(adu, len, server) == FUNCTION);
	}
	edgesec_modbus_server_free(server);
}

static void test_unlisted_unit(void)
{
	struct edgesec_modbus_server *server = all_functions();
	u8 adu[300];
	u32 len;

	edgesec_modbus_server_add_units(server, 1, 2);
	edgesec_modbus_server_add_units(server, 255, 255);
	for (u32 unit = 0; unit < 256; unit++) {
		bool listed = unit == 1 || unit == 2 || unit == 255;

		len = bytes_adu(adu, 1, unit, "03 0000 0001");
		CHECK(judge(adu, len, server) ==
		      (listed ? FINE : EDGESEC_MODBUS_UNIT));
	}
	/* The unit is judged before the function. */
	len = bytes_adu(adu, 1, 3, "63");
	CHECK(judge(adu, len, server) == EDGESEC_MODBUS_UNIT);
	edgesec_modbus_server_free(server);
}

static void test_framing_mbap(void)
{
	struct edgesec_modbus_server *server = all_functions();
	u8 adu[300];
	u32 len;

	CHECK(edgesec_modbus_server_add_function(server, 0x41,
						 EDGESEC_FRAMING_IMPLIED) < 0);
	len = bytes_adu(adu, 1, 1, "41 0102 0304");
	CHECK(judge(adu, len, server) == FUNCTION);
	CHECK(!edgesec_modbus_server_add_function(server, 0x41,
						  EDGESEC_FRAMING_MBAP));
	CHECK(judge(adu, len, server) == FINE);
	/* It lifts the check of length and content for one code only. */
	len = bytes_adu(adu, 1, 1, "03 0000 0001 00");
	CHECK(judge(adu, len, server) == LENGTH);
	edgesec_modbus_server_add_function(server, 3, EDGESEC_FRAMING_MBAP);
	CHECK(judge(adu, len, server) == FINE);
	edgesec_modbus_server_free(server);
}

static void test_length_254_is_the_end(void)
{
	struct edgesec_modbus_server *server = all_functions();
	u8 adu[300];
	u32 len;

	len = bytes_adu(adu, 1, 1, "15 fc 00*252");
	CHECK(len == 261);
	CHECK(judge(adu, len, server) == LENGTH);
	len = bytes_adu(adu, 1, 1, "5a 00*253");
	CHECK(len == 261);
	CHECK(judge(adu, len, server) == FINE);
	edgesec_modbus_server_free(server);
}

static void test_names_and_exceptions(void)
{
	static const struct {
		enum edgesec_modbus_fault fault;
		const char *name;
		u8 exception;
	} wanted[] = {
		{ EDGESEC_MODBUS_ALIGNMENT, "alignment", 0 },
		{ EDGESEC_MODBUS_PROTOCOL_ID, "protocol-id", 0 },
		{ EDGESEC_MODBUS_MBAP_LENGTH, "mbap-length", 0 },
		{ EDGESEC_MODBUS_LENGTH, "length", 3 },
		{ EDGESEC_MODBUS_CLIENT, "client", 1 },
		{ EDGESEC_MODBUS_UNIT, "unit", 10 },
		{ EDGESEC_MODBUS_FUNCTION, "function", 1 },
		{ EDGESEC_MODBUS_SUB_FUNCTION, "sub-function", 1 },
		{ EDGESEC_MODBUS_QUANTITY, "quantity", 3 },
		{ EDGESEC_MODBUS_BYTE_COUNT, "byte-count", 3 },
		{ EDGESEC_MODBUS_ADDRESS, "address", 2 },
		{ EDGESEC_MODBUS_VALUE, "value", 3 },
		{ EDGESEC_MODBUS_FILE_RECORD, "file-record", 3 },
		{ EDGESEC_MODBUS_READ_RANGE, "read-range", 2 },
		{ EDGESEC_MODBUS_WRITE_RANGE, "write-range", 2 },
		{ EDGESEC_MODBUS_QUANTITY_LIMIT, "quantity-limit", 3 },
		{ EDGESEC_MODBUS_VALUE_LIMIT, "value-limit", 3 },
		{ EDGESEC_MODBUS_IN_FLIGHT, "in-flight", 6 },
		{ EDGESEC_MODBUS_RATE_LIMIT, "rate-limit", 6 },
	};
	char with_reset[40];

	CHECK(sizeof(wanted) / sizeof(wanted[0]) == EDGESEC_MODBUS_FAULTS - 1);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		snprintf(with_reset, sizeof(with_reset), "%s-reset",
			 wanted[i].name);
		CHECK(!strcmp(edgesec_modbus_fault_name(wanted[i].fault, false),
			      wanted[i].name));
		CHECK(!strcmp(edgesec_modbus_fault_name(wanted[i].fault, true),
			      with_reset));
		CHECK(edgesec_modbus_fault_exception(wanted[i].fault) ==
		      wanted[i].exception);
	}
}

static void test_parse(void)
{
	struct edgesec_modbus_request request;
	u8 adu[300];

	bytes_parse(adu, "abcd 0000 0006 07 10 0000 0001");
	edgesec_modbus_request_parse(adu, &request);
	CHECK(request.transaction == 0xabcd);
	CHECK(request.unit == 7);
	CHECK(request.function == 0x10);
}

static struct edgesec_modbus_detail detail_of(const char *hex)
{
	struct edgesec_modbus_detail detail;
	u8 adu[300], *copy;
	u32 len = bytes_adu(adu, 1, 1, hex);

	len = len < EDGESEC_MODBUS_DETAIL ? len : EDGESEC_MODBUS_DETAIL;
	copy = malloc(len);	/* sanitizers see its end */
	memcpy(copy, adu, len);
	edgesec_modbus_request_detail(copy, len, &detail);
	free(copy);
	return detail;
}

static bool reads(struct edgesec_modbus_detail d, u32 first, u32 quantity)
{
	return d.has_read && d.read_first == first &&
	       d.read_quantity == quantity;
}

static bool writes(struct edgesec_modbus_detail d, u32 first, u32 quantity,
		   u32 value)
{
	return d.has_write && d.write_first == first &&
	       d.write_quantity == quantity && d.has_value && d.value == value;
}

static void test_details(void)
{
	struct edgesec_modbus_detail d;

	CHECK(reads(detail_of("03 0102 0007"), 0x0102, 7));
	CHECK(!detail_of("03 0102 0007").has_write);
	CHECK(reads(detail_of("18 0102"), 0x0102, 1));
	CHECK(writes(detail_of("05 0009 ff00"), 9, 1, 1));
	CHECK(writes(detail_of("05 0009 0000"), 9, 1, 0));
	CHECK(writes(detail_of("06 0009 1234"), 9, 1, 0x1234));
	CHECK(writes(detail_of("0f 0009 0002 01 01"), 9, 2, 1));
	CHECK(writes(detail_of("10 0009 0002 04 12345678"), 9, 2, 0x1234));
	d = detail_of("16 0009 00ff 1200");
	CHECK(writes(d, 9, 1, 0x1200) && d.has_mask && d.mask == 0x00ff);
	d = detail_of("17 0001 0002 0003 0004 08 abcd000000000000");
	CHECK(reads(d, 1, 2) && writes(d, 3, 4, 0xabcd));
	d = detail_of("5a 77 41");
	CHECK(d.has_sub && d.sub == 0x41 && !d.has_read && !d.has_write);
	d = detail_of("08 0104 0000");
	CHECK(d.has_sub && d.sub == 0x0104);
	/* What is cut short is not told. */
	CHECK(!detail_of("03 0102 00").has_read);
	CHECK(!detail_of("06 0009 12").has_value);
	CHECK(!detail_of("16 0009 00ff 12").has_mask);
	CHECK(!detail_of("2b").has_sub && !detail_of("5a 77").has_sub);
}

static void test_function_names(void)
{
	CHECK(!strcmp(edgesec_modbus_function_name(0x10),
		      "write-multiple-registers"));
	for (size_t i = 0; i < sizeof(implied); i++)
		CHECK(edgesec_modbus_function_name(implied[i]));
	CHECK(!edgesec_modbus_function_name(0x00));
	CHECK(!edgesec_modbus_function_name(0x09));
	CHECK(!edgesec_modbus_function_name(0xff));
}

static const struct tap_test tests[] = {
	{ "reads of bits", test_read_bits },
	{ "reads of registers", test_read_registers },
	{ "writes of one item", test_write_one },
	{ "requests without parameters, and FIFO", test_bare },
	{ "diagnostics", test_diagnostics },
	{ "writes of coils", test_write_coils },
	{ "writes of registers", test_write_registers },
	{ "file records", test_files },
	{ "mask, read and write, identification, the rest", test_others },
	{ "the MBAP header", test_frames },
	{ "no request is read beyond its end", test_every_short_request },
	{ "what is not listed is denied", test_unlisted_function },
	{ "units that are not listed are denied", test_unlisted_unit },
	{ "framing mbap is for one code", test_framing_mbap },
	{ "only framing mbap goes beyond 254 bytes",
	  test_length_254_is_the_end },
	{ "each fault has its word and exception code",
	  test_names_and_exceptions },
	{ "header fields are big endian", test_parse },
	{ "what a request asks for can be told", test_details },
	{ "functions have names", test_function_names },
};

int main(void)
{
	return TAP_RUN(tests);
}
