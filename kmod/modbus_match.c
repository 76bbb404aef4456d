// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Does a grant cover what a Modbus request reads and writes?
 * Copyright (C) 2026 The edgesec authors
 *
 * A request passes if one grant allows all of it. Grants are not mixed: their
 * functions, ranges and values belong together. Of those that do not allow it
 * the one that comes nearest names the fault, in the order client, unit,
 * function, sub-function, range, quantity, value, rate.
 *
 * Framing and limits of the standard (modbus.c) come first, so counts, lengths
 * and addresses can be believed here.
 *
 * Each register and coil is judged by itself. A mask write has no value of its
 * own: what it makes depends on what is there, which nobody here knows. It
 * passes only if every value it could make may be written.
 */

#include "modbus_impl.h"

#include <linux/minmax.h>
#include <linux/timekeeping.h>

/**
 * struct touch - What a request reads or writes in one table
 * @access: Which of the two.
 * @table: Kind of data.
 * @form: How @data stands there.
 * @first: First address.
 * @quantity: How many; @first + @quantity is at most 65536.
 * @data: What is written.
 */
struct touch {
	enum edgesec_modbus_access access;
	enum edgesec_modbus_table table;
	enum edgesec_modbus_form form;
	u32 first;
	u32 quantity;
	const u8 *data;
};

/* ---- Which addresses ---- */

/* The first span that does not end before @address, or the end. */
static const struct edgesec_modbus_span *
find_span(const struct edgesec_modbus_spans *spans, u32 address)
{
	u32 low = 0, high = spans->count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (spans->span[middle].last < address)
			low = middle + 1;
		else
			high = middle;
	}
	return spans->span + low;
}

static const struct edgesec_modbus_span *
end_of(const struct edgesec_modbus_spans *spans)
{
	return spans->span + spans->count;
}

/* Spans that lie side by side cover what one of them does not. */
static bool covers(const struct edgesec_modbus_spans *spans, u32 first,
		   u32 quantity)
{
	const struct edgesec_modbus_span *span = find_span(spans, first);
	u32 end = first + quantity;

	for (; span < end_of(spans) && span->first <= first; span++) {
		first = span->last + 1;
		if (first >= end)
			return true;
	}
	return false;
}

/* ---- Which values ---- */

static bool may_be(const struct edgesec_modbus_span *span, u16 value)
{
	u32 i;

	if ((value & span->zeros) || (~value & span->ones))
		return false;
	for (i = 0; i < span->value_count; i++)
		if (value >= span->value[i].first &&
		    value <= span->value[i].last)
			return true;
	return !span->value_count;
}

/* The least of the values with bits @fixed and some of @open from @least on. */
static u16 least_from(u16 fixed, u16 open, u32 least)
{
	u16 value = fixed, bit;

	for (bit = 0x8000; bit; bit >>= 1)
		if ((open & bit) && (value | (open & (bit - 1))) < least)
			value |= bit;
	return value;
}

/*
 * May every value with bits @fixed and some of @open be written? For each gap
 * between values that may: does one of them lie in it?
 */
static bool may_all_be(const struct edgesec_modbus_span *span, u16 fixed,
		       u16 open)
{
	u32 gap = 0, end, value, i;

	if ((open & (span->zeros | span->ones)) || (fixed & span->zeros) ||
	    (~fixed & span->ones))
		return false;
	for (i = 0; span->value_count && i <= span->value_count; i++) {
		end = i < span->value_count ? span->value[i].first : 0x10000;
		value = least_from(fixed, open, gap);
		if (value >= gap && value < end)
			return false;
		if (i < span->value_count)
			gap = span->value[i].last + 1;
	}
	return true;
}

/* Item @i of what is written. */
static bool item_passes(const struct edgesec_modbus_span *span,
			const struct touch *touch, u32 i)
{
	const u8 *data = touch->data;
	u16 keep;

	switch (touch->form) {
	case FORM_NOTHING:
		return true;
	case FORM_ONE_COIL:
		return may_be(span, data[0] ? 1 : 0);
	case FORM_COILS:
		return may_be(span, data[i / 8] >> i % 8 & 1);
	case FORM_REGISTERS:
		return may_be(span, be16(data + 2 * i));
	case FORM_MASKS:
		keep = be16(data);
		return may_all_be(span, be16(data + 2) & ~keep,
				  keep);
	}
	return false;
}

static bool is_free(const struct edgesec_modbus_span *span)
{
	return !span->value_count && !span->zeros && !span->ones;
}

/* The spans cover all that is written. */
static bool values_pass(const struct edgesec_modbus_spans *spans,
			const struct touch *touch)
{
	const struct edgesec_modbus_span *span;
	u32 at = touch->first, end = at + touch->quantity, stop;

	for (span = find_span(spans, at); at < end; span++) {
		stop = min_t(u32, end, span->last + 1);
		if (is_free(span))
			at = stop;
		for (; at < stop; at++)
			if (!item_passes(span, touch, at - touch->first))
				return false;
	}
	return true;
}

/* ---- One grant ---- */

static enum edgesec_modbus_fault
check_touch(const struct edgesec_modbus_grant *grant, const struct touch *touch)
{
	const struct edgesec_modbus_limits *limits =
		&grant->limits[touch->access];
	const struct edgesec_modbus_spans *spans =
		&limits->table[touch->table];

	if (limits->limited && !covers(spans, touch->first, touch->quantity))
		return touch->access == EDGESEC_MODBUS_ACCESS_WRITE ?
		       EDGESEC_MODBUS_WRITE_RANGE : EDGESEC_MODBUS_READ_RANGE;
	if (limits->quantity && touch->quantity > limits->quantity)
		return EDGESEC_MODBUS_QUANTITY_LIMIT;
	if (limits->limited && touch->form != FORM_NOTHING &&
	    !values_pass(spans, touch))
		return EDGESEC_MODBUS_VALUE_LIMIT;
	return EDGESEC_MODBUS_FINE;
}

