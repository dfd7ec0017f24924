/* SPDX-License-Identifier: MIT
 *
 * preempt.c: the masks.  Preemption and deferred work are counts in the running thread, which
 * takes them along; interrupts are the CPU's own mask bit.  A switch that came due
 * under either happens where the last of them is lifted.
 */
#include <kernel/preempt.h>
#include "deferred.h"
#include "sched.h"

/* The bodies are what the contracts in preempt.h mean: nothing lies below. */
#define BOTTOM HF_TRUST("the primitive itself: the contract is its definition")

BOTTOM void preempt_disable(void)
{
	struct thread *t = current_thread();

	if (t->preempt_depth++ == 0) {
		t->preempt_episode++;
		if (lockdep_times_kept())
			lockdep_section_begin(HF_CTX_preempt, CALLER_SITE());
	}
	barrier();
}

BOTTOM void preempt_enable(void)
{
	struct thread *t = current_thread();

	barrier();
	if (t->preempt_depth == 1 && lockdep_times_kept())
		lockdep_section_end(HF_CTX_preempt, CALLER_SITE());
	if (--t->preempt_depth != 0)
		return;
	barrier();
	if (t->lockdep.depth)
		lockdep_context_opened(CALLER_SITE());
	if (!daif_irq_masked() && READ_ONCE(t->cpu->need_resched)) {
		daif_mask_irq();
		schedule_pending();
		daif_open_irq();
	}
}

BOTTOM void deferred_disable(void)
{
	preempt_disable();
	current_thread()->deferred_off++;
	barrier();
}

BOTTOM void deferred_enable(void)
{
	struct thread *t = current_thread();
	unsigned long flags;

	barrier();
	if (--t->deferred_off == 0) {
		if (t->lockdep.depth)
			lockdep_context_opened(CALLER_SITE());
		if (!daif_irq_masked()) {
			flags = irq_save();
			deferred_run();
			irq_restore(flags);
		}
	}
	preempt_enable();
}

BOTTOM unsigned long irq_save(void)
{
	unsigned long flags = sysreg_read(daif);

	daif_mask_irq();
	if (!(flags & DAIF_IRQ) && lockdep_times_kept())
		lockdep_section_begin(HF_CTX_irq, CALLER_SITE());
	return flags;
}

BOTTOM void irq_restore(unsigned long flags)
{
	struct thread *t = current_thread();

	if (flags & DAIF_IRQ)
		return;
	if (lockdep_times_kept())
		lockdep_section_end(HF_CTX_irq, CALLER_SITE());
	if (READ_ONCE(t->cpu->need_resched))
		schedule_pending();
	daif_open_irq();
	if (t->lockdep.depth)
		lockdep_context_opened(CALLER_SITE());
}

BOTTOM void irq_open(void)
{
	irq_restore(0);
}

bool irq_masked(void)
{
	return daif_irq_masked();
}

bool in_interrupt(void)
{
	return current_thread()->irq_depth != 0;
}

bool in_deferred(void)
{
	return current_thread()->in_deferred;
}

unsigned preempt_depth(void)
{
	return current_thread()->preempt_depth;
}
