// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - How the module reaches LSM hooks
 * Copyright (C) 2026 The edgesec authors
 *
 * A loadable module can't register an LSM. What it can do is what livepatch
 * does: ask ftrace to send the calls of a kernel function elsewhere
 * (FTRACE_OPS_FL_IPMODIFY). With FTRACE_OPS_FL_PERMANENT nobody can switch that
 * off by kernel.ftrace_enabled.
 *
 * There are two functions per hook to choose from:
 *
 *   bpf_lsm_<hook>()    An empty function that the BPF LSM registers for every
 *                       hook at boot. The target replaces it and answers
 *                       "no opinion" or an error. This is the way wherever
 *                       "bpf" is in the list of LSMs.
 *   security_<hook>()   What the kernel calls to ask all LSMs. The target
 *                       replaces it, calls the original first and may add a
 *                       denial. This is the way on other kernels.
 *
 * Which one is decided once, at load: if a call of
 * security_kernel_load_data() arrives at bpf_lsm_kernel_load_data(), the BPF
 * LSM is live.
 *
 * That is an inference. The proof is made per hook: a target notes that a call
 * has arrived, and a policy is not published before every hook that it needs
 * has noted one since it was attached. Any process makes such a call when it
 * executes a program or binds a socket; `edgesec apply` makes one itself.
 *
 * The callback does no more than set the instruction pointer. Decisions are
 * made in the target, which runs in the context of the hook and may sleep
 * where the hook may. FTRACE_OPS_FL_RECURSION says that the callback needs no
 * guard against itself; ftrace's guard would silently let calls through.
 */
#define pr_fmt(fmt) "edgesec: " fmt

#include "attach.h"
#include "compat.h"
#include "digest.h"
#include "hook.h"

#include <linux/binfmts.h>
#include <linux/ftrace.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/netlink.h>
#include <linux/rcupdate.h>
#include <linux/security.h>
#include <linux/srcu.h>

enum way { WAY_STUB, WAY_WRAPPER, WAY_COUNT, WAY_NONE = WAY_COUNT };

/**
 * struct hook - One LSM hook
 * @name: Its name.
 * @symbol: The function to redirect, for each way.
 * @target: Where its calls go, for each way.
 * @original: The function itself, for WAY_WRAPPER; 0 if it was not found.
 * @ops: Our hold on ftrace. Guarded by @attach_lock.
 * @epoch: Number of the attachment, from 1. Guarded by @attach_lock.
 * @attached: Calls are redirected. Written under @attach_lock, read anywhere.
 * @live: A call has arrived. Cleared under @attach_lock, set by targets.
 * @failed: What to say when it can't be attached.
 * @silent: What to say while no call has arrived.
 */
struct hook {
	const char *name;
	const char *symbol[WAY_COUNT];
	unsigned long target[WAY_COUNT];
	unsigned long original;
	struct ftrace_ops ops;
	u32 epoch;
	bool attached;
	bool live;
	const char *failed;
	const char *silent;
};

static struct hook hooks[EDGESEC_HOOK_COUNT];
static enum way way __ro_after_init = WAY_NONE;
static const char *no_way __ro_after_init;
static DEFINE_MUTEX(attach_lock);

/* Held by every target while it runs; teardown waits for it. */
DEFINE_STATIC_SRCU(targets);

static int enter(enum edgesec_hook id) __acquires(&targets)
{
	if (!READ_ONCE(hooks[id].live))
		WRITE_ONCE(hooks[id].live, true);
	return srcu_read_lock(&targets);
}

static void leave(int idx) __releases(&targets)
{
	srcu_read_unlock(&targets, idx);
}

static int stub_exec(struct linux_binprm *bprm)
{
	int idx = enter(EDGESEC_HOOK_EXEC);
	int ret = edgesec_hook_exec(bprm);

	leave(idx);
	return ret;
}

