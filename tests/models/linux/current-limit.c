/* SPDX-License-Identifier: MIT
 *
 * The same thread's lock twice, however `current` is named, is a recursion; this takes it for another
 * task's lock, and the mask for kept.
 */
#include "linux.h"

static void trace_lock(struct task_struct *p)
{
	spin_lock(&p->alloc_lock); // expect: lock-order: a second lock of class `task_struct.alloc_lock`
} // expect: context-imbalance: `trace_lock` returns in state no_preempt

static void trace_unlock(struct task_struct *p)
{
	spin_unlock(&p->alloc_lock);
}

void trace_me(void)
{
	trace_lock(current);
	trace_lock(current);
	current->ptrace = 1;
	trace_unlock(current);
	trace_unlock(current);
}
