// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Where the calls of LSM hooks arrive
 * Copyright (C) 2026 The edgesec authors
 *
 * Two functions for each hook: stub_*() takes the place of bpf_lsm_*(), and
 * wrap_*() that of security_*(), which it calls. They note the arrival, hold
 * the module, and leave the judging to the hook_*.c files.
 *
 * A wrapper's call of the original has to come from the module, by which
 * to_wrapper() knows it: a jump from the end of the wrapper would come from the
 * wrapper's caller and lead to the wrapper for ever. So this file is built
 * without such jumps (see Kbuild).
 */
#include "attach_impl.h"
#include "code.h"
#include "digest.h"
#include "hook.h"

#include <linux/binfmts.h>
#include <linux/fs.h>
#include <linux/in.h>
#include <linux/mman.h>
#include <linux/mount.h>
#include <linux/personality.h>
#include <linux/sched.h>
#include <linux/security.h>
#include <net/protocol.h>

DEFINE_SRCU(edgesec_targets);

static void note(enum edgesec_hook id)
{
	if (!READ_ONCE(edgesec_hooks[id].live))
		WRITE_ONCE(edgesec_hooks[id].live, true);
}

static int enter(enum edgesec_hook id) __acquires(&edgesec_targets)
{
	note(id);
	return srcu_read_lock(&edgesec_targets);
}

static void leave(int idx) __releases(&edgesec_targets)
{
	srcu_read_unlock(&edgesec_targets, idx);
}

/*
 * The two functions of a hook that returns 0 or an error and takes the same
 * arguments in both places.
 */
#define TARGETS(id, name, params, args, judge)				\
static int stub_##name params						\
{									\
	int idx = enter(id);						\
	int ret = judge;						\
									\
	leave(idx);							\
	return ret;							\
}									\
									\
WRAP_TARGET(id, name, params, args, judge)

#define WRAP_TARGET(id, name, params, args, judge)			\
static int wrap_##name params						\
{									\
	int (*original) params = (void *)edgesec_hooks[id].original;	\
	int idx = enter(id);						\
	int ret = original args;					\
									\
	if (!ret)							\
		ret = judge;						\
	leave(idx);							\
	return ret;							\
}

/*
 * The same for a hook whose answer is plain most of the time: @passes, which
 * does not sleep and so needs nothing to hold the module.
 */
#define QUICK_TARGETS(id, name, params, args, passes, judge)		\
static noinline int judge_##name params					\
{									\
	int idx = srcu_read_lock(&edgesec_targets);			\
	int ret = judge;						\
									\
	leave(idx);							\
	return ret;							\
}									\
									\
static int stub_##name params						\
{									\
	note(id);							\
	return (passes) ? 0 : judge_##name args;			\
}									\
									\
WRAP_TARGET(id, name, params, args, (passes) ? 0 : (judge))

TARGETS(EDGESEC_HOOK_EXEC, exec, (struct linux_binprm *bprm), (bprm),
	edgesec_hook_exec(bprm))

TARGETS(EDGESEC_HOOK_EXEC_CHECK, exec_check, (struct linux_binprm *bprm),
	(bprm), edgesec_hook_exec_check(bprm))

QUICK_TARGETS(EDGESEC_HOOK_BIND, bind,
	(struct socket *sock, struct sockaddr *address, int addrlen),
	(sock, address, addrlen),
	edgesec_hook_bind_passes(sock, address, addrlen),
	edgesec_hook_bind(sock, address, addrlen))

TARGETS(EDGESEC_HOOK_LISTEN, listen, (struct socket *sock, int backlog),
	(sock, backlog), edgesec_hook_listen(sock))

QUICK_TARGETS(EDGESEC_HOOK_CONNECT, connect,
	(struct socket *sock, struct sockaddr *address, int addrlen),
	(sock, address, addrlen),
	edgesec_hook_connect_passes(sock, address, addrlen),
	edgesec_hook_connect(sock, address, addrlen))

