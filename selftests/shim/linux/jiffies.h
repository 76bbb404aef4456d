/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: a clock that only the test moves */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_JIFFIES_H
#define SHIM_LINUX_JIFFIES_H

#include <linux/compiler.h>

#define HZ	1000
extern unsigned long shim_jiffies;
#define jiffies				READ_ONCE(shim_jiffies)
#define time_after(a, b)		((long)((b) - (a)) < 0)
#define time_before(a, b)		time_after(b, a)
#define time_after_eq(a, b)		((long)((a) - (b)) >= 0)
#define time_before_eq(a, b)		time_after_eq(b, a)
#define msecs_to_jiffies(ms)		((unsigned long)(ms))
#define secs_to_jiffies(s)		((unsigned long)(s) * HZ)
#define jiffies_to_msecs(j)		((unsigned int)(j))

#endif /* SHIM_LINUX_JIFFIES_H */
