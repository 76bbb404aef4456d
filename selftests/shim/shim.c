// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - shim: the code behind the stand-in kernel headers */
/* Copyright (C) 2026 The edgesec authors */
#include "shim.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/jiffies.h>
#include <linux/mutex.h>
#include <linux/random.h>
#include <linux/rcupdate.h>
#include <linux/siphash.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#define READERS_MAX	64

unsigned long shim_jiffies;

bool shim_in_hardirq;
static unsigned int warnings_expected;

void shim_warn_expect(unsigned int count)
{
	warnings_expected = count;
}

unsigned int shim_warn_missing(void)
{
	return warnings_expected;
}

void shim_warn(const char *file, int line, const char *what)
{
	if (warnings_expected) {
		warnings_expected--;
		return;
	}
	fprintf(stderr, "%s:%d: WARNING: %s\n", file, line, what);
	abort();
}

/* Before each marked access: what the test wants, or a chance to be unlucky. */
#ifdef SHIM_PAUSE
void (*shim_pause_hook)(void);

void shim_pause(void)
{
	static _Thread_local u32 state;

	if (shim_pause_hook) {
		shim_pause_hook();
		return;
	}
	state = state * 1664525 + 1013904223;
	if (state >> 26 == 0)
		sched_yield();
}
#endif

/* Context: what this thread may not do. */

static _Thread_local int bh_off;
static _Thread_local int spins;
static _Thread_local int rcu_depth;

void local_bh_disable(void)
{
	bh_off++;
}

void local_bh_enable(void)
{
	WARN_ON(bh_off <= 0);
	bh_off--;
}

void might_sleep(void)
{
	WARN_ON(bh_off || spins || rcu_depth);
}

/* Locks. */

static bool lock_is_mine(const spinlock_t *lock)
{
	return __atomic_load_n(&lock->held, __ATOMIC_RELAXED) &&
	       pthread_equal(lock->owner, pthread_self());
}

static void lock_taken(spinlock_t *lock)
{
	lock->owner = pthread_self();
	__atomic_store_n(&lock->held, true, __ATOMIC_RELAXED);
}

static void lock_drop(spinlock_t *lock)
{
	WARN_ON(!lock_is_mine(lock));
	__atomic_store_n(&lock->held, false, __ATOMIC_RELAXED);
	pthread_mutex_unlock(&lock->mutex);
}

void spin_lock_init(spinlock_t *lock)
{
	memset(lock, 0, sizeof(*lock));
	pthread_mutex_init(&lock->mutex, NULL);
}

void spin_lock(spinlock_t *lock)
{
	pthread_mutex_lock(&lock->mutex);
	lock_taken(lock);
	spins++;
}

bool spin_trylock(spinlock_t *lock)
{
	if (pthread_mutex_trylock(&lock->mutex))
		return false;
	lock_taken(lock);
	spins++;
	return true;
}

void spin_unlock(spinlock_t *lock)
{
	lock_drop(lock);
	spins--;
}

bool shim_spin_is_held(const spinlock_t *lock)
{
	return lock_is_mine(lock);
}

void mutex_lock(struct mutex *m)
{
	might_sleep();
	pthread_mutex_lock(&m->lock.mutex);
	lock_taken(&m->lock);
}

bool mutex_trylock(struct mutex *m)
{
	if (pthread_mutex_trylock(&m->lock.mutex))
		return false;
	lock_taken(&m->lock);
	return true;
}

void mutex_unlock(struct mutex *m)
{
	lock_drop(&m->lock);
}

bool shim_mutex_is_held(const struct mutex *m)
{
	return lock_is_mine(&m->lock);
}

/* Memory. */

struct kmem_cache {
	const char *name;
	size_t size;
	size_t align;
	long live;
};

static long alloc_live;
static long fail_countdown;
static bool fail_sticky;
static bool fail_seen;
static size_t fail_above;

static void fail_order(unsigned long nth, bool sticky)
{
	__atomic_store_n(&fail_seen, false, __ATOMIC_SEQ_CST);
	__atomic_store_n(&fail_sticky, sticky, __ATOMIC_SEQ_CST);
	__atomic_store_n(&fail_countdown, (long)nth, __ATOMIC_SEQ_CST);
}

void shim_fail_nth(unsigned long nth)
{
	fail_order(nth, false);
}

void shim_fail_from(unsigned long nth)
{
	fail_order(nth, true);
}

