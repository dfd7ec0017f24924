/* SPDX-License-Identifier: MIT
 *
 * The thread's own lock once, under two names, and the lock of another one after it.
 */
#include "linux.h"

static void trace_lock(struct task_struct *p)
{
	spin_lock(&p->alloc_lock);
}

static void trace_unlock(struct task_struct *p)
{
	spin_unlock(&p->alloc_lock);
}

void trace_me(void)
{
	struct task_struct *me = current;

	trace_lock(current);
	me->ptrace = 1;
	trace_unlock(me);
	trace_lock(me->real_parent);
	trace_unlock(me->real_parent);
}

int trace_level(void)
{
	int level;

	task_lock(current);
	level = current->ptrace;
	if (!level) {
		task_unlock(current);
		return -EINVAL;
	}
	task_unlock(current);
	return level;
}
