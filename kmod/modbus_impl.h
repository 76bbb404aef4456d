/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What the parts of the Modbus rules share
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_MODBUS_IMPL_H
#define EDGESEC_MODBUS_IMPL_H

#include <linux/slab.h>

#include "modbus.h"
#include "modbus_grant.h"

#define EDGESEC_MODBUS_GROW_BY	8

/* Room for one more element; sizes go up by EDGESEC_MODBUS_GROW_BY. */
static inline void *edgesec_modbus_grow(void *array, u32 count, size_t size)
{
	if (count % EDGESEC_MODBUS_GROW_BY)
		return array;
	return krealloc(array, (count + EDGESEC_MODBUS_GROW_BY) * size,
			GFP_KERNEL_ACCOUNT);
}

static inline u16 be16(const u8 *p)
{
	return p[0] << 8 | p[1];
}

/* How what is written stands in a request. */
enum edgesec_modbus_form {
	FORM_NOTHING,	/* it is a read */
	FORM_ONE_COIL,	/* a word, 0xff00 or 0 */
	FORM_COILS,	/* a bit each, the lowest first */
	FORM_REGISTERS,	/* a word each */
	FORM_MASKS,	/* two words: what stays, what is set */
};

/**
 * struct edgesec_modbus_part - Where a request says what it reads or writes
 * @access: Which of the two.
 * @table: Kind of data.
 * @form: How the data stands in the request.
 * @address: Place of the first address in the PDU; 0 ends a list.
 * @quantity: Place of the quantity; 0: it is 1.
 * @data: Place of what is written.
 */
struct edgesec_modbus_part {
	u8 access;
	u8 table;
	u8 form;
	u8 address;
	u8 quantity;
	u8 data;
};

/* modbus_prefix.c */
void edgesec_modbus_prefix_mask(union nf_inet_addr *to, const void *from,
				u32 length);
int edgesec_modbus_prefix_add(struct edgesec_modbus_prefix **array, u32 *count,
			      const struct edgesec_modbus_prefix *prefix);
bool edgesec_modbus_prefixes_cover(const struct edgesec_modbus_prefix *array,
				   u32 count,
				   const struct edgesec_modbus_client *client);

/* modbus.c */
enum edgesec_modbus_fault edgesec_modbus_pdu_check(const u8 *pdu, u32 len);

/* modbus_parts.c */
const struct edgesec_modbus_part *edgesec_modbus_parts(u8 code);
bool edgesec_modbus_code_is(u8 code, enum edgesec_modbus_access access);
bool edgesec_modbus_pdu_sub(const u8 *pdu, u32 len, u32 *sub);

/* modbus_match.c */
enum edgesec_modbus_fault
edgesec_modbus_grants_check(const u8 *adu, u32 size,
			    const struct edgesec_modbus_server *server,
			    const struct edgesec_modbus_client *client);

#endif /* EDGESEC_MODBUS_IMPL_H */
