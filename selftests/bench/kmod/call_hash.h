/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Bench: the table's hash as the kernel has it, behind a call
 * Copyright (C) 2026 The edgesec authors
 *
 * The compiler reads this first: it takes the place of kmod/table_hash.h.
 */
#ifndef EDGESEC_TABLE_HASH_H
#define EDGESEC_TABLE_HASH_H

#include <linux/siphash.h>

static inline u32 edgesec_table_hash(u64 key, const hsiphash_key_t *secret)
{
	return hsiphash_2u32((u32)key, (u32)(key >> 32), secret);
}

#endif /* EDGESEC_TABLE_HASH_H */
