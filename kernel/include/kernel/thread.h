/* SPDX-License-Identifier: MIT
 *
 * thread.h: kernel threads.
 */
#ifndef KERNEL_THREAD_H
#define KERNEL_THREAD_H

#include <kernel/base.h>

struct thread;                          /* kernel/sched/sched.h inside the kernel */

/* Priorities: 0 to THREAD_PRIORITIES - 1.  A CPU runs the highest that is ready; equals take
 * turns, and who is passed over for 200 ms gets a turn. */
enum { THREAD_PRIORITIES = 16 };
enum {
	THREAD_LOW = 4,                 /* nobody waits for it */
	THREAD_NORMAL = 8,
	THREAD_HIGH = 12,               /* short work that others wait for: network, disk */
	THREAD_HIGHEST = 15,
};

/* A thread function is called preemptible; returning from it ends the thread. */
typedef void (*thread_fn)(void *arg) HF_CALLED_IN(in_thread);

/* Starts a thread.  `name` is copied (15 characters).  0, -ENOMEM. */
int thread_create(const char *name, void (*fn)(void *arg) HF_CALLED_IN(in_thread), void *arg,
		  struct thread **out) HF_MAY_BLOCK;

/* The same with a priority and the CPUs on which it may run (thread_set_affinity).  -EINVAL. */
int thread_create_on(const char *name, void (*fn)(void *arg) HF_CALLED_IN(in_thread), void *arg,
		     unsigned priority, uint32_t cpus, struct thread **out) HF_MAY_BLOCK;

/* A running thread that has not ended.  Its priority, which it may exceed while a higher one
 * waits for a mutex that it holds.  -EINVAL. */
int thread_set_priority(struct thread *t, unsigned priority);
unsigned thread_priority(const struct thread *t);       /* as set */

/* The CPUs on which it may run, bit n: the nth.  -EINVAL if none of them is there. The calling
 * thread is on one of them when it returns; another one is soon. */
int thread_set_affinity(struct thread *t, uint32_t cpus) HF_MAY_BLOCK;
uint32_t thread_affinity(const struct thread *t);

struct thread *thread_current(void);
const char *thread_name(const struct thread *t);
__noreturn void thread_exit(void) HF_MAY_BLOCK;

void thread_yield(void) HF_MAY_BLOCK;
void thread_sleep_ns(uint64_t ns) HF_DELAYS;

/* What a thread that runs a program has to see to before it goes back there.  A flag that is
 * set ends interruptible waits (wait.h), and the way back to the program leads through
 * user_interrupted (kernel/proc), which clears it. */
enum thread_interrupt {
	THREAD_SIGNAL = 1,              /* there may be a signal to take */
	THREAD_KILL = 2,                /* it is to end; ends killable waits, too */
};
/* Sets `flags`, wakes the thread if it sleeps, and calls it out of its program if it
 * runs there.  Any context; the caller knows that the thread exists. */
void thread_interrupt(struct thread *t, unsigned flags);
/* Of the running thread: are any of `flags` set? */
bool thread_interrupted(unsigned flags);
void thread_interrupt_clear(unsigned flags);

/* The thread's step marker, which the watchdog prints.  `step` is a literal.
 * Returns the previous marker, to be put back. */
const char *thread_step(const char *step);

#endif
