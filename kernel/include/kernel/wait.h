/* SPDX-License-Identifier: MIT
 *
 * wait.h: wait queues.  A thread sleeps until a condition over shared data is
 * true; whoever makes it true wakes the queue afterwards.
 *
 *     wait_event(&queue->wait, READ_ONCE(queue->count) > 0);
 *
 * The waiter is on the queue before it tests, so a wake-up between the test and
 * the sleep is not lost.  Where the condition needs a lock, use the three steps
 * below: prepare, take the lock and test, drop the lock, sleep, finish.
 */
#ifndef KERNEL_WAIT_H
#define KERNEL_WAIT_H

#include <kernel/base.h>
#include <kernel/list.h>
#include <kernel/spinlock.h>

struct thread;

struct wait_queue {
	HF_LOCK_FIELD(irq_spinlock_t, lock, no_irq);
	struct list waiters HF_GUARDED_BY(lock);
};

struct waiter {
	struct list link;
	struct thread *thread;
	bool woken;
};

void wait_queue_init(struct wait_queue *q);

/* Wake one waiter, or all.  Any context, interrupt handlers included. */
void wake_one(struct wait_queue *q);
void wake_all(struct wait_queue *q);
/* With the queue's lock held, by who changes the condition under it. */
void wake_all_locked(struct wait_queue *q) HF_REQUIRES(q->lock);

/* The steps of a wait: on the queue first, then test, then sleep, then off.
 * wait_sleep returns 0 when woken, -ETIMEDOUT at the deadline (clock_ns() time;
 * 0: none).  It may return early: test again. */
void wait_prepare(struct wait_queue *q, struct waiter *w);
int wait_sleep(struct wait_queue *q, struct waiter *w, uint64_t deadline_ns) HF_MAY_BLOCK;
void wait_finish(struct wait_queue *q, struct waiter *w);

/* Off the queue, for good: was it woken?  Whoever has slept elsewhere meanwhile and looks again
 * now calls this, and not wait_finish, which hands a wake-up on. */
bool wait_leave(struct wait_queue *q, struct waiter *w);

/* As wait_sleep, for waits without an end in sight that a program asked for: -EINTR where
 * the thread is interrupted (thread.h) and nobody woke it.  The caller gives up what it
 * does, holding nothing, and hands -EINTR to the program's boundary: there the
 * signal is taken, and the system call is begun again or fails (kernel/proc). */
int wait_sleep_interruptible(struct wait_queue *q, struct waiter *w, uint64_t deadline_ns)
	HF_MAY_BLOCK;
/* The same for what only the end of the process may cut short. */
int wait_sleep_killable(struct wait_queue *q, struct waiter *w, uint64_t deadline_ns)
	HF_MAY_BLOCK;

/* Waits for `condition`, which reads data that needs no lock. */
#define wait_event(q, condition)                                              \
	do {                                                                  \
		struct waiter waiter_;                                        \
		for (;;) {                                                    \
			wait_prepare((q), &waiter_);                          \
			if (condition)                                        \
				break;                                        \
			(void)wait_sleep((q), &waiter_, 0);                   \
		}                                                             \
		wait_finish((q), &waiter_);                                   \
	} while (0)

/* The same until the thread is interrupted: 0, or -EINTR with the condition false. */
#define wait_event_interruptible(q, condition)                                \
	({                                                                    \
		struct waiter waiter_;                                        \
		int rc_ = 0;                                                  \
		for (;;) {                                                    \
			wait_prepare((q), &waiter_);                          \
			if (condition)                                        \
				break;                                        \
			rc_ = wait_sleep_interruptible((q), &waiter_, 0);     \
			if (rc_)                                              \
				break;                                        \
		}                                                             \
		wait_finish((q), &waiter_);                                   \
		rc_;                                                          \
	})

#endif
