/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: see linux/rcupdate.h */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_RCULIST_H
#define SHIM_LINUX_RCULIST_H

#include <linux/rcupdate.h>

#endif /* SHIM_LINUX_RCULIST_H */
