/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Bench: the table's hash without the call
 * Copyright (C) 2026 The edgesec authors
 *
 * hsiphash_2u32() of a 64-bit kernel, lib/siphash.c: SipHash-1-3.
 */
#ifndef BENCH_INLINE_HASH_H
#define BENCH_INLINE_HASH_H

#include <linux/siphash.h>

static inline u32 bench_inline_2u32(u32 low, u32 high,
				    const hsiphash_key_t *key)
{
	u64 v0 = SIPHASH_CONST_0 ^ key->key[0], v1 = SIPHASH_CONST_1 ^ key->key[1];
	u64 v2 = SIPHASH_CONST_2 ^ key->key[0], v3 = SIPHASH_CONST_3 ^ key->key[1];
	u64 word = (u64)high << 32 | low, length = 8ULL << 56;

	v3 ^= word;
	SIPHASH_PERMUTATION(v0, v1, v2, v3);
	v0 ^= word;
	v3 ^= length;
	SIPHASH_PERMUTATION(v0, v1, v2, v3);
	v0 ^= length;
	v2 ^= 0xff;
	SIPHASH_PERMUTATION(v0, v1, v2, v3);
	SIPHASH_PERMUTATION(v0, v1, v2, v3);
	SIPHASH_PERMUTATION(v0, v1, v2, v3);
	return v0 ^ v1 ^ v2 ^ v3;
}

#define hsiphash_2u32	bench_inline_2u32

#endif /* BENCH_INLINE_HASH_H */
