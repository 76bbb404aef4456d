/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Bench: a multiplication in the place of the table's hash
 * Copyright (C) 2026 The edgesec authors
 *
 * What the table would gain with a hash that spreads well, and that whoever can
 * measure lookups can learn to aim at. Never used but to say so. The compiler
 * reads this first: it takes the place of kmod/table_hash.h.
 */
#ifndef EDGESEC_TABLE_HASH_H
#define EDGESEC_TABLE_HASH_H

#include <linux/siphash.h>

static inline u32 edgesec_table_hash(u64 key, const hsiphash_key_t *secret)
{
	u64 x = key ^ secret->key[0];

	x *= secret->key[1] | 1;
	x ^= x >> 32;
	x *= 0x9e3779b97f4a7c15ULL;
	return x >> 32;
}

#endif /* EDGESEC_TABLE_HASH_H */
