/* SPDX-License-Identifier: MIT
 *
 * inherit.h: priorities that waiters lend to whom they wait for, inside kernel/lock.
 */
#ifndef KERNEL_LOCK_INHERIT_H
#define KERNEL_LOCK_INHERIT_H

#include <kernel/mutex.h>

/* On the stack of the one that waits; all of it under mutex_line_lock. */
struct mutex_waiter {
	struct list link;
	struct thread *thread;
	const void *site;
	uint64_t since_ns;
	bool granted;                   /* handed over: off the line and the owner */
};

/* Into the line, behind those that are as urgent. */
void inherit_line_up(mutex_t *m, struct mutex_waiter *w) HF_REQUIRES(mutex_line_lock);

/* `t`'s own priority or the threads that wait for it have changed: what it runs with now, and who
 * it waits for, and so on. */
void inherit_settle(struct thread *t) HF_REQUIRES(mutex_line_lock);

#endif
