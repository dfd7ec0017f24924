/* SPDX-License-Identifier: MIT
 *
 * cpu_guard.h: what guards per-CPU data: preemption is off, so nobody else is on this CPU but
 * its handlers.  It never waits.  It is a lock all the same, with a class: so it can be named as
 * the guard of data, and a handler that enters a guard which threads hold with interrupts on
 * is found by the checker and by lockdep.
 */
#ifndef KERNEL_CPU_GUARD_H
#define KERNEL_CPU_GUARD_H

#include <kernel/base.h>
#include <lockdep/lockdep.h>

typedef struct HF_LOCK_TYPE(cpu_guard) cpu_guard {
	struct lockdep_map dep;
} cpu_guard_t;

/* The number of this CPU, as long as the guard is held. */
unsigned cpu_guard_enter(cpu_guard_t *g) HF_ACQUIRES(g);
void cpu_guard_leave(cpu_guard_t *g) HF_RELEASES(g);

#define DEFINE_CPU_GUARD(name, state)                                         \
	cpu_guard_t name HF_HELD_IN(state) = {                                \
		.dep.cls = &(struct lockdep_class)LOCKDEP_CLASS_INIT(         \
			#name, HF_KIND_cpu_guard, HF_STATE_##state) }

#endif
