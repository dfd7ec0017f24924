/* SPDX-License-Identifier: MIT
 *
 * user_state.c: a process's part of the CPU at a switch: FP registers, thread
 * pointer, and the lower half of the address space.  The kernel touches none of
 * it, so a thread without a process leaves the FP registers as they are.
 */
#include <kernel/preempt.h>
#include "address_space.h"
#include "sched.h"
#include "kernel/base/clock.h"
#include "kernel/arch/user.h"

void user_state_save(struct thread *t)
{
	if (!t->user)
		return;
	t->user->tpidr = sysreg_read(tpidr_el0);
	user_fp_save(t->user);
	t->user->run_ticks += clock_counter() - t->user->since;
}

void user_state_load(struct thread *t)
{
	address_space_enter(t->user ? t->user->space : NULL);
	if (!t->user)
		return;
	sysreg_write(tpidr_el0, t->user->tpidr);
	user_fp_load(t->user);
	t->user->since = clock_counter();
}

void user_state_rested(struct thread *t, uint64_t ns)
{
	uint64_t ticks = clock_ticks(ns), spent;

	if (!t->user)
		return;
	spent = clock_counter() - t->user->since;
	t->user->since += ticks < spent ? ticks : spent;
}

void user_state_capture(struct user_state *to)
{
	unsigned long flags = irq_save();

	user_fp_save(to);
	to->tpidr = sysreg_read(tpidr_el0);
	irq_restore(flags);
}

void user_state_apply(const struct user_state *from)
{
	unsigned long flags = irq_save();

	user_fp_load(from);
	sysreg_write(tpidr_el0, from->tpidr);
	irq_restore(flags);
}

uint64_t user_state_run_ns(const struct user_state *state)
{
	uint64_t ticks = READ_ONCE(state->run_ticks);

	if (state == current_thread()->user)
		ticks += clock_counter() - state->since;
	return clock_span_ns(ticks);
}
