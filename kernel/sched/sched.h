/* SPDX-License-Identifier: MIT
 *
 * sched.h: threads and the scheduler, inside kernel/.
 *
 * A thread runs, or is on one CPU's run queue, or sleeps, or is dead.  Sleeping works by a
 * token: sched_wake leaves one with a thread that is awake, and thread_block takes it
 * instead of sleeping, so that a wake-up between the decision to sleep and the sleep is not
 * lost (tests/kernel/model/wait.pml).
 *
 * No lock is held across the switch.  `on_cpu` covers the gap: it is set by the
 * CPU that chooses the thread, and cleared, after the switch, by the thread that
 * follows it there.  While it is set, no other CPU chooses the thread: who wakes it puts it
 * on that CPU's queue, and nobody steals it from there.
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
struct mutex_waiter;
struct user_state;

extern irq_spinlock_t mutex_line_lock;  /* kernel/mutex.h */

/* thread.sleep: both bits are set while a thread that was woken is on its way. */
enum { SLEEP_TOKEN = 1, SLEEP_ASLEEP = 2 };

struct thread {
	uint64_t sp;                    /* while switched out; asm.h */
	uint32_t interrupt;             /* atomic: enum thread_interrupt bits; asm.h */
	struct cpu *cpu;                /* runs there, or did last */
	uint32_t preempt_depth;         /* own; read by the watchdog */
	uint32_t preempt_episode;       /* how often preemption was turned off */
	uint32_t irq_depth;             /* in an interrupt handler */
	uint32_t deferred_off;          /* own: deferred work is masked */
	bool in_deferred;               /* own: deferred work runs on top of it */

	uint32_t sleep;                 /* atomic; SLEEP_... */
	bool on_cpu;                    /* atomic; see above */
	bool dead;                      /* own: its next switch is its last */
	bool moves;                     /* own: may not stay on this CPU; who follows it puts it elsewhere */

	/* Where it is queued, and how: run_queue.c */
	struct run_queue *queue;        /* atomic; NULL: on none */
	uint8_t level;                  /* under queue's lock */
	bool spent;
	struct list run_link;           /* under queue's lock; of a dead one under dead_lock */

	uint8_t priority;               /* atomic: with what others lend it; sched_set_priority */
	uint8_t base_priority;          /* atomic: as set; changes under mutex_line_lock */
	uint32_t affinity;              /* atomic: bit n: may run on the nth CPU */
	uint64_t ready_ns;              /* when it was queued */
	uint64_t since_ns;              /* when it was given the CPU, or left it; its CPU's, or nobody's */
	uint64_t turn_ns;               /* how much of its turn is over; the same */
	uint64_t switches;              /* atomic: how often it left its CPU */
	uint64_t linger_after_ns;       /* own: not before this time; linger.c */

	const char *step;
	/* What it waits for, for the watchdog; atomic. */
	struct spin_core *waiting_on;
	const void *waiting_frame;
	struct mutex *waiting_mutex;    /* changes under mutex_line_lock */
	const struct lockdep_map *waiting_lock; /* atomic; the sleeping lock that it waits for */
	uint64_t waiting_since_ns;
	uint64_t hung_since_ns;         /* hung.c: the last wait that it reported */
	struct mutex_waiter *waiting_as HF_GUARDED_BY(mutex_line_lock);
	struct list contended HF_GUARDED_BY(mutex_line_lock); /* mutexes it owns that others wait for */
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
/* Once memory can be had, before the first thread is created. */
void thread_init(void);
/* The others' idle threads. */
struct thread *idle_create(struct cpu *cpu);
/* Runs others whenever there are any. */
__noreturn void sched_idle(void);

/* Why the running thread gives up the CPU. */
enum leave {
	LEAVE_PREEMPTED,        /* goes on when it is its turn */
	LEAVE_YIELDS,           /* the same, behind all of its priority */
	LEAVE_SLEEPS,           /* sched_wake queues it; may have done so by now */
	LEAVE_DIES,
};

/* Gives the CPU to the next thread. */
void schedule(enum leave why) HF_REQUIRES_STATE(no_irq);
/* A switch that came due while it was masked, now that it is not. */
void schedule_pending(void) HF_REQUIRES_STATE(no_irq);
/* The tick, on its CPU: ends a turn, looks for work elsewhere. */
void sched_tick(struct cpu *cpu) HF_REQUIRES_STATE(no_irq);

/* place.c: on which CPU? */
/* Makes of a set of CPUs one for thread.affinity.  -EINVAL if none of them is there. */
int sched_affinity(uint32_t *mask);
bool sched_allowed(const struct thread *t, const struct cpu *cpu);
/* For a thread that is ready and on no queue. */
struct cpu *sched_choose_cpu(const struct thread *t) HF_REQUIRES_STATE(no_irq);
/* One of these CPUs that is idle; NULL. */
struct cpu *sched_find_idle(uint32_t affinity);
/* A thread from another CPU's queue, off it; NULL.  Only one that is worth a move,
 * or any. */
struct thread *sched_pull(struct cpu *cpu, bool any) HF_REQUIRES_STATE(no_irq);

/* What the thread runs with from now on, wherever it is. */
void sched_set_priority(struct thread *t, unsigned priority);
/* Makes the CPU choose again.  Any context. */
void sched_kick(struct cpu *cpu);

/* Sleeps until sched_wake or the deadline (clock_ns() time; 0: none), or not at all
 * if a token is there. May return early. */
void thread_block(uint64_t deadline_ns) HF_MAY_BLOCK;
/* Any context. */
void sched_wake(struct thread *t);

/* The process half of the address space and FP registers, at a switch. */
void user_state_save(struct thread *t) HF_REQUIRES_STATE(no_irq);
void user_state_load(struct thread *t) HF_REQUIRES_STATE(no_irq);
/* So much of the time since then was not spent on it. */
void user_state_rested(struct thread *t, uint64_t ns) HF_REQUIRES_STATE(no_irq);

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
