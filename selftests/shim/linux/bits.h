/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: see linux/bitops.h */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_BITS_H
#define SHIM_LINUX_BITS_H

#include <linux/bitops.h>

#endif /* SHIM_LINUX_BITS_H */
