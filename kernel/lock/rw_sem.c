/* SPDX-License-Identifier: MIT
 *
 * rw_sem.c: see rw_sem.h.  Who releases it hands it to those that stand first in line: one writer, or
 * all readers up to the next writer.
 */
#include <kernel/panic.h>
#include <kernel/rw_sem.h>
#include <kernel/time.h>
#include "kernel/sched/sched.h"

struct lockdep_class rw_sem_guard_class =
	LOCKDEP_CLASS_INIT("rw_sem.guard", HF_KIND_irq_spin, HF_DECLARED(rw_sem, guard));

/* On the stack of the one that waits; all of it under the guard. */
struct rw_sem_waiter {
	struct list link;
	struct thread *thread;
	bool writes;
	bool granted;                   /* off the line, and holds it */
};

void rw_sem_init_class(rw_sem_t *s, struct lockdep_class *cls)
{
	*s = (rw_sem_t){ .guard.core.dep.cls = &rw_sem_guard_class, .dep.cls = cls };
	list_init(&s->line);
}

/* Can it be had without waiting for who has it now? */
static bool take_locked(rw_sem_t *s, const struct rw_sem_waiter *w) HF_REQUIRES(s->guard);
static bool take_locked(rw_sem_t *s, const struct rw_sem_waiter *w)
{
	if (s->writer || (w->writes && s->readers))
		return false;
	if (w->writes)
		s->writer = w->thread;
	else
		s->readers++;
	return true;
}

static void hand_over(rw_sem_t *s) HF_REQUIRES(s->guard);
static void hand_over(rw_sem_t *s)
{
	while (!list_empty(&s->line)) {
		struct rw_sem_waiter *w = list_first(&s->line, struct rw_sem_waiter, link);

		if (!take_locked(s, w))
			return;
		list_remove(&w->link);
		w->granted = true;
		sched_wake(w->thread);
	}
}

static bool is_granted(rw_sem_t *s, const struct rw_sem_waiter *w)
{
	bool granted;

	irq_spin_lock(&s->guard);
	granted = w->granted;
	irq_spin_unlock(&s->guard);
	return granted;
}

static void take(rw_sem_t *s, bool writes, const void *site) HF_MAY_BLOCK;
static void take(rw_sem_t *s, bool writes, const void *site)
{
	struct rw_sem_waiter w = { .thread = current_thread(), .writes = writes };
	bool mine;

	irq_spin_lock(&s->guard);
	mine = list_empty(&s->line) && take_locked(s, &w);
	if (!mine)
		list_add_tail(&s->line, &w.link);
	irq_spin_unlock(&s->guard);
	if (mine)
		return;
	lockdep_contended(&s->dep, site);
	WRITE_ONCE(w.thread->waiting_since_ns, clock_ns());
	WRITE_ONCE(w.thread->waiting_lock, &s->dep);
	do
		thread_block(0);
	while (!is_granted(s, &w));
	WRITE_ONCE(w.thread->waiting_lock, NULL);
	lockdep_acquired(&s->dep);
}

void rw_sem_read_lock(rw_sem_t *s)
{
	lockdep_acquire(&s->dep, LOCKDEP_READ, CALLER_SITE());
	take(s, false, CALLER_SITE());
}

void rw_sem_read_unlock(rw_sem_t *s)
{
	lockdep_release(&s->dep, CALLER_SITE());
	irq_spin_lock(&s->guard);
	if (!s->readers)
		panic("%s is released by a reader, but no reader has it", s->dep.cls->name);
	s->readers--;
	hand_over(s);
	irq_spin_unlock(&s->guard);
}

void rw_sem_write_lock(rw_sem_t *s)
{
	lockdep_acquire(&s->dep, 0, CALLER_SITE());
	take(s, true, CALLER_SITE());
}

void rw_sem_write_unlock(rw_sem_t *s)
{
	lockdep_release(&s->dep, CALLER_SITE());
	irq_spin_lock(&s->guard);
	if (s->writer != current_thread())
		panic("%s is released by a thread that does not write", s->dep.cls->name);
	s->writer = NULL;
	hand_over(s);
	irq_spin_unlock(&s->guard);
}
