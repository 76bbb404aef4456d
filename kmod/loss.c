// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - How many records are written, and what happens when one is lost
 * Copyright (C) 2026 The edgesec authors
 *
 * Each class of events has its own limit, so a flood of one kind does not hide
 * the other kinds, least of all what administrators do. What is held back is
 * counted and told; it is not lost. Lost is a record that no memory is found for.
 */
#include "loss.h"
#include "policy.h"

#include <linux/compiler.h>
#include <linux/jiffies.h>
#include <linux/panic.h>

/*
 * What the policy in force says. Written under the lock of commits, read
 * anywhere; each stands for itself, so that no order is needed.
 */
static enum edgesec_on_loss on_loss;
static u32 warn_at;

/**
 * edgesec_loss_follow - Do what a policy says about records from now on
 * @policy: The policy in force, or NULL. One that is not meant to be enforced
 *	as a whole neither denies nor panics.
 *
 * Context: The caller holds the lock of commits.
 */
void edgesec_loss_follow(const struct edgesec_policy *policy)
{
	bool enforces = policy && policy->mode == EDGESEC_MODE_ENFORCE;

	WRITE_ONCE(on_loss,
		   enforces ? policy->on_loss : EDGESEC_ON_LOSS_COUNT);
	WRITE_ONCE(warn_at, policy ? policy->warn_at : 0);
}

/**
 * edgesec_loss_warn_at - When the policy wants to be warned
 *
 * Context: Any.
 *
 * Return: Percent of what a class may write; 0 for never.
 */
u32 edgesec_loss_warn_at(void)
{
	return READ_ONCE(warn_at);
}

/**
 * edgesec_loss_happened - A record was lost
 *
 * Context: Any. Does not return where the policy wants the host to stop.
 */
void edgesec_loss_happened(void)
{
	if (READ_ONCE(on_loss) == EDGESEC_ON_LOSS_PANIC)
		panic("edgesec: a record was lost, and the policy says to stop then\n");
}

/**
 * edgesec_loss_denies - Is denied what no record could be written of?
 *
 * Context: Any.
 *
 * Return: true if the policy says so.
 */
bool edgesec_loss_denies(void)
{
	return READ_ONCE(on_loss) != EDGESEC_ON_LOSS_COUNT;
}

/* The first record with which the share of the window is reached. */
static bool is_warning(unsigned int written, unsigned int burst)
{
	unsigned int mark = READ_ONCE(warn_at) * burst;

	return mark && written * 100 >= mark && (written - 1) * 100 < mark;
}

/**
 * edgesec_limit_pass - May a class write one more record now?
 * @limit: The class.
 * @news: Where that goes which has to be told first.
 *
 * Context: Process or softirq context.
 *
 * Return: true if it may.
 */
bool edgesec_limit_pass(struct edgesec_limit *limit,
			struct edgesec_limit_news *news)
{
	unsigned long now = jiffies;
	bool pass;

	*news = (struct edgesec_limit_news){};
	spin_lock_bh(&limit->lock);
	if (!limit->written ||
	    time_after_eq(now, limit->begin + EDGESEC_LIMIT_SECONDS * HZ)) {
		limit->begin = now;
		limit->written = 0;
	}
	pass = limit->written < limit->burst;
	if (pass) {
		limit->written++;
		news->held = limit->held;
		limit->held = 0;
		if (is_warning(limit->written, limit->burst))
			news->filled = limit->written;
	} else {
		limit->held++;
	}
	spin_unlock_bh(&limit->lock);
	return pass;
}

/**
 * edgesec_limit_give_back - Nothing was written after all
 * @limit: The class, which was allowed to.
 * @news: What should have been told first; the next record tells it.
 *
 * Context: Process or softirq context.
 */
void edgesec_limit_give_back(struct edgesec_limit *limit,
			     const struct edgesec_limit_news *news)
{
	spin_lock_bh(&limit->lock);
	limit->held += news->held;
	/* Another window may have begun meanwhile. */
	if (limit->written)
		limit->written--;
	spin_unlock_bh(&limit->lock);
}
