/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: module boilerplate comes to nothing */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_MODULE_H
#define SHIM_LINUX_MODULE_H

#include <linux/kernel.h>

struct module {
	int unused;
};
#define THIS_MODULE		((struct module *)NULL)
#define EXPORT_SYMBOL_GPL(s)
#define MODULE_LICENSE(s)
#define MODULE_DESCRIPTION(s)
#define MODULE_AUTHOR(s)
#define MODULE_PARM_DESC(n, s)
#define module_param(n, t, p)

#endif /* SHIM_LINUX_MODULE_H */
