/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: see linux/bug.h */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_BUILD_BUG_H
#define SHIM_LINUX_BUILD_BUG_H

#include <linux/bug.h>

#endif /* SHIM_LINUX_BUILD_BUG_H */
