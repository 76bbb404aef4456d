/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: see linux/module.h */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_MODULEPARAM_H
#define SHIM_LINUX_MODULEPARAM_H

#include <linux/module.h>

#endif /* SHIM_LINUX_MODULEPARAM_H */
