/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: see linux/compiler.h */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_INIT_H
#define SHIM_LINUX_INIT_H

#include <linux/compiler.h>

#endif /* SHIM_LINUX_INIT_H */
