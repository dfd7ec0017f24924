/* SPDX-License-Identifier: MIT
 *
 * run_queue.c: one CPU's run queue.
 *
 * A thread's `queue` says where it is.  It is written under that queue's lock, before the
 * thread's priority is read: whoever changes the priority and sees no queue, or another
 * one, knows that the new priority will be read (sched_set_priority).
 */
#include "run_queue.h"
#include "sched.h"

void run_queue_init(struct run_queue *q)
{
	irq_spin_init(run_queue, lock, q);
	for (unsigned i = 0; i < THREAD_PRIORITIES; i++) {
		list_init(&q->levels[i].fresh);
		list_init(&q->levels[i].spent);
	}
	q->top = -1;
}

static void count_locked(struct run_queue *q, int change) HF_REQUIRES(q->lock);
static void count_locked(struct run_queue *q, int change)
{
	WRITE_ONCE(q->len, q->len + (unsigned)change);
	WRITE_ONCE(q->top, q->ready ? 31 - __builtin_clz(q->ready) : -1);
}

void run_queue_add(struct run_queue *q, struct thread *t, bool spent)
{
	struct run_level *level;

	__atomic_store_n(&t->queue, q, __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	t->level = READ_ONCE(t->priority);
	t->spent = spent;
	level = &q->levels[t->level];
	list_add_tail(spent ? &level->spent : &level->fresh, &t->run_link);
	q->ready |= 1u << t->level;
	count_locked(q, 1);
}

void run_queue_remove(struct run_queue *q, struct thread *t)
{
	struct run_level *level = &q->levels[t->level];

	list_remove(&t->run_link);
	if (list_empty(&level->fresh) && list_empty(&level->spent))
		q->ready &= ~(1u << t->level);
	__atomic_store_n(&t->queue, NULL, __ATOMIC_RELAXED);
	count_locked(q, -1);
}

static struct thread *first_of(const struct list *line)
{
	return list_empty(line) ? NULL : list_first(line, struct thread, run_link);
}

/* Of the first of each line, the one that has waited longest. */
static struct thread *oldest_locked(struct run_queue *q) HF_REQUIRES(q->lock);
static struct thread *oldest_locked(struct run_queue *q)
{
	struct thread *oldest = NULL;

	for (uint32_t left = q->ready; left; left &= left - 1) {
		const struct run_level *level = &q->levels[__builtin_ctz(left)];
		struct thread *firsts[] = { first_of(&level->fresh), first_of(&level->spent) };

		for (unsigned i = 0; i < ARRAY_LEN(firsts); i++)
			if (firsts[i] && (!oldest || firsts[i]->ready_ns < oldest->ready_ns))
				oldest = firsts[i];
	}
	return oldest;
}

struct thread *run_queue_take(struct run_queue *q, uint64_t now_ns, bool *starved)
{
	struct thread *t;

	*starved = false;
	if (!q->ready)
		return NULL;
	t = oldest_locked(q);
	if (t->ready_ns + RUN_STARVED_NS < now_ns) {
		*starved = true;
	} else {
		const struct run_level *level = &q->levels[q->top];

		t = first_of(&level->fresh);
		if (!t)
			t = first_of(&level->spent);
	}
	run_queue_remove(q, t);
	return t;
}

/* Still on its way off its CPU, it can't be run by another one. */
static bool may_move(const struct thread *t, const struct cpu *to)
{
	return !__atomic_load_n(&t->on_cpu, __ATOMIC_ACQUIRE) && sched_allowed(t, to);
}

static struct thread *first_movable(const struct list *line, const struct cpu *to)
{
	list_for_each(link, line) {
		struct thread *t = list_entry(link, struct thread, run_link);

		if (may_move(t, to))
			return t;
	}
	return NULL;
}

struct thread *run_queue_steal(struct run_queue *q, const struct cpu *cpu)
{
	for (int i = q->top; i >= 0; i--) {
		struct thread *t = first_movable(&q->levels[i].spent, cpu);

		if (!t)
			t = first_movable(&q->levels[i].fresh, cpu);
		if (t) {
			run_queue_remove(q, t);
			return t;
		}
	}
	return NULL;
}
