/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: a small, real RCU: grace periods wait for readers */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_RCUPDATE_H
#define SHIM_LINUX_RCUPDATE_H

#include <linux/compiler.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/slab.h>

void rcu_read_lock(void);
void rcu_read_unlock(void);
bool rcu_read_lock_held(void);
#define rcu_read_lock_any_held()	rcu_read_lock_held()
#define rcu_read_lock_bh		rcu_read_lock
#define rcu_read_unlock_bh		rcu_read_unlock
#define RCU_LOCKDEP_WARN(cond, msg)	((void)WARN_ON(cond))

/* Callbacks run in rcu_barrier() or shim_rcu_quiesce(), nowhere else. */
void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head));
void synchronize_rcu(void);
void rcu_barrier(void);

struct shim_rcu_free {
	struct rcu_head rcu;
	const void *object;
};
void shim_rcu_free(const void *object);
#define kfree_rcu(p, member)		shim_rcu_free(p)
#define kvfree_rcu(p, member)		shim_rcu_free(p)
#define kfree_rcu_mightsleep(p)		shim_rcu_free(p)

#define rcu_dereference(p) ({						\
	(void)WARN_ON(!rcu_read_lock_held());				\
	smp_load_acquire(&(p));						\
})
#define rcu_dereference_check(p, cond) ({				\
	(void)WARN_ON(!rcu_read_lock_held() && !(cond));		\
	smp_load_acquire(&(p));						\
})
#define rcu_dereference_protected(p, cond) ({				\
	(void)WARN_ON(!(cond));						\
	READ_ONCE(p);							\
})
#define rcu_dereference_raw(p)		smp_load_acquire(&(p))
#define rcu_access_pointer(p)		READ_ONCE(p)
#define rcu_assign_pointer(p, v)	smp_store_release(&(p), (v))
#define RCU_INIT_POINTER(p, v)		WRITE_ONCE(p, v)
#define rcu_replace_pointer(p, v, cond) ({				\
	typeof(p) rrp_old = rcu_dereference_protected(p, cond);		\
	rcu_assign_pointer(p, v);					\
	rrp_old;							\
})
#define unrcu_pointer(p)		(p)

#endif /* SHIM_LINUX_RCUPDATE_H */
