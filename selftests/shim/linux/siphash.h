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

#ifdef SHIM_WEAK_HASH
/* Eight hash values for all keys: a test then sees what collisions do. */
static inline u32 hsiphash_2u32(u32 a, u32 b, const hsiphash_key_t *key)
{
	(void)b;
	(void)key;
	return (a & 7) << 29;
}
#else
static inline u32 hsiphash_2u32(u32 a, u32 b, const hsiphash_key_t *key)
{
	u32 v[] = { a, b };

	return hsiphash(v, sizeof(v), key);
}
#endif

#endif /* SHIM_LINUX_SIPHASH_H */
