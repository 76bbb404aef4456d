// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What a file is: the SHA-256 of its content, and a cache of them
 * Copyright (C) 2026 The edgesec authors
 *
 * A digest says what the page cache holds at one moment. That it holds the same
 * when the content is used is the affair of who asks: a program that is executed
 * can't be opened for writing (ETXTBSY), nor can a file that is mapped as code
 * while the rule on libraries is in force (code.c).
 *
 * The cache maps an inode in memory to the digest of one version of its
 * content. Under an overlay it is the inode of the layer. Five conditions make
 * an answer from it good:
 *
 * - The file system counts all changes. The version is read with
 *   inode_query_iversion() before the content; reading it marks it as seen, so
 *   that the next change raises it. SB_I_VERSION alone does not promise that:
 *   tmpfs sets it and raises nothing when a shared mapping is stored to. So
 *   only file systems whose source was read are believed; on all others nothing
 *   is cached and every question reads the file.
 * - Nobody maps the file shared and writable, for then a store raises no
 *   version. A later such mapping raises it with its first store.
 * - Nobody has had it open for writing since. ext4 exchanges the blocks of two
 *   files (EXT4_IOC_MOVE_EXT) and raises the version of neither. So the
 *   file_open hook drops what is known of a file that is opened for writing,
 *   and while it is open nothing new is kept.
 * - The entry is younger than the inode. Entries are found by the address of
 *   the inode and are dropped when it is freed (the inode_free_security hook),
 *   so a new inode at the same address never meets an old digest. While that
 *   hook has not shown that calls arrive, nothing is cached, and an entry is
 *   good only as long as the hook stays attached without a gap (its epoch).
 * - The content does not change behind the kernel's back. File systems that
 *   serve whatever they like (FUSE, or mounted by an untrusted user) are
 *   refused, cached or not. So are overlays that such a user mounted, and files
 *   in memory (memfd) whose maker can still write to them: the kernel does not
 *   count that as open for writing.
 */
#include "digest.h"
#include "attach.h"
#include "compat.h"
#include "counter.h"

#include <crypto/hash.h>
#include <crypto/sha2.h>
#include <linux/atomic.h>
#include <linux/cred.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/hash.h>
#include <linux/iversion.h>
#include <linux/list.h>
#include <linux/magic.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/shmem_fs.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/user_namespace.h>

#define CACHE_MAX	16384
#define CHUNK		(16 * 1024)

/* Larger than any script; an interpreter shall not make the kernel read a disk. */
#define SCRIPT_MAX	(64 << 20)

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
 * How often an inode was opened for writing; many inodes share a number. A
 * digest that was computed meanwhile is not kept.
 */
#define WRITERS_BITS	8
static atomic_t writers[1 << WRITERS_BITS];

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
 * edgesec_digest_is_overlay_of_user - Is a file one of an overlay of a user?
 * @file: The file.
 *
 * While a file of an overlay is executed only the overlay refuses writers, and
 * what was mapped of it before a copy-up stays mapped. Who mounted it in a user
 * namespace owns the layers too, and writes there.
 *
 * Context: Any but hard interrupt.
 *
 * Return: True if it is.
 */
bool edgesec_digest_is_overlay_of_user(const struct file *file)
{
	const struct super_block *sb = file_inode(file)->i_sb;

	return edgesec_compat_real_inode(file)->i_sb != sb &&
	       sb->s_user_ns != &init_user_ns;
}

/* What seals a file in memory has to have, to stay what it is. */
#define SEALS	(F_SEAL_WRITE | F_SEAL_SHRINK)

/* Files without a mount are memfds, of tmpfs or hugetlbfs. */
static bool may_be_rewritten(struct inode *inode)
{
	if (!(inode->i_sb->s_flags & SB_KERNMOUNT))
		return false;
	return inode->i_sb->s_magic != TMPFS_MAGIC ||
	       (READ_ONCE(SHMEM_I(inode)->seals) & SEALS) != SEALS;
}

/* kernel_read() complains in the log about what it can't read. */
static bool is_readable(const struct file *file)
{
	const fmode_t need = FMODE_READ | FMODE_CAN_READ;

	return (file->f_mode & need) == need && file->f_op->read_iter &&
	       !file->f_op->read;
}

/* These raise the version in page_mkwrite() too, by file_update_time(). */
static bool counts_changes(const struct inode *inode)
{
	switch (inode->i_sb->s_magic) {
	case EXT4_SUPER_MAGIC:
	case XFS_SUPER_MAGIC:
	case BTRFS_SUPER_MAGIC:
		return IS_I_VERSION(inode);
	}
	return false;
}

/**
 * edgesec_digest_is_tracked - Does the file system count changes of a file?
 * @file: The file.
 *
 * Context: Any but hard interrupt.
 *
 * Return: True if it does, so that a digest may be kept.
 */
bool edgesec_digest_is_tracked(const struct file *file)
{
	return counts_changes(edgesec_compat_real_inode(file));
}

/**
 * struct content - Which content of which file is in question
 * @inode: That holds it.
 * @epoch: Of the inode_free_security hook; 0 when nothing can be cached.
 * @version: Of the content, when @epoch is not 0.
 * @writers: How often it was opened for writing, when @epoch is not 0.
 */
struct content {
	struct inode *inode;
	u32 epoch;
	u64 version;
	int writers;
};

static atomic_t *count_of_writers(const struct inode *inode)
{
	return &writers[hash_ptr(inode, WRITERS_BITS)];
}

static bool can_be_cached(struct inode *inode)
{
	return counts_changes(inode) &&
	       !mapping_writably_mapped(inode->i_mapping) &&
	       !inode_is_open_for_write(inode);
}

