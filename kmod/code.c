// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Which files are mapped as trusted code
 * Copyright (C) 2026 The edgesec authors
 *
 * The kernel refuses to write to a program while it is executed, but not to a
 * library or to the loader: who can open one for writing changes the code of
 * every process that maps it. So an inode that was allowed to be mapped as code
 * is marked, and while anybody has it open for reading nobody may open it for
 * writing. A mapping holds its file open, and so does who is about to make one,
 * however long that takes.
 *
 * Mapper and writer each announce themselves before they look at the other:
 *
 *   mapper                                writer (file_open)
 *   ------                                ------------------
 *   i_readcount++  (open)                 i_writecount++  (get_write_access)
 *   is the file listed?                   full barrier (B)
 *   mark the inode                        marked and read? then deny
 *   full barrier (A)
 *   open for writing? then deny
 *   is the file listed, still?
 *
 * At least one of them sees the other, and what a writer did before the mark is
 * seen by the second look. That is left out when the inode was marked, and no
 * writer was there, before the first look: since then none could come. The
 * first look comes before the mark so that nobody can keep writers out of a
 * file that the policy does not list.
 *
 * A mark is a key in a table and holds no reference: it is dropped when the
 * inode is freed, by the hook that also ends cached digests.
 */
#include "code.h"

#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/rcupdate.h>
#include <linux/string.h>

/* Every inode here is one that a policy lists and that is in memory. */
#define CODE_MAX	(1 << 16)

static struct edgesec_table marked;

static u64 inode_key(const struct inode *inode)
{
	return (unsigned long)inode;
}

static bool is_marked(const struct inode *inode)
{
	bool found;
	u64 unused;

	rcu_read_lock();
	found = edgesec_table_lookup(&marked, inode_key(inode), &unused);
	rcu_read_unlock();
	return found;
}

/**
 * edgesec_code_is_kept - Are writers kept out of an inode?
 * @inode: An inode that the caller has open for reading.
 *
 * Context: Any.
 *
 * Return: True when it is marked and nobody has it open for writing: then
 * nobody will, until the caller closes it.
 */
bool edgesec_code_is_kept(const struct inode *inode)
{
	bool kept = is_marked(inode);

	/* A: pairs with B in edgesec_code_is_used(). */
	smp_mb();
	return kept && !inode_is_open_for_write(inode);
}

/**
 * edgesec_code_mark - Mark an inode whose content is about to be code
 * @inode: An inode that the caller has open for reading.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0; -ENOMEM or -ENOSPC, and the inode has no mark.
 */
int edgesec_code_mark(const struct inode *inode)
{
	int ret;

	might_sleep();
	ret = edgesec_table_insert(&marked, inode_key(inode), 1, GFP_KERNEL);
	/* A: pairs with B in edgesec_code_is_used(). */
	smp_mb();
	return ret == -EEXIST ? 0 : ret;
}

/**
 * edgesec_code_is_used - Does anybody use an inode as trusted code?
 * @inode: An inode that has just been opened for writing.
 *
 * Context: Any.
 *
 * Return: True if somebody does, or is about to.
 */
bool edgesec_code_is_used(const struct inode *inode)
{
	/* B: the writer is counted; pairs with A in edgesec_code_mark(). */
	smp_mb();
	return is_marked(inode) && atomic_read(&inode->i_readcount) > 0;
}

/**
 * edgesec_code_forget - Drop the mark of an inode that goes away
 * @inode: The inode; nobody else can hold it any more.
 *
 * Context: Any but hard interrupt.
 */
void edgesec_code_forget(const struct inode *inode)
{
	u64 unused;

	if (is_marked(inode))
		edgesec_table_remove(&marked, inode_key(inode), &unused);
}

static int drop_mark(u64 key, u64 val, void *data)
{
	edgesec_table_remove(&marked, key, &val);
	return 0;
}

/**
 * edgesec_code_flush - Drop all marks
 *
 * Context: Process context, may sleep.
 */
void edgesec_code_flush(void)
{
	struct edgesec_table_cursor cursor;
	int ret;

	do {
		memset(&cursor, 0, sizeof(cursor));
		rcu_read_lock();
		ret = edgesec_table_walk(&marked, &cursor, drop_mark, NULL);
		rcu_read_unlock();
	} while (ret == -EAGAIN);
}

/**
 * edgesec_code_stats - State of the table
 * @stats: Where it goes.
 *
 * Context: Any.
 */
void edgesec_code_stats(struct edgesec_table_stats *stats)
{
	edgesec_table_stats(&marked, stats);
}

/**
 * edgesec_code_setup - Prepare for marks
 *
 * Context: Module initialisation.
 *
 * Return: 0 or -ENOMEM.
 */
int edgesec_code_setup(void)
{
	static const struct edgesec_table_limits limits = {
		.name = "code",
		.max_entries = CODE_MAX,
		.max_bytes = 8 << 20,
	};

	return edgesec_table_init(&marked, &limits);
}

/**
 * edgesec_code_teardown - Free everything
 *
 * Context: Module exit, when no hook runs any more.
 */
void edgesec_code_teardown(void)
{
	edgesec_table_destroy(&marked);
}
