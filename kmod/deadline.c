// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - A moment by which something must have happened, or ends
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

#include <linux/ktime.h>
#include <linux/math64.h>

static enum hrtimer_restart fire(struct hrtimer *fired)
{
	struct edgesec_deadline *deadline =
		container_of(fired, struct edgesec_deadline, timer);

	queue_work(deadline->queue, &deadline->work);
	return HRTIMER_NORESTART;
}

/**
 * edgesec_deadline_arm - Set the deadline
 * @deadline: The deadline.
 * @seconds: From now on, of real time.
 *
 * Context: Process context; one caller at a time.
 */
void edgesec_deadline_arm(struct edgesec_deadline *deadline, u32 seconds)
{
	deadline->at = ktime_add_ns(ktime_get_boottime(),
				    (u64)seconds * NSEC_PER_SEC);
	hrtimer_start(&deadline->timer, deadline->at, HRTIMER_MODE_ABS);
}

/**
 * edgesec_deadline_disarm - Take the deadline back
 * @deadline: The deadline.
 *
 * The work may be under way, or come once more; it has to look whether the
 * deadline has passed.
 *
 * Context: Process context; one caller at a time.
 */
void edgesec_deadline_disarm(struct edgesec_deadline *deadline)
{
	deadline->at = 0;
	hrtimer_cancel(&deadline->timer);
}

/**
 * edgesec_deadline_passed - Is it too late?
 * @deadline: The deadline.
 *
 * Context: Process context; one caller at a time.
 *
 * Return: true from the deadline on until it is set again or taken back.
 */
bool edgesec_deadline_passed(const struct edgesec_deadline *deadline)
{
	return deadline->at && !ktime_before(ktime_get_boottime(), deadline->at);
}

/**
 * edgesec_deadline_seconds - How long is it until then?
 * @deadline: The deadline.
 *
 * Context: Process context; one caller at a time.
 *
 * Return: Seconds, rounded up; 0 when it has passed, or there is none.
 */
u32 edgesec_deadline_seconds(const struct edgesec_deadline *deadline)
{
	ktime_t left = ktime_sub(deadline->at, ktime_get_boottime());

	return left <= 0 ? 0 : div_u64(left + NSEC_PER_SEC - 1, NSEC_PER_SEC);
}

/**
 * edgesec_deadline_setup - Prepare for deadlines
 * @deadline: Its work is set already: what to do when it has passed, in process
 *	context; may sleep.
 *
 * Context: Module initialisation.
 *
 * Return: 0 or -ENOMEM.
 */
int edgesec_deadline_setup(struct edgesec_deadline *deadline)
{
	deadline->queue = alloc_workqueue("edgesec_deadline",
					  WQ_UNBOUND | WQ_MEM_RECLAIM, 1);
	if (!deadline->queue)
		return -ENOMEM;
	edgesec_compat_hrtimer_setup(&deadline->timer, fire, CLOCK_BOOTTIME);
	return 0;
}

/**
 * edgesec_deadline_teardown - Wait until the work has returned for good
 * @deadline: The deadline.
 *
 * Context: Module exit, when nothing sets a deadline any more.
 */
void edgesec_deadline_teardown(struct edgesec_deadline *deadline)
{
	hrtimer_cancel(&deadline->timer);
	destroy_workqueue(deadline->queue);
}
