// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What a file is: the SHA-256 of its content, and a cache of them
 * Copyright (C) 2026 The edgesec authors
 *
 * A digest is computed from what the page cache holds while nobody can write:
 * both callers pass a file that is being executed or is the program of a
 * process, and the kernel refuses to open such a file for writing (ETXTBSY).
 *
 * The cache maps an inode in memory to the digest of one version of its
 * content. Three conditions make an answer from it good:
 *
 * - The file system counts changes (SB_I_VERSION). The version is read with
 *   inode_query_iversion() before the content; reading it marks it as seen, so
 *   that the next change raises it. Where versions are not counted (tmpfs,
 *   overlayfs, ...) nothing is cached and every question reads the file.
 * - The entry is younger than the inode. Entries are found by the address of
 *   the inode and are dropped when it is freed (the inode_free_security hook),
 *   so a new inode at the same address never meets an old digest. While that
 *   hook has not shown that calls arrive, nothing is cached, and an entry is
 *   good only as long as the hook stays attached without a gap (its epoch).
 * - The content does not change behind the kernel's back. File systems that
 *   serve whatever they like (FUSE, or mounted by an untrusted user) are
 *   refused, cached or not.
 */
#include "digest.h"
#include "attach.h"
#include "counter.h"

#include <crypto/hash.h>
#include <crypto/sha2.h>
#include <linux/fs.h>
#include <linux/iversion.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#define CACHE_MAX	16384
#define CHUNK		(16 * 1024)

static_assert(EDGESEC_DIGEST_SIZE == SHA256_DIGEST_SIZE);

/**
 * struct cached - The digest of one version of one inode
 * @node: In @oldest_first. Guarded by @cache_lock.
 * @rcu: Readers may still look at it after it is unlinked.
 * @inode: Whose; only its address is used, it holds no reference.
 * @epoch: Of the inode_free_security hook when the file was read.
 * @version: Of the content, as inode_query_iversion() gives it.
 * @digest: Of that version.
 *
 * Immutable but for @node while it is in the table.
 */
struct cached {
	struct list_head node;
	struct rcu_head rcu;
	const struct inode *inode;
	u32 epoch;
	u64 version;
	u8 digest[EDGESEC_DIGEST_SIZE];
};

static struct crypto_shash *sha256_tfm;

/*
 * cache_lock makes table and list one: both change only under it. It is taken
 * when an inode is freed, so with softirqs off. The table's own lock nests
 * inside.
 */
static DEFINE_SPINLOCK(cache_lock);
static LIST_HEAD(oldest_first);
static unsigned int cached_count;
static struct edgesec_table cache;

static u64 inode_key(const struct inode *inode)
{
	return (unsigned long)inode;
}

static struct cached *to_cached(u64 value)
{
	return (struct cached *)(unsigned long)value;
}

static void unlink_cached(struct cached *entry)
{
	u64 value;

	lockdep_assert_held(&cache_lock);

	edgesec_table_remove(&cache, inode_key(entry->inode), &value);
	list_del(&entry->node);
	cached_count--;
	kfree_rcu(entry, rcu);
}

static bool find_cached(const struct inode *inode, u32 epoch, u64 version,
			u8 *digest)
{
	const struct cached *entry;
	bool found = false;
	u64 value;

	rcu_read_lock();
	if (edgesec_table_lookup(&cache, inode_key(inode), &value)) {
		entry = to_cached(value);
		found = entry->version == version && entry->epoch == epoch;
		if (found)
			memcpy(digest, entry->digest, sizeof(entry->digest));
	}
	rcu_read_unlock();
	return found;
}

static void remember(const struct inode *inode, u32 epoch, u64 version,
		     const u8 *digest)
{
	struct cached *entry = kmalloc(sizeof(*entry), GFP_KERNEL);
	u64 old;

	if (!entry)
		return;
	entry->inode = inode;
	entry->epoch = epoch;
	entry->version = version;
	memcpy(entry->digest, digest, sizeof(entry->digest));

	spin_lock_bh(&cache_lock);
	rcu_read_lock();
	if (edgesec_table_lookup(&cache, inode_key(inode), &old))
		unlink_cached(to_cached(old));
	else if (cached_count >= CACHE_MAX)
		unlink_cached(list_first_entry(&oldest_first, struct cached,
					       node));
	rcu_read_unlock();
	if (edgesec_table_insert(&cache, inode_key(inode), (unsigned long)entry,
				 GFP_ATOMIC | __GFP_NOWARN)) {
		kfree(entry);
	} else {
		list_add_tail(&entry->node, &oldest_first);
		cached_count++;
	}
	spin_unlock_bh(&cache_lock);
}

/* Reads the whole file; the content of an unreadable rest decides nothing. */
static int read_all(struct file *file, struct shash_desc *desc, u8 *buffer)
{
	loff_t size = i_size_read(file_inode(file));
	loff_t pos = 0;
	ssize_t len;
	int ret;

	while (pos < size) {
		if (fatal_signal_pending(current))
			return -EINTR;
		len = kernel_read(file, buffer, CHUNK, &pos);
		if (len < 0)
			return len;
		if (!len)
			return -EIO;
		ret = crypto_shash_update(desc, buffer, len);
		if (ret)
			return ret;
		cond_resched();
	}
	return 0;
}