/* Reads and writes of file records: a list of sub-requests. */
static enum edgesec_modbus_fault
check_files(const struct edgesec_modbus_grant *grant, const u8 *pdu, u32 len)
{
	bool write = pdu[0] == 0x15;
	const struct edgesec_modbus_limits *limits = &grant->limits[write];
	const struct edgesec_modbus_spans *files =
		&limits->table[EDGESEC_MODBUS_TABLE_FILES];
	u32 at, length, sum = 0;

	for (at = 2; at < len; at += 7 + (write ? 2 * length : 0)) {
		length = be16(pdu + at + 5);
		sum += length;
		if (limits->limited &&
		    !covers(files, be16(pdu + at + 1), 1))
			return write ? EDGESEC_MODBUS_WRITE_RANGE :
				       EDGESEC_MODBUS_READ_RANGE;
	}
	return limits->quantity && sum > limits->quantity ?
	       EDGESEC_MODBUS_QUANTITY_LIMIT : EDGESEC_MODBUS_FINE;
}

static enum edgesec_modbus_fault
check_part(const struct edgesec_modbus_grant *grant,
	   const struct edgesec_modbus_part *part, const u8 *pdu)
{
	struct touch touch = {
		.access = part->access,
		.table = part->table,
		.form = part->form,
		.first = be16(pdu + part->address),
		.quantity = part->quantity ?
			    be16(pdu + part->quantity) : 1,
		.data = pdu + part->data,
	};

	return check_touch(grant, &touch);
}

static enum edgesec_modbus_fault
check_parts(const struct edgesec_modbus_grant *grant, const u8 *pdu)
{
	enum edgesec_modbus_fault fault = EDGESEC_MODBUS_FINE;
	const struct edgesec_modbus_part *part;

	part = edgesec_modbus_parts(pdu[0]);
	for (; part->address && !fault; part++)
		fault = check_part(grant, part, pdu);
	return fault;
}

static enum edgesec_modbus_fault
check_sub(const struct edgesec_modbus_grant *grant, const u8 *pdu, u32 len)
{
	enum edgesec_modbus_family family = edgesec_modbus_family_of(pdu[0]);
	u32 sub;

	if (family == EDGESEC_MODBUS_FAMILIES || !grant->subs[family])
		return EDGESEC_MODBUS_FINE;
	if (!edgesec_modbus_pdu_sub(pdu, len, &sub))
		return EDGESEC_MODBUS_LENGTH;
	return sub < EDGESEC_MODBUS_SUBS &&
	       test_bit(sub, grant->subs[family]->listed) ?
	       EDGESEC_MODBUS_FINE : EDGESEC_MODBUS_SUB_FUNCTION;
}

static enum edgesec_modbus_fault
check_grant(const struct edgesec_modbus_grant *grant, const u8 *adu, u32 size)
{
	const u8 *pdu = adu + EDGESEC_MODBUS_HEADER;
	u32 len = size - EDGESEC_MODBUS_HEADER;
	enum edgesec_modbus_fault fault;
	bool mbap = test_bit(pdu[0], grant->mbap);

	if (grant->units_limited && !test_bit(adu[6], grant->unit))
		return EDGESEC_MODBUS_UNIT;
	if (!mbap && !test_bit(pdu[0], grant->implied))
		return EDGESEC_MODBUS_FUNCTION;
	fault = mbap ? EDGESEC_MODBUS_FINE : edgesec_modbus_pdu_check(pdu, len);
	if (!fault)
		fault = check_sub(grant, pdu, len);
	if (fault || mbap)
		return fault;
	if (pdu[0] == 0x14 || pdu[0] == 0x15)
		return check_files(grant, pdu, len);
	return check_parts(grant, pdu);
}

/* A request is charged to the grant that lets it pass. */
static bool is_too_early(const struct edgesec_modbus_grant *grant,
			 const u8 *adu,
			 const struct edgesec_modbus_client *client)
{
	return grant->limiter &&
	       !edgesec_modbus_limiter_take(grant->limiter, client, adu[7],
					    ktime_get_ns());
}

/* Faults are listed in the order in which they are found, but for one. */
static u32 nearness(enum edgesec_modbus_fault fault)
{
	return fault == EDGESEC_MODBUS_LENGTH ? EDGESEC_MODBUS_SUB_FUNCTION :
						fault;
}

/**
 * edgesec_modbus_grants_check - Does a grant allow this request
 * @adu: The request; its function code is 1 to 127.
 * @size: Its length.
 * @server: The server that it is for.
 * @client: Who asks.
 *
 * Context: any.
 *
 * Return: EDGESEC_MODBUS_FINE, or the fault that the nearest grant finds.
 */
enum edgesec_modbus_fault
edgesec_modbus_grants_check(const u8 *adu, u32 size,
			    const struct edgesec_modbus_server *server,
			    const struct edgesec_modbus_client *client)
{
	enum edgesec_modbus_fault fault, nearest = EDGESEC_MODBUS_CLIENT;
	const struct edgesec_modbus_grant *grant;
	u32 i;

	for (i = 0; i < server->grant_count; i++) {
		grant = server->grant[i];
		if (!edgesec_modbus_prefixes_cover(grant->from,
						   grant->from_count, client))
			continue;
		fault = check_grant(grant, adu, size);
		if (!fault && is_too_early(grant, adu, client))
			fault = EDGESEC_MODBUS_RATE_LIMIT;
		if (!fault)
			return fault;
		if (nearness(fault) >= nearness(nearest))
			nearest = fault;
	}
	return nearest;
}
