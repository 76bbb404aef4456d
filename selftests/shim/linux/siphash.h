/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: keyed hashes with the interface of the kernel's */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_SIPHASH_H
#define SHIM_LINUX_SIPHASH_H

#include <linux/types.h>

typedef struct {
	u64 key[2];
} siphash_key_t;
typedef struct {
	u64 key[2];
} hsiphash_key_t;

u64 shim_siphash(const void *data, size_t len, const u64 key[2], int rounds,
		 int final_rounds);

static inline u64 siphash(const void *data, size_t len,
			  const siphash_key_t *key)
{
	return shim_siphash(data, len, key->key, 2, 4);
}

static inline u32 hsiphash(const void *data, size_t len,
			   const hsiphash_key_t *key)
{
	return (u32)shim_siphash(data, len, key->key, 1, 3);
}

static inline u64 siphash_1u64(u64 a, const siphash_key_t *key)
{
	return siphash(&a, sizeof(a), key);
}

static inline u64 siphash_2u64(u64 a, u64 b, const siphash_key_t *key)
{
	u64 v[] = { a, b };

	return siphash(v, sizeof(v), key);
}

static inline u64 siphash_3u64(u64 a, u64 b, u64 c, const siphash_key_t *key)
{
	u64 v[] = { a, b, c };

	return siphash(v, sizeof(v), key);
}

static inline u64 siphash_4u64(u64 a, u64 b, u64 c, u64 d,
			       const siphash_key_t *key)
{
	u64 v[] = { a, b, c, d };

	return siphash(v, sizeof(v), key);
}

static inline u32 hsiphash_1u32(u32 a, const hsiphash_key_t *key)
{
	return hsiphash(&a, sizeof(a), key);
}

static inline u32 hsiphash_2u32(u32 a, u32 b, const hsiphash_key_t *key)
{
	u32 v[] = { a, b };

	return hsiphash(v, sizeof(v), key);
}

/* What a hash is built from that is not called. */

#define SIPHASH_CONST_0		0x736f6d6570736575ULL
#define SIPHASH_CONST_1		0x646f72616e646f6dULL
#define SIPHASH_CONST_2		0x6c7967656e657261ULL
#define SIPHASH_CONST_3		0x7465646279746573ULL

static inline u64 shim_rotate(u64 word, unsigned int bits)
{
	return word << bits | word >> (64 - bits);
}

static inline void shim_sip_half(u64 *a, u64 *b, u64 *c, u64 *d, unsigned int rb,
				 unsigned int rd)
{
	*a += *b;
	*c += *d;
	*b = shim_rotate(*b, rb) ^ *a;
	*d = shim_rotate(*d, rd) ^ *c;
	*a = shim_rotate(*a, 32);
}

#define SIPHASH_PERMUTATION(v0, v1, v2, v3) do {			\
	shim_sip_half(&(v0), &(v1), &(v2), &(v3), 13, 16);		\
	shim_sip_half(&(v2), &(v1), &(v0), &(v3), 17, 21);		\
} while (0)

#endif /* SHIM_LINUX_SIPHASH_H */
