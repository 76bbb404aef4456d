/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: what a test can order the stand-in kernel to do */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_H
#define SHIM_H

#include <linux/types.h>

/*
 * Sources of kmod/ build as programs with -I selftests/shim and shim.c.
 * Differences from the kernel that a test should know:
 *
 * - WARN_ON() and failed lock assertions abort, but for those that a test has
 *   announced.
 * - Sleeping with a spin lock held, with BH off or in an RCU section aborts;
 *   so does an allocation that may block there.
 * - RCU callbacks and queued work run only in the calls below (and in
 *   rcu_barrier(), flush_*() and destroy_workqueue()). Memory behind kfree_rcu
 *   is freed there, so that AddressSanitizer sees a use after free.
 * - Delays of delayed work are ignored.
 */

/* Waits for all readers, then runs the RCU callbacks queued before. */
void shim_rcu_quiesce(void);

/* Runs one piece of queued work; false if none was queued. */
bool shim_work_run(void);

/*
 * Both of the above until nothing is left, or 1000 times: work that waits for
 * memory queues itself again.
 */
void shim_settle(void);

/* The @nth allocation from now fails, later ones work again; 0: none fails. */
void shim_fail_nth(unsigned long nth);

/* The @nth allocation from now fails, and all after it; 0: none fails. */
void shim_fail_from(unsigned long nth);

/* Allocations of more than @size bytes fail; 0: none does. */
void shim_fail_above(size_t size);

/* True if an ordered failure has happened since it was ordered. */
bool shim_fail_happened(void);

/* Objects allocated and not freed yet. */
long shim_alloc_live(void);

/* The next @count warnings are what the test is about: they do not abort. */
void shim_warn_expect(unsigned int count);

/* How many of these did not come. */
unsigned int shim_warn_missing(void);

/* What in_hardirq() says. */
extern bool shim_in_hardirq;

/*
 * In a program built with -DSHIM_PAUSE, threads give way at random before
 * marked accesses (READ_ONCE and the like); or this function, if set, is called
 * there instead, and can do what another CPU might do at that moment.
 */
extern void (*shim_pause_hook)(void);

#endif /* SHIM_H */
