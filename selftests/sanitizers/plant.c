// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - A module with one fault of each kind, to prove that they are seen
 * Copyright (C) 2026 The edgesec authors
 *
 * modprobe plant fault=NAME
 */
#include <linux/debug_locks.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

static char *fault = "none";
module_param(fault, charp, 0400);

static DEFINE_MUTEX(first);
static DEFINE_MUTEX(second);
static DEFINE_SPINLOCK(lock);
static int __rcu *shared;
static int value;
static int *lost;

static void use_after_free(void)
{
	int *memory = kmalloc(64, GFP_KERNEL);

	if (!memory)
		return;
	OPTIMIZER_HIDE_VAR(memory);
	kfree(memory);
	pr_info("plant: %d\n", READ_ONCE(*memory));
}

/* Several: a copy of the last pointer may be left on some stack. */
static void leak(void)
{
	int i;

	for (i = 0; i < 16; i++)
		WRITE_ONCE(lost, kmalloc(64, GFP_KERNEL));
	WRITE_ONCE(lost, NULL);
}

static void sleep_in_atomic(void)
{
	spin_lock(&lock);
	msleep(1);
	spin_unlock(&lock);
}

static void lock_inversion(void)
{
	mutex_lock(&first);
	mutex_lock(&second);
	mutex_unlock(&second);
	mutex_unlock(&first);
	mutex_lock(&second);
	mutex_lock(&first);
	mutex_unlock(&first);
	mutex_unlock(&second);
}

/* As many a fault of the kernel does, after which no lock is looked at. */
static void blind_lockdep(void)
{
	debug_locks_off();
}

static void missing_rcu_read_lock(void)
{
	RCU_INIT_POINTER(shared, &value);
	pr_info("plant: %p\n", rcu_dereference(shared));
}

static int race(void *unused)
{
	while (!kthread_should_stop()) {
		value++;
		cond_resched();
	}
	return 0;
}

static void race_of_two(void)
{
	struct task_struct *one, *other;

	one = kthread_run(race, NULL, "plant-1");
	other = kthread_run(race, NULL, "plant-2");
	msleep(5000);
	if (!IS_ERR(one))
		kthread_stop(one);
	if (!IS_ERR(other))
		kthread_stop(other);
}

static const struct {
	const char *name;
	void (*make)(void);
} faults[] = {
	{ "use-after-free", use_after_free },
	{ "leak", leak },
	{ "sleep-in-atomic", sleep_in_atomic },
	{ "lock-inversion", lock_inversion },
	{ "missing-rcu-read-lock", missing_rcu_read_lock },
	{ "data-race", race_of_two },
	{ "lockdep-off", blind_lockdep },
};

static int __init plant_init(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(faults); i++)
		if (!strcmp(faults[i].name, fault))
			faults[i].make();
	return 0;
}

static void __exit plant_exit(void)
{
}

module_init(plant_init);
module_exit(plant_exit);
MODULE_DESCRIPTION("Faults that a test rig must see");
MODULE_LICENSE("GPL");
