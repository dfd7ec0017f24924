/* SPDX-License-Identifier: MIT
 *
 * condition.h: condition variables, semaphores and completions: three ways to say what a wait
 * queue is for.
 */
#ifndef KERNEL_CONDITION_H
#define KERNEL_CONDITION_H

#include <kernel/mutex.h>
#include <kernel/wait.h>

/* A condition variable belongs to data that a mutex guards. */
struct condition {
	struct wait_queue queue;
};

void condition_init(struct condition *c);
/* Releases the mutex, sleeps until signalled, takes it again.  May return early: test again.
 * With a deadline (clock_ns() time; 0: none) -ETIMEDOUT after it. */
int condition_wait(struct condition *c, mutex_t *m, uint64_t deadline_ns)
	HF_REQUIRES(m) HF_MAY_BLOCK;
/* With the mutex held, or after it.  Any context. */
void condition_signal(struct condition *c);
void condition_broadcast(struct condition *c);

/* A counting semaphore. */
struct semaphore {
	uint32_t count;                 /* atomic */
	struct wait_queue queue;
};

void semaphore_init(struct semaphore *s, uint32_t count);
void semaphore_down(struct semaphore *s) HF_MAY_BLOCK;
bool semaphore_try_down(struct semaphore *s);           /* any context */
void semaphore_up(struct semaphore *s);                 /* any context */

/* Something that happens once, for all who wait for it. */
struct completion {
	bool done;                      /* atomic */
	struct wait_queue queue;
};

void completion_init(struct completion *c);
/* Any context.  A waiter may free `c` as soon as it returns. */
void completion_done(struct completion *c);
void completion_wait(struct completion *c) HF_MAY_BLOCK;

#endif
