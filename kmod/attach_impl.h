/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What attach.c and attach_targets.c share
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_ATTACH_IMPL_H
#define EDGESEC_ATTACH_IMPL_H

#include <linux/ftrace.h>
#include <linux/srcu.h>

#include "attach.h"

enum way { WAY_STUB, WAY_WRAPPER, WAY_COUNT, WAY_NONE = WAY_COUNT };

/**
 * struct edgesec_hook_point - One LSM hook
 * @name: Its name.
 * @symbol: The function to redirect, for each way.
 * @target: Where its calls go, for each way.
 * @has_callers: Does anything in this kernel call it now? NULL: always.
 * @original: The function itself, for WAY_WRAPPER; 0 if it was not found.
 * @ops: Our hold on ftrace. Guarded by attach_lock.
 * @epoch: Number of the attachment, from 1. Guarded by attach_lock.
 * @attached: Calls are redirected. Written under attach_lock, read anywhere.
 * @live: A call has arrived. Cleared under attach_lock, set by targets.
 * @failed: What to say when it can't be attached.
 * @silent: What to say while no call has arrived.
 */
struct edgesec_hook_point {
	const char *name;
	const char *symbol[WAY_COUNT];
	unsigned long target[WAY_COUNT];
	bool (*has_callers)(void);
	unsigned long original;
	struct ftrace_ops ops;
	u32 epoch;
	bool attached;
	bool live;
	const char *failed;
	const char *silent;
};

extern struct edgesec_hook_point edgesec_hooks[EDGESEC_HOOK_COUNT];

/* Held by every target while it runs; teardown waits for it. */
extern struct srcu_struct edgesec_targets;

#endif /* EDGESEC_ATTACH_IMPL_H */
