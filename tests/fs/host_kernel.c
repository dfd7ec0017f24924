/* SPDX-License-Identifier: MIT
 *
 * host_kernel.c: locks, wait queues, memory and output of the kernel's headers, by
 * those of a POSIX system.  Locks really exclude and waits really sleep, so that
 * races show up under a sanitizer.
 */
#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kernel/heap.h>
#include <kernel/mutex.h>
#include <kernel/panic.h>
#include <kernel/print.h>
#include <kernel/time.h>
#include <kernel/wait.h>

#include "host.h"

void *kmalloc(size_t size) { return malloc(size); }
void *kzalloc(size_t size) { return calloc(1, size); }
void kfree(void *p) { free(p); }

/* A cache is the size of its objects. */
struct kmem_cache {
	size_t size;
};

struct kmem_cache *kmem_cache_create(const char *name, size_t size)
{
	struct kmem_cache *c = malloc(sizeof(*c));

	(void)name;
	if (c)
		c->size = size;
	return c;
}

void *kmem_cache_alloc(struct kmem_cache *c) { return malloc(c->size); }
void kmem_cache_free(struct kmem_cache *c, void *object)
{
	(void)c;
	free(object);
}

void *page_alloc(unsigned order)
{
	void *p = aligned_alloc(PAGE_SIZE, PAGE_SIZE << order);

	if (p)
		memset(p, 0, PAGE_SIZE << order);
	return p;
}

void page_free(void *p, unsigned order)
{
	(void)order;
	free(p);
}

size_t page_count_free(void) { return 1 << 20; }
uint64_t clock_unix_ns(void) { return 1000000000000ull; }

/* A C library that has one of its own takes this one's place. */
__attribute__((weak)) size_t strlcpy(char *to, const char *from, size_t cap)
{
	size_t len = strlen(from);

	if (cap) {
		size_t n = len < cap ? len : cap - 1;

		memcpy(to, from, n);
		to[n] = 0;
	}
	return len;
}

void kprintf(enum log_level level, const char *format, ...)
{
	va_list args;

	(void)level;
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
}

void panic(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "panic: ");
	vfprintf(stderr, format, args);
	va_end(args);
	abort();
}

void host_die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(2);
}

/* ---- spinlocks --------------------------------------------------------- */

static void core_lock(struct spin_core *core)
{
	while (__atomic_exchange_n(&core->now_serving, 1, __ATOMIC_ACQUIRE))
		sched_yield();
}

static void core_unlock(struct spin_core *core)
{
	__atomic_store_n(&core->now_serving, 0, __ATOMIC_RELEASE);
}

void spin_lock(spinlock_t *l) { core_lock(&l->core); }
void spin_unlock(spinlock_t *l) { core_unlock(&l->core); }

/* ---- sleeping: one lock and one condition for all of it ------------------ */

static pthread_mutex_t sleep_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t sleep_change = PTHREAD_COND_INITIALIZER;
struct lockdep_class mutex_guard_class;

void mutex_init_class(mutex_t *m, struct lockdep_class *cls)
{
	memset(m, 0, sizeof(*m));
	m->dep.cls = cls;
}

void mutex_lock(mutex_t *m)
{
	pthread_mutex_lock(&sleep_lock);
	if (m->owner == (uintptr_t)pthread_self())
		panic("%s taken twice", m->dep.cls->name);
	while (m->owner)
		pthread_cond_wait(&sleep_change, &sleep_lock);
	m->owner = (uintptr_t)pthread_self();
	pthread_mutex_unlock(&sleep_lock);
}

void mutex_unlock(mutex_t *m)
{
	pthread_mutex_lock(&sleep_lock);
	if (m->owner != (uintptr_t)pthread_self())
		panic("%s released by another", m->dep.cls->name);
	m->owner = 0;
	pthread_cond_broadcast(&sleep_change);
	pthread_mutex_unlock(&sleep_lock);
}

void wait_queue_init(struct wait_queue *q)
{
	memset(q, 0, sizeof(*q));
	list_init(&q->waiters);
}

void wait_prepare(struct wait_queue *q, struct waiter *w)
{
	pthread_mutex_lock(&sleep_lock);
	w->woken = false;
	list_add_tail(&q->waiters, &w->link);
	pthread_mutex_unlock(&sleep_lock);
}

int wait_sleep(struct wait_queue *q, struct waiter *w, uint64_t deadline_ns)
{
	(void)q, (void)deadline_ns;
	pthread_mutex_lock(&sleep_lock);
	while (!w->woken)
		pthread_cond_wait(&sleep_change, &sleep_lock);
	list_remove(&w->link);
	pthread_mutex_unlock(&sleep_lock);
	return 0;
}

void wait_finish(struct wait_queue *q, struct waiter *w)
{
	(void)q;
	pthread_mutex_lock(&sleep_lock);
	list_remove(&w->link);
	pthread_mutex_unlock(&sleep_lock);
}

void wake_all(struct wait_queue *q)
{
	pthread_mutex_lock(&sleep_lock);
	list_for_each(pos, &q->waiters)
		list_entry(pos, struct waiter, link)->woken = true;
	pthread_cond_broadcast(&sleep_change);
	pthread_mutex_unlock(&sleep_lock);
}
