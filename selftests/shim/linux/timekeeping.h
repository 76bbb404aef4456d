/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: see linux/jiffies.h */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_TIMEKEEPING_H
#define SHIM_LINUX_TIMEKEEPING_H

#include <linux/jiffies.h>
#include <linux/types.h>

#define ktime_get_ns()	((u64)jiffies * 1000000ULL)

#endif /* SHIM_LINUX_TIMEKEEPING_H */