QUICK_TARGETS(EDGESEC_HOOK_SEND, send,
	(struct socket *sock, struct msghdr *msg, int size), (sock, msg, size),
	edgesec_hook_send_passes(sock, msg), edgesec_hook_send(sock, msg))

TARGETS(EDGESEC_HOOK_SCTP, sctp,
	(struct sock *sk, int optname, struct sockaddr *address, int addrlen),
	(sk, optname, address, addrlen),
	edgesec_hook_sctp(sk, optname, address, addrlen))

TARGETS(EDGESEC_HOOK_CREATE, create,
	(int family, int type, int protocol, int kern),
	(family, type, protocol, kern),
	edgesec_hook_create(family, type, kern))

TARGETS(EDGESEC_HOOK_MPROTECT, mprotect,
	(struct vm_area_struct *vma, unsigned long reqprot, unsigned long prot),
	(vma, reqprot, prot), edgesec_hook_mprotect(vma, prot))

TARGETS(EDGESEC_HOOK_OPEN, open, (struct file *file), (file),
	edgesec_hook_open(file))

TARGETS(EDGESEC_HOOK_READ_FILE, read_file,
	(struct file *file, enum kernel_read_file_id id, bool contents),
	(file, id, contents), edgesec_hook_read_file(file, id))

TARGETS(EDGESEC_HOOK_LOAD_DATA, load_data,
	(enum kernel_load_data_id id, bool contents), (id, contents),
	edgesec_hook_load_data(id))

TARGETS(EDGESEC_HOOK_TRACE, trace,
	(struct task_struct *child, unsigned int mode), (child, mode),
	edgesec_hook_trace(child, mode))

static int stub_mmap(struct file *file, unsigned long reqprot,
		     unsigned long prot, unsigned long flags)
{
	int idx = enter(EDGESEC_HOOK_MMAP);
	int ret = edgesec_hook_mmap(file, prot, flags);

	leave(idx);
	return ret;
}

/*
 * security_mmap_file() is told what was asked for. What the mapping will have
 * is worked out as mmap_prot() in security/security.c does.
 */
static unsigned long effective_prot(const struct file *file, unsigned long prot)
{
	if ((prot & (PROT_READ | PROT_EXEC)) != PROT_READ ||
	    !(current->personality & READ_IMPLIES_EXEC))
		return prot;
	if (file && ((file->f_path.mnt->mnt_flags & MNT_NOEXEC) ||
		     (file->f_path.mnt->mnt_sb->s_iflags & SB_I_NOEXEC)))
		return prot;
	return prot | PROT_EXEC;
}

static int wrap_mmap(struct file *file, unsigned long prot, unsigned long flags)
{
	int (*original)(struct file *file, unsigned long prot,
			unsigned long flags) =
		(void *)edgesec_hooks[EDGESEC_HOOK_MMAP].original;
	int idx = enter(EDGESEC_HOOK_MMAP);
	int ret = original(file, prot, flags);

	if (!ret)
		ret = edgesec_hook_mmap(file, effective_prot(file, prot),
					flags);
	leave(idx);
	return ret;
}

/* For this hook -ENOSYS means "no opinion", and anything else ends the call. */
static int stub_prctl(int option, unsigned long arg2, unsigned long arg3,
		      unsigned long arg4, unsigned long arg5)
{
	int idx = enter(EDGESEC_HOOK_PRCTL);
	int ret = edgesec_hook_prctl(option, arg2);

	leave(idx);
	return ret ? ret : -ENOSYS;
}

static int wrap_prctl(int option, unsigned long arg2, unsigned long arg3,
		      unsigned long arg4, unsigned long arg5)
{
	int (*original)(int option, unsigned long arg2, unsigned long arg3,
			unsigned long arg4, unsigned long arg5) =
		(void *)edgesec_hooks[EDGESEC_HOOK_PRCTL].original;
	int idx = enter(EDGESEC_HOOK_PRCTL);
	int ret = edgesec_hook_prctl(option, arg2);

	if (!ret)
		ret = original(option, arg2, arg3, arg4, arg5);
	leave(idx);
	return ret;
}

