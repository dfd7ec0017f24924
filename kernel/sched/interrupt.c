/* SPDX-License-Identifier: MIT
 *
 * interrupt.c: calling a thread to the boundary of its program.
 *
 * The flag is set first and the thread looked for afterwards; the thread tests the
 * flag with interrupts masked, as the last thing before it enters the program
 * (vectors.S).  So either that test sees the flag, or the CPU that is found here is the
 * one whose program the interrupt stops.  One interrupt too many does no harm.
 */
#include <kernel/preempt.h>
#include <kernel/thread.h>
#include "sched.h"
#include "kernel/irq/ipi.h"

void thread_interrupt(struct thread *t, unsigned flags)
{
	__atomic_fetch_or(&t->interrupt, flags, __ATOMIC_SEQ_CST);
	if (t == current_thread())
		return;
	sched_wake(t);
	preempt_disable();
	if (__atomic_load_n(&t->on_cpu, __ATOMIC_SEQ_CST) && t->cpu != this_cpu())
		ipi_send(t->cpu, IPI_RESCHEDULE);
	preempt_enable();
}

bool thread_interrupted(unsigned flags)
{
	return __atomic_load_n(&current_thread()->interrupt, __ATOMIC_ACQUIRE) & flags;
}

void thread_interrupt_clear(unsigned flags)
{
	__atomic_fetch_and(&current_thread()->interrupt, ~flags, __ATOMIC_SEQ_CST);
}
