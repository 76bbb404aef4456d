/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: divisions */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_MATH64_H
#define SHIM_LINUX_MATH64_H

#include <linux/types.h>

#define div_u64(a, b)	((u64)(a) / (u32)(b))
#define div64_u64(a, b)	((u64)(a) / (u64)(b))
#define mul_u64_u32_shr(a, m, s)					\
	((u64)(((unsigned __int128)(a) * (m)) >> (s)))

#endif /* SHIM_LINUX_MATH64_H */
