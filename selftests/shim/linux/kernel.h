/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: small macros */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_KERNEL_H
#define SHIM_LINUX_KERNEL_H

#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/printk.h>
#include <linux/types.h>
#include <stdio.h>

#define container_of(ptr, type, member)					\
	((type *)((char *)(ptr) - offsetof(type, member)))

#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define sizeof_field(t, m)	sizeof(((t *)0)->m)
#define DIV_ROUND_UP(n, d)	(((n) + (d) - 1) / (d))
#define ALIGN(x, a)		(((x) + ((a) - 1)) & ~((typeof(x))(a) - 1))
#define IS_ALIGNED(x, a)	(((x) & ((typeof(x))(a) - 1)) == 0)
#define round_up(x, a)		ALIGN(x, a)
#define round_down(x, a)	((x) & ~((typeof(x))(a) - 1))
#define roundup(x, y)		(DIV_ROUND_UP(x, y) * (y))
#define upper_32_bits(n)	((u32)((u64)(n) >> 32))
#define lower_32_bits(n)	((u32)(n))
#define swap(a, b) do {							\
	typeof(a) swap_tmp = (a);					\
	(a) = (b);							\
	(b) = swap_tmp;							\
} while (0)

#define min(a, b) ({							\
	typeof(a) min_a = (a);						\
	typeof(b) min_b = (b);						\
	min_a < min_b ? min_a : min_b;					\
})
#define max(a, b) ({							\
	typeof(a) max_a = (a);						\
	typeof(b) max_b = (b);						\
	max_a > max_b ? max_a : max_b;					\
})
#define min_t(t, a, b)		min((t)(a), (t)(b))
#define max_t(t, a, b)		max((t)(a), (t)(b))
#define min3(a, b, c)		min(min(a, b), c)
#define max3(a, b, c)		max(max(a, b), c)
#define clamp(v, lo, hi)	min(max(v, lo), hi)
#define clamp_t(t, v, lo, hi)	clamp((t)(v), (t)(lo), (t)(hi))

#ifndef S32_MAX
#define U8_MAX	((u8)~0U)
#define U16_MAX	((u16)~0U)
#define U32_MAX	((u32)~0U)
#define U64_MAX	((u64)~0ULL)
#define S32_MAX	((s32)(U32_MAX >> 1))
#define S64_MAX	((s64)(U64_MAX >> 1))
#endif

#define IS_ENABLED(option)	0

#endif /* SHIM_LINUX_KERNEL_H */
