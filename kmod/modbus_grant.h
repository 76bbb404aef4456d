/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What some clients may ask of a Modbus server
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_MODBUS_GRANT_H
#define EDGESEC_MODBUS_GRANT_H

#include "modbus.h"
#include "modbus_limit.h"

#define EDGESEC_MODBUS_ACCESSES	(EDGESEC_MODBUS_ACCESS_WRITE + 1)
#define EDGESEC_MODBUS_TABLES	(EDGESEC_MODBUS_TABLE_FILES + 1)
#define EDGESEC_MODBUS_SUBS	256
#define EDGESEC_MODBUS_GRANTS_MAX 256

/* The function codes that have sub-functions. */
enum edgesec_modbus_family {
	EDGESEC_MODBUS_DIAGNOSTICS,	/* 8 */
	EDGESEC_MODBUS_MEI,		/* 43 */
	EDGESEC_MODBUS_UMAS,		/* 90 */
	EDGESEC_MODBUS_FAMILIES
};

struct edgesec_modbus_values {
	u16 first;
	u16 last;
};

/**
 * struct edgesec_modbus_span - Data of one table, and what it may become
 * @first: Its first address.
 * @last: Its last one.
 * @zeros: Bits that are 0 in what is written.
 * @ones: Bits that are 1 in what is written; has none of @zeros.
 * @value_count: Length of @value; 0 means every value.
 * @value: What may be written to each item. Ascends without overlaps.
 */
struct edgesec_modbus_span {
	u16 first;
	u16 last;
	u16 zeros;
	u16 ones;
	u32 value_count;
	struct edgesec_modbus_values *value;
};

/**
 * struct edgesec_modbus_spans - What may be done to one table
 * @count: Length of @span.
 * @span: Ascends without overlaps; owned.
 */
struct edgesec_modbus_spans {
	u32 count;
	struct edgesec_modbus_span *span;
};

/**
 * struct edgesec_modbus_limits - What may be read, or written
 * @limited: Only what @table lists; otherwise everything.
 * @quantity: How much at once; 0: as much as the standard allows.
 * @table: By kind of data.
 */
struct edgesec_modbus_limits {
	bool limited;
	u32 quantity;
	struct edgesec_modbus_spans table[EDGESEC_MODBUS_TABLES];
};

/* Sub-functions that pass. */
struct edgesec_modbus_subs {
	DECLARE_BITMAP(listed, EDGESEC_MODBUS_SUBS);
};

/**
 * struct edgesec_modbus_grant - What some clients may ask
 * @from_count: Length of @from; 0 means everybody.
 * @from: The clients.
 * @units_limited: @unit counts; otherwise every unit may be addressed.
 * @unit: Unit identifiers that may be addressed.
 * @implied: Function codes that pass with the length that they imply.
 * @mbap: Function codes that pass with the length of the MBAP header.
 * @subs: Sub-functions of some codes; NULL means all.
 * @limits: What may be read, and what written.
 * @limiter: How often, or NULL; owned. Its accounts change while @limiter is
 *	in force, nothing else does.
 *
 * Built by one writer with the edgesec_modbus_grant_*() functions, immutable
 * once edgesec_modbus_server_add_grant() has taken it.
 */
struct edgesec_modbus_grant {
	u32 from_count;
	struct edgesec_modbus_prefix *from;
	bool units_limited;
	DECLARE_BITMAP(unit, EDGESEC_MODBUS_UNITS);
	DECLARE_BITMAP(implied, EDGESEC_MODBUS_CODES);
	DECLARE_BITMAP(mbap, EDGESEC_MODBUS_CODES);
	struct edgesec_modbus_subs *subs[EDGESEC_MODBUS_FAMILIES];
	struct edgesec_modbus_limits limits[EDGESEC_MODBUS_ACCESSES];
	struct edgesec_modbus_limiter *limiter;
};

struct edgesec_modbus_grant *edgesec_modbus_grant_alloc(void);
void edgesec_modbus_grant_free(struct edgesec_modbus_grant *grant);
int edgesec_modbus_grant_add_from(struct edgesec_modbus_grant *grant,
				  const struct edgesec_modbus_prefix *prefix);
int edgesec_modbus_grant_add_units(struct edgesec_modbus_grant *grant,
				   u32 first, u32 last);
int edgesec_modbus_grant_add_function(struct edgesec_modbus_grant *grant,
				      u32 code, enum edgesec_framing framing);
int edgesec_modbus_grant_add_subs(struct edgesec_modbus_grant *grant, u32 code,
				  u32 first, u32 last);
int edgesec_modbus_grant_add_span(struct edgesec_modbus_grant *grant,
				  enum edgesec_modbus_access access,
				  enum edgesec_modbus_table table,
				  const struct edgesec_modbus_span *span);
int edgesec_modbus_grant_set_rate(struct edgesec_modbus_grant *grant,
				  enum edgesec_modbus_rated rated,
				  const struct edgesec_modbus_rate *rate);
int edgesec_modbus_span_add_values(struct edgesec_modbus_span *span, u32 first,
				   u32 last);

enum edgesec_modbus_family edgesec_modbus_family_of(u8 code);

int edgesec_modbus_server_add_grant(struct edgesec_modbus_server *server,
				    struct edgesec_modbus_grant *grant);

#endif /* EDGESEC_MODBUS_GRANT_H */
