// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What a file is, and whether a policy lists it
 * Copyright (C) 2026 The edgesec authors
 *
 * There are three identities: place, fs-verity digest and SHA-256. The cheap
 * questions come first, and no file is read that no entry can match.
 */
#include "identify.h"
#include "code.h"
#include "compat.h"
#include "digest.h"
#include "eval.h"
#include "fsverity.h"

#include <linux/dcache.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/slab.h>

/* Bytes of the stack that a path may take. */
#define PLACE_SHORT	192

/**
 * struct means - What may be done to find out what a file is
 * @gfp: How memory may be had.
 * @fsverity: Tells the fs-verity digest; -ENODATA when there is none.
 * @digest: Tells the SHA-256.
 */
struct means {
	gfp_t gfp;
	int (*fsverity)(struct file *file, u8 *digest);
	int (*digest)(struct file *file, u8 *digest);
};

/*
 * The path of @file inside its own file system: no mount and no chroot changes
 * it. A file that was replaced while it runs keeps its old name, and the kernel
 * marks it with "//deleted"; only who may write to that directory can have made
 * a file of that name, so the mark is taken off again.
 */
static int find_place(const struct file *file, char *buffer, int size,
		      struct edgesec_identity *who)
{
	static const char mark[] = "//deleted";
	struct dentry *dentry = file->f_path.dentry;
	const char *place = dentry_path_raw(dentry, buffer, size);
	size_t len;

	if (IS_ERR(place))
		return PTR_ERR(place);
	len = strlen(place);
	if (len >= sizeof(mark) - 1 && d_unlinked(dentry) &&
	    !strcmp(place + len - (sizeof(mark) - 1), mark))
		len -= sizeof(mark) - 1;

	who->dev = dentry->d_sb->s_dev;
	who->place = place;
	who->place_len = len;
	who->has_place = true;
	return 0;
}

/* What is asked of a policy; @owner as in struct edgesec_identity. */
struct query {
	const struct edgesec_policy *policy;
	u32 roles;
	u32 owner;
	const struct means *means;
};

static int is_at_listed_place(const struct query *query,
			      const struct file *file, char *buffer, int size)
{
	struct edgesec_identity who = { .owner = query->owner };
	int ret = find_place(file, buffer, size, &who);

	if (!ret && edgesec_eval_has_role(query->policy, &who, query->roles))
		ret = EDGESEC_LISTED_PLACE;
	return ret;
}

static noinline int is_at_long_listed_place(const struct query *query,
					    const struct file *file)
{
	char *buffer = kmalloc(PATH_MAX, query->means->gfp | __GFP_NOWARN);
	int ret;

	if (!buffer)
		return -ENOMEM;
	ret = is_at_listed_place(query, file, buffer, PATH_MAX);
	kfree(buffer);
	return ret;
}

/* Most paths are short, and a page to hold one costs more than all the rest. */
static int is_listed_by_place(const struct query *query,
			      const struct file *file)
{
	char buffer[PLACE_SHORT] __uninitialized;
	int ret = is_at_listed_place(query, file, buffer, sizeof(buffer));

	return ret != -ENAMETOOLONG ? ret :
				      is_at_long_listed_place(query, file);
}

static int is_listed_by_fsverity(const struct query *query, struct file *file)
{
	struct edgesec_identity who = { .has_fsverity = true,
					.owner = query->owner };
	int ret = query->means->fsverity(file, who.fsverity);

	if (ret)
		return ret == -ENODATA ? 0 : ret;
	return edgesec_eval_has_role(query->policy, &who, query->roles);
}

static int is_listed_by_digest(const struct query *query, struct file *file)
{
	struct edgesec_identity who = { .has_digest = true,
					.owner = query->owner };
	int ret;

	if (query->policy->untracked == EDGESEC_UNTRACKED_DENY &&
	    !edgesec_digest_is_tracked(file))
		return -EACCES;
	ret = query->means->digest(file, who.digest);
	if (!ret && edgesec_eval_has_role(query->policy, &who, query->roles))
		ret = EDGESEC_LISTED_DIGEST;
	return ret;
}

