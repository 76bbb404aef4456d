/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: annotations, single accesses and memory barriers */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_COMPILER_H
#define SHIM_LINUX_COMPILER_H

#include <linux/types.h>

#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)
#define barrier()	__asm__ __volatile__("" : : : "memory")

#ifndef __always_inline
#define __always_inline	inline __attribute__((__always_inline__))
#endif
#define noinline	__attribute__((__noinline__))
#define __maybe_unused	__attribute__((__unused__))
#define __must_check	__attribute__((__warn_unused_result__))
#define __packed	__attribute__((__packed__))
#define __aligned(n)	__attribute__((__aligned__(n)))
#define __printf(a, b)	__attribute__((__format__(printf, a, b)))
#define __pure		__attribute__((__pure__))
#undef __attribute_const__
#define __attribute_const__ __attribute__((__const__))
#define __cold		__attribute__((__cold__))
#define __malloc	__attribute__((__malloc__))
#define fallthrough	__attribute__((__fallthrough__))
#define __counted_by(m)
#define __init
#define __exit
#define __initdata
#define __ro_after_init
#define __read_mostly
#define __rcu
#define __percpu
#define __user
#define __iomem
#define __force
#define __nocast
#define __acquires(x)
#define __releases(x)
#define __must_hold(x)
#define __acquire(x)	((void)0)
#define __release(x)	((void)0)

/* With SHIM_PAUSE a thread may be stopped before any marked access. */
#ifdef SHIM_PAUSE
void shim_pause(void);
#else
static inline void shim_pause(void)
{
}
#endif

/*
 * Accesses are atomics, not volatiles: ThreadSanitizer then treats them as
 * what the kernel memory model says they are, marked accesses that may race.
 */
#define READ_ONCE(x) ({							\
	shim_pause();							\
	__atomic_load_n(&(x), __ATOMIC_RELAXED);			\
})
#define WRITE_ONCE(x, v) do {						\
	shim_pause();							\
	__atomic_store_n(&(x), (v), __ATOMIC_RELAXED);			\
} while (0)
#define data_race(x)		(x)

#define smp_load_acquire(p) ({						\
	shim_pause();							\
	__atomic_load_n((p), __ATOMIC_ACQUIRE);				\
})
#define smp_store_release(p, v) do {					\
	shim_pause();							\
	__atomic_store_n((p), (v), __ATOMIC_RELEASE);			\
} while (0)

#ifdef __SANITIZE_THREAD__
/*
 * ThreadSanitizer does not know fences. What the fences order here are marked
 * accesses, about which it is silent anyhow; the compiler must be held back.
 */
#define smp_mb()	barrier()
#define smp_rmb()	barrier()
#define smp_wmb()	barrier()
#else
#define smp_mb()	__atomic_thread_fence(__ATOMIC_SEQ_CST)
#define smp_rmb()	__atomic_thread_fence(__ATOMIC_ACQUIRE)
#define smp_wmb()	__atomic_thread_fence(__ATOMIC_RELEASE)
#endif
#define mb()		smp_mb()
#define rmb()		smp_rmb()
#define wmb()		smp_wmb()

#define OPTIMIZER_HIDE_VAR(var)	__asm__("" : "+r"(var))

#endif /* SHIM_LINUX_COMPILER_H */
