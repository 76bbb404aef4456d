/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Modbus servers that run more than the standard says
 * Copyright (C) 2026 The edgesec authors
 *
 * Each is a model of what real servers were seen, or read, to do with the bytes
 * of a connection, and with the ends of what one read() returns.
 */
#ifndef SELFTESTS_MODBUS_GREEDY_H
#define SELFTESTS_MODBUS_GREEDY_H

#include <linux/types.h>

#define GREEDY_BUFFER	8192

/* What wrote: the server's name, the function code, a register or a coil. */
typedef void greedy_write(const char *server, u8 code, bool coil, u32 address);

struct greedy;

/**
 * struct greedy_kind - One kind of server
 * @name: Whom it is like.
 * @take: Looks at what was read and not consumed; returns how much of it is done
 *	with, 0 to wait for more.
 * @by_bytes: Writes of registers believe the byte count, not the quantity.
 * @for_lockstep: Nothing else is safe with it.
 */
struct greedy_kind {
	const char *name;
	u32 (*take)(struct greedy *server);
	bool by_bytes;
	bool for_lockstep;
};

/**
 * struct greedy - A server with one connection
 * @kind: Which one.
 * @len: Length of @data.
 * @body: With NModbus: what its header says of the length to read.
 * @closed: It has closed the connection.
 * @data: What was read and not consumed.
 */
struct greedy {
	const struct greedy_kind *kind;
	u32 len;
	u32 body;
	bool closed;
	u8 data[GREEDY_BUFFER];
};

#define GREEDY_KINDS	8
extern const struct greedy_kind greedy_kinds[GREEDY_KINDS];

/* Called for each register and coil that is written. */
extern greedy_write *greedy_wrote;

/* A read() returns these bytes. */
void greedy_read(struct greedy *server, const u8 *data, u32 len);

#endif /* SELFTESTS_MODBUS_GREEDY_H */
