/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: locks asserted for real */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_LOCKDEP_H
#define SHIM_LINUX_LOCKDEP_H

#include <linux/bug.h>

struct spinlock;
struct mutex;
bool shim_spin_is_held(const struct spinlock *lock);
bool shim_mutex_is_held(const struct mutex *lock);
void might_sleep(void);

#define shim_is_held(l)							\
	_Generic((l), struct spinlock *: shim_spin_is_held,		\
		 const struct spinlock *: shim_spin_is_held,		\
		 struct mutex *: shim_mutex_is_held,			\
		 const struct mutex *: shim_mutex_is_held)((const void *)(l))
#define lockdep_is_held(l)		shim_is_held(l)
#define lockdep_assert_held(l)		((void)WARN_ON(!shim_is_held(l)))
#define lockdep_assert_not_held(l)	((void)WARN_ON(shim_is_held(l)))
#define lockdep_assert(cond)		((void)WARN_ON(!(cond)))
#define lockdep_set_class(l, key)	((void)(l), (void)(key))
#define lockdep_assert_in_softirq()	((void)0)
struct lock_class_key {
	int unused;
};

#endif /* SHIM_LINUX_LOCKDEP_H */
