/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Bench: barriers between processors as a kernel for x86 has them
 * Copyright (C) 2026 The edgesec authors
 *
 * User-mode Linux makes each of them a fence, which costs a lookup some 40 ns
 * that no machine pays: x86 itself keeps the order of loads, and of stores
 * (arch/x86/include/asm/barrier.h says the same). The compiler reads this first.
 */
#ifndef BENCH_BARRIERS_H
#define BENCH_BARRIERS_H

#include <asm/barrier.h>

#undef __smp_rmb
#undef __smp_wmb
#undef __smp_load_acquire
#undef __smp_store_release

#define __smp_rmb()	barrier()
#define __smp_wmb()	barrier()

#define __smp_load_acquire(p)						\
({									\
	typeof(*(p)) loaded = READ_ONCE(*(p));				\
									\
	barrier();							\
	loaded;								\
})

#define __smp_store_release(p, v)					\
do {									\
	barrier();							\
	WRITE_ONCE(*(p), v);						\
} while (0)

#endif /* BENCH_BARRIERS_H */
