/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What a file is: its fs-verity digest
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_FSVERITY_H
#define EDGESEC_FSVERITY_H

#include <linux/types.h>

struct file;

int edgesec_fsverity_known(struct file *file, u8 *digest);
int edgesec_fsverity_opening(struct file *file, u8 *digest);

#endif /* EDGESEC_FSVERITY_H */
