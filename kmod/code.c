// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Which files are mapped as trusted code
 * Copyright (C) 2026 The edgesec authors
 *
 * The kernel refuses to write to a program while it is executed, but not to a
 * library or to the loader: who can open one for writing changes the code of
 * every process that maps it. So an inode that was allowed to be mapped as code
 * is marked, and while it stays mapped nobody may open it for writing.
 *
 * Mapper and writer each announce themselves before they look at the other:
 *
 *   mapper                                writer (file_open)
 *   ------                                ------------------
 *   is the file listed?
 *   mark the inode                        i_writecount++  (get_write_access)
 *   full barrier (A)                      full barrier (B)
 *   open for writing? then deny           marked and mapped? then deny
 *   is the file listed, still?
 *
 * At least one of them sees the other, and what a writer did before the mark is
 * seen by the second look, which is left out when the mark was there before the
 * first. The first look comes before the mark so that nobody can keep writers
 * out of a file that the policy does not list.
 *
 * Between the verdict and the moment the mapping exists the kernel does nothing
 * that could take long, so a mark younger than RECENT counts as mapped. A mark
 * is a key in a table and holds no reference: it is dropped when the inode is
 * freed, by the hook that also ends cached digests.
 */
#include "code.h"

#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/rcupdate.h>
#include <linux/string.h>

/* Every inode here is one that a policy lists and that is in memory. */
#define CODE_MAX	(1 << 16)

#define RECENT		(5 * HZ)

static struct edgesec_table marked;

static u64 inode_key(const struct inode *inode)
{
	return (unsigned long)inode;
}

static bool find_mark(const struct inode *inode, unsigned long *when)
{
	bool found;
	u64 value;

	rcu_read_lock();
	found = edgesec_table_lookup(&marked, inode_key(inode), &value);
	rcu_read_unlock();
	*when = found ? value : 0;
	return found;
}

static int set_mark(const struct inode *inode)
{
	int ret = edgesec_table_insert(&marked, inode_key(inode), jiffies,
				       GFP_KERNEL);

	if (ret == -EEXIST)
		ret = edgesec_table_replace(&marked, inode_key(inode), jiffies);
	/* -ENOENT: flushed in between, by who takes the rule out of force. */
	return ret == -ENOENT ? 0 : ret;
}

/**
 * edgesec_code_mark - Mark an inode that is about to be mapped as code
 * @inode: The inode.
 * @since: When the caller began to look at the content, in jiffies.
 * @again: Set when writers were not kept out all the time since then.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0; -ENOMEM or -ENOSPC, and the inode has no mark.
 */
int edgesec_code_mark(const struct inode *inode, unsigned long since,
		      bool *again)
{
	unsigned long when;
	int ret;

	might_sleep();
	*again = !find_mark(inode, &when) || !time_before(when, since) ||
		 !time_before(jiffies, when + RECENT / 2);
	if (!*again)
		return 0;
	ret = set_mark(inode);
	/* A: pairs with B in edgesec_code_is_mapped(). */
	smp_mb();
	return ret;
}

/**
 * edgesec_code_is_mapped - Is an inode mapped as trusted code?
 * @inode: An inode that has just been opened for writing.
 *
 * Context: Any.
 *
 * Return: True if it is, or is about to be.
 */
bool edgesec_code_is_mapped(const struct inode *inode)
{
	unsigned long when;

	/* B: the writer is counted; pairs with A in edgesec_code_mark(). */
	smp_mb();
	return find_mark(inode, &when) &&
	       (mapping_mapped(inode->i_mapping) ||
		time_before(jiffies, when + RECENT));
}

/**
 * edgesec_code_forget - Drop the mark of an inode that goes away
 * @inode: The inode; nobody else can hold it any more.
 *
 * Context: Any but hard interrupt.
 */
void edgesec_code_forget(const struct inode *inode)
{
	unsigned long when;
	u64 value;

	if (find_mark(inode, &when))
		edgesec_table_remove(&marked, inode_key(inode), &value);
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
