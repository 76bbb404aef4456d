/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: giving way */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_SCHED_H
#define SHIM_LINUX_SCHED_H

#include <linux/lockdep.h>

static inline int cond_resched(void)
{
	might_sleep();
	return 0;
}

#endif /* SHIM_LINUX_SCHED_H */
