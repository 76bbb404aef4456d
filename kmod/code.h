/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Which files are mapped as trusted code
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_CODE_H
#define EDGESEC_CODE_H

#include "table.h"

struct inode;

bool edgesec_code_is_kept(const struct inode *inode);
int edgesec_code_mark(const struct inode *inode);
bool edgesec_code_is_used(const struct inode *inode);
void edgesec_code_forget(const struct inode *inode);
void edgesec_code_flush(void);
void edgesec_code_stats(struct edgesec_table_stats *stats);
int edgesec_code_setup(void);
void edgesec_code_teardown(void);

#endif /* EDGESEC_CODE_H */