static int wrap_exec(struct linux_binprm *bprm)
{
	int (*original)(struct linux_binprm *bprm) =
		(void *)hooks[EDGESEC_HOOK_EXEC].original;
	int idx = enter(EDGESEC_HOOK_EXEC);
	int ret = original(bprm);

	if (!ret)
		ret = edgesec_hook_exec(bprm);
	leave(idx);
	return ret;
}

static int stub_bind(struct socket *sock, struct sockaddr *address, int addrlen)
{
	int idx = enter(EDGESEC_HOOK_BIND);
	int ret = edgesec_hook_bind(sock, address, addrlen);

	leave(idx);
	return ret;
}

static int wrap_bind(struct socket *sock, struct sockaddr *address, int addrlen)
{
	int (*original)(struct socket *sock, struct sockaddr *address,
			int addrlen) =
		(void *)hooks[EDGESEC_HOOK_BIND].original;
	int idx = enter(EDGESEC_HOOK_BIND);
	int ret = original(sock, address, addrlen);

	if (!ret)
		ret = edgesec_hook_bind(sock, address, addrlen);
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
		(void *)hooks[EDGESEC_HOOK_PRCTL].original;
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
	leave(idx);
}

static void wrap_inode_free(struct inode *inode)
{
	void (*original)(struct inode *inode) =
		(void *)hooks[EDGESEC_HOOK_INODE_FREE].original;
	int idx = enter(EDGESEC_HOOK_INODE_FREE);

	edgesec_digest_forget(inode);
	original(inode);
	leave(idx);
}

