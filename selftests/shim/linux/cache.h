/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: cache lines */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_CACHE_H
#define SHIM_LINUX_CACHE_H

#include <linux/compiler.h>

#define SMP_CACHE_BYTES			64
#define L1_CACHE_BYTES			64
#define ____cacheline_aligned		__aligned(SMP_CACHE_BYTES)
#define ____cacheline_aligned_in_smp	____cacheline_aligned
#define __cacheline_aligned		____cacheline_aligned

#endif /* SHIM_LINUX_CACHE_H */