static int compute(struct file *file, u8 *digest)
{
	SHASH_DESC_ON_STACK(desc, sha256_tfm);
	u8 *buffer = kmalloc(CHUNK, GFP_KERNEL);
	int ret;

	if (!buffer)
		return -ENOMEM;
	desc->tfm = sha256_tfm;
	ret = crypto_shash_init(desc);
	if (!ret)
		ret = read_all(file, desc, buffer);
	if (!ret)
		ret = crypto_shash_final(desc, digest);
	shash_desc_zero(desc);
	kfree(buffer);
	return ret;
}

static bool content_is_trustworthy(const struct inode *inode)
{
	return !(inode->i_sb->s_iflags & (SB_I_IMA_UNVERIFIABLE_SIGNATURE |
					  SB_I_UNTRUSTED_MOUNTER));
}

/**
 * edgesec_digest_file - SHA-256 of a file that is being executed
 * @file: The file, open for reading and denied to writers.
 * @digest: Where the digest goes.
 *
 * Context: Process context, may sleep; no lock of the memory map is held.
 *
 * Return: 0; -EACCES when the file system may serve other content later;
 * -EINTR after a fatal signal; -ENOMEM; or what reading the file gave.
 */
int edgesec_digest_file(struct file *file, u8 digest[EDGESEC_DIGEST_SIZE])
{
	struct inode *inode = file_inode(file);
	u32 epoch = IS_I_VERSION(inode) ?
			    edgesec_attach_epoch(EDGESEC_HOOK_INODE_FREE) : 0;
	u64 version = 0;
	int ret;

	might_sleep();
	if (!content_is_trustworthy(inode)) {
		edgesec_counter_inc(EDGESEC_COUNT_DIGEST_FAILED);
		return -EACCES;
	}
	if (epoch) {
		version = inode_query_iversion(inode);
		if (find_cached(inode, epoch, version, digest)) {
			edgesec_counter_inc(EDGESEC_COUNT_DIGEST_CACHED);
			return 0;
		}
	}
	ret = compute(file, digest);
	if (ret) {
		edgesec_counter_inc(EDGESEC_COUNT_DIGEST_FAILED);
		return ret;
	}
	edgesec_counter_inc(EDGESEC_COUNT_DIGEST_COMPUTED);
	if (epoch)
		remember(inode, epoch, version, digest);
	return 0;
}

/**
 * edgesec_digest_forget - Drop what is cached for an inode that goes away
 * @inode: The inode; nobody else can hold it any more.
 *
 * Context: Any but hard interrupt.
 */
void edgesec_digest_forget(const struct inode *inode)
{
	bool found;
	u64 value;

	rcu_read_lock();
	found = edgesec_table_lookup(&cache, inode_key(inode), &value);
	rcu_read_unlock();
	if (!found)
		return;

	spin_lock_bh(&cache_lock);
	rcu_read_lock();
	if (edgesec_table_lookup(&cache, inode_key(inode), &value))
		unlink_cached(to_cached(value));
	rcu_read_unlock();
	spin_unlock_bh(&cache_lock);
}

/**
 * edgesec_digest_flush - Empty the cache
 *
 * Context: Any but hard interrupt.
 */
void edgesec_digest_flush(void)
{
	struct cached *entry, *next;

	spin_lock_bh(&cache_lock);
	list_for_each_entry_safe(entry, next, &oldest_first, node)
		unlink_cached(entry);
	spin_unlock_bh(&cache_lock);
}

/**
 * edgesec_digest_stats - State of the cache
 * @stats: Where it goes.
 *
 * Context: Any.
 */
void edgesec_digest_stats(struct edgesec_table_stats *stats)
{
	edgesec_table_stats(&cache, stats);
}

/**
 * edgesec_digest_setup - Prepare for digests
 *
 * Context: Module initialisation; may load a module that computes SHA-256.
 *
 * Return: 0 or a negative error.
 */
int edgesec_digest_setup(void)
{
	static const struct edgesec_table_limits limits = {
		.name = "digests",
		.max_entries = CACHE_MAX,
		.max_bytes = 4 << 20,
	};
	int ret;

	sha256_tfm = crypto_alloc_shash("sha256", 0, 0);
	if (IS_ERR(sha256_tfm))
		return PTR_ERR(sha256_tfm);
	ret = edgesec_table_init(&cache, &limits);
	if (ret)
		crypto_free_shash(sha256_tfm);
	return ret;
}

/**
 * edgesec_digest_teardown - Free everything
 *
 * Context: Module exit, when no hook runs any more.
 */
void edgesec_digest_teardown(void)
{
	edgesec_digest_flush();
	edgesec_table_destroy(&cache);
	crypto_free_shash(sha256_tfm);
}