static void stub_inode_free(struct inode *inode)
{
	int idx = enter(EDGESEC_HOOK_INODE_FREE);

	edgesec_digest_forget(inode);
	edgesec_code_forget(inode);
	leave(idx);
}

static void wrap_inode_free(struct inode *inode)
{
	void (*original)(struct inode *inode) =
		(void *)edgesec_hooks[EDGESEC_HOOK_INODE_FREE].original;

	int idx = enter(EDGESEC_HOOK_INODE_FREE);

	edgesec_digest_forget(inode);
	edgesec_code_forget(inode);
	original(inode);
	leave(idx);
}

/* SCTP is a module that may not be loaded. */
static bool has_sctp(void)
{
	return rcu_access_pointer(inet_protos[IPPROTO_SCTP]);
}

/* A wrapper takes what the function that it replaces takes. */
#define WRAPPER(call, function)						   \
	((unsigned long)wrap_##function +				   \
	 BUILD_BUG_ON_ZERO(!__same_type(security_##call, wrap_##function)))

#define HOOK(hook, call, function) HOOK_OF(hook, call, function, NULL)

#define HOOK_OF(hook, call, function, callers)				   \
	{								   \
		.name = #hook,						   \
		.symbol = { "bpf_lsm_" #hook, "security_" #call },	   \
		.target = { (unsigned long)stub_##function,		   \
			    WRAPPER(call, function) },			   \
		.has_callers = callers,					   \
		.failed = "The LSM hook " #hook " can't be attached: another " \
			  "user of ftrace (livepatch) owns it, or "	   \
			  "kernel.ftrace_enabled is 0",			   \
		.silent = "No call has arrived at the LSM hook " #hook	   \
			  " since it was attached; make one and commit "   \
			  "again",					   \
	}

struct edgesec_hook_point edgesec_hooks[EDGESEC_HOOK_COUNT] = {
	[EDGESEC_HOOK_EXEC] = HOOK(bprm_check_security, bprm_check, exec),
	[EDGESEC_HOOK_EXEC_CHECK] = HOOK(bprm_creds_for_exec,
					 bprm_creds_for_exec, exec_check),
	[EDGESEC_HOOK_PRCTL] = HOOK(task_prctl, task_prctl, prctl),
	[EDGESEC_HOOK_MMAP] = HOOK(mmap_file, mmap_file, mmap),
	[EDGESEC_HOOK_MPROTECT] = HOOK(file_mprotect, file_mprotect, mprotect),
	[EDGESEC_HOOK_OPEN] = HOOK(file_open, file_open, open),
	[EDGESEC_HOOK_READ_FILE] = HOOK(kernel_read_file, kernel_read_file,
					read_file),
	[EDGESEC_HOOK_LOAD_DATA] = HOOK(kernel_load_data, kernel_load_data,
					load_data),
	[EDGESEC_HOOK_TRACE] = HOOK(ptrace_access_check, ptrace_access_check,
				    trace),
	[EDGESEC_HOOK_BIND] = HOOK(socket_bind, socket_bind, bind),
	[EDGESEC_HOOK_LISTEN] = HOOK(socket_listen, socket_listen, listen),
	[EDGESEC_HOOK_CONNECT] = HOOK(socket_connect, socket_connect, connect),
	[EDGESEC_HOOK_SEND] = HOOK(socket_sendmsg, socket_sendmsg, send),
	[EDGESEC_HOOK_SCTP] = HOOK_OF(sctp_bind_connect, sctp_bind_connect,
				      sctp, has_sctp),
	[EDGESEC_HOOK_CREATE] = HOOK(socket_create, socket_create, create),
	[EDGESEC_HOOK_INODE_FREE] = HOOK(inode_free_security, inode_free,
					 inode_free),
};
