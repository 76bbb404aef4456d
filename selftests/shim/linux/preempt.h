/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: see linux/spinlock.h */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_PREEMPT_H
#define SHIM_LINUX_PREEMPT_H

#include <linux/spinlock.h>
#include <linux/types.h>

extern bool shim_in_hardirq;

#define in_hardirq()	shim_in_hardirq
#define in_nmi()	false

#endif /* SHIM_LINUX_PREEMPT_H */
