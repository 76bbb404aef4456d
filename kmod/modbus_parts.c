// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Where Modbus requests say what they read and write
 * Copyright (C) 2026 The edgesec authors
 *
 * One table for those who judge a request and for those who tell of it.
 */

#include "modbus_impl.h"

#include <linux/kernel.h>
#include <linux/string.h>

#define READS(kind, ...)						\
	{ EDGESEC_MODBUS_ACCESS_READ, EDGESEC_MODBUS_TABLE_##kind, __VA_ARGS__ }
#define WRITES(kind, ...)						\
	{ EDGESEC_MODBUS_ACCESS_WRITE, EDGESEC_MODBUS_TABLE_##kind, __VA_ARGS__ }

/* What is left out is 0: a list ends with a part that has no address. */
static const struct edgesec_modbus_part parts[][3] = {
	[0x01] = { READS(COILS, FORM_NOTHING, 1, 3) },
	[0x02] = { READS(DISCRETE_INPUTS, FORM_NOTHING, 1, 3) },
	[0x03] = { READS(HOLDING_REGISTERS, FORM_NOTHING, 1, 3) },
	[0x04] = { READS(INPUT_REGISTERS, FORM_NOTHING, 1, 3) },
	[0x05] = { WRITES(COILS, FORM_ONE_COIL, 1, 0, 3) },
	[0x06] = { WRITES(HOLDING_REGISTERS, FORM_REGISTERS, 1, 0, 3) },
	[0x0f] = { WRITES(COILS, FORM_COILS, 1, 3, 6) },
	[0x10] = { WRITES(HOLDING_REGISTERS, FORM_REGISTERS, 1, 3, 6) },
	[0x16] = { WRITES(HOLDING_REGISTERS, FORM_MASKS, 1, 0, 3) },
	[0x17] = { READS(HOLDING_REGISTERS, FORM_NOTHING, 1, 3),
		   WRITES(HOLDING_REGISTERS, FORM_REGISTERS, 5, 7, 10) },
	[0x18] = { READS(HOLDING_REGISTERS, FORM_NOTHING, 1) },
};

static const char *const function_names[] = {
	[0x01] = "read-coils",
	[0x02] = "read-discrete-inputs",
	[0x03] = "read-holding-registers",
	[0x04] = "read-input-registers",
	[0x05] = "write-single-coil",
	[0x06] = "write-single-register",
	[0x07] = "read-exception-status",
	[0x08] = "diagnostics",
	[0x0b] = "get-comm-event-counter",
	[0x0c] = "get-comm-event-log",
	[0x0f] = "write-multiple-coils",
	[0x10] = "write-multiple-registers",
	[0x11] = "report-server-id",
	[0x14] = "read-file-record",
	[0x15] = "write-file-record",
	[0x16] = "mask-write-register",
	[0x17] = "read-write-multiple-registers",
	[0x18] = "read-fifo-queue",
	[0x2b] = "encapsulated-interface-transport",
	[0x5a] = "umas",
};

/**
 * edgesec_modbus_function_name - The word that stands for a function code
 * @code: Any.
 *
 * Return: A constant string, or NULL if the standard has no name for it.
 */
const char *edgesec_modbus_function_name(u8 code)
{
	return code < ARRAY_SIZE(function_names) ? function_names[code] : NULL;
}

/**
 * edgesec_modbus_parts - What requests with a function code read and write
 * @code: Function code.
 *
 * Files are not among it: a request lists as many as it likes.
 *
 * Return: A list that ends with a part whose address is 0.
 */
const struct edgesec_modbus_part *edgesec_modbus_parts(u8 code)
{
	return parts[code < ARRAY_SIZE(parts) ? code : 0];
}

/**
 * edgesec_modbus_code_is - Does a function code read, or write, data
 * @code: 1 to 127.
 * @access: Which of the two.
 *
 * Return: true if it does, so that limits concern it.
 */
bool edgesec_modbus_code_is(u8 code, enum edgesec_modbus_access access)
{
	const struct edgesec_modbus_part *part = edgesec_modbus_parts(code);

	if (code == 0x14 || code == 0x15)
		return access == code - 0x14u;
	for (; part->address; part++)
		if (part->access == access)
			return true;
	return false;
}

/**
 * edgesec_modbus_pdu_sub - Which sub-function a request asks for
 * @pdu: From the function code on.
 * @len: Its length, at least 1.
 * @sub: Set to it.
 *
 * Return: false if the code has none, or the request ends before it.
 */
bool edgesec_modbus_pdu_sub(const u8 *pdu, u32 len, u32 *sub)
{
	switch (edgesec_modbus_family_of(pdu[0])) {
	case EDGESEC_MODBUS_DIAGNOSTICS:
		*sub = len < 3 ? 0 : be16(pdu + 1);
		return len >= 3;
	case EDGESEC_MODBUS_MEI:
		*sub = len < 2 ? 0 : pdu[1];
		return len >= 2;
	case EDGESEC_MODBUS_UMAS:	/* behind a session key */
		*sub = len < 3 ? 0 : pdu[2];
		return len >= 3;
	default:
		return false;
	}
}

static void tell_value(const struct edgesec_modbus_part *part, const u8 *pdu,
		       u32 len, struct edgesec_modbus_detail *detail)
{
	const u8 *data = pdu + part->data;
	u32 left = len > part->data ? len - part->data : 0;

	detail->has_value = left >= (part->form == FORM_COILS ? 1 :
				     part->form == FORM_MASKS ? 4 : 2);
	if (!detail->has_value)
		return;
	switch (part->form) {
	case FORM_ONE_COIL:
		detail->value = data[0] == 0xff;
		break;
	case FORM_COILS:
		detail->value = data[0] & 1;
		break;
	case FORM_MASKS:
		detail->has_mask = true;
		detail->mask = be16(data);
		detail->value = be16(data + 2);
		break;
	default:
		detail->value = be16(data);
		break;
	}
}

static void tell_part(const struct edgesec_modbus_part *part, const u8 *pdu,
		      u32 len, struct edgesec_modbus_detail *detail)
{
	u32 first, quantity = 1;

	if (len < part->address + 2U || len < part->quantity + 2U)
		return;
	first = be16(pdu + part->address);
	if (part->quantity)
		quantity = be16(pdu + part->quantity);
	if (part->access == EDGESEC_MODBUS_ACCESS_READ) {
		detail->has_read = true;
		detail->read_first = first;
		detail->read_quantity = quantity;
		return;
	}
	detail->has_write = true;
	detail->write_first = first;
	detail->write_quantity = quantity;
	tell_value(part, pdu, len, detail);
}

/**
 * edgesec_modbus_request_detail - Tell what a request asks for
 * @adu: Its first bytes.
 * @avail: How many; EDGESEC_MODBUS_DETAIL are enough for everything.
 * @detail: Filled with what stands there, right or wrong.
 */
void edgesec_modbus_request_detail(const u8 *adu, u32 avail,
				   struct edgesec_modbus_detail *detail)
{
	const u8 *pdu = adu + EDGESEC_MODBUS_HEADER;
	const struct edgesec_modbus_part *part;
	u32 len = avail - EDGESEC_MODBUS_HEADER;
	u32 sub;

	memset(detail, 0, sizeof(*detail));
	if (avail < EDGESEC_MODBUS_PEEK)
		return;
	for (part = edgesec_modbus_parts(pdu[0]); part->address; part++)
		tell_part(part, pdu, len, detail);
	if (edgesec_modbus_pdu_sub(pdu, len, &sub)) {
		detail->has_sub = true;
		detail->sub = sub;
	}
}
