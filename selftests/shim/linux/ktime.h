/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: see linux/jiffies.h */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_KTIME_H
#define SHIM_LINUX_KTIME_H

#include <linux/jiffies.h>

#endif /* SHIM_LINUX_KTIME_H */
