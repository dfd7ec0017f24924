/* SPDX-License-Identifier: MIT
 *
 * usage.c: the time that processes have spent on a CPU (usage.h).  A thread's time is
 * counted when it leaves the CPU, so of one that runs elsewhere the last turn is missing.
 */
#include "usage.h"

uint64_t usage_thread_ns(void)
{
	return user_state_run_ns(&task_current()->user);
}

uint64_t usage_of_locked(struct process *p)
{
	uint64_t ns = p->ended_run_ns;

	list_for_each(link, &p->tasks)
		ns += user_state_run_ns(&list_entry(link, struct task, link)->user);
	return ns;
}

uint64_t usage_process_ns(void)
{
	struct process *p = process_current();
	uint64_t ns;

	spin_lock(&p->lock);
	ns = usage_of_locked(p);
	spin_unlock(&p->lock);
	return ns;
}

uint64_t usage_children_ns(void)
{
	struct process *p = process_current();
	uint64_t ns;

	spin_lock(&process_table_lock);
	ns = p->children_run_ns;
	spin_unlock(&process_table_lock);
	return ns;
}
