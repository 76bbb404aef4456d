/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: random bytes, the same ones in every run */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_RANDOM_H
#define SHIM_LINUX_RANDOM_H

#include <linux/types.h>

void get_random_bytes(void *buf, size_t len);
u32 get_random_u32(void);
u64 get_random_u64(void);

#endif /* SHIM_LINUX_RANDOM_H */
