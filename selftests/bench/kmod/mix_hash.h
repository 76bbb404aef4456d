/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Bench: a multiplication in the place of the table's hash
 * Copyright (C) 2026 The edgesec authors
 *
 * What the table would gain with a hash that spreads well, and that whoever can
 * measure lookups can learn to aim at. Never used but to say so.
 */
#ifndef BENCH_MIX_HASH_H
#define BENCH_MIX_HASH_H

#include <linux/siphash.h>

static inline u32 bench_mix_2u32(u32 low, u32 high, const hsiphash_key_t *key)
{
	u64 x = ((u64)high << 32 | low) ^ key->key[0];

	x *= key->key[1] | 1;
	x ^= x >> 32;
	x *= 0x9e3779b97f4a7c15ULL;
	return x >> 32;
}

#define hsiphash_2u32	bench_mix_2u32

#endif /* BENCH_MIX_HASH_H */