void shim_fail_above(size_t size)
{
	__atomic_store_n(&fail_above, size, __ATOMIC_SEQ_CST);
}

bool shim_fail_happened(void)
{
	return __atomic_load_n(&fail_seen, __ATOMIC_SEQ_CST);
}

long shim_alloc_live(void)
{
	return __atomic_load_n(&alloc_live, __ATOMIC_SEQ_CST);
}

static bool must_fail(size_t size)
{
	long left = __atomic_load_n(&fail_countdown, __ATOMIC_SEQ_CST);
	size_t above = __atomic_load_n(&fail_above, __ATOMIC_SEQ_CST);

	if (size > SIZE_MAX / 2 || (above && size > above))
		return true;
	if (!left)
		return false;
	if (left > 1 || !__atomic_load_n(&fail_sticky, __ATOMIC_SEQ_CST))
		left = __atomic_fetch_sub(&fail_countdown, 1, __ATOMIC_SEQ_CST);
	if (left != 1)
		return false;
	__atomic_store_n(&fail_seen, true, __ATOMIC_SEQ_CST);
	return true;
}

void *shim_alloc(size_t size, size_t align, gfp_t gfp)
{
	void *p = NULL;

	if (gfpflags_allow_blocking(gfp))
		might_sleep();
	if (must_fail(size))
		return NULL;
	/* As kmalloc: powers of two have their own size as alignment. */
	if (!align)
		align = size && !(size & (size - 1)) ? size : 16;
	if (align < sizeof(void *))
		align = sizeof(void *);
	if (align > 4096)
		align = 4096;
	if (posix_memalign(&p, align, size ? size : 1))
		return NULL;
	memset(p, gfp & __GFP_ZERO ? 0 : 0xa5, size);
	__atomic_fetch_add(&alloc_live, 1, __ATOMIC_SEQ_CST);
	return p;
}

void shim_free(const void *p)
{
	if (!p)
		return;
	__atomic_fetch_sub(&alloc_live, 1, __ATOMIC_SEQ_CST);
	free((void *)p);
}

void *shim_realloc(const void *p, size_t size, gfp_t gfp)
{
	void *q;

	if (!p)
		return shim_alloc(size, 0, gfp);
	if (gfpflags_allow_blocking(gfp))
		might_sleep();
	if (must_fail(size))
		return NULL;
	q = realloc((void *)p, size);
	return q;
}

struct kmem_cache *kmem_cache_create(const char *name, unsigned int size,
				     unsigned int align, unsigned int flags,
				     void (*ctor)(void *object))
{
	struct kmem_cache *cache = shim_alloc(sizeof(*cache), 0, GFP_KERNEL);

	WARN_ON(ctor);
	if (!cache)
		return NULL;
	if (flags & SLAB_HWCACHE_ALIGN && align < 64)
		align = 64;
	cache->name = name;
	cache->size = size;
	cache->align = align;
	cache->live = 0;
	return cache;
}

void kmem_cache_destroy(struct kmem_cache *cache)
{
	if (!cache)
		return;
	WARN_ON(cache->live);
	shim_free(cache);
}

void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t gfp)
{
	void *p = shim_alloc(cache->size, cache->align, gfp);

	if (p)
		__atomic_fetch_add(&cache->live, 1, __ATOMIC_SEQ_CST);
	return p;
}

void kmem_cache_free(struct kmem_cache *cache, void *object)
{
	__atomic_fetch_sub(&cache->live, 1, __ATOMIC_SEQ_CST);
	shim_free(object);
}

void *kmemdup(const void *src, size_t len, gfp_t gfp)
{
	void *p = kmalloc(len, gfp);

	return p ? memcpy(p, src, len) : NULL;
}

char *kstrndup(const char *s, size_t max, gfp_t gfp)
{
	size_t len = strnlen(s, max);
	char *p = kmalloc(len + 1, gfp);

	if (!p)
		return NULL;
	memcpy(p, s, len);
	p[len] = '\0';
	return p;
}

char *kstrdup(const char *s, gfp_t gfp)
{
	return s ? kstrndup(s, strlen(s), gfp) : NULL;
}

/*
 * RCU. A reader stores the number of the current grace period in its slot when
 * it enters, and 0 when it leaves. synchronize_rcu() begins a new period and
 * waits until every slot is 0 or belongs to the new one. All accesses of a slot
 * are read-modify-writes: either the updater's sees the reader, or the reader's
 * comes later and synchronizes with the updater's, and then the reader sees all
 * that was unlinked before the grace period.
 */