static void find_content(const struct file *file, struct content *content)
{
	struct inode *inode = edgesec_compat_real_inode(file);

	*content = (struct content){ .inode = inode };
	content->writers = atomic_read(count_of_writers(inode));
	/* Who opens it after this look is counted after it, too. */
	smp_rmb();
	if (!can_be_cached(inode) || !edgesec_attach_epoch(EDGESEC_HOOK_OPEN))
		return;
	content->epoch = edgesec_attach_epoch(EDGESEC_HOOK_INODE_FREE);
	if (content->epoch)
		content->version = inode_query_iversion(inode);
}

/* Can this content be trusted to stay while nobody has the file open? */
static int check_content(const struct file *file, const struct content *content)
{
	if (!content_is_trustworthy(file_inode(file)) ||
	    !content_is_trustworthy(content->inode) ||
	    edgesec_digest_is_overlay_of_user(file))
		return -EACCES;
	return may_be_rewritten(content->inode) ? -ETXTBSY : 0;
}

static bool is_same(const struct content *a, const struct content *b)
{
	return a->epoch && a->inode == b->inode && a->epoch == b->epoch &&
	       a->version == b->version && a->writers == b->writers;
}

static int find_digest(const struct content *content, u8 *digest)
{
	if (!content->epoch || !find_cached(content->inode, content->epoch,
					    content->version, digest))
		return -EAGAIN;
	edgesec_counter_inc(EDGESEC_COUNT_DIGEST_CACHED);
	return 0;
}

/* What changed while it was read, by a copy-up or a writer, is not kept. */
static int read_digest(struct file *file, const struct content *before,
		       u8 *digest)
{
	struct content after;
	int ret = is_readable(file) ? compute(file, digest) : -EINVAL;

	if (ret)
		return ret;
	edgesec_counter_inc(EDGESEC_COUNT_DIGEST_COMPUTED);
	find_content(file, &after);
	if (!is_same(before, &after))
		return 0;
	remember(before->inode, before->epoch, before->version, digest);
	/* C: a writer that came too early to drop it; pairs with D. */
	smp_mb();
	find_content(file, &after);
	if (!is_same(before, &after))
		edgesec_digest_forget(before->inode);
	return 0;
}

/**
 * edgesec_digest_known - SHA-256 of a file, if it needs not be read for that
 * @file: The file.
 * @digest: Where the digest goes, EDGESEC_DIGEST_SIZE bytes.
 *
 * Context: Any but hard interrupt.
 *
 * Return: 0; -EAGAIN when the file would have to be read; -EACCES when its file
 * system may serve other content later; -ETXTBSY when it is a file in memory
 * that is not sealed.
 */
int edgesec_digest_known(struct file *file, u8 *digest)
{
	struct content content;
	int ret;

	find_content(file, &content);
	ret = check_content(file, &content);
	if (ret) {
		edgesec_counter_inc(EDGESEC_COUNT_DIGEST_FAILED);
		return ret;
	}
	return find_digest(&content, digest);
}

/**
 * edgesec_digest_file - SHA-256 of a file
 * @file: The file, open for reading.
 * @digest: Where the digest goes, EDGESEC_DIGEST_SIZE bytes.
 *
 * Context: Process context, may sleep; no lock of the memory map is held.
 *
 * Return: 0; -EACCES and -ETXTBSY as edgesec_digest_known(); -EINTR after a
 * fatal signal; -ENOMEM; -EINVAL when it can't be read; or what reading it gave.
 */
int edgesec_digest_file(struct file *file, u8 *digest)
{
	struct content content;
	int ret;

	might_sleep();
	ret = edgesec_digest_known(file, digest);
	if (ret != -EAGAIN)
		return ret;
	find_content(file, &content);
	ret = read_digest(file, &content, digest);
	if (ret)
		edgesec_counter_inc(EDGESEC_COUNT_DIGEST_FAILED);
	return ret;
}

/**
 * edgesec_digest_reopen - Open a file once more, to look at its content
 * @file: As the hook file_open gets it.
 *
 * It is opened as a program is, which the hook leaves alone.
 *
 * Context: Process context, may sleep.
 *
 * Return: Another open file, for fput(), or a negative error.
 */
struct file *edgesec_digest_reopen(struct file *file)
{
	return dentry_open(&file->f_path, O_RDONLY | O_LARGEFILE | __FMODE_EXEC,
			   current_cred());
}

/**
 * edgesec_digest_opening - SHA-256 of a file that is being opened
 * @file: As the hook file_open gets it: it can't be read yet.
 * @digest: Where the digest goes, EDGESEC_DIGEST_SIZE bytes.
 *
 * Context: Process context, may sleep.
 *
 * Return: As edgesec_digest_file(); -EFBIG for what is too large to be a
 * script; or what opening it gave.
 */
int edgesec_digest_opening(struct file *file, u8 *digest)
{
	struct file *again;
	int ret;

	ret = edgesec_digest_known(file, digest);
	if (ret != -EAGAIN)
		return ret;
	if (i_size_read(file_inode(file)) > SCRIPT_MAX)
		return -EFBIG;
	again = edgesec_digest_reopen(file);
	if (IS_ERR(again))
		return PTR_ERR(again);
	ret = edgesec_digest_file(again, digest);
	fput(again);
	return ret;
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
 * edgesec_digest_written - Drop what is cached for an inode that may change
 * @inode: An inode that has just been opened for writing.
 *
 * Context: Any but hard interrupt.
 */
void edgesec_digest_written(const struct inode *inode)
{
	atomic_inc(count_of_writers(inode));
	/* D: counted before it looks; pairs with C in read_digest(). */
	smp_mb__after_atomic();
	edgesec_digest_forget(inode);
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
