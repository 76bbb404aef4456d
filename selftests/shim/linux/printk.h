/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: log lines go to standard error */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_PRINTK_H
#define SHIM_LINUX_PRINTK_H

#include <stdio.h>

#ifndef pr_fmt
#define pr_fmt(fmt) fmt
#endif
#define printk(fmt, ...)	fprintf(stderr, fmt, ##__VA_ARGS__)
#define no_printk(fmt, ...)						\
	do {								\
		if (0)							\
			printk(fmt, ##__VA_ARGS__);			\
	} while (0)
#define pr_err(fmt, ...)		printk(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn(fmt, ...)		printk(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_notice(fmt, ...)		printk(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info(fmt, ...)		printk(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_debug(fmt, ...)		no_printk(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_err_ratelimited		pr_err
#define pr_warn_ratelimited		pr_warn
#define pr_warn_once			pr_warn
#define pr_notice_ratelimited		pr_notice

#endif /* SHIM_LINUX_PRINTK_H */
