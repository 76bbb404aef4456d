// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Tests of loss.c: what is held back, warned of, and lost
 * Copyright (C) 2026 The edgesec authors
 */
#include "../tap.h"

#include <linux/jiffies.h>
#include <linux/panic.h>
#include <linux/string.h>

#include "loss.h"
#include "policy.h"

static int panics;

void shim_panic(void)
{
	panics++;
}

static void follow(enum edgesec_mode mode, enum edgesec_on_loss on_loss,
		   u32 warn_at)
{
	static struct edgesec_policy policy;

	policy.mode = mode;
	policy.on_loss = on_loss;
	policy.warn_at = warn_at;
	edgesec_loss_follow(&policy);
}

static struct edgesec_limit limit_new(void)
{
	struct edgesec_limit limit = {
		.burst = EDGESEC_LIMIT_BURST,
		.lock = __SPIN_LOCK_UNLOCKED(limit.lock)
	};

	return limit;
}

/* Asks so often; returns how often it may write. */
static unsigned int ask(struct edgesec_limit *limit, unsigned int times)
{
	struct edgesec_limit_news news;
	unsigned int passed = 0;

	while (times--)
		passed += edgesec_limit_pass(limit, &news);
	return passed;
}

static void a_window_has_an_end(void)
{
	struct edgesec_limit limit = limit_new();
	struct edgesec_limit_news news;

	follow(EDGESEC_MODE_ENFORCE, EDGESEC_ON_LOSS_COUNT, 0);
	CHECK(ask(&limit, EDGESEC_LIMIT_BURST + 7) == EDGESEC_LIMIT_BURST);
	shim_jiffies += EDGESEC_LIMIT_SECONDS * HZ - 1;
	CHECK(!ask(&limit, 1));
	shim_jiffies++;
	CHECK(edgesec_limit_pass(&limit, &news));
	CHECK(news.held == 8);
	CHECK(edgesec_limit_pass(&limit, &news));
	CHECK(!news.held);
}

/* What a lost record should have told, the next one tells. */
static void what_was_not_told_is_told_later(void)
{
	struct edgesec_limit limit = limit_new();
	struct edgesec_limit_news news;

	follow(EDGESEC_MODE_ENFORCE, EDGESEC_ON_LOSS_COUNT, 1);
	ask(&limit, EDGESEC_LIMIT_BURST + 7);
	shim_jiffies += EDGESEC_LIMIT_SECONDS * HZ;
	ask(&limit, 1);
	CHECK(edgesec_limit_pass(&limit, &news) && news.filled == 2);
	edgesec_limit_give_back(&limit, &news);
	CHECK(edgesec_limit_pass(&limit, &news) && news.filled == 2);
	CHECK(edgesec_limit_pass(&limit, &news) && !news.filled);
	ask(&limit, EDGESEC_LIMIT_BURST);
	shim_jiffies += EDGESEC_LIMIT_SECONDS * HZ;
	CHECK(edgesec_limit_pass(&limit, &news) && news.held == 3);
	edgesec_limit_give_back(&limit, &news);
	CHECK(edgesec_limit_pass(&limit, &news) && news.held == 3);
	CHECK(edgesec_limit_pass(&limit, &news) && !news.held);
}

/* With how many records the warning comes; 0 for never, or more than once. */
static unsigned int warned_at(u32 percent)
{
	struct edgesec_limit limit = limit_new();
	struct edgesec_limit_news news;
	unsigned int found = 0, times = 0, i;

	follow(EDGESEC_MODE_AUDIT, EDGESEC_ON_LOSS_COUNT, percent);
	for (i = 0; i < EDGESEC_LIMIT_BURST + 10; i++) {
		edgesec_limit_pass(&limit, &news);
		if (!news.filled)
			continue;
		found = news.filled;
		times++;
	}
	return times == 1 ? found : 0;
}

static void the_warning_comes_once_and_in_time(void)
{
	CHECK(warned_at(1) == EDGESEC_LIMIT_BURST / 100);
	CHECK(warned_at(80) == EDGESEC_LIMIT_BURST * 80 / 100);
	CHECK(warned_at(100) == EDGESEC_LIMIT_BURST);
	CHECK(!warned_at(0));
}

static void the_warning_comes_in_each_window(void)
{
	struct edgesec_limit limit = limit_new();
	struct edgesec_limit_news news;

	follow(EDGESEC_MODE_ENFORCE, EDGESEC_ON_LOSS_COUNT, 1);
	ask(&limit, 1);
	CHECK(edgesec_limit_pass(&limit, &news) && news.filled == 2);
	CHECK(edgesec_limit_pass(&limit, &news) && !news.filled);
	shim_jiffies += EDGESEC_LIMIT_SECONDS * HZ;
	ask(&limit, 1);
	CHECK(edgesec_limit_pass(&limit, &news) && news.filled == 2);
}

static void a_loss_is_counted_unless_a_policy_says_more(void)
{
	edgesec_loss_follow(NULL);
	panics = 0;
	edgesec_loss_happened();
	CHECK(!panics && !edgesec_loss_denies());
	follow(EDGESEC_MODE_ENFORCE, EDGESEC_ON_LOSS_COUNT, 0);
	edgesec_loss_happened();
	CHECK(!panics && !edgesec_loss_denies());
}

static void a_policy_can_deny_or_stop(void)
{
	panics = 0;
	follow(EDGESEC_MODE_ENFORCE, EDGESEC_ON_LOSS_DENY, 0);
	edgesec_loss_happened();
	CHECK(!panics && edgesec_loss_denies());
	follow(EDGESEC_MODE_ENFORCE, EDGESEC_ON_LOSS_PANIC, 0);
	edgesec_loss_happened();
	CHECK(panics == 1);
}

static void one_that_only_records_does_neither(void)
{
	panics = 0;
	follow(EDGESEC_MODE_AUDIT, EDGESEC_ON_LOSS_DENY, 0);
	CHECK(!edgesec_loss_denies());
	follow(EDGESEC_MODE_AUDIT, EDGESEC_ON_LOSS_PANIC, 0);
	edgesec_loss_happened();
	CHECK(!panics && !edgesec_loss_denies());
	follow(EDGESEC_MODE_ENFORCE, EDGESEC_ON_LOSS_DENY, 50);
	edgesec_loss_follow(NULL);
	CHECK(!edgesec_loss_denies() && !edgesec_loss_warn_at());
}

int main(void)
{
	static const struct tap_test tests[] = {
		{ "a class may write so often in a window, then what it held back is told",
		  a_window_has_an_end },
		{ "what a lost record should have told, the next one tells",
		  what_was_not_told_is_told_later },
		{ "the warning comes once, with the record that reaches the share",
		  the_warning_comes_once_and_in_time },
		{ "and once more in the next window",
		  the_warning_comes_in_each_window },
		{ "a loss is counted unless a policy says more",
		  a_loss_is_counted_unless_a_policy_says_more },
		{ "a policy can deny, or stop the host", a_policy_can_deny_or_stop },
		{ "one that only records does neither, and no policy neither",
		  one_that_only_records_does_neither },
	};

	return TAP_RUN(tests);
}
