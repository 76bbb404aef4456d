/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What the signature of a policy covers
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef MANIFEST_H
#define MANIFEST_H

#include "compile.h"

/*
 * The text that the kernel verifies the signature of a policy against, byte by
 * byte (kmod/manifest.c). The caller frees it.
 */
char *manifest_text(const struct model *model, const struct compiled *compiled);

#endif /* MANIFEST_H */
