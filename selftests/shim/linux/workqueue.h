/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: work that runs when the test says so */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_WORKQUEUE_H
#define SHIM_LINUX_WORKQUEUE_H

#include <linux/list.h>
#include <linux/rcupdate.h>

struct work_struct;
struct workqueue_struct;
typedef void (*work_func_t)(struct work_struct *work);

struct work_struct {
	struct list_head entry;
	work_func_t func;
	struct workqueue_struct *wq;
	bool pending;
};

struct delayed_work {
	struct work_struct work;
};

struct rcu_work {
	struct work_struct work;
	struct rcu_head rcu;
};

struct workqueue_struct {
	int unused;
};
extern struct workqueue_struct *system_wq;
extern struct workqueue_struct *system_unbound_wq;
extern struct workqueue_struct *system_long_wq;

#define WQ_UNBOUND	1U
#define WQ_MEM_RECLAIM	2U
#define WQ_FREEZABLE	4U

struct workqueue_struct *alloc_workqueue(const char *fmt, unsigned int flags,
					 int max_active, ...);
void destroy_workqueue(struct workqueue_struct *wq);
void flush_workqueue(struct workqueue_struct *wq);
#define drain_workqueue(wq)		flush_workqueue(wq)

#define INIT_WORK(w, f) do {						\
	(w)->func = (f);						\
	(w)->pending = false;						\
	INIT_LIST_HEAD(&(w)->entry);					\
} while (0)
#define INIT_DELAYED_WORK(w, f)		INIT_WORK(&(w)->work, f)
#define INIT_RCU_WORK(w, f)		INIT_WORK(&(w)->work, f)

bool queue_work(struct workqueue_struct *wq, struct work_struct *work);
bool queue_rcu_work(struct workqueue_struct *wq, struct rcu_work *work);
bool flush_work(struct work_struct *work);
bool flush_rcu_work(struct rcu_work *rwork);
bool cancel_work_sync(struct work_struct *work);
#define schedule_work(w)		queue_work(system_wq, w)
#define queue_delayed_work(wq, w, delay)				\
	((void)(delay), queue_work(wq, &(w)->work))
#define mod_delayed_work(wq, w, delay)	queue_delayed_work(wq, w, delay)
#define schedule_delayed_work(w, delay)					\
	queue_delayed_work(system_wq, w, delay)
#define cancel_delayed_work_sync(w)	cancel_work_sync(&(w)->work)
#define cancel_delayed_work(w)		cancel_work_sync(&(w)->work)
#define flush_delayed_work(w)		flush_work(&(w)->work)
#define work_pending(w)			READ_ONCE((w)->pending)
#define delayed_work_pending(w)		work_pending(&(w)->work)

static inline struct delayed_work *to_delayed_work(struct work_struct *work)
{
	return container_of(work, struct delayed_work, work);
}

static inline struct rcu_work *to_rcu_work(struct work_struct *work)
{
	return container_of(work, struct rcu_work, work);
}

#endif /* SHIM_LINUX_WORKQUEUE_H */
