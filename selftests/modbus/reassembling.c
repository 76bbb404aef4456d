// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - kmod/modbus.c as if segments could end inside a request
 * Copyright (C) 2026 The edgesec authors
 *
 * For rules.sh, which shows what the alignment of segments is good for. The
 * beginning of a request passes if what it says of itself is allowed, the rest
 * of it when it comes: what a perfect reassembler would let through.
 */

#define edgesec_modbus_request_frame	strict_frame
#define edgesec_modbus_request_check	strict_check
#include "modbus.c"
#undef edgesec_modbus_request_frame
#undef edgesec_modbus_request_check

/* What a write of registers has in front of its data. */
#define HEAD	13

enum part { WHOLE, FIRST, LATER };

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

/* Judges a write of registers by its head. */
static enum edgesec_modbus_fault check_first(const u8 *adu, u32 size)
{
	enum edgesec_modbus_fault fault = check_range(adu + 8, 123);

	if (fault)
		return fault;
	if (adu[12] != 2 * be16(adu + 10) || be16(adu + 4) != 7 + adu[12])
		return EDGESEC_MODBUS_BYTE_COUNT;
	missing = HEAD + adu[12] - size;
	return EDGESEC_MODBUS_FINE;
}

enum edgesec_modbus_fault
edgesec_modbus_request_check(const u8 *adu, u32 size,
			     const struct edgesec_modbus_server *server)
{
	switch (part) {
	case FIRST:
		return check_first(adu, size);
	case LATER:
		return EDGESEC_MODBUS_FINE;
	case WHOLE:
		break;
	}
	return strict_check(adu, size, server);
}
