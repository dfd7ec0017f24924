/* SPDX-License-Identifier: MIT
 *
 * cpu.h: per-CPU data.  TPIDR_EL1 holds the running thread and its `cpu` field
 * leads here.  Only with preemption off does this_cpu() stay true.
 */
#ifndef KERNEL_SCHED_CPU_H
#define KERNEL_SCHED_CPU_H

#include <kernel/base.h>
#include <kernel/list.h>
#include <kernel/spinlock.h>
#include <kernel/deferred.h>
#include "run_queue.h"

#define MAX_CPUS 8              /* as many as a GICv2 can address */

struct thread;
struct trap_frame;

struct cpu {
	unsigned index;
	uint64_t mpidr;
	bool online;                    /* atomic */
	struct run_queue run;           /* who waits for this CPU */
	struct thread *current;         /* changes under run.lock; read anywhere */
	int priority;                   /* the same: what current runs with; -1 when idle */
	struct thread *idle;            /* constant once online */
	bool need_resched;              /* atomic: a switch is due */
	bool pull_due;                  /* own: look for threads on other queues */
	unsigned ticks_to_balance;      /* own, in the tick */
	struct trap_frame *frame;       /* what the running handler interrupted, or NULL */
	uint64_t interrupts;            /* that it took; written by itself */
	struct cpu_call *calls;         /* ipi.c: what others want called here; atomic */

	/* deferred.c */
	struct list deferred HF_GUARDED_BY_STATE(no_irq);
	struct thread *deferred_thread; /* constant once started */

	/* spinlock.c: what this CPU waits for with wfi; atomic */
	const struct spin_core *halted_on;
	uint32_t halted_ticket;

	/* timeout.c */
	HF_LOCK_FIELD(irq_spinlock_t, timeout_lock, no_irq);
	struct list timeouts HF_GUARDED_BY(timeout_lock); /* by deadline */
	struct timeout *timeout_running; /* atomic: its fn is being called */
	struct deferred timeouts_due;

	/* watchdog.c; written by this CPU's tick, read by others */
	uint64_t ticks;                 /* atomic */
	uint64_t tick_ns;               /* time of the last tick, 0: none yet */
	uint32_t stuck_episode HF_GUARDED_BY_STATE(no_irq);
	struct thread *stuck_thread HF_GUARDED_BY_STATE(no_irq);
	uint64_t stuck_ns HF_GUARDED_BY_STATE(no_irq);
	struct {
		uint64_t ticks, ns;
	} seen[MAX_CPUS] HF_GUARDED_BY_STATE(no_irq);
};

extern struct cpu cpus[MAX_CPUS];
extern unsigned cpu_count;              /* constant once all are up */

struct cpu *this_cpu(void) HF_REQUIRES_STATE(no_preempt);

#endif
