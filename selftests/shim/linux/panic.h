/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: a panic that the test sees */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_PANIC_H
#define SHIM_LINUX_PANIC_H

/* The test has it, and may return where the kernel would not. */
void shim_panic(void);

#define panic(...)	shim_panic()

#endif /* SHIM_LINUX_PANIC_H */
