// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Modbus servers that run more than the standard says
 * Copyright (C) 2026 The edgesec authors
 */

#include "greedy.h"

#include <linux/kernel.h>
#include <string.h>

#define HEADER	7
#define ADU_MAX	260

greedy_write *greedy_wrote;

static u32 be16(const u8 *p)
{
	return p[0] << 8 | p[1];
}

/* ---- What a request does ---- */

static void wrote(const struct greedy *server, u8 code, u32 address, u32 count)
{
	bool coil = code == 5 || code == 15;

	for (u32 i = 0; i < count; i++)
		greedy_wrote(server->kind->name, code, coil,
			     (address + i) % 65536);
}

/* A write at @p: address, quantity, byte count. */
static void run_write(const struct greedy *server, u8 code, const u8 *p)
{
	wrote(server, code, be16(p),
	      server->kind->by_bytes ? p[4] / 2 : be16(p + 2));
}

/*
 * Runs the @len bytes of a PDU. What is missing reads as 0. No limit is
 * checked, and every value of a coil means something.
 */
static void run(const struct greedy *server, const u8 *data, u32 len)
{
	u8 pdu[ADU_MAX] = {};
	u8 code;

	memcpy(pdu, data, min(len, (u32)sizeof(pdu)));
	code = pdu[0];
	if (code == 5 || code == 6 || code == 22)
		wrote(server, code, be16(pdu + 1), 1);
	else if (code == 15)
		wrote(server, code, be16(pdu + 1), be16(pdu + 3));
	else if (code == 16)
		run_write(server, code, pdu + 1);
	else if (code == 23)
		run_write(server, code, pdu + 5);
}

/* ---- Where a request ends ---- */

/* By the MBAP header, as the standard says; but what it says it believes. */
static u32 take_by_header(struct greedy *server)
{
	u32 size;

	if (server->len < HEADER + 1)
		return 0;
	size = 6 + be16(server->data + 4);
	if (size < HEADER + 1 || size > ADU_MAX) {
		server->closed = true;
		return 0;
	}
	if (server->len < size)
		return 0;
	if (!be16(server->data + 2))
		run(server, server->data + HEADER, size - HEADER);
	return size;
}

/* As above, but only the first request of what was read is run. */
static u32 take_like_pymodbus(struct greedy *server)
{
	return take_by_header(server) ? server->len : 0;
}

/* The length that libmodbus gives a PDU; 0: it does not know the code. */
static u32 length_by_code(const u8 *pdu, u32 len)
{
	switch (pdu[0]) {
	case 1: case 2: case 3: case 4: case 5: case 6: case 8:
		return 5;
	case 7: case 17:
		return 1;
	case 15: case 16:
		return len < 6 ? 6 : 6 + pdu[5];
	case 22:
		return 7;
	case 23:
		return len < 10 ? 10 : 10 + pdu[9];
	}
	return 0;
}

/* What libmodbus, in contrast to others, looks at. */
static bool counts_fit(const u8 *pdu)
{
	if (pdu[0] == 16)
		return pdu[5] == 2 * be16(pdu + 3);
	return pdu[0] != 23 || pdu[9] == 2 * be16(pdu + 7);
}

static u32 take_by_code(struct greedy *server, bool flushes)
{
	const u8 *pdu = server->data + HEADER;
	u32 len;

	if (server->len < HEADER + 1)
		return 0;
	len = length_by_code(pdu, server->len - HEADER);
	if (len && server->len < HEADER + len)
		return 0;
	if (len && pdu[0] != 8 && counts_fit(pdu))
		run(server, pdu, len);
	else if (flushes)
		return server->len;
	return HEADER + (len ? len : 1);
}

/* By the code; what it can't answer it flushes, with all that is there. */
static u32 take_like_libmodbus(struct greedy *server)
{
	return take_by_code(server, true);
}

static u32 take_without_flush(struct greedy *server)
{
	return take_by_code(server, false);
}

/* With the fixed part there it runs what there is, and skips what is not. */
static u32 take_like_jsmodbus(struct greedy *server)
{
	u32 size;

	if (server->len < HEADER + 5)
		return 0;
	size = 6 + be16(server->data + 4);
	if (size < HEADER + 5)
		return server->len;
	run(server, server->data + HEADER, min(size, server->len) - HEADER);
	return min(size, server->len);
}

/* One read for the header, one for the rest, however much they return. */
static u32 take_like_nmodbus(struct greedy *server)
{
	u32 len;

	if (!server->len)
		return 0;
	if (!server->body) {
		len = min(server->len, 6U);
		server->body = len == 6 ? be16(server->data + 4) : 0;
		return len;
	}
	len = min(server->len, server->body);
	server->body = 0;
	run(server, server->data + 1, len ? len - 1 : 0);
	return len;
}

/* What one read returns is one request. */
static u32 take_at_once(struct greedy *server)
{
	if (server->len >= HEADER + 1)
		run(server, server->data + HEADER, server->len - HEADER);
	return server->len;
}

/* The same with a buffer for the longest request, and no byte more. */
static u32 take_what_fits(struct greedy *server)
{
	u32 len = min(server->len, (u32)ADU_MAX);

	if (len >= HEADER + 1)
		run(server, server->data + HEADER, len - HEADER);
	return len;
}

const struct greedy_kind greedy_kinds[GREEDY_KINDS] = {
	{ "by-the-header", take_by_header },
	{ "pymodbus", take_like_pymodbus },
	{ "libmodbus", take_like_libmodbus },
	{ "without-flush", take_without_flush },
	{ "jsmodbus", take_like_jsmodbus, true },
	{ "nmodbus", take_like_nmodbus, true },
	{ "one-read", take_at_once, true },
	{ "one-small-read", take_what_fits, true, true },
};

void greedy_read(struct greedy *server, const u8 *data, u32 len)
{
	u32 done;

	if (server->closed || len > GREEDY_BUFFER - server->len)
		return;
	memcpy(server->data + server->len, data, len);
	server->len += len;
	while (server->len && !server->closed) {
		done = server->kind->take(server);
		if (!done)
			return;
		server->len -= done;
		memmove(server->data, server->data + done, server->len);
	}
}
