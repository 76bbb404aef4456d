// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - One Modbus/TCP request: framing, limits, rule check
 * Copyright (C) 2026 The edgesec authors
 *
 * A request is judged from its bytes alone; nothing here keeps state, and
 * nothing trusts a count before it is compared with the bytes at hand.
 *
 * Three rules make the request mean the same to every server, also to those
 * that do not read it by the book:
 *
 *   R1  The protocol identifier is 0. Servers exist that run requests with
 *       another one, so such a request can't be waved through as "not Modbus".
 *   R2  The MBAP length equals the length that function code and byte count
 *       imply. Servers exist that ignore the one, and servers that ignore the
 *       other. Codes that imply no length pass only where the policy says
 *       "framing: mbap".
 *   R3  Byte count and quantity agree, and quantities, addresses and values
 *       are those of the standard.
 */

#include "modbus_impl.h"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#define LENGTH_MIN		2	/* unit identifier and function code */
#define LENGTH_MAX_MBAP		(EDGESEC_MODBUS_ADU_MAX - 6)

#define EXCEPTION_FUNCTION	0x01
#define EXCEPTION_ADDRESS	0x02
#define EXCEPTION_VALUE		0x03
#define EXCEPTION_BUSY		0x06
#define EXCEPTION_GATEWAY	0x0A

struct fault_info {
	const char *name;
	const char *name_reset;
	u8 exception;
};

#define FAULT(words, code)						\
	{ .name = words, .name_reset = words "-reset", .exception = code }

static const struct fault_info fault_info[EDGESEC_MODBUS_FAULTS] = {
	[EDGESEC_MODBUS_FINE]	      = FAULT("none", 0),
	[EDGESEC_MODBUS_ALIGNMENT]    = FAULT("alignment", 0),
	[EDGESEC_MODBUS_PROTOCOL_ID]  = FAULT("protocol-id", 0),
	[EDGESEC_MODBUS_MBAP_LENGTH]  = FAULT("mbap-length", 0),
	[EDGESEC_MODBUS_LENGTH]	      = FAULT("length", EXCEPTION_VALUE),
	[EDGESEC_MODBUS_CLIENT]	      = FAULT("client", EXCEPTION_FUNCTION),
	[EDGESEC_MODBUS_UNIT]	      = FAULT("unit", EXCEPTION_GATEWAY),
	[EDGESEC_MODBUS_FUNCTION]     = FAULT("function", EXCEPTION_FUNCTION),
	[EDGESEC_MODBUS_SUB_FUNCTION] = FAULT("sub-function",
					      EXCEPTION_FUNCTION),
	[EDGESEC_MODBUS_QUANTITY]     = FAULT("quantity", EXCEPTION_VALUE),
	[EDGESEC_MODBUS_BYTE_COUNT]   = FAULT("byte-count", EXCEPTION_VALUE),
	[EDGESEC_MODBUS_ADDRESS]      = FAULT("address", EXCEPTION_ADDRESS),
	[EDGESEC_MODBUS_VALUE]	      = FAULT("value", EXCEPTION_VALUE),
	[EDGESEC_MODBUS_FILE_RECORD]  = FAULT("file-record", EXCEPTION_VALUE),
	[EDGESEC_MODBUS_READ_RANGE]   = FAULT("read-range", EXCEPTION_ADDRESS),
	[EDGESEC_MODBUS_WRITE_RANGE]  = FAULT("write-range", EXCEPTION_ADDRESS),
	[EDGESEC_MODBUS_QUANTITY_LIMIT] = FAULT("quantity-limit",
						EXCEPTION_VALUE),
	[EDGESEC_MODBUS_VALUE_LIMIT]  = FAULT("value-limit", EXCEPTION_VALUE),
	[EDGESEC_MODBUS_IN_FLIGHT]    = FAULT("in-flight", EXCEPTION_BUSY),
	[EDGESEC_MODBUS_RATE_LIMIT]   = FAULT("rate-limit", EXCEPTION_BUSY),
};


/* A range of registers or coils, at @p: address, quantity. */
static enum edgesec_modbus_fault check_range(const u8 *p, u32 max)
{
	u32 quantity = be16(p + 2);

