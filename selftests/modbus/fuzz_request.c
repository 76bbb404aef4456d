// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Fuzzes kmod/modbus.c: one request
 * Copyright (C) 2026 The edgesec authors
 *
 * Whatever the bytes are: no byte outside of them is read (AddressSanitizer
 * sees to it), a request that is framed lies in what was given, and what passes
 * has a function code that the server allows. A second server has limits: what
 * passes there passes at the first too, and reads and writes what is listed.
 */
#include <stdlib.h>
#include <string.h>

#include "modbus_grant.h"
#include "shim.h"

#define FIRST	0x10	/* of what may be read and written */
#define LAST	0x4f
#define VALUE	0x0fff	/* the largest that may be written */

static struct edgesec_modbus_server *new_server(void)
{
	struct edgesec_modbus_server *server =
		edgesec_modbus_server_alloc("fuzz");

	if (!server)
		abort();
	for (u32 code = 1; code < EDGESEC_MODBUS_CODES; code++) {
		if (code == 0x11)
			continue;
		if (edgesec_modbus_server_add_function(server, code,
						       EDGESEC_FRAMING_IMPLIED))
			edgesec_modbus_server_add_function(server, code,
							   EDGESEC_FRAMING_MBAP);
	}
	return server;
}

static void add_span(struct edgesec_modbus_grant *grant, u32 access, u32 table)
{
	struct edgesec_modbus_span span = { .first = FIRST, .last = LAST };

	if (access == EDGESEC_MODBUS_ACCESS_WRITE &&
	    table == EDGESEC_MODBUS_TABLE_HOLDING_REGISTERS &&
	    edgesec_modbus_span_add_values(&span, 0, VALUE))
		abort();
	/* Inputs can't be written. */
	edgesec_modbus_grant_add_span(grant, access, table, &span);
}

/* Two grants that differ in their functions only. */
static struct edgesec_modbus_server *new_limited(void)
{
	struct edgesec_modbus_server *server =
		edgesec_modbus_server_alloc("limited");

	for (u32 half = 0; half < 2; half++) {
		struct edgesec_modbus_grant *grant =
			edgesec_modbus_grant_alloc();

		for (u32 code = half + 1; code < EDGESEC_MODBUS_CODES;
		     code += 2)
			if (code != 0x11)
				edgesec_modbus_grant_add_function(grant, code,
								  EDGESEC_FRAMING_IMPLIED);
		edgesec_modbus_grant_add_function(grant, 0x5a,
						  EDGESEC_FRAMING_MBAP);
		edgesec_modbus_grant_add_subs(grant, 0x5a, 1, 4);
		edgesec_modbus_grant_add_subs(grant, 8, 0, 1);
		for (u32 access = 0; access < EDGESEC_MODBUS_ACCESSES;
		     access++) {
			grant->limits[access].limited = true;
			for (u32 table = 0; table < EDGESEC_MODBUS_TABLES;
			     table++)
				add_span(grant, access, table);
		}
		if (edgesec_modbus_server_add_grant(server, grant))
			abort();
	}
	return server;
}

static u32 word(const u8 *p)
{
	return p[0] << 8 | p[1];
}

static bool in_range(const u8 *pdu, u32 at, u32 quantity)
{
	return word(pdu + at) >= FIRST &&
	       word(pdu + at) + quantity <= LAST + 1;
}

/* Told apart from modbus_match.c: what the limits mean, code by code. */
static bool is_right(const u8 *pdu)
{
	switch (pdu[0]) {
	case 0x05:
	case 0x18:
		return in_range(pdu, 1, 1);
	case 0x06:
		return in_range(pdu, 1, 1) && word(pdu + 3) <= VALUE;
	case 0x08:
		return word(pdu + 1) <= 1;
	case 0x10:
		for (u32 i = 0; i < word(pdu + 3); i++)
			if (word(pdu + 6 + 2 * i) > VALUE)
				return false;
		return in_range(pdu, 1, word(pdu + 3));
	case 0x16:
		return in_range(pdu, 1, 1) &&
		       (word(pdu + 3) | word(pdu + 5)) <= VALUE;
	case 0x17:
		for (u32 i = 0; i < word(pdu + 7); i++)
			if (word(pdu + 10 + 2 * i) > VALUE)
				return false;
		return in_range(pdu, 1, word(pdu + 3)) &&
		       in_range(pdu, 5, word(pdu + 7));
	case 0x01:
	case 0x02:
	case 0x03:
	case 0x04:
	case 0x0f:
		return in_range(pdu, 1, word(pdu + 3));
	case 0x5a:
		return pdu[2] >= 1 && pdu[2] <= 4;
	}
	return true;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static const union nf_inet_addr address;
	const struct edgesec_modbus_client client = { 1, AF_INET, &address };
	static struct edgesec_modbus_server *server, *limited;
	u8 *copy = malloc(size ? size : 1);
	u32 length = 0;

	if (!server) {
		server = new_server();
		limited = new_limited();
	}
	memcpy(copy, data, size);
	if (!edgesec_modbus_request_frame(copy, size, &length)) {
		struct edgesec_modbus_detail detail;
		bool free_pass, passes;

		if (length > size || length < EDGESEC_MODBUS_PEEK ||
		    length > EDGESEC_MODBUS_ADU_MAX)
			abort();
		free_pass = !edgesec_modbus_request_check(copy, length, server,
							  &client);
		passes = !edgesec_modbus_request_check(copy, length, limited,
						       &client);
		edgesec_modbus_request_detail(copy, length, &detail);
		if ((free_pass || passes) &&
		    (copy[7] == 0x11 || !copy[7] || copy[7] > 127))
			abort();
		if (passes && (!free_pass || !is_right(copy + 7)))
			abort();
	}
	free(copy);
	return 0;
}
