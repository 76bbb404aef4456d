/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: error numbers */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_ERRNO_H
#define SHIM_LINUX_ERRNO_H

#include_next <linux/errno.h>
#include <errno.h>

#ifndef ENOTSUPP
#define ENOTSUPP 524
#endif

#endif /* SHIM_LINUX_ERRNO_H */