	if (!quantity || quantity > max)
		return EDGESEC_MODBUS_QUANTITY;
	if (be16(p) + quantity > 65536)
		return EDGESEC_MODBUS_ADDRESS;
	return EDGESEC_MODBUS_FINE;
}

static enum edgesec_modbus_fault check_read_bits(const u8 *pdu, u32 len)
{
	return check_range(pdu + 1, 2000);
}

static enum edgesec_modbus_fault check_read_registers(const u8 *pdu, u32 len)
{
	return check_range(pdu + 1, 125);
}

/* Servers disagree on what other values mean, so they mean nothing. */
static enum edgesec_modbus_fault check_write_coil(const u8 *pdu, u32 len)
{
	u16 value = be16(pdu + 3);

	return value == 0x0000 || value == 0xff00 ? EDGESEC_MODBUS_FINE :
						    EDGESEC_MODBUS_VALUE;
}

static enum edgesec_modbus_fault check_diagnostics(const u8 *pdu, u32 len)
{
	u16 sub = be16(pdu + 1);

	if (sub <= 0x04 || (sub >= 0x0a && sub <= 0x12) || sub == 0x14)
		return EDGESEC_MODBUS_FINE;
	return EDGESEC_MODBUS_SUB_FUNCTION;
}

/*
 * A write of several items: range at @pdu + @at, then the byte count, then
 * the data up to the end of the PDU.
 */
static enum edgesec_modbus_fault
check_write(const u8 *pdu, u32 len, u32 at, u32 max, u32 bits)
{
	enum edgesec_modbus_fault fault;
	u32 bytes;

	if (len != at + 5 + pdu[at + 4])
		return EDGESEC_MODBUS_LENGTH;
	fault = check_range(pdu + at, max);
	if (fault)
		return fault;
	bytes = DIV_ROUND_UP(be16(pdu + at + 2) * bits, 8);
	return pdu[at + 4] == bytes ? EDGESEC_MODBUS_FINE :
				      EDGESEC_MODBUS_BYTE_COUNT;
}

static enum edgesec_modbus_fault check_write_coils(const u8 *pdu, u32 len)
{
	return check_write(pdu, len, 1, 1968, 1);
}

static enum edgesec_modbus_fault check_write_registers(const u8 *pdu, u32 len)
{
	return check_write(pdu, len, 1, 123, 16);
}

static enum edgesec_modbus_fault check_read_write(const u8 *pdu, u32 len)
{
	enum edgesec_modbus_fault fault = check_write(pdu, len, 5, 121, 16);

	return fault ? fault : check_range(pdu + 1, 125);
}

/* One sub-request at @p: reference type, file, record, length. */
static enum edgesec_modbus_fault check_file_part(const u8 *p)
{
	if (p[0] != 6 || !be16(p + 1) || be16(p + 3) > 0x270f)
		return EDGESEC_MODBUS_FILE_RECORD;
	return be16(p + 5) ? EDGESEC_MODBUS_FINE : EDGESEC_MODBUS_QUANTITY;
}

static enum edgesec_modbus_fault check_read_file(const u8 *pdu, u32 len)
{
	enum edgesec_modbus_fault fault;
	u32 at, answer = 0;

	if (len != 2U + pdu[1])
		return EDGESEC_MODBUS_LENGTH;
	if (pdu[1] < 0x07 || pdu[1] > 0xf5 || pdu[1] % 7)
		return EDGESEC_MODBUS_BYTE_COUNT;
	for (at = 2; at < len; at += 7) {
		fault = check_file_part(pdu + at);
		if (fault)
			return fault;
		answer += 2 + 2 * be16(pdu + at + 5);
	}
	return answer <= 0xf5 ? EDGESEC_MODBUS_FINE : EDGESEC_MODBUS_QUANTITY;
}

static enum edgesec_modbus_fault check_write_file(const u8 *pdu, u32 len)
{
	enum edgesec_modbus_fault fault;
	u32 at = 2;

