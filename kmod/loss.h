/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - How many records are written, and what happens when one is lost
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_LOSS_H
#define EDGESEC_LOSS_H

#include <linux/spinlock.h>
#include <linux/types.h>

/* How many records most classes may write in a window, and how long that is. */
#define EDGESEC_LIMIT_BURST	200
#define EDGESEC_LIMIT_SECONDS	5

struct edgesec_policy;

/**
 * struct edgesec_limit - How often a class of events may speak
 * @lock: Guards the members below. Taken in softirq too.
 * @burst: How many records it may write in a window. Constant.
 * @begin: When the current window began, in jiffies.
 * @written: Records written in this window.
 * @held: Records held back that no record has told yet.
 */
struct edgesec_limit {
	spinlock_t lock;
	unsigned int burst;
	unsigned long begin;
	unsigned int written;
	unsigned long held;
};

/**
 * struct edgesec_limit_news - What has to be told before a record
 * @held: So many were held back before.
 * @filled: With this one, so many were written that the policy wants to know of
 *	it; else 0.
 */
struct edgesec_limit_news {
	unsigned long held;
	unsigned int filled;
};

bool edgesec_limit_pass(struct edgesec_limit *limit,
			struct edgesec_limit_news *news);
void edgesec_limit_give_back(struct edgesec_limit *limit,
			     const struct edgesec_limit_news *news);

void edgesec_loss_follow(const struct edgesec_policy *policy);
u32 edgesec_loss_warn_at(void);
void edgesec_loss_happened(void);
bool edgesec_loss_denies(void);

#endif /* EDGESEC_LOSS_H */
