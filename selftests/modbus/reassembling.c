// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - kmod/modbus.c as if segments could end inside a request
 * Copyright (C) 2026 The edgesec authors
 *
 * For rules.sh, which shows what the alignment of segments is good for. The
 * beginning of a request passes if what it says of itself is allowed, the rest
 * of it when it comes: what a perfect reassembler would let through.
 */

/* What a write of registers has in front of its data. */
#define HEAD	13

enum part { WHOLE, FIRST, LATER };

static int judge_part(const unsigned char *adu, unsigned int size);

/* rules.sh puts the source here, which asks judge_part() before it judges. */
#define edgesec_modbus_request_frame	strict_frame
#include "modbus.c"
#undef edgesec_modbus_request_frame

/* Bytes of the last request that are still to come; and what this one is. */
static u32 missing;
static enum part part;

enum edgesec_modbus_fault edgesec_modbus_request_frame(const u8 *head,
						       u32 avail, u32 *size)
{
	enum edgesec_modbus_fault fault;

	part = missing ? LATER : WHOLE;
	if (missing) {
		*size = min(missing, avail);
		missing -= *size;
		return EDGESEC_MODBUS_FINE;
	}
	fault = strict_frame(head, avail, size);
	if (fault != EDGESEC_MODBUS_ALIGNMENT || avail < HEAD || head[7] != 16)
		return fault;
	part = FIRST;
	*size = avail;
	return EDGESEC_MODBUS_FINE;
}

/* Judges a write of registers by its head. Returns -1 if it is a whole one. */
static int judge_part(const u8 *adu, u32 size)
{
	enum edgesec_modbus_fault fault;

	if (part != FIRST)
		return part == LATER ? EDGESEC_MODBUS_FINE : -1;
	fault = check_range(adu + 8, 123);
	if (fault)
		return fault;
	if (adu[12] != 2 * be16(adu + 10) || be16(adu + 4) != 7 + adu[12])
		return EDGESEC_MODBUS_BYTE_COUNT;
	missing = HEAD + adu[12] - size;
	return EDGESEC_MODBUS_FINE;
}
