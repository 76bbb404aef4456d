/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: mutexes that know their holder */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_MUTEX_H
#define SHIM_LINUX_MUTEX_H

#include <linux/spinlock.h>

struct mutex {
	spinlock_t lock;
};

#define DEFINE_MUTEX(name)						\
	struct mutex name = { .lock = __SPIN_LOCK_UNLOCKED(name.lock) }

static inline void mutex_init(struct mutex *m)
{
	spin_lock_init(&m->lock);
}

static inline void mutex_destroy(struct mutex *m)
{
	(void)m;
}

void mutex_lock(struct mutex *m);
void mutex_unlock(struct mutex *m);
bool mutex_trylock(struct mutex *m);

#endif /* SHIM_LINUX_MUTEX_H */
