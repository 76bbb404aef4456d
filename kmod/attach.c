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
 * where the hook may. Without FTRACE_OPS_FL_RECURSION, ftrace does not guard the
 * callback against itself: it needs no guard, and that one silently lets
 * through the calls that it takes for a recursion.
 *
 * ftrace's direct calls would be quicker still. But a function has one at most,
 * and a BPF LSM program takes it: only one of the two could be on a hook.
 */
#define pr_fmt(fmt) "edgesec: " fmt

#include "attach_impl.h"
#include "compat.h"

#include <linux/ftrace.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/netlink.h>
#include <linux/rcupdate.h>
#include <linux/security.h>
#include <linux/srcu.h>

static enum way way __ro_after_init = WAY_NONE;
static const char *no_way __ro_after_init;
static DEFINE_MUTEX(attach_lock);

static void notrace to_stub(unsigned long ip, unsigned long parent_ip,
			    struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
	const struct edgesec_hook_point *hook =
		container_of(ops, struct edgesec_hook_point, ops);

	edgesec_compat_redirect(fregs, hook->target[WAY_STUB]);
}

/* The wrapper's own call has to reach the original. */
static void notrace to_wrapper(unsigned long ip, unsigned long parent_ip,
			       struct ftrace_ops *ops,
			       struct ftrace_regs *fregs)
{
	const struct edgesec_hook_point *hook =
		container_of(ops, struct edgesec_hook_point, ops);

	if (!within_module(parent_ip, THIS_MODULE))
		edgesec_compat_redirect(fregs, hook->target[WAY_WRAPPER]);
}

/*
 * ftrace_free_filter() leaves pointers to the hashes it freed behind, and the
 * next ftrace_set_filter() would free them again: start from nothing.
 */
static void forget_filter(struct edgesec_hook_point *hook)
{
	ftrace_free_filter(&hook->ops);
	memset(&hook->ops, 0, sizeof(hook->ops));
}

static int attach(struct edgesec_hook_point *hook)
{
	const char *symbol = hook->symbol[way];
	int ret;

	lockdep_assert_held(&attach_lock);

	hook->ops.func = way == WAY_STUB ? to_stub : to_wrapper;
	hook->ops.flags = FTRACE_OPS_FL_IPMODIFY | FTRACE_OPS_FL_PERMANENT |
			  EDGESEC_FTRACE_SAVE;
	ret = ftrace_set_filter(&hook->ops, (u8 *)symbol, strlen(symbol), 1);
	if (!ret) {
		WRITE_ONCE(hook->live, false);
		ret = register_ftrace_function(&hook->ops);
	}
	if (ret) {
		forget_filter(hook);
		return ret;
	}
	WRITE_ONCE(hook->epoch, hook->epoch + 1);
	WRITE_ONCE(hook->attached, true);
	return 0;
}

static void detach(struct edgesec_hook_point *hook)
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
	struct edgesec_hook_point *hook;
	int id, ret;

	for (id = 0; id < EDGESEC_HOOK_COUNT; id++) {
		hook = &edgesec_hooks[id];
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

/* A hook that nothing calls, as long as that is so, needs no proof. */
static bool is_proved(const struct edgesec_hook_point *hook)
{
	return READ_ONCE(hook->live) ||
	       (hook->has_callers && !hook->has_callers());
}

static int check_live(u32 wanted, struct netlink_ext_ack *extack)
{
	int id;

	for (id = 0; id < EDGESEC_HOOK_COUNT; id++) {
		if (!(wanted & EDGESEC_HOOK_BIT(id)) ||
		    is_proved(&edgesec_hooks[id]))
			continue;
		edgesec_compat_explain(extack, edgesec_hooks[id].silent);
		return -EAGAIN;
	}
	return 0;
}

static void detach_unwanted(u32 unwanted)
{
	int id;

	for (id = 0; id < EDGESEC_HOOK_COUNT; id++)
		if ((unwanted & EDGESEC_HOOK_BIT(id)) && edgesec_hooks[id].attached)
			detach(&edgesec_hooks[id]);
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
	const struct edgesec_hook_point *h = &edgesec_hooks[hook];

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
	const struct edgesec_hook_point *h = &edgesec_hooks[hook];

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
		edgesec_hooks[id].original =
			address_of(edgesec_hooks[id].symbol[WAY_WRAPPER]);
		if (!edgesec_hooks[id].original)
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
	 * SRCU lock, or without it: there it can't sleep, so one task grace
	 * period before and one after cover both ends. In between it may sleep;
	 * SRCU covers that.
	 */
	synchronize_rcu_tasks();
	synchronize_srcu(&edgesec_targets);
	synchronize_rcu_tasks();
}
