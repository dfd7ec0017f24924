/* SPDX-License-Identifier: MIT
 *
 * run_queue.h: the threads that wait for one CPU, by priority.
 *
 * Each level has two lines, each first come first served: `fresh`, those that were
 * woken or preempted before their turn was over, and behind it `spent`, those whose turn was
 * over.  So equals go round, and who sleeps much is served at the next tick
 * however many others compute.  Who has waited for RUN_STARVED_NS, at whatever level, comes
 * first of all, for one turn.
 */
#ifndef KERNEL_SCHED_RUN_QUEUE_H
#define KERNEL_SCHED_RUN_QUEUE_H

#include <kernel/base.h>
#include <kernel/list.h>
#include <kernel/spinlock.h>
#include <kernel/thread.h>

struct cpu;

#define RUN_STARVED_NS (200 * NSEC_PER_MSEC)

struct run_level {
	struct list fresh, spent;
};

struct run_queue {
	HF_LOCK_FIELD(irq_spinlock_t, lock, no_irq);
	struct run_level levels[THREAD_PRIORITIES] HF_GUARDED_BY(lock);
	uint32_t ready HF_GUARDED_BY(lock);     /* bit n: level n has threads */
	unsigned len;                           /* atomic; changes under lock */
	int top;                                /* atomic, the same: highest level with threads, or -1 */
};

void run_queue_init(struct run_queue *q);

/* The next two: `t` must be on no queue, and on this one. */
void run_queue_add(struct run_queue *q, struct thread *t, bool spent) HF_REQUIRES(q->lock);
void run_queue_remove(struct run_queue *q, struct thread *t) HF_REQUIRES(q->lock);

/* Takes the one whose turn it is, NULL if there is none.  *starved: it is because it has waited
 * for so long. */
struct thread *run_queue_take(struct run_queue *q, uint64_t now_ns, bool *starved)
	HF_REQUIRES(q->lock);

/* Takes the best that may run on `cpu`, another one than the queue's; NULL if there is none. */
struct thread *run_queue_steal(struct run_queue *q, const struct cpu *cpu) HF_REQUIRES(q->lock);

#endif
