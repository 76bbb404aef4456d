/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: reference counts */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_REFCOUNT_H
#define SHIM_LINUX_REFCOUNT_H

#include <linux/atomic.h>
#include <linux/bug.h>

typedef struct {
	atomic_t refs;
} refcount_t;

#define REFCOUNT_INIT(n)	{ .refs = ATOMIC_INIT(n) }

static inline void refcount_set(refcount_t *r, int n)
{
	atomic_set(&r->refs, n);
}

static inline int refcount_read(const refcount_t *r)
{
	return atomic_read(&r->refs);
}

static inline void refcount_inc(refcount_t *r)
{
	WARN_ON(atomic_fetch_add(1, &r->refs) <= 0);
}

static inline bool refcount_inc_not_zero(refcount_t *r)
{
	int old = atomic_read(&r->refs);

	while (old) {
		int seen = atomic_cmpxchg(&r->refs, old, old + 1);

		if (seen == old)
			return true;
		old = seen;
	}
	return false;
}

static inline bool refcount_dec_and_test(refcount_t *r)
{
	int now = atomic_dec_return(&r->refs);

	WARN_ON(now < 0);
	return now == 0;
}

#endif /* SHIM_LINUX_REFCOUNT_H */
