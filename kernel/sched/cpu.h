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

struct address_space;
struct thread;
struct trap_frame;

struct cpu {
	char *emergency;                /* the end of a stack, for who has none left; asm.h */
	unsigned index;
	uint64_t mpidr;
	bool online;                    /* atomic */
	struct run_queue run;           /* who waits for this CPU */
	struct thread *current;         /* changes under run.lock; read anywhere */
	int priority;                   /* the same: what current runs with; -1 when idle */
	struct thread *idle;            /* constant once online */
	bool need_resched;              /* atomic: a switch is due */
	bool lingers;                   /* atomic: as good as idle; linger.c */
	bool keeps_woken;               /* atomic: a thread may wait here that another CPU could run */
	bool pull_due;                  /* own: look for threads on other queues */
	unsigned ticks_to_balance;      /* own, in the tick */
	struct trap_frame *frame;       /* what the running handler interrupted, or NULL */
	uint64_t switches;              /* of threads; written by itself */
	uint64_t interrupts, entries;   /* that it took, in how many goes; written by itself */
	struct address_space *space;    /* atomic: whose tables it runs on; address_space.c */
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
	uint64_t timeout_first_ns;      /* deadline of the first, 0: none; atomic */
	struct deferred timeouts_due;

	/* tick.c */
	uint64_t tick_due_ns, tick_period_ns; /* of the next tick; by itself */
	bool tick_lapsed;               /* own: idle, and the last tick has come */
	bool tick_off;                  /* atomic: idle, no tick comes, by design */
	bool tick_watching;             /* atomic: or only now and then, to look after others */

	/* watchdog.c; written by this CPU's tick, read by others */
	uint64_t alive;                 /* atomic; grows with each tick and each sleep */
	uint64_t tick_ns;               /* time of the last tick, 0: none yet */
	unsigned ticks_missed;          /* timeouts since a tick that is overdue */
	unsigned timeouts_missed;       /* ticks since a timeout that is overdue */
	uint32_t stuck_episode HF_GUARDED_BY_STATE(no_irq);
	struct thread *stuck_thread HF_GUARDED_BY_STATE(no_irq);
	uint64_t stuck_ns HF_GUARDED_BY_STATE(no_irq);
	struct {
		uint64_t alive, interrupts, ns;
		bool probed;
	} seen[MAX_CPUS] HF_GUARDED_BY_STATE(no_irq);
};

extern struct cpu cpus[MAX_CPUS];
extern unsigned cpu_count;              /* constant once all are up */

struct cpu *this_cpu(void) HF_REQUIRES_STATE(no_preempt);

#endif
