/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - the table: its hash, a SipHash without a call */
/* Copyright (C) 2026 The edgesec authors */
#ifndef EDGESEC_TABLE_HASH_H
#define EDGESEC_TABLE_HASH_H

#include <linux/siphash.h>

/**
 * edgesec_table_hash - What hsiphash_2u32() says of both halves of a key.
 * @key: Any value.
 * @secret: Random, and nobody else's.
 *
 * On 64-bit kernels that is SipHash-1-3. Here it is part of the lookup: a call,
 * and what it saves and restores, would take a tenth of the instructions of a
 * lookup, and so many are in a processor's window that the next lookup would not
 * fit into it (docs/table.md).
 */
static __always_inline u32
edgesec_table_hash(u64 key, const hsiphash_key_t *secret)
{
	const u64 length = 8ULL << 56;
	u64 v0 = SIPHASH_CONST_0 ^ secret->key[0];
	u64 v1 = SIPHASH_CONST_1 ^ secret->key[1];
	u64 v2 = SIPHASH_CONST_2 ^ secret->key[0];
	u64 v3 = SIPHASH_CONST_3 ^ secret->key[1];

	v3 ^= key;
	SIPHASH_PERMUTATION(v0, v1, v2, v3);
	v0 ^= key;
	v3 ^= length;
	SIPHASH_PERMUTATION(v0, v1, v2, v3);
	v0 ^= length;
	v2 ^= 0xff;
	SIPHASH_PERMUTATION(v0, v1, v2, v3);
	SIPHASH_PERMUTATION(v0, v1, v2, v3);
	SIPHASH_PERMUTATION(v0, v1, v2, v3);
	return v0 ^ v1 ^ v2 ^ v3;
}

#endif /* EDGESEC_TABLE_HASH_H */
