/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: sorting */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_SORT_H
#define SHIM_LINUX_SORT_H

#include <stdlib.h>

#define sort(base, num, size, cmp, swap)				\
	((void)(swap), qsort(base, num, size, cmp))

#endif /* SHIM_LINUX_SORT_H */
