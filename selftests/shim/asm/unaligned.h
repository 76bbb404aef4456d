/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: see linux/unaligned.h */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_ASM_UNALIGNED_H
#define SHIM_ASM_UNALIGNED_H

#include <linux/unaligned.h>

#endif /* SHIM_ASM_UNALIGNED_H */
