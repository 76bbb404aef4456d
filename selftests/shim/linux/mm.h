/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: see linux/slab.h */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_MM_H
#define SHIM_LINUX_MM_H

#include <linux/slab.h>

#endif /* SHIM_LINUX_MM_H */