static unsigned long rcu_period = 1;
static unsigned long rcu_slot[READERS_MAX];
static int rcu_slots;
static _Thread_local int rcu_mine = -1;

static pthread_mutex_t rcu_lock = PTHREAD_MUTEX_INITIALIZER;
static struct rcu_head *rcu_first;
static struct rcu_head **rcu_last = &rcu_first;

void rcu_read_lock(void)
{
	unsigned long period;

	if (rcu_depth++)
		return;
	if (rcu_mine < 0) {
		rcu_mine = __atomic_fetch_add(&rcu_slots, 1, __ATOMIC_SEQ_CST);
		WARN_ON(rcu_mine >= READERS_MAX);
	}
	period = __atomic_load_n(&rcu_period, __ATOMIC_SEQ_CST);
	__atomic_exchange_n(&rcu_slot[rcu_mine], period, __ATOMIC_SEQ_CST);
}

void rcu_read_unlock(void)
{
	WARN_ON(rcu_depth <= 0);
	if (!--rcu_depth)
		__atomic_exchange_n(&rcu_slot[rcu_mine], 0, __ATOMIC_SEQ_CST);
}

bool rcu_read_lock_held(void)
{
	return rcu_depth > 0;
}

void synchronize_rcu(void)
{
	unsigned long period, seen;

	might_sleep();
	period = __atomic_add_fetch(&rcu_period, 1, __ATOMIC_SEQ_CST);
	for (int i = 0; i < READERS_MAX; i++) {
		for (;;) {
			seen = __atomic_fetch_add(&rcu_slot[i], 0,
						  __ATOMIC_SEQ_CST);
			if (!seen || seen >= period)
				break;
			sched_yield();
		}
	}
}

void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head))
{
	head->func = func;
	head->next = NULL;
	pthread_mutex_lock(&rcu_lock);
	*rcu_last = head;
	rcu_last = &head->next;
	pthread_mutex_unlock(&rcu_lock);
}

static struct rcu_head *rcu_take_callbacks(void)
{
	struct rcu_head *head;

	pthread_mutex_lock(&rcu_lock);
	head = rcu_first;
	rcu_first = NULL;
	rcu_last = &rcu_first;
	pthread_mutex_unlock(&rcu_lock);
	return head;
}

void shim_rcu_quiesce(void)
{
	struct rcu_head *head = rcu_take_callbacks();

	synchronize_rcu();
	while (head) {
		struct rcu_head *next = head->next;

		head->func(head);
		head = next;
	}
}

void rcu_barrier(void)
{
	shim_rcu_quiesce();
}

static void rcu_free_object(struct rcu_head *head)
{
	struct shim_rcu_free *f = container_of(head, struct shim_rcu_free, rcu);

	shim_free(f->object);
	free(f);
}

void shim_rcu_free(const void *object)
{
	struct shim_rcu_free *f;

	if (!object)
		return;
	f = malloc(sizeof(*f));
	WARN_ON(!f);
	f->object = object;
	call_rcu(&f->rcu, rcu_free_object);
}

/* Work. */

static struct workqueue_struct common_wq;
struct workqueue_struct *system_wq = &common_wq;
struct workqueue_struct *system_unbound_wq = &common_wq;
struct workqueue_struct *system_long_wq = &common_wq;

static pthread_mutex_t work_list_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t work_run_lock =
	PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static LIST_HEAD(work_list);

struct workqueue_struct *alloc_workqueue(const char *fmt, unsigned int flags,
					 int max_active, ...)
{
	(void)fmt;
	(void)flags;
	(void)max_active;
	return shim_alloc(sizeof(struct workqueue_struct), 0, GFP_KERNEL);
}

static void work_enqueue(struct workqueue_struct *wq, struct work_struct *work)
{
	pthread_mutex_lock(&work_list_lock);
	work->wq = wq;
	list_add_tail(&work->entry, &work_list);
	pthread_mutex_unlock(&work_list_lock);
}

bool queue_work(struct workqueue_struct *wq, struct work_struct *work)
{
	if (__atomic_exchange_n(&work->pending, true, __ATOMIC_SEQ_CST))
		return false;
	work_enqueue(wq, work);
	return true;
}