#define HOOK(hook, call, function)					   \
	{								   \
		.name = #hook,						   \
		.symbol = { "bpf_lsm_" #hook, "security_" #call },	   \
		.target = { (unsigned long)stub_##function,		   \
			    (unsigned long)wrap_##function },		   \
		.failed = "The LSM hook " #hook " can't be attached: another " \
			  "user of ftrace (livepatch) owns it, or "	   \
			  "kernel.ftrace_enabled is 0",			   \
		.silent = "No call has arrived at the LSM hook " #hook	   \
			  " since it was attached; make one and commit "   \
			  "again",					   \
	}

static struct hook hooks[EDGESEC_HOOK_COUNT] = {
	[EDGESEC_HOOK_EXEC] = HOOK(bprm_check_security, bprm_check, exec),
	[EDGESEC_HOOK_PRCTL] = HOOK(task_prctl, task_prctl, prctl),
	[EDGESEC_HOOK_BIND] = HOOK(socket_bind, socket_bind, bind),
	[EDGESEC_HOOK_INODE_FREE] = HOOK(inode_free_security, inode_free,
					 inode_free),
};

static void notrace redirect(unsigned long ip, unsigned long parent_ip,
			     struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
	const struct hook *hook = container_of(ops, struct hook, ops);

	/* The wrapper's own call has to reach the original. */
	if (way == WAY_WRAPPER && within_module(parent_ip, THIS_MODULE))
		return;
	edgesec_compat_redirect(fregs, hook->target[way]);
}

/*
 * ftrace_free_filter() leaves pointers to the hashes it freed behind, and the
 * next ftrace_set_filter() would free them again: start from nothing.
 */
static void forget_filter(struct hook *hook)
{
	ftrace_free_filter(&hook->ops);
	memset(&hook->ops, 0, sizeof(hook->ops));
}

static int attach(struct hook *hook)
{
	const char *symbol = hook->symbol[way];
	int ret;

	lockdep_assert_held(&attach_lock);

	hook->ops.func = redirect;
	hook->ops.flags = FTRACE_OPS_FL_IPMODIFY | FTRACE_OPS_FL_PERMANENT |
			  FTRACE_OPS_FL_RECURSION | EDGESEC_FTRACE_SAVE;
	ret = ftrace_set_filter(&hook->ops, (u8 *)symbol, strlen(symbol), 1);
	if (!ret) {
		WRITE_ONCE(hook->live, false);
		ret = register_ftrace_function(&hook->ops);
	}
	if (ret) {
		forget_filter(hook);
		return ret;
	}
	hook->epoch++;
	WRITE_ONCE(hook->attached, true);
	return 0;
}

static void detach(struct hook *hook)
{
	lockdep_assert_held(&attach_lock);

	/* It can't fail for what is registered; if it did, ftrace keeps it. */
	if (WARN_ON_ONCE(unregister_ftrace_function(&hook->ops)))
		return;
	WRITE_ONCE(hook->attached, false);
	forget_filter(hook);
}

/* Attaches what is wanted and not attached; *@added is what it attached. */
static int attach_missing(u32 wanted, u32 *added,
			  struct netlink_ext_ack *extack)
{
	struct hook *hook;
	int id, ret;

	for (id = 0; id < EDGESEC_HOOK_COUNT; id++) {
		hook = &hooks[id];
		if (!(wanted & EDGESEC_HOOK_BIT(id)) || hook->attached)
			continue;
		ret = attach(hook);
		if (ret) {
			edgesec_compat_explain(extack, hook->failed);
			return ret;
		}
		*added |= EDGESEC_HOOK_BIT(id);
	}
	return 0;
}

static int check_live(u32 wanted, struct netlink_ext_ack *extack)
{
	int id;

	for (id = 0; id < EDGESEC_HOOK_COUNT; id++) {
		if (!(wanted & EDGESEC_HOOK_BIT(id)) ||
		    READ_ONCE(hooks[id].live))
			continue;
		edgesec_compat_explain(extack, hooks[id].silent);
		return -EAGAIN;
	}
	return 0;
}

static void detach_unwanted(u32 unwanted)
{
	int id;

	for (id = 0; id < EDGESEC_HOOK_COUNT; id++)
		if ((unwanted & EDGESEC_HOOK_BIT(id)) && hooks[id].attached)
			detach(&hooks[id]);
}

/**
 * edgesec_attach_hooks - Make sure that calls of some hooks arrive
 * @wanted: EDGESEC_HOOK_BIT() of each hook.
 * @extack: Where the reason of a failure goes.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0; -EAGAIN when a hook is attached but no call has arrived yet;
 * -EOPNOTSUPP when this kernel offers no way; -EBUSY or what else ftrace says
 * when a hook can't be attached, and then none is attached that was not before.
 */
int edgesec_attach_hooks(u32 wanted, struct netlink_ext_ack *extack)
{
	u32 added = 0;
	int ret;

	might_sleep();
	if (wanted && way == WAY_NONE) {
		edgesec_compat_explain(extack, no_way);
		return -EOPNOTSUPP;
	}

	mutex_lock(&attach_lock);
	ret = attach_missing(wanted, &added, extack);
	if (ret)
		detach_unwanted(added);
	else
		ret = check_live(wanted, extack);
	mutex_unlock(&attach_lock);
	return ret;
}

/**
 * edgesec_detach_hooks - Give hooks back to the kernel
 * @unwanted: EDGESEC_HOOK_BIT() of each hook; those not attached are skipped.
 *
 * Calls that are under way may still run after it returns.
 *
 * Context: Process context, may sleep.
 */
void edgesec_detach_hooks(u32 unwanted)
{
	might_sleep();
	mutex_lock(&attach_lock);
	detach_unwanted(unwanted);
	mutex_unlock(&attach_lock);
}

/**
 * edgesec_attach_epoch - Which attachment of a hook is live
 * @hook: The hook.
 *
 * Context: Any.
 *
 * Return: A number that is new for each attachment; 0 while the hook is not
 * attached or no call has arrived.
 */
u32 edgesec_attach_epoch(enum edgesec_hook hook)
{
	const struct hook *h = &hooks[hook];

	return READ_ONCE(h->attached) && READ_ONCE(h->live) ?
		       READ_ONCE(h->epoch) : 0;
}

/**
 * edgesec_attach_state - State of a hook, for status
 * @hook: The hook.
 * @state: Where it goes.
 *
 * Context: Any.
 */
void edgesec_attach_state(enum edgesec_hook hook,
			  struct edgesec_hook_state *state)
{
	const struct hook *h = &hooks[hook];

	state->name = h->name;
	state->symbol = way == WAY_NONE ? "" : h->symbol[way];
	state->attached = READ_ONCE(h->attached);
	state->live = state->attached && READ_ONCE(h->live);
}

static bool probe_arrived;

static void notrace note_probe(unsigned long ip, unsigned long parent_ip,
			       struct ftrace_ops *ops,
			       struct ftrace_regs *fregs)
{
	WRITE_ONCE(*(bool *)ops->private, true);
}

/* Does the BPF LSM take part in the decisions of this kernel? */
static bool __init bpf_lsm_is_live(void)
{
	static char symbol[] __initdata = "bpf_lsm_kernel_load_data";
	static struct ftrace_ops ops = {
		.func = note_probe,
		.flags = FTRACE_OPS_FL_RECURSION,
		.private = &probe_arrived,
	};

	if (ftrace_set_filter(&ops, (u8 *)symbol, strlen(symbol), 1))
		return false;
	if (!register_ftrace_function(&ops)) {
		/* IPE (6.12) warns about an unknown kind of data. */
		security_kernel_load_data(LOADING_POLICY, false);
		unregister_ftrace_function(&ops);
	}
	ftrace_free_filter(&ops);
	return READ_ONCE(probe_arrived);
}

/* A kprobe is the kernel's own way to find a function by its name. */
static unsigned long __init address_of(const char *symbol)
{
	struct kprobe probe = { .symbol_name = symbol };
	unsigned long address;

	if (register_kprobe(&probe))
		return 0;
	address = (unsigned long)probe.addr;
	unregister_kprobe(&probe);
	return address;
}

static bool __init find_originals(void)
{
	int id;

	for (id = 0; id < EDGESEC_HOOK_COUNT; id++) {
		hooks[id].original =
			address_of(hooks[id].symbol[WAY_WRAPPER]);
		if (!hooks[id].original)
			return false;
	}
	return true;
}

/**
 * edgesec_attach_setup - Choose the way to the hooks
 *
 * A kernel that offers none is no error here: the module loads, says so, and
 * refuses policies that need a hook.
 *
 * Context: Module initialisation, may sleep.
 *
 * Return: 0.
 */
int __init edgesec_attach_setup(void)
{
	if (bpf_lsm_is_live()) {
		way = WAY_STUB;
		return 0;
	}
	if (edgesec_compat_has_ibt()) {
		no_way = "This kernel and processor use indirect branch "
			 "tracking, and \"bpf\" is not in the list of LSMs: "
			 "add it to lsm= on the kernel command line";
	} else if (!find_originals()) {
		no_way = "\"bpf\" is not in the list of LSMs and the "
			 "security_*() functions can't be found: add bpf to "
			 "lsm= on the kernel command line, or build the "
			 "kernel with CONFIG_BPF_LSM or CONFIG_KPROBES";
	} else {
		way = WAY_WRAPPER;
		return 0;
	}
	pr_warn("%s\n", no_way);
	return 0;
}

/**
 * edgesec_attach_teardown - Detach everything and wait until no target runs
 *
 * Context: Module exit, may sleep.
 */
void edgesec_attach_teardown(void)
{
	edgesec_detach_hooks(~0u);

	/*
	 * A task may be in a target before it took, or after it gave back, the
	 * SRCU lock: there it can't sleep, so one task grace period before and
	 * one after cover both ends. In between it may sleep; SRCU covers that.
	 */
	synchronize_rcu_tasks();
	synchronize_srcu(&targets);
	synchronize_rcu_tasks();
}
