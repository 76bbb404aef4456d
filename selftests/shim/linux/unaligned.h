/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: words at any address */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_UNALIGNED_H
#define SHIM_LINUX_UNALIGNED_H

#include <asm/byteorder.h>
#include <string.h>

#define get_unaligned(p) ({						\
	typeof(*(p)) gu_v;						\
	memcpy(&gu_v, (p), sizeof(gu_v));				\
	gu_v;								\
})
#define put_unaligned(v, p) do {					\
	typeof(*(p)) pu_v = (v);					\
	memcpy((p), &pu_v, sizeof(pu_v));				\
} while (0)

static inline u16 get_unaligned_be16(const void *p)
{
	const u8 *b = p;

	return (u16)(b[0] << 8 | b[1]);
}

static inline u32 get_unaligned_be32(const void *p)
{
	const u8 *b = p;

	return (u32)get_unaligned_be16(b) << 16 | get_unaligned_be16(b + 2);
}

static inline u64 get_unaligned_be64(const void *p)
{
	const u8 *b = p;

	return (u64)get_unaligned_be32(b) << 32 | get_unaligned_be32(b + 4);
}

static inline u16 get_unaligned_le16(const void *p)
{
	const u8 *b = p;

	return (u16)(b[1] << 8 | b[0]);
}

static inline void put_unaligned_be16(u16 v, void *p)
{
	u8 *b = p;

	b[0] = (u8)(v >> 8);
	b[1] = (u8)v;
}

static inline void put_unaligned_be32(u32 v, void *p)
{
	put_unaligned_be16((u16)(v >> 16), p);
	put_unaligned_be16((u16)v, (u8 *)p + 2);
}

#endif /* SHIM_LINUX_UNALIGNED_H */