static void rcu_work_due(struct rcu_head *head)
{
	struct rcu_work *rwork = container_of(head, struct rcu_work, rcu);

	work_enqueue(rwork->work.wq, &rwork->work);
}

bool queue_rcu_work(struct workqueue_struct *wq, struct rcu_work *rwork)
{
	if (__atomic_exchange_n(&rwork->work.pending, true, __ATOMIC_SEQ_CST))
		return false;
	rwork->work.wq = wq;
	call_rcu(&rwork->rcu, rcu_work_due);
	return true;
}

/* Takes @work, or if NULL the first one of @wq, or if NULL the first one. */
static struct work_struct *work_take(struct workqueue_struct *wq,
				     struct work_struct *work)
{
	struct work_struct *w, *found = NULL;

	pthread_mutex_lock(&work_list_lock);
	list_for_each_entry(w, &work_list, entry) {
		if ((work && w != work) || (wq && w->wq != wq))
			continue;
		found = w;
		list_del_init(&w->entry);
		break;
	}
	pthread_mutex_unlock(&work_list_lock);
	if (found)
		__atomic_store_n(&found->pending, false, __ATOMIC_SEQ_CST);
	return found;
}

static bool work_run(struct workqueue_struct *wq, struct work_struct *work)
{
	might_sleep();
	pthread_mutex_lock(&work_run_lock);
	work = work_take(wq, work);
	if (work)
		work->func(work);
	pthread_mutex_unlock(&work_run_lock);
	return work;
}

bool shim_work_run(void)
{
	return work_run(NULL, NULL);
}

bool flush_work(struct work_struct *work)
{
	return work_run(NULL, work);
}

bool flush_rcu_work(struct rcu_work *rwork)
{
	rcu_barrier();
	return flush_work(&rwork->work);
}

bool cancel_work_sync(struct work_struct *work)
{
	bool taken;

	might_sleep();
	pthread_mutex_lock(&work_run_lock);
	taken = work_take(NULL, work);
	pthread_mutex_unlock(&work_run_lock);
	return taken;
}

void flush_workqueue(struct workqueue_struct *wq)
{
	while (work_run(wq, NULL))
		;
}

void destroy_workqueue(struct workqueue_struct *wq)
{
	flush_workqueue(wq);
	shim_free(wq);
}

void shim_settle(void)
{
	int runs = 0;

	do {
		shim_rcu_quiesce();
	} while (shim_work_run() && ++runs < 1000);
}

/* Hashes and random numbers. */

static void sip_round(u64 v[4])
{
	v[0] += v[1];
	v[2] += v[3];
	v[1] = rol64(v[1], 13) ^ v[0];
	v[3] = rol64(v[3], 16) ^ v[2];
	v[0] = rol64(v[0], 32);
	v[2] += v[1];
	v[0] += v[3];
	v[1] = rol64(v[1], 17) ^ v[2];
	v[3] = rol64(v[3], 21) ^ v[0];
	v[2] = rol64(v[2], 32);
}

static void sip_word(u64 v[4], u64 word, int rounds)
{
	v[3] ^= word;
	while (rounds--)
		sip_round(v);
	v[0] ^= word;
}

u64 shim_siphash(const void *data, size_t len, const u64 key[2], int rounds,
		 int final_rounds)
{
	u64 v[4] = {
		key[0] ^ 0x736f6d6570736575ULL, key[1] ^ 0x646f72616e646f6dULL,
		key[0] ^ 0x6c7967656e657261ULL, key[1] ^ 0x7465646279746573ULL,
	};
	u64 last = (u64)len << 56;
	const u8 *p = data;
	u64 word;

	for (; len >= 8; len -= 8, p += 8) {
		memcpy(&word, p, sizeof(word));
		sip_word(v, word, rounds);
	}
	while (len--)
		last |= (u64)p[len] << (8 * len);
	sip_word(v, last, rounds);
	v[2] ^= 0xff;
	while (final_rounds--)
		sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

static u64 random_state;

u64 get_random_u64(void)
{
	u64 z = __atomic_add_fetch(&random_state, 0x9e3779b97f4a7c15ULL,
				   __ATOMIC_SEQ_CST);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

u32 get_random_u32(void)
{
	return (u32)get_random_u64();
}

void get_random_bytes(void *buf, size_t len)
{
	u8 *p = buf;

	while (len--)
		*p++ = (u8)get_random_u64();
}
