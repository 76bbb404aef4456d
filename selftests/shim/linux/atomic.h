/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: atomic counters */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_ATOMIC_H
#define SHIM_LINUX_ATOMIC_H

#include <linux/compiler.h>

#define ATOMIC_INIT(i)		{ (i) }
#define ATOMIC64_INIT(i)	{ (i) }

#define SHIM_ATOMIC(prefix, type, value)				\
static inline value prefix##_read(const type *v)			\
{									\
	return READ_ONCE(v->counter);					\
}									\
static inline void prefix##_set(type *v, value i)			\
{									\
	WRITE_ONCE(v->counter, i);					\
}									\
static inline void prefix##_add(value i, type *v)			\
{									\
	__atomic_fetch_add(&v->counter, i, __ATOMIC_RELAXED);		\
}									\
static inline value prefix##_add_return(value i, type *v)		\
{									\
	return __atomic_add_fetch(&v->counter, i, __ATOMIC_SEQ_CST);	\
}									\
static inline value prefix##_fetch_add(value i, type *v)		\
{									\
	return __atomic_fetch_add(&v->counter, i, __ATOMIC_SEQ_CST);	\
}									\
static inline void prefix##_sub(value i, type *v)			\
{									\
	prefix##_add(-i, v);						\
}									\
static inline void prefix##_inc(type *v)				\
{									\
	prefix##_add(1, v);						\
}									\
static inline void prefix##_dec(type *v)				\
{									\
	prefix##_add(-1, v);						\
}									\
static inline value prefix##_inc_return(type *v)			\
{									\
	return prefix##_add_return(1, v);				\
}									\
static inline value prefix##_dec_return(type *v)			\
{									\
	return prefix##_add_return(-1, v);				\
}									\
static inline bool prefix##_dec_and_test(type *v)			\
{									\
	return prefix##_dec_return(v) == 0;				\
}									\
static inline value prefix##_xchg(type *v, value i)			\
{									\
	return __atomic_exchange_n(&v->counter, i, __ATOMIC_SEQ_CST);	\
}									\
static inline value prefix##_cmpxchg(type *v, value old, value new)	\
{									\
	__atomic_compare_exchange_n(&v->counter, &old, new, false,	\
				    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST); \
	return old;							\
}

SHIM_ATOMIC(atomic, atomic_t, int)
SHIM_ATOMIC(atomic64, atomic64_t, s64)

#define cmpxchg(ptr, old, new) ({					\
	typeof(*(ptr)) cx_old = (old);					\
	__atomic_compare_exchange_n((ptr), &cx_old, (new), false,	\
				    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST); \
	cx_old;								\
})
#define xchg(ptr, v)	__atomic_exchange_n((ptr), (v), __ATOMIC_SEQ_CST)

#endif /* SHIM_LINUX_ATOMIC_H */
