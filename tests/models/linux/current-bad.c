/* SPDX-License-Identifier: MIT
 *
 * The same thread's lock twice, however `current` is named, is a recursion; and it is left held where it is forgotten.
 */
#include "linux.h"

static void trace_lock(struct task_struct *p)
{
	spin_lock(&p->alloc_lock); // expect: lock-recursion: `task_struct.alloc_lock` is waited for by its own holder
}

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

int trace_level(void)
{
	int level;

	task_lock(current);
	level = current->ptrace;
	if (!level)
		return -EINVAL; // expect: lock-imbalance: `trace_level` returns with spinlock `task_struct.alloc_lock` held
	task_unlock(current);
	return level;
}
