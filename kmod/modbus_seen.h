/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Kinds of Modbus requests that were seen where a policy learns
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_MODBUS_SEEN_H
#define EDGESEC_MODBUS_SEEN_H

#include <linux/refcount.h>
#include <linux/siphash.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "modbus.h"

#define EDGESEC_MODBUS_SEEN_MAX	16384

/**
 * struct edgesec_modbus_kind - Who asked what of whom
 * @client: Unused bytes are 0, as in @server.
 * @server: Its address.
 * @port: Its port, host byte order.
 * @sub: Sub-function, with @has_sub.
 * @read_first: First address that was read, or number of the file.
 * @read_quantity: How many; 0: nothing was read.
 * @write_first: First address that was written, or number of the file.
 * @write_quantity: How many; 0: nothing was written.
 * @family: AF_INET or AF_INET6.
 * @unit: Unit identifier.
 * @function: Function code; 0 with a @fault that comes before there is one.
 * @has_sub: @sub is valid.
 * @fault: Why the standard does not allow it; EDGESEC_MODBUS_FINE if it does.
 * @reserved: 0.
 *
 * Compared as bytes, so it has no padding.
 */
struct edgesec_modbus_kind {
	union nf_inet_addr client;
	union nf_inet_addr server;
	u16 port;
	u16 sub;
	u16 read_first;
	u16 read_quantity;
	u16 write_first;
	u16 write_quantity;
	u8 family;
	u8 unit;
	u8 function;
	u8 has_sub;
	u8 fault;
	u8 reserved[3];
};

/**
 * struct edgesec_modbus_sight - A kind, and how it was seen
 * @kind: Immutable once it is in &edgesec_modbus_seen.sight.
 * @next: The next with the same hash, plus 1; 0 ends the list.
 * @count: How often.
 * @least: The least value that was written to a register; above @most if none
 *	was.
 * @most: The greatest one.
 */
struct edgesec_modbus_sight {
	struct edgesec_modbus_kind kind;
	u32 next;
	u32 count;
	u16 least;
	u16 most;
};

struct edgesec_modbus_seen;

struct edgesec_modbus_seen *edgesec_modbus_seen_alloc(void);
struct edgesec_modbus_seen *
edgesec_modbus_seen_get(struct edgesec_modbus_seen *seen);
void edgesec_modbus_seen_put(struct edgesec_modbus_seen *seen);

void edgesec_modbus_seen_request(struct edgesec_modbus_seen *seen,
				 const struct edgesec_modbus_kind *from,
				 const u8 *adu, u32 size);
void edgesec_modbus_seen_fault(struct edgesec_modbus_seen *seen,
			       const struct edgesec_modbus_kind *kind);
void edgesec_modbus_seen_miss(struct edgesec_modbus_seen *seen);

bool edgesec_modbus_seen_at(struct edgesec_modbus_seen *seen, u32 index,
			    struct edgesec_modbus_sight *sight);
u64 edgesec_modbus_seen_missed(struct edgesec_modbus_seen *seen);

#endif /* EDGESEC_MODBUS_SEEN_H */
