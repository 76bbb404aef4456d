/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - A moment by which something must have happened, or ends
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_DEADLINE_H
#define EDGESEC_DEADLINE_H

#include <linux/hrtimer.h>
#include <linux/types.h>
#include <linux/workqueue.h>

/**
 * struct edgesec_deadline - A moment that may be set
 * @work: What to do when it has passed; set by the owner for good.
 * @queue: Where @work runs.
 * @timer: Queues @work.
 * @at: When, or 0 for never. Written and read under the lock of the owner.
 */
struct edgesec_deadline {
	struct work_struct work;
	struct workqueue_struct *queue;
	struct hrtimer timer;
	ktime_t at;
};

void edgesec_deadline_arm(struct edgesec_deadline *deadline, u32 seconds);
void edgesec_deadline_disarm(struct edgesec_deadline *deadline);
bool edgesec_deadline_passed(const struct edgesec_deadline *deadline);
u32 edgesec_deadline_seconds(const struct edgesec_deadline *deadline);
int edgesec_deadline_setup(struct edgesec_deadline *deadline);
void edgesec_deadline_teardown(struct edgesec_deadline *deadline);

#endif /* EDGESEC_DEADLINE_H */
