/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: spin locks that know their holder */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_SPINLOCK_H
#define SHIM_LINUX_SPINLOCK_H

#include <linux/compiler.h>
#include <linux/lockdep.h>
#include <pthread.h>

typedef struct spinlock {
	pthread_mutex_t mutex;
	pthread_t owner;
	bool held;
} spinlock_t;
typedef spinlock_t raw_spinlock_t;

#define __SPIN_LOCK_UNLOCKED(name)	{ .mutex = PTHREAD_MUTEX_INITIALIZER }
#define DEFINE_SPINLOCK(name)						\
	spinlock_t name = __SPIN_LOCK_UNLOCKED(name)

void spin_lock_init(spinlock_t *lock);
void spin_lock(spinlock_t *lock);
bool spin_trylock(spinlock_t *lock);
void spin_unlock(spinlock_t *lock);
bool shim_spin_is_held(const spinlock_t *lock);

void local_bh_disable(void);
void local_bh_enable(void);

static inline void spin_lock_bh(spinlock_t *lock)
{
	local_bh_disable();
	spin_lock(lock);
}

static inline void spin_unlock_bh(spinlock_t *lock)
{
	spin_unlock(lock);
	local_bh_enable();
}

#define spin_lock_irq(lock)		spin_lock_bh(lock)
#define spin_unlock_irq(lock)		spin_unlock_bh(lock)
#define spin_lock_irqsave(lock, flags)					\
	do {								\
		(flags) = 0;						\
		spin_lock_bh(lock);					\
	} while (0)
#define spin_unlock_irqrestore(lock, flags)				\
	do {								\
		(void)(flags);						\
		spin_unlock_bh(lock);					\
	} while (0)
#define spin_is_locked(lock)		READ_ONCE((lock)->held)

#endif /* SHIM_LINUX_SPINLOCK_H */
