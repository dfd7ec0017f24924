/* SPDX-License-Identifier: MIT
 *
 * Not found: what is done through the address of guarded data (atomics, a volatile
 * access, a callee that gets it), and a whole record that is copied.
 */
#include "case.h"

struct queue {
	HF_LOCK_FIELD(spinlock_t, lock, no_preempt);
	int head HF_GUARDED_BY(lock);
};

static void set(int *at) { *at = 1; }

void f(struct queue *q, struct queue *from)
{
	set(&q->head);
	*(volatile int *)&q->head = 2;
	__atomic_store_n(&q->head, 3, __ATOMIC_RELAXED);
	*q = *from;
}
