/* SPDX-License-Identifier: MIT
 *
 * sched.h: threads and the scheduler, inside kernel/.
 *
 * A thread is runnable (running, or on the one run queue), blocked, or dead.
 * Sleeping works by a token: sched_wake leaves one with a thread that is not
 * blocked, and thread_block takes it instead of sleeping, so that a wake-up
 * between the decision to sleep and the sleep is not lost.
 *
 * No lock is held across the switch.  `on_cpu` covers the gap: it is set by the
 * CPU that chooses the thread, and cleared, after the switch, by the thread that
 * follows it there.  No other CPU chooses a thread while it is set.
 */
#ifndef KERNEL_SCHED_SCHED_H
#define KERNEL_SCHED_SCHED_H

#include <kernel/base.h>
#include <kernel/list.h>
#include <kernel/spinlock.h>
#include <kernel/thread.h>
#include <lockdep/lockdep.h>
#include "cpu.h"
#include "kernel/arch/asm.h"
#include "kernel/arch/sysreg.h"
#include "kernel/arch/trap.h"

struct mutex;
struct user_state;

enum thread_state { THREAD_RUNNABLE, THREAD_BLOCKED, THREAD_DEAD };

extern irq_spinlock_t run_lock;

struct thread {
	uint64_t sp;                    /* while switched out; asm.h */
	struct cpu *cpu;                /* runs there, or did last */
	uint32_t preempt_depth;         /* own; read by the watchdog */
	uint32_t preempt_episode;       /* how often preemption was turned off */
	uint32_t irq_depth;             /* in an interrupt handler */

	enum thread_state state HF_GUARDED_BY(run_lock);
	bool wake_token HF_GUARDED_BY(run_lock);
	bool queued;                    /* on the run queue; changes under run_lock */
	bool on_cpu;                    /* atomic; see above */
	bool dead;                      /* own: its next switch is its last */
	struct list run_link HF_GUARDED_BY(run_lock); /* run queue, later dead list */

	const char *step;
	/* What it waits for, for the watchdog; atomic. */
	struct spin_core *waiting_on;
	const void *waiting_frame;
	struct mutex *waiting_mutex;
	uint64_t waiting_since_ns;
	uint64_t hung_since_ns;         /* hung.c: the last wait that it reported */
	struct list all_link;           /* threads.c */

	struct user_state *user;        /* NULL: no process; kernel/proc owns it */
	void *proc;                     /* kernel/proc's own */

	char name[16];
	char *stack;                    /* STACK_BYTES */
	void (*fn)(void *arg) HF_CALLED_IN(in_thread);
	void *arg;
	/* Its end, seldom used, lies where the overrun of a stack comes first. */
	struct lockdep_thread lockdep;
};

/* The running thread, by the register that the switch changes with the stack. */
static inline struct thread *current_thread(void)
{
	return (struct thread *)sysreg_read(tpidr_el1);
}

/* Room for a process's registers above everything else on the stack. */
static inline struct trap_frame *thread_user_frame(struct thread *t)
{
	return (struct trap_frame *)(t->stack + STACK_BYTES - FRAME_BYTES);
}

/* The first CPU's boot stack becomes its idle thread. */
void sched_init(void);
/* The others' idle threads. */
struct thread *idle_create(struct cpu *cpu);
/* Runs others whenever there are any. */
__noreturn void sched_idle(void);
/* Starts the thread that frees the dead. */
int reaper_start(void) HF_MAY_BLOCK;

/* Gives the CPU to the next thread. */
void schedule(void) HF_REQUIRES_STATE(no_irq);
/* A switch that came due while it was masked, now that it is not. */
void schedule_pending(void) HF_REQUIRES_STATE(no_irq);
bool sched_others_waiting(void);

/* Sleeps until sched_wake or the deadline (clock_ns() time; 0: none), or not at all
 * if a token is there. May return early. */
void thread_block(uint64_t deadline_ns) HF_MAY_BLOCK;
/* Any context. */
void sched_wake(struct thread *t);

/* The process half of the address space and FP registers, at a switch. */
void user_state_save(struct thread *t) HF_REQUIRES_STATE(no_irq);
void user_state_load(struct thread *t) HF_REQUIRES_STATE(no_irq);

/* switch.S */
struct thread *context_switch(struct thread *from, struct thread *to)
	HF_TRUST("assembly: exchanges stacks; each side keeps interrupts masked across it");
/* A new thread's first instruction; `from` ran before it. */
HF_CALLED_IN(no_irq) __noreturn void thread_start(struct thread *from);
/* switch.S: hands thread_start what context_switch returns. */
extern const char thread_first[];

/* Opens interrupts where a reset or the switch left them masked, so that there is no
 * state to restore. */
void irq_open(void) HF_LEAVES(no_irq);

/* Must follow each switch, on the new stack. */
void switch_finish(struct thread *from) HF_REQUIRES_STATE(no_irq);

#endif
