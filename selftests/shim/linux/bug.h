/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: assertions: what only warns in the kernel aborts a test */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_BUG_H
#define SHIM_LINUX_BUG_H

#include <linux/compiler.h>
#include <assert.h>

__cold void shim_warn(const char *file, int line, const char *what);

#define WARN_ON(cond) ({						\
	bool warn_cond = !!(cond);					\
	if (unlikely(warn_cond))					\
		shim_warn(__FILE__, __LINE__, #cond);			\
	warn_cond;							\
})
#define WARN_ON_ONCE(cond)		WARN_ON(cond)
#define WARN_ONCE(cond, ...)		WARN_ON(cond)
#define WARN(cond, ...)			WARN_ON(cond)
/* As in the kernel, and unlike C11's, the words may be missing. */
#undef static_assert
#define static_assert(cond, ...)	shim_assert(cond, ##__VA_ARGS__, #cond)
#define shim_assert(cond, words, ...)	_Static_assert(cond, words)
#define BUILD_BUG_ON(cond)		_Static_assert(!(cond), #cond)
#define BUILD_BUG_ON_MSG(cond, msg)	_Static_assert(!(cond), msg)

#endif /* SHIM_LINUX_BUG_H */