	if (len != 2U + pdu[1])
		return EDGESEC_MODBUS_LENGTH;
	if (pdu[1] < 0x09 || pdu[1] > 0xfb)
		return EDGESEC_MODBUS_BYTE_COUNT;
	while (at < len) {
		if (len - at < 7)
			return EDGESEC_MODBUS_FILE_RECORD;
		fault = check_file_part(pdu + at);
		if (fault)
			return fault;
		if (2 * be16(pdu + at + 5) > len - at - 7)
			return EDGESEC_MODBUS_FILE_RECORD;
		at += 7 + 2 * be16(pdu + at + 5);
	}
	return EDGESEC_MODBUS_FINE;
}

/* Of the encapsulated interfaces only 0x0E has an implied length. */
static enum edgesec_modbus_fault check_device_id(const u8 *pdu, u32 len)
{
	if (pdu[1] != 0x0e)
		return EDGESEC_MODBUS_SUB_FUNCTION;
	if (len != 4)
		return EDGESEC_MODBUS_LENGTH;
	return pdu[2] >= 1 && pdu[2] <= 4 ? EDGESEC_MODBUS_FINE :
					    EDGESEC_MODBUS_VALUE;
}

/**
 * struct shape - What a function code implies
 * @min: Least length of the PDU.
 * @max: Greatest length of the PDU; 0: the code implies no length.
 * @check: The rest, or NULL. May read @min bytes without asking.
 */
struct shape {
	u8 min;
	u8 max;
	enum edgesec_modbus_fault (*check)(const u8 *pdu, u32 len);
};

static const struct shape shapes[EDGESEC_MODBUS_CODES] = {
	[0x01] = { 5, 5, check_read_bits },
	[0x02] = { 5, 5, check_read_bits },
	[0x03] = { 5, 5, check_read_registers },
	[0x04] = { 5, 5, check_read_registers },
	[0x05] = { 5, 5, check_write_coil },
	[0x06] = { 5, 5 },
	[0x07] = { 1, 1 },
	[0x08] = { 5, 5, check_diagnostics },
	[0x0b] = { 1, 1 },
	[0x0c] = { 1, 1 },
	[0x0f] = { 7, 252, check_write_coils },
	[0x10] = { 8, 252, check_write_registers },
	[0x11] = { 1, 1 },
	[0x14] = { 9, 247, check_read_file },
	[0x15] = { 11, 253, check_write_file },
	[0x16] = { 7, 7 },
	[0x17] = { 12, 252, check_read_write },
	[0x18] = { 3, 3 },
	[0x2b] = { 2, 253, check_device_id },
};

/**
 * edgesec_modbus_code_implies_length - Is there anything to check a length by
 * @code: 1 to 127.
 *
 * Return: true if the length of a request follows from its code and counts.
 */
bool edgesec_modbus_code_implies_length(u8 code)
{
	return shapes[code].max;
}

/**
 * edgesec_modbus_pdu_check - Hold a request against the standard
 * @pdu: From the function code on, which is 1 to 127.
 * @len: Its length, at least 1.
 *
 * Return: EDGESEC_MODBUS_FINE, or the first fault in length or content.
 */
enum edgesec_modbus_fault edgesec_modbus_pdu_check(const u8 *pdu, u32 len)
{
	const struct shape *shape = &shapes[pdu[0]];

	if (!shape->max)
		return EDGESEC_MODBUS_FUNCTION;
	if (len < shape->min || len > shape->max)
		return EDGESEC_MODBUS_LENGTH;
	return shape->check ? shape->check(pdu, len) : EDGESEC_MODBUS_FINE;
}

/**
 * edgesec_modbus_fault_name - The word that stands for a fault in a record
 * @fault: Any fault.
 * @reset_instead: The policy asked for an exception response, and the
 *	connection is reset because none could be sent.
 *
 * Return: A constant string.
 */
const char *edgesec_modbus_fault_name(enum edgesec_modbus_fault fault,
				      bool reset_instead)
{
	return reset_instead ? fault_info[fault].name_reset :
			       fault_info[fault].name;
}

/**
 * edgesec_modbus_fault_exception - The exception code that answers a fault
 * @fault: Any fault.
 *
 * Return: The code, or 0 if the request can't be answered since it has no
 * certain beginning or end.
 */
