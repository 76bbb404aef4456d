// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - test module: readers in every context against writers of a table */
/* Copyright (C) 2026 The edgesec authors */
#define pr_fmt(fmt) "table_stress: " fmt

#include "judge.h"
#include "table.h"
#include "table_impl.h"

#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

/*
 * Loading the module runs the test; -EINVAL means that an answer was wrong.
 *
 *	readers		a kernel thread per CPU; an hrtimer in hard interrupts,
 *			which also interrupts the writer inside its lock; a
 *			tasklet in softirqs
 *	writers		a kernel thread that lets the table grow and shrink, for
 *			even keys; the tasklet, for odd keys, without sleeping
 *	walker		the loading thread itself
 *
 * judge.h says when an answer is right. Keys from KEYS on are there for good:
 * each walk must find each of them once.
 */
#define KEYS	40000
#define STEADY	20
#define ODD	400	/* odd keys below it are the tasklet's */

static unsigned int seconds = 20;
module_param(seconds, uint, 0444);
MODULE_PARM_DESC(seconds, "how long to run");

/* One context that looks keys up; nobody else touches it until the end. */
struct reader {
	u64 random;
	u64 lookups;
	u64 hits;
	u64 wrong;
};

static struct edgesec_table table;
static struct judge_key *judged;
static struct reader in_hardirq = { .random = 1ULL << 50 };
static struct reader in_softirq = { .random = 2ULL << 50 };
static struct reader *in_threads;
static struct task_struct **threads;
static struct task_struct *writer_thread;
static struct hrtimer timer;
static struct tasklet_struct tasklet;
static u64 writes[2];
static u64 failed_writes[2];
static u64 walks;
static u64 wrong_walks;
static u64 walks_again;
/* The writers and readers use the keys below; the thread changes it. */
static u32 range = 16;

