// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - A moment at which a commit must have been confirmed
 * Copyright (C) 2026 The edgesec authors
 *
 * It is a time of CLOCK_BOOTTIME, which goes on while the machine is suspended
 * and which nobody can set. A suspended machine denies nothing, so it is not
 * woken up (an alarmtimer would, and needs a clock that can): a deadline that
 * passes meanwhile is met on resume, before user space runs for long.
 *
 * Nothing here can fail once it is set up: no memory is asked for, and the work
 * has a thread of its own to fall back on.
 */
#include "deadline.h"
#include "compat.h"

#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/workqueue.h>

static struct workqueue_struct *queue;
static struct hrtimer timer;

/* When, or 0 for never. Written and read under the lock of the caller. */
static ktime_t deadline;

static void (*on_expired)(void);

static void expire(struct work_struct *work)
{
	on_expired();
}

static DECLARE_WORK(work, expire);

static enum hrtimer_restart fire(struct hrtimer *fired)
{
	queue_work(queue, &work);
	return HRTIMER_NORESTART;
}

/**
 * edgesec_deadline_arm - Set the deadline
 * @seconds: From now on, of real time.
 *
 * Context: Process context; one caller at a time.
 */
void edgesec_deadline_arm(u32 seconds)
{
	deadline = ktime_add_ns(ktime_get_boottime(),
				(u64)seconds * NSEC_PER_SEC);
	hrtimer_start(&timer, deadline, HRTIMER_MODE_ABS);
}

/**
 * edgesec_deadline_disarm - Take the deadline back
 *
 * The callback may be under way, or come once more; it has to look whether the
 * deadline has passed.
 *
 * Context: Process context; one caller at a time.
 */
void edgesec_deadline_disarm(void)
{
	deadline = 0;
	hrtimer_cancel(&timer);
}

/**
 * edgesec_deadline_passed - Is it too late?
 *
 * Context: Process context; one caller at a time.
 *
 * Return: true from the deadline on until it is set again or taken back.
 */
bool edgesec_deadline_passed(void)
{
	return deadline && !ktime_before(ktime_get_boottime(), deadline);
}

/**
 * edgesec_deadline_seconds - How long is it until then?
 *
 * Context: Process context; one caller at a time.
 *
 * Return: Seconds, rounded up; 0 when it has passed, or there is none.
 */
u32 edgesec_deadline_seconds(void)
{
	ktime_t left = ktime_sub(deadline, ktime_get_boottime());

	return left <= 0 ? 0 : div_u64(left + NSEC_PER_SEC - 1, NSEC_PER_SEC);
}

/**
 * edgesec_deadline_setup - Prepare for deadlines
 * @expired: What to do when one has passed; in process context, may sleep.
 *
 * Context: Module initialisation.
 *
 * Return: 0 or -ENOMEM.
 */
int edgesec_deadline_setup(void (*expired)(void))
{
	on_expired = expired;
	queue = alloc_workqueue("edgesec_deadline",
				WQ_UNBOUND | WQ_MEM_RECLAIM, 1);
	if (!queue)
		return -ENOMEM;
	edgesec_compat_hrtimer_setup(&timer, fire, CLOCK_BOOTTIME);
	return 0;
}

/**
 * edgesec_deadline_teardown - Wait until the callback has returned for good
 *
 * Context: Module exit, when nothing sets a deadline any more.
 */
void edgesec_deadline_teardown(void)
{
	hrtimer_cancel(&timer);
	destroy_workqueue(queue);
}
