/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: see linux/kernel.h */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_CONTAINER_OF_H
#define SHIM_LINUX_CONTAINER_OF_H

#include <linux/kernel.h>

#endif /* SHIM_LINUX_CONTAINER_OF_H */