static u64 key_of(u64 i)
{
	u64 z = (i + 1) * 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

static u64 random_next(u64 *state)
{
	return key_of((*state)++);
}

static u32 random_below(u64 *state, u32 n)
{
	return (u32)(random_next(state) >> 32) * (u64)n >> 32;
}

/* Readers. */

static void read_one(struct reader *r)
{
	u32 i = random_below(&r->random, READ_ONCE(range));
	u64 done, begun, val = 0;
	bool found;

	done = judge_before(&judged[i]);
	rcu_read_lock();
	found = edgesec_table_lookup(&table, key_of(i), &val);
	rcu_read_unlock();
	begun = judge_after(&judged[i]);
	r->lookups++;
	r->hits += found;
	if (!judge_answer(i, done, begun, found, val))
		r->wrong++;
}

static int reader_run(void *data)
{
	while (!kthread_should_stop()) {
		unsigned int i;

		for (i = 0; i < 1000; i++)
			read_one(data);
		cond_resched();
	}
	return 0;
}

/* Writers. */

/* Brings key @i into the state @present, or gives it another value. */
static int write_key(u32 i, bool present, gfp_t gfp)
{
	struct judge_key *k = &judged[i];
	bool before = judge_present(k->done);
	u64 state = judge_next(k->done, present);
	u64 val = judge_value(i, state);
	int err = 0;

	judge_begin(k, state);
	if (before && present)
		err = edgesec_table_replace(&table, key_of(i), val);
	else if (before)
		err = edgesec_table_remove(&table, key_of(i), NULL);
	else if (present)
		err = edgesec_table_insert(&table, key_of(i), val, gfp);
	if (err && !before)
		state = judge_next(state, false);
	judge_end(k, state);
	return err;
}

static void write_even(u64 *random, bool present)
{
	u32 i = random_below(random, READ_ONCE(range)) & ~1U;
	bool churn = random_next(random) % 8 == 0;

	if (write_key(i, present ^ churn, GFP_KERNEL))
		failed_writes[0]++;
	writes[0]++;
}

/* Fills the table with the even keys below @top, and empties it again. */
static void wave(u64 *random, u32 top)
{
	u32 i;

	WRITE_ONCE(range, top);
	for (i = 0; i < 2 * top && !kthread_should_stop(); i++)
		write_even(random, true);
	for (i = 0; i < top && !kthread_should_stop(); i += 2) {
		if (write_key(i, false, GFP_KERNEL))
			failed_writes[0]++;
		writes[0]++;
	}
	cond_resched();
}

/* The next write begins a rehash with another seed, unless one is under way. */
static void want_reseed(void)
{
	spin_lock_bh(&table.lock);
	edgesec_table_reseed_want(&table);
	table.next_reseed = jiffies;
	spin_unlock_bh(&table.lock);
}

static int writer_run(void *data)
{
	static const u32 tops[] = { 16, 400, 2000, 60, 400, KEYS };
	u64 random = 3ULL << 50;
	unsigned int n, i = 0;

	while (!kthread_should_stop()) {
		u32 top = tops[i++ % ARRAY_SIZE(tops)];

		/* The small ones more often, so that all take their time. */
		for (n = 0; n <= KEYS / 4 / top; n++) {
			if (n % 4 == 0)
				want_reseed();
			wave(&random, top);
		}
	}
	return 0;
}

/* A few lookups and writes in softirq; the keys are odd, so its own. */
static void tasklet_run(struct tasklet_struct *unused)
{
	static u64 random = 4ULL << 50;
	int i;

	for (i = 0; i < 8; i++) {
		u64 r = random_next(&random);
		u32 key = random_below(&random, ODD) | 1;

		read_one(&in_softirq);
		if (write_key(key, r & 1, GFP_ATOMIC) == -EEXIST)
			failed_writes[1]++;
		writes[1]++;
	}
}

/* Comes at ever different distances, to interrupt at every instruction. */
static enum hrtimer_restart timer_run(struct hrtimer *t)
{
	int i;

	for (i = 0; i < 4; i++)
		read_one(&in_hardirq);
	tasklet_schedule(&tasklet);
	hrtimer_forward_now(t, 20000 + random_below(&in_hardirq.random,
						    100000));
	return HRTIMER_RESTART;
}

static void timer_start(void)
{
#ifdef HAVE_HRTIMER_SETUP
	hrtimer_setup(&timer, timer_run, CLOCK_MONOTONIC,
		      HRTIMER_MODE_REL_HARD);
#else
	hrtimer_init(&timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	timer.function = timer_run;
#endif
	hrtimer_start(&timer, 100000, HRTIMER_MODE_REL_HARD);
}

/* The walker. */

struct visits {
	u64 random;
	u32 room;
	u8 seen[STEADY];
};

/* Is it a pair that was ever in the table? */
static bool is_pair(u64 key, u64 val)
{
	u32 i = judge_index(val);

	if (val < STEADY)
		return key == key_of(KEYS + val);
	return i < KEYS && key == key_of(i);
}

static int visit(u64 key, u64 val, void *data)
{
	struct visits *v = data;

	if (!v->room)
		return 1;
	v->room--;
	if (!is_pair(key, val))
		wrong_walks++;
	else if (val < STEADY)
		v->seen[val]++;
	return 0;
}

static void walk_once(struct visits *v)
{
	struct edgesec_table_cursor cursor = {};
	u32 i;
	int more;

	memset(v->seen, 0, sizeof(v->seen));
	do {
		v->room = random_below(&v->random, 100);
		rcu_read_lock();
		more = edgesec_table_walk(&table, &cursor, visit, v);
		rcu_read_unlock();
		cond_resched();
		if (more == -EAGAIN) {
			walks_again++;
			return;
		}
	} while (more);
	for (i = 0; i < STEADY; i++)
		wrong_walks += v->seen[i] != 1;
	walks++;
}

/* The test. */

static int start_reader(unsigned int i, unsigned int cpu)
{
	struct task_struct *task;

	in_threads[i].random = (u64)(5 + i) << 50;
	task = kthread_create(reader_run, &in_threads[i], "table_read/%u", i);
	if (IS_ERR(task))
		return PTR_ERR(task);
	kthread_bind(task, cpu);
	threads[i] = task;
	wake_up_process(task);
	return 0;
}

static int start(void)
{
	unsigned int cpu;
	int err = 0;

	for_each_online_cpu(cpu) {
		err = start_reader(cpu, cpu);
		if (err)
			return err;
	}
	writer_thread = kthread_run(writer_run, NULL, "table_write");
	if (IS_ERR(writer_thread)) {
		err = PTR_ERR(writer_thread);
		writer_thread = NULL;
		return err;
	}
	tasklet_setup(&tasklet, tasklet_run);
	timer_start();
	return 0;
}

static void stop(void)
{
	unsigned int i;

	if (writer_thread) {
		hrtimer_cancel(&timer);
		tasklet_kill(&tasklet);
		kthread_stop(writer_thread);
	}
	for (i = 0; i < nr_cpu_ids; i++)
		if (threads[i])
			kthread_stop(threads[i]);
}

static u64 wrong_at_rest(void)
{
	u64 val, wrong = 0;
	u32 i;

	rcu_read_lock();
	for (i = 0; i < KEYS; i++) {
		bool found = edgesec_table_lookup(&table, key_of(i), &val);
		u64 state = judged[i].done;

		wrong += !judge_answer(i, state, state, found, val);
	}
	rcu_read_unlock();
	return wrong;
}

static int report(void)
{
	u64 wrong = in_hardirq.wrong + in_softirq.wrong + wrong_at_rest();
	struct edgesec_table_stats s;
	u64 lookups = 0, hits = in_hardirq.hits + in_softirq.hits;
	unsigned int i;

	for (i = 0; i < nr_cpu_ids; i++) {
		lookups += in_threads[i].lookups;
		hits += in_threads[i].hits;
		wrong += in_threads[i].wrong;
	}
	edgesec_table_stats(&table, &s);
	wrong += failed_writes[0] + failed_writes[1] + wrong_walks;
	pr_info("lookups: %llu thread, %llu softirq, %llu hardirq; %llu hits\n",
		lookups, in_softirq.lookups, in_hardirq.lookups, hits);
	pr_info("writes: %llu thread, %llu softirq; %llu rehashes, %llu reseeds; %llu walks, %llu begun again\n",
		writes[0], writes[1], s.rehashes, s.reseeds, walks, walks_again);
	pr_info("table: %llu entries, %llu buckets, %llu bytes, chain %u\n",
		s.entries, s.buckets, s.bytes, s.longest_chain);
	pr_info("wrong answers: %llu (%llu failed writes, %llu in walks)\n",
		wrong, failed_writes[0] + failed_writes[1], wrong_walks);
	if (!s.rehashes || !s.reseeds || !walks || !in_hardirq.lookups ||
	    !in_softirq.lookups || !hits)
		wrong++;
	pr_info("%s\n", wrong ? "FAILED" : "passed");
	return wrong ? -EINVAL : 0;
}

static int run(void)
{
	unsigned long end = jiffies + seconds * HZ;
	struct visits *v;
	int err;
	u64 i;

	v = kzalloc(sizeof(*v), GFP_KERNEL);
	if (!v)
		return -ENOMEM;
	for (i = 0; i < STEADY; i++) {
		err = edgesec_table_insert(&table, key_of(KEYS + i), i,
					   GFP_KERNEL);
		if (err)
			goto out_visits;
	}
	err = start();
	while (!err && time_before(jiffies, end))
		walk_once(v);
	stop();
	if (!err)
		err = report();
out_visits:
	kfree(v);
	return err;
}

static int allocate(void)
{
	judged = vzalloc(KEYS * sizeof(*judged));
	in_threads = kcalloc(nr_cpu_ids, sizeof(*in_threads), GFP_KERNEL);
	threads = kcalloc(nr_cpu_ids, sizeof(*threads), GFP_KERNEL);
	return judged && in_threads && threads ? 0 : -ENOMEM;
}

static void release(void)
{
	kfree(threads);
	kfree(in_threads);
	vfree(judged);
}

/* kmod/table_hash.h says so; here is a kernel to ask. */
static bool is_the_kernels_hash(void)
{
	hsiphash_key_t secret;
	u64 key;
	int i;

	for (i = 0; i < 1000; i++) {
		get_random_bytes(&secret, sizeof(secret));
		get_random_bytes(&key, sizeof(key));
		if (edgesec_table_hash(key, &secret) !=
		    hsiphash_2u32((u32)key, (u32)(key >> 32), &secret))
			return false;
	}
	return true;
}

static int __init table_stress_init(void)
{
	static const struct edgesec_table_limits limits = { .name = "stress" };
	int err;

	if (WARN_ON(!is_the_kernels_hash()))
		return -EINVAL;
	err = allocate();
	if (err)
		goto out_release;
	err = edgesec_table_setup();
	if (err)
		goto out_release;
	err = edgesec_table_init(&table, &limits);
	if (err)
		goto out_teardown;
	err = run();
	edgesec_table_destroy(&table);
out_teardown:
	edgesec_table_teardown();
out_release:
	release();
	return err;
}

static void __exit table_stress_exit(void)
{
}

module_init(table_stress_init);
module_exit(table_stress_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Stress test of the edgesec table");
