// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Bench program: ends at once, without a library
 * Copyright (C) 2026 The edgesec authors
 */
#include <sys/syscall.h>

__attribute__((noreturn)) void _start(void)
{
#ifdef __x86_64__
	__asm__ volatile("syscall" : : "a"(SYS_exit_group), "D"(0));
#else
	register long number __asm__("x8") = SYS_exit_group;
	register long status __asm__("x0") = 0;

	__asm__ volatile("svc 0" : : "r"(number), "r"(status));
#endif
	__builtin_unreachable();
}
