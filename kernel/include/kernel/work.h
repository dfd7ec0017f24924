/* SPDX-License-Identifier: MIT
 *
 * work.h: work queues: what a handler or deferred work can't do because it sleeps is done by a
 * thread.
 */
#ifndef KERNEL_WORK_H
#define KERNEL_WORK_H

#include <kernel/base.h>
#include <kernel/list.h>
#include <kernel/spinlock.h>
#include <kernel/wait.h>

struct work {
	struct list link;
	void (*fn)(struct work *w) HF_CALLED_IN(in_thread) HF_MAY_BLOCK;
	bool pending;                   /* under the queue's lock */
};

struct work_queue {
	HF_LOCK_FIELD(irq_spinlock_t, lock, no_irq);
	struct list pending HF_GUARDED_BY(lock);
	struct work *running HF_GUARDED_BY(lock);
	struct thread *thread;
	struct wait_queue idle;         /* a piece of work has been done */
};

/* For everybody's short work. */
extern struct work_queue system_work;

/* Starts the queue's thread.  0, -ENOMEM. */
int work_queue_start(struct work_queue *q, const char *name, unsigned priority)
	HF_MAY_BLOCK __must_check;
int work_init(void) HF_MAY_BLOCK __must_check;          /* system_work; at boot */

void work_set(struct work *w, void (*fn)(struct work *w) HF_CALLED_IN(in_thread) HF_MAY_BLOCK);

/* Calls w->fn once in the queue's thread.  False: it waits there already.  Any context. */
bool work_submit(struct work_queue *q, struct work *w);
/* Takes it off the queue, or waits until it has returned: then `w` may be freed.  Not with
 * anything held that fn takes, nor from fn. */
void work_cancel(struct work_queue *q, struct work *w) HF_MAY_BLOCK;

#endif
