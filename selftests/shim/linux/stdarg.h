/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: variable arguments */
/* Copyright (C) 2026 The edgesec authors */
#include <stdarg.h>
