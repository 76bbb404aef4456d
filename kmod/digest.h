/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What a file is: the SHA-256 of its content, and a cache of them
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_DIGEST_H
#define EDGESEC_DIGEST_H

#include <linux/types.h>

#include "table.h"
#include "uapi/edgesec.h"

struct file;
struct inode;

bool edgesec_digest_is_overlay_of_user(const struct file *file);
bool edgesec_digest_is_tracked(const struct file *file);
int edgesec_digest_file(struct file *file, u8 *digest);
struct file *edgesec_digest_reopen(struct file *file);
int edgesec_digest_opening(struct file *file, u8 *digest);
int edgesec_digest_known(struct file *file, u8 *digest);
void edgesec_digest_forget(const struct inode *inode);
void edgesec_digest_written(const struct inode *inode);
void edgesec_digest_flush(void);
void edgesec_digest_stats(struct edgesec_table_stats *stats);
int edgesec_digest_setup(void);
void edgesec_digest_teardown(void);

#endif /* EDGESEC_DIGEST_H */
