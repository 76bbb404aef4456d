// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Bench: one and two readers, with and without a writer
 * Copyright (C) 2026 The edgesec authors
 *
 * Each reader has a processor to itself. The writer does 10,000 writes per
 * second: it adds a key that nobody asks for, then takes it out. It runs on the
 * last processor, where a second reader lets it in between two slices. What is
 * printed is the median of the slices of all readers.
 *
 * Nothing is said about the time of writes. Turning interrupts off and on is
 * slow in User-mode Linux with several processors, and not all contenders do it.
 */
#define pr_fmt(fmt) "bench: " fmt

#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/sched.h>

#include "common.h"
#include "memory.h"

#define SLICES			320
#define READERS			2
#define WRITES_PER_SECOND	10000

/* So many keys come and go; room for them is made in advance. */
#define CHURN			16

static const struct contender *const contenders[] = {
	&bench_edgesec, &bench_rhashtable, &bench_htab, &bench_rwlock_hash,
	&bench_sharded_hash,
};

size_t bench_largest_bytes;

/* What goes on now: set before the threads are made. */
static struct {
	const struct contender *c;
	u64 n;
	unsigned int readers;
	atomic_t ready;
	atomic_t finished;
	u64 slices[READERS * SLICES];
	u64 writes_per_second;
} now;

static u64 read_slice(void)
{
	u64 cycles = now.c->throughput(now.n, BENCH_SLICE, BENCH_HIT);

	cond_resched();
	return cycles;
}

/* Goes on until all have finished, so that nobody is ever alone. */
static int read_thread(void *data)
{
	u64 *slices = data;
	unsigned int i;

	read_slice();
	atomic_inc(&now.ready);
	while (atomic_read(&now.ready) < READ_ONCE(now.readers))
		cond_resched();
	for (i = 0; i < SLICES; i++)
		slices[i] = read_slice();
	atomic_inc(&now.finished);
	while (!kthread_should_stop())
		read_slice();
	return 0;
}

/* Even writes add a key, odd ones take it out. */
static void write_one(u64 i)
{
	u64 key = bench_key(now.c, now.n + i / 2 % CHURN);

	if (i % 2)
		now.c->remove(key);
	else if (now.c->insert(key, bench_value(key)))
		bench_wrong(now.c->name, key);
}

static int write_thread(void *unused)
{
	u64 done = 0, start = ktime_get_ns(), ns = 0;

	while (!kthread_should_stop()) {
		ns = ktime_get_ns() - start;
		while (done < div_u64(ns * WRITES_PER_SECOND, NSEC_PER_SEC))
			write_one(done++);
		usleep_range(500, 1000);
	}
	now.writes_per_second = div64_u64(done * NSEC_PER_SEC, ns + 1);
	if (done % 2)
		write_one(done);
	return 0;
}

static struct task_struct *run_thread(int (*fn)(void *), void *data,
				      unsigned int cpu)
{
	struct task_struct *task = kthread_create(fn, data, "bench/%u", cpu);

	if (!IS_ERR(task)) {
		kthread_bind(task, cpu);
		wake_up_process(task);
	}
	return task;
}

static void stop_threads(struct task_struct **tasks, unsigned int count)
{
	while (count--)
		kthread_stop(tasks[count]);
}

/* Starts the readers; if not all can be had, those that run do not wait. */
static int start_readers(struct task_struct **tasks)
{
	unsigned int i;

	for (i = 0; i < now.readers; i++) {
		tasks[i] = run_thread(read_thread, now.slices + i * SLICES, i);
		if (IS_ERR(tasks[i])) {
			WRITE_ONCE(now.readers, i);
			stop_threads(tasks, i);
			return PTR_ERR(tasks[i]);
		}
	}
	return 0;
}

static int run_readers(void)
{
	struct task_struct *tasks[READERS];
	int err;

	atomic_set(&now.ready, 0);
	atomic_set(&now.finished, 0);
	err = start_readers(tasks);
	if (err)
		return err;
	while (atomic_read(&now.finished) < now.readers)
		schedule_timeout_uninterruptible(HZ / 50);
	stop_threads(tasks, now.readers);
	return 0;
}

static int run_threads(bool with_writer)
{
	struct task_struct *writer;
	int err;

	if (!with_writer)
		return run_readers();
	writer = run_thread(write_thread, NULL, READERS - 1);
	if (IS_ERR(writer))
		return PTR_ERR(writer);
	err = run_readers();
	kthread_stop(writer);
	return err;
}

static int print_readers(const struct size *size, unsigned int readers,
			 bool with_writer)
{
	char metric[40];
	int err;

	now.readers = readers;
	err = run_threads(with_writer);
	if (err)
		return err;
	snprintf(metric, sizeof(metric), "readers%u%s_ns", readers,
		 with_writer ? "_writer" : "");
	bench_print(metric, size, now.c->name,
		    bench_median(now.slices, readers * SLICES));
	if (!with_writer)
		return 0;
	snprintf(metric, sizeof(metric), "readers%u_writes_per_s", readers);
	bench_print(metric, size, now.c->name, 100 * now.writes_per_second);
	return 0;
}

static int insert_all(const struct contender *c, u64 n)
{
	int err = 0;
	u64 i;

	for (i = 0; i < n && !err; i++) {
		u64 key = bench_key(c, i);

		err = c->insert(key, bench_value(key));
		cond_resched();
	}
	return err;
}

static int run_contender(const struct contender *c, const struct size *size)
{
	unsigned int readers;
	int err = c->make(size->n + CHURN);

	if (err)
		return err;
	now.c = c;
	now.n = size->n;
	err = insert_all(c, size->n);
	if (!err && c->settle)
		c->settle();
	for (readers = 1; readers <= READERS && !err; readers++)
		err = print_readers(size, readers, false) ?:
		      print_readers(size, readers, true);
	c->destroy();
	rcu_barrier();
	return err;
}

static int run_round(const struct size *size, unsigned int round)
{
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(contenders); i++) {
		err = run_contender(contenders[i], size);
		if (err) {
			pr_err("%s of %s fails: %d\n", contenders[i]->name,
			       size->name, err);
			return err;
		}
	}
	return 0;
}

static int __init bench_init(void)
{
	int err;

	if (num_online_cpus() < READERS) {
		pr_err("this kernel runs on %u processors\n", num_online_cpus());
		return -ENODEV;
	}
	err = bench_begin();
	return err ?: bench_end(bench_run(run_round));
}

static void __exit bench_exit(void)
{
}

module_init(bench_init);
module_exit(bench_exit);
MODULE_DESCRIPTION("Bench of the table of edgesec and its peers with readers");
MODULE_LICENSE("GPL");
