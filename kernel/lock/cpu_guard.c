/* SPDX-License-Identifier: MIT
 *
 * cpu_guard.c: see cpu_guard.h.
 */
#include <kernel/cpu_guard.h>
#include <kernel/preempt.h>
#include "kernel/sched/sched.h"

unsigned cpu_guard_enter(cpu_guard_t *g)
{
	preempt_disable();
	lockdep_acquire(&g->dep, 0, CALLER_SITE());
	return current_thread()->cpu->index;
}

void cpu_guard_leave(cpu_guard_t *g)
{
	lockdep_release(&g->dep, CALLER_SITE());
	preempt_enable();
}
