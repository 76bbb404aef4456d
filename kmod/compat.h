/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What differs between kernel versions
 * Copyright (C) 2026 The edgesec authors
 *
 * The only file that knows kernel versions. Supported: 6.1 to 7.x on 64-bit
 * x86 and arm64, built for each kernel.
 */
#ifndef EDGESEC_COMPAT_H
#define EDGESEC_COMPAT_H

#include <crypto/sha2.h>
#include <linux/binfmts.h>
#include <linux/dcache.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/fsverity.h>
#include <linux/ftrace.h>
#include <linux/hrtimer.h>
#include <linux/mm_types.h>
#include <linux/netlink.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/version.h>
#include <net/genetlink.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
#error "edgesec needs Linux 6.1 or newer"
#endif
#if !defined(CONFIG_FILE_LOCKING) && !defined(CONFIG_IMA)
#error "edgesec needs CONFIG_FILE_LOCKING, by which readers are counted"
#endif
#ifndef CONFIG_64BIT
#error "edgesec needs a 64-bit kernel"
#endif
#ifndef CONFIG_DYNAMIC_FTRACE_WITH_REGS
#ifndef CONFIG_DYNAMIC_FTRACE_WITH_ARGS
#error "edgesec needs CONFIG_DYNAMIC_FTRACE_WITH_ARGS or _WITH_REGS"
#endif
#endif

/* Full registers are only needed where a callback gets nothing less. */
#ifdef CONFIG_HAVE_DYNAMIC_FTRACE_WITH_ARGS
#define EDGESEC_FTRACE_SAVE	0
#else
#define EDGESEC_FTRACE_SAVE	FTRACE_OPS_FL_SAVE_REGS
#endif

/* From an ftrace callback: return to @ip instead of the traced function. */
static __always_inline void
edgesec_compat_redirect(struct ftrace_regs *fregs, unsigned long ip)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
	ftrace_regs_set_instruction_pointer(fregs, ip);
#elif defined(CONFIG_ARM64)
	instruction_pointer_set(ftrace_get_regs(fregs), ip);
#else
	ftrace_instruction_pointer_set(fregs, ip);
#endif
}

/*
 * Indirect branch tracking faults on an indirect call of a function that the
 * kernel itself only calls directly, since its landing pad was removed at boot.
 */
static inline bool edgesec_compat_has_ibt(void)
{
#if defined(CONFIG_X86_KERNEL_IBT)
	return boot_cpu_has(X86_FEATURE_IBT);
#else
	return false;
#endif
}

/*
 * The program of an address space, with a reference. Another thread may replace
 * it meanwhile (prctl(PR_SET_MM)), so a plain read would not do.
 */
static inline struct file *edgesec_compat_mm_exe_file(struct mm_struct *mm)
{
	struct file *file;

	rcu_read_lock();
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 7, 0)
	file = get_file_rcu(&mm->exe_file);
#else
	file = rcu_dereference(mm->exe_file);
	if (file && !get_file_rcu(file))
		file = NULL;
#endif
	rcu_read_unlock();
	return file;
}

/* The file that current executes, with a reference; NULL for the kernel. */
static inline struct file *edgesec_compat_exe_file(void)
{
	return current->mm ? edgesec_compat_mm_exe_file(current->mm) : NULL;
}

/* The same for another process, which may be about to end. May sleep. */
static inline struct file *edgesec_compat_task_exe_file(struct task_struct *task)
{
	struct mm_struct *mm = get_task_mm(task);
	struct file *file;

	if (!mm)
		return NULL;
	file = edgesec_compat_mm_exe_file(mm);
	mmput(mm);
	return file;
}

/*
 * The inode that holds the content: under an overlay, that of the layer. What
 * has been mapped through an overlay is a file of a layer already, under the
 * overlay's name; by that name its content may be another one by now.
 */
static inline struct inode *edgesec_compat_real_inode(const struct file *file)
{
	struct dentry *dentry = file->f_path.dentry;

	return d_inode(dentry) == file_inode(file) ? d_real_inode(dentry) :
						     file_inode(file);
}

/*
 * The fs-verity digest of an inode, at most FS_VERITY_MAX_DIGEST_SIZE bytes, and
 * the FS_VERITY_HASH_ALG_* that made it. Returns its size, 0 when there is none,
 * or when the inode was not opened since it is in memory. Kbuild looks whether
 * the kernel exports what tells it.
 */
#ifdef EDGESEC_KERNEL_TELLS_FSVERITY
#define EDGESEC_HAS_FSVERITY	true

static inline int edgesec_compat_fsverity(struct inode *inode, u8 *digest,
					  u8 *alg)
{
	return fsverity_get_digest(inode, digest, alg, NULL);
}
#else
#define EDGESEC_HAS_FSVERITY	false

static inline int edgesec_compat_fsverity(struct inode *inode, u8 *digest,
					  u8 *alg)
{
	return 0;
}
#endif

/*
 * Who listens to records needs CAP_SYS_ADMIN. Kernels without this flag know no
 * more than CAP_NET_ADMIN.
 */
#ifdef GENL_MCAST_CAP_SYS_ADMIN
#define EDGESEC_LISTENERS	GENL_MCAST_CAP_SYS_ADMIN
#else
#define EDGESEC_LISTENERS	GENL_UNS_ADMIN_PERM
#endif

/* A SHA-256 under way. */
struct edgesec_compat_sha256 {
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 17, 0)
	struct sha256_ctx state;
#else
	struct sha256_state state;
#endif
};

/* A timer that @function is called by, at times of @clock. */
static inline void
edgesec_compat_hrtimer_setup(struct hrtimer *timer,
			     enum hrtimer_restart (*function)(struct hrtimer *),
			     clockid_t clock)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
	hrtimer_setup(timer, function, clock, HRTIMER_MODE_ABS);
#else
	hrtimer_init(timer, clock, HRTIMER_MODE_ABS);
	timer->function = function;
#endif
}

/* Is this execve() only a question (AT_EXECVE_CHECK, Linux 6.14)? */
static inline bool edgesec_compat_is_check(const struct linux_binprm *bprm)
{
#ifdef AT_EXECVE_CHECK
	return bprm->is_check;
#else
	return false;
#endif
}

#ifdef AT_EXECVE_CHECK
#define EDGESEC_HAS_EXECVE_CHECK	true
#else
#define EDGESEC_HAS_EXECVE_CHECK	false
#endif

/*
 * The sentence that goes with a refusal, a constant string. NL_SET_ERR_MSG()
 * takes only literals.
 */
static inline void edgesec_compat_explain(struct netlink_ext_ack *extack,
					  const char *sentence)
{
	if (extack)
		extack->_msg = sentence;
}

#endif /* EDGESEC_COMPAT_H */
