/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: hints for the cache */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_PREFETCH_H
#define SHIM_LINUX_PREFETCH_H

#define prefetch(p)	__builtin_prefetch(p)
#define prefetchw(p)	__builtin_prefetch(p, 1)

#endif /* SHIM_LINUX_PREFETCH_H */
