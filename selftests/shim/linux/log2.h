/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: powers of two */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_LOG2_H
#define SHIM_LINUX_LOG2_H

#include <linux/bitops.h>

#define ilog2(n)		(fls64(n) - 1)
#define is_power_of_2(n)	((n) && !((n) & ((n) - 1)))
#define order_base_2(n)		((n) > 1 ? ilog2((n) - 1) + 1 : 0)
#define roundup_pow_of_two(n)	(1UL << order_base_2(n))

#endif /* SHIM_LINUX_LOG2_H */