u8 edgesec_modbus_fault_exception(enum edgesec_modbus_fault fault)
{
	return fault_info[fault].exception;
}

/**
 * edgesec_modbus_request_frame - Find the end of a request
 * @head: Its first bytes, EDGESEC_MODBUS_PEEK of them or @avail if that is
 *	less.
 * @avail: Bytes from its beginning to the end of the segment, at least 1.
 * @size: Set to its length in bytes when it is fine.
 *
 * Return: EDGESEC_MODBUS_FINE, _PROTOCOL_ID, _MBAP_LENGTH or _ALIGNMENT.
 */
enum edgesec_modbus_fault edgesec_modbus_request_frame(const u8 *head,
						       u32 avail, u32 *size)
{
	u32 length;

	if (avail >= 4 && be16(head + 2))
		return EDGESEC_MODBUS_PROTOCOL_ID;
	if (avail < 6)
		return EDGESEC_MODBUS_ALIGNMENT;
	length = be16(head + 4);
	if (length < LENGTH_MIN || length > LENGTH_MAX_MBAP)
		return EDGESEC_MODBUS_MBAP_LENGTH;
	if (length > avail - 6)
		return EDGESEC_MODBUS_ALIGNMENT;
	*size = 6 + length;
	return EDGESEC_MODBUS_FINE;
}

/**
 * edgesec_modbus_request_parse - Say which request this is
 * @adu: At least EDGESEC_MODBUS_PEEK bytes.
 * @request: Filled.
 */
void edgesec_modbus_request_parse(const u8 *adu,
				  struct edgesec_modbus_request *request)
{
	request->transaction = be16(adu);
	request->unit = adu[6];
	request->function = adu[7];
}

/**
 * edgesec_modbus_exception_build - Make the exception response to a request
 * @request: The request.
 * @code: Exception code.
 * @adu: Filled, with EDGESEC_MODBUS_EXCEPTION bytes.
 */
void edgesec_modbus_exception_build(const struct edgesec_modbus_request *request,
				    u8 code, u8 *adu)
{
	const u8 data[EDGESEC_MODBUS_EXCEPTION] = {
		request->transaction >> 8, request->transaction & 0xff,
		0, 0, 0, 3,
		request->unit, request->function | 0x80, code,
	};

	memcpy(adu, data, sizeof(data));
}

/* What every client may ask, without limits. */
static enum edgesec_modbus_fault
check_plain(const u8 *adu, u32 size, const struct edgesec_modbus_server *server)
{
	u8 code = adu[7];

	if (test_bit(code, server->mbap))
		return EDGESEC_MODBUS_FINE;
	if (!test_bit(code, server->implied))
		return EDGESEC_MODBUS_FUNCTION;
	return edgesec_modbus_pdu_check(adu + EDGESEC_MODBUS_HEADER,
					size - EDGESEC_MODBUS_HEADER);
}

/**
 * edgesec_modbus_request_check - Judge one whole request
 * @adu: The request.
 * @size: Its length, as edgesec_modbus_request_frame() found it.
 * @server: The server that it is for.
 * @client: Who asks; edgesec_modbus_server_admits() has let it in.
 *
 * Return: The first fault in the order unit, function, length, content, and
 * what modbus_match.c finds.
 */
enum edgesec_modbus_fault
edgesec_modbus_request_check(const u8 *adu, u32 size,
			     const struct edgesec_modbus_server *server,
			     const struct edgesec_modbus_client *client)
{
	enum edgesec_modbus_fault granted, fault = EDGESEC_MODBUS_FUNCTION;
	u8 unit = adu[6], code = adu[7];

	if (server->units_limited && !test_bit(unit, server->unit))
		return EDGESEC_MODBUS_UNIT;
	if (!code || code >= EDGESEC_MODBUS_CODES)
		return EDGESEC_MODBUS_FUNCTION;
	if (server->has_functions)
		fault = check_plain(adu, size, server);
	if (!fault || !server->grant_count)
		return fault;
	granted = edgesec_modbus_grants_check(adu, size, server, client);
	return granted && server->has_functions ? fault : granted;
}
