/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Bench: prefetches as a kernel for x86 has them
 * Copyright (C) 2026 The edgesec authors
 *
 * User-mode Linux leaves them to the compiler, which knows of none in a kernel
 * that does without vectors, and says nothing. These are the instructions that
 * any processor of today gets (arch/x86/include/asm/processor.h). The compiler
 * reads this first.
 */
#ifndef BENCH_PREFETCH_H
#define BENCH_PREFETCH_H

#define ARCH_HAS_PREFETCH
#define ARCH_HAS_PREFETCHW

static inline void prefetch(const void *x)
{
	asm volatile("prefetchnta %P0" : : "m" (*(const char *)x));
}

static inline void prefetchw(const void *x)
{
	asm volatile("prefetchw %P0" : : "m" (*(const char *)x));
}

#endif /* BENCH_PREFETCH_H */
