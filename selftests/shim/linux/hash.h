/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: multiplicative hashes */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_HASH_H
#define SHIM_LINUX_HASH_H

#include <linux/types.h>

static inline u32 hash_64(u64 v, unsigned int bits)
{
	return (u32)((v * 0x61C8864680B583EBULL) >> (64 - bits));
}

static inline u32 hash_32(u32 v, unsigned int bits)
{
	return (v * 0x61C88647U) >> (32 - bits);
}

#endif /* SHIM_LINUX_HASH_H */