/* To be listed in one way is enough; otherwise the last error counts. */
static int either(int before, int now)
{
	return now ? now : before;
}

static int is_listed(const struct query *query, struct file *file)
{
	static const struct edgesec_identity kernel = { .is_kernel = true };
	u32 needs = edgesec_eval_needs(query->policy, query->roles);
	int ret = 0;

	if (!file)
		return edgesec_eval_has_role(query->policy, &kernel,
					     query->roles);
	if (needs & EDGESEC_NEED_PLACE)
		ret = is_listed_by_place(query, file);
	if (ret <= 0 && (needs & EDGESEC_NEED_FSVERITY))
		ret = either(ret, is_listed_by_fsverity(query, file));
	if (ret <= 0 && (needs & EDGESEC_NEED_DIGEST))
		ret = either(ret, is_listed_by_digest(query, file));
	return ret;
}

static const struct means sleeping = {
	.gfp = GFP_KERNEL,
	.fsverity = edgesec_fsverity_known,
	.digest = edgesec_digest_file,
};

/**
 * edgesec_identify - Does a policy list a file?
 * @policy: The policy.
 * @file: An open file; NULL stands for the kernel itself.
 * @roles: Bits of enum edgesec_role, any of which will do.
 *
 * Context: Process context, may sleep and read the file; no lock of the memory
 * map is held.
 *
 * Return: An edgesec_listed or 0; a negative error when that can't be found out.
 */
int edgesec_identify(const struct edgesec_policy *policy, struct file *file,
		     u32 roles)
{
	const struct query query = { policy, roles, 0, &sleeping };

	return is_listed(&query, file);
}

/**
 * edgesec_identify_owner - Does a port belong to a file?
 * @policy: The policy.
 * @file: An open file; NULL stands for the kernel itself.
 * @owner: The number of the programs that it belongs to.
 *
 * Context: As edgesec_identify().
 *
 * Return: An edgesec_listed or 0; a negative error when that can't be found out.
 */
int edgesec_identify_owner(const struct edgesec_policy *policy,
			   struct file *file, u32 owner)
{
	const struct query query = { policy, EDGESEC_ROLE_HAS_PORTS, owner,
				     &sleeping };

	return is_listed(&query, file);
}

/**
 * edgesec_identify_opening - Does a policy list a file that is being opened?
 * @policy: The policy.
 * @file: As the hook file_open gets it: it can't be read yet.
 * @roles: Bits of enum edgesec_role, any of which will do.
 *
 * Context: Process context, may sleep, and read the file.
 *
 * Return: An edgesec_listed or 0; a negative error when that can't be found out.
 */
int edgesec_identify_opening(const struct edgesec_policy *policy,
			     struct file *file, u32 roles)
{
	static const struct means means = {
		.gfp = GFP_KERNEL,
		.fsverity = edgesec_fsverity_opening,
		.digest = edgesec_digest_opening,
	};
	const struct query query = { policy, roles, 0, &means };

	return is_listed(&query, file);
}

/**
 * edgesec_identify_atomic - Does a policy list a file, without reading it?
 * @policy: The policy.
 * @file: A file; NULL stands for the kernel itself.
 * @roles: Bits of enum edgesec_role, any of which will do.
 *
 * Context: Any but hard interrupt.
 *
 * Return: An edgesec_listed or 0; a negative error when that can't be found out, -EAGAIN when
 * the file would have to be read.
 */
int edgesec_identify_atomic(const struct edgesec_policy *policy,
			    struct file *file, u32 roles)
{
	static const struct means means = {
		.gfp = GFP_ATOMIC,
		.fsverity = edgesec_fsverity_known,
		.digest = edgesec_digest_known,
	};
	const struct query query = { policy, roles, 0, &means };

	return is_listed(&query, file);
}

