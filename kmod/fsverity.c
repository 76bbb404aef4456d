// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What a file is: its fs-verity digest
 * Copyright (C) 2026 The edgesec authors
 *
 * fs-verity makes a file immutable for good, and checks every page that is read
 * of it against a tree of hashes. The digest of the root of that tree stands for
 * the content as its SHA-256 does, but nothing is read for it: the file system
 * has it in memory from the moment the file is opened. So there is no cache
 * here, no limit of size, nobody who could change the content meanwhile, and
 * also who may not sleep can ask. Under an overlay it is the file of the layer
 * that holds the content, unless a user has mounted the overlay.
 *
 * Only digests that were made with SHA-256 count.
 */
#include "fsverity.h"
#include "compat.h"
#include "digest.h"

#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/fsverity.h>
#include <linux/string.h>

/**
 * edgesec_fsverity_known - The fs-verity digest of an open file
 * @file: The file.
 * @digest: Where the digest goes, EDGESEC_DIGEST_SIZE bytes.
 *
 * Context: Any but hard interrupt.
 *
 * Return: 0; -ENODATA when it has none; -EAGAIN when it is not in memory, since
 * the file is only being opened; -EACCES when it is one of an overlay of a user.
 */
int edgesec_fsverity_known(struct file *file, u8 *digest)
{
	struct inode *inode = edgesec_compat_real_inode(file);
	u8 found[FS_VERITY_MAX_DIGEST_SIZE];
	u8 alg = 0;
	int size = edgesec_compat_fsverity(inode, found, &alg);

	if (edgesec_digest_is_overlay_of_user(file))
		return -EACCES;
	if (size <= 0)
		return EDGESEC_HAS_FSVERITY && IS_VERITY(inode) ? -EAGAIN :
								  -ENODATA;
	if (alg != FS_VERITY_HASH_ALG_SHA256 || size != EDGESEC_DIGEST_SIZE)
		return -ENODATA;
	memcpy(digest, found, EDGESEC_DIGEST_SIZE);
	return 0;
}

/**
 * edgesec_fsverity_opening - The fs-verity digest of a file that is being opened
 * @file: As the hook file_open gets it: its file system has not opened it yet.
 * @digest: Where the digest goes, EDGESEC_DIGEST_SIZE bytes.
 *
 * Context: Process context, may sleep.
 *
 * Return: As edgesec_fsverity_known(), or what opening it once more gave.
 */
int edgesec_fsverity_opening(struct file *file, u8 *digest)
{
	int ret = edgesec_fsverity_known(file, digest);
	struct file *again;

	if (ret != -EAGAIN)
		return ret;
	again = edgesec_digest_reopen(file);
	if (IS_ERR(again))
		return PTR_ERR(again);
	ret = edgesec_fsverity_known(again, digest);
	fput(again);
	return ret;
}