/**
 * edgesec_identify_kept - Is a file listed, and will its content stay?
 * @policy: The policy.
 * @file: A file that is open for reading as long as its content is used.
 * @roles: Bits of enum edgesec_role, any of which will do.
 * @identify: How to ask.
 *
 * From now on nobody can open the file for writing until it is closed, or what
 * is mapped of it is unmapped. The essay in code.c says why.
 *
 * Context: As @identify, and may sleep.
 *
 * Return: As @identify; -ETXTBSY when somebody may write already; -ENOMEM.
 */
int edgesec_identify_kept(const struct edgesec_policy *policy,
			  struct file *file, u32 roles,
			  edgesec_identify_fn identify)
{
	struct inode *inode = edgesec_compat_real_inode(file);
	bool kept = edgesec_code_is_kept(inode);
	int ret = identify(policy, file, roles);

	if (ret <= 0 || kept)
		return ret;
	if (edgesec_code_mark(inode))
		return -ENOMEM;
	if (inode_is_open_for_write(inode))
		return -ETXTBSY;
	return identify(policy, file, roles);
}

/**
 * edgesec_identify_keepable - What edgesec_identify_kept() would say
 * @policy: The policy.
 * @file: A file that is open for reading.
 * @roles: Bits of enum edgesec_role, any of which will do.
 * @identify: How to ask.
 *
 * Nothing is marked, so the answer may be old when it comes.
 *
 * Context: As @identify.
 *
 * Return: As @identify; -ETXTBSY when somebody may write.
 */
int edgesec_identify_keepable(const struct edgesec_policy *policy,
			      struct file *file, u32 roles,
			      edgesec_identify_fn identify)
{
	const struct inode *inode = edgesec_compat_real_inode(file);
	int ret = identify(policy, file, roles);

	return ret > 0 && !edgesec_code_is_kept(inode) &&
	       inode_is_open_for_write(inode) ? -ETXTBSY : ret;
}

/**
 * edgesec_identify_content - May an interpreter read a file?
 * @policy: The policy.
 * @file: A file that is being opened, or is open for reading.
 *
 * An interpreter reads at its leisure, so what is listed by its content has to
 * keep it. What is listed by its place may change there.
 *
 * Context: Process context, may sleep, and read the file.
 *
 * Return: As edgesec_identify_kept(); -EFBIG for what is no script.
 */
int edgesec_identify_content(const struct edgesec_policy *policy,
			     struct file *file)
{
	int listed = edgesec_identify_opening(policy, file,
					      EDGESEC_ROLES_CONTENT);

	return listed != EDGESEC_LISTED_DIGEST ? listed :
	       edgesec_identify_kept(policy, file, EDGESEC_ROLES_CONTENT,
				     edgesec_identify_opening);
}

/**
 * edgesec_identify_content_keepable - What edgesec_identify_content() would say
 * @policy: The policy.
 * @file: A file that is open for reading.
 *
 * Context: As edgesec_identify_content(); nothing is marked.
 *
 * Return: The same.
 */
int edgesec_identify_content_keepable(const struct edgesec_policy *policy,
				      struct file *file)
{
	int listed = edgesec_identify_opening(policy, file,
					      EDGESEC_ROLES_CONTENT);

	return listed != EDGESEC_LISTED_DIGEST ? listed :
	       edgesec_identify_keepable(policy, file, EDGESEC_ROLES_CONTENT,
					 edgesec_identify_opening);
}

/**
 * edgesec_identify_starter - May a program start scripts?
 * @policy: The policy.
 * @starter: The file that it executes; NULL stands for the kernel itself.
 * @interpreter: What edgesec_identify() said of the file that it starts, for
 *	the role of an interpreter.
 *
 * Context: As edgesec_identify().
 *
 * Return: An edgesec_listed or 0; a negative error when it can't be found out,
 * be it for @interpreter.
 */
int edgesec_identify_starter(const struct edgesec_policy *policy,
			     struct file *starter, int interpreter)
{
	return interpreter < 0 ? interpreter :
	       edgesec_identify(policy, starter, EDGESEC_ROLE_START_SCRIPTS);
}
